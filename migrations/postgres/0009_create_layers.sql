-- What a GIS opens. The layers are views: they hide the columns that only the store needs, and they
-- let a territory have two of them, a point and a boundary. Each shows one geometry column of a table as
-- it is, so PostGIS knows its type and reference system, and its index serves. `fid` tells the rows apart.
-- A record that cannot be placed appears without a geometry. Names and columns are those of the
-- GeoPackage.

CREATE VIEW territory_point AS
SELECT fid, id, name_fr, name_en, name_zh, pinyin, level, kind, country, parent, valid_from, valid_to,
    population, provenance_kind, provenance_confidence, point AS geom
FROM territory;

CREATE VIEW territory_boundary AS
SELECT fid, id, name_fr, name_en, name_zh, pinyin, level, kind, country, parent, valid_from, valid_to,
    population, provenance_kind, provenance_confidence, boundary AS geom
FROM territory
WHERE boundary IS NOT NULL;

CREATE VIEW actor_point AS
SELECT a.fid, a.id, a.name_fr, a.name_en, a.name_zh, a.kind, s.country, a.seat, a.governs, a.website,
    a.provenance_kind, a.provenance_confidence, a.place AS geom
FROM actor a
JOIN territory s ON s.id = a.seat;

-- The two ends of a partnership: its first actor, and the first actor of another country; where there is
-- no other country, its second actor.
CREATE VIEW partnership_end AS
SELECT l.partnership, l.actor AS first_actor,
    COALESCE(
        (SELECT o.actor
         FROM partnership_actor o
         JOIN actor oa ON oa.id = o.actor
         JOIN territory os ON os.id = oa.seat
         WHERE o.partnership = l.partnership AND os.country <> s.country
         ORDER BY o.position LIMIT 1),
        (SELECT o.actor FROM partnership_actor o WHERE o.partnership = l.partnership AND o.position = 1)
    ) AS second_actor
FROM partnership_actor l
JOIN actor a ON a.id = l.actor
JOIN territory s ON s.id = a.seat
WHERE l.position = 0;

CREATE VIEW partnership_line AS
SELECT p.fid, p.id, p.name_fr, p.name_en, p.name_zh, p.kind, p.status, p.period_start, p.period_end,
    a.id AS first_actor, b.id AS second_actor, p.provenance_kind, p.provenance_confidence, p.line AS geom
FROM partnership p
LEFT JOIN partnership_end e ON e.partnership = p.id
LEFT JOIN actor a ON a.id = e.first_actor
LEFT JOIN actor b ON b.id = e.second_actor;

CREATE VIEW project_point AS
SELECT fid, id, title_fr, title_en, title_zh, theme, status, period_start, period_end, budget_amount,
    budget_currency, provenance_kind, provenance_confidence, place AS geom
FROM project;

COMMENT ON VIEW territory_point IS 'Territories (points): every territory, at the point that stands for it';
COMMENT ON VIEW territory_boundary IS 'Territories (boundaries): territories whose outline is known';
COMMENT ON VIEW actor_point IS 'Actors: organisations, at their own point or at their seat';
COMMENT ON VIEW partnership_line IS 'Partnerships: lasting links, drawn between the leading actors of two countries';
COMMENT ON VIEW project_point IS 'Projects: bounded activities, at their own point or their first territory';
COMMENT ON TABLE source IS 'Sources: where statements come from';
COMMENT ON TABLE theme IS 'Themes: what cooperation is about';
COMMENT ON TABLE campaign IS 'Survey campaigns: update rounds';
COMMENT ON TABLE event IS 'Events: meetings of partners';
COMMENT ON TABLE resource IS 'Resources: shared means';
COMMENT ON TABLE need IS 'Needs: what territories and actors ask for';
COMMENT ON TABLE revision IS 'Revisions: everything that was ever accepted, in commit order';
