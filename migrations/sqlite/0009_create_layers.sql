-- What a GIS opens. The layers are views: they hide the columns that only the store needs, and they
-- let a territory have two of them, a point and a boundary. Each shows one plain geometry column of a
-- table, because GDAL reads a computed one as text: that is why `place` and `line` are stored.
-- As the standard asks of a view, the first column of each is an integer that is unique in it.
-- A record that cannot be placed appears with an empty geometry.

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

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
    ('territory_point', 'features', 'Territories (points)', 'Every territory, at the point that stands for it', 4326),
    ('territory_boundary', 'features', 'Territories (boundaries)', 'Territories whose outline is known', 4326),
    ('actor_point', 'features', 'Actors', 'Organisations, at their own point or at their seat', 4326),
    ('partnership_line', 'features', 'Partnerships', 'Lasting links, drawn between the leading actors of two countries', 4326),
    ('project_point', 'features', 'Projects', 'Bounded activities, at their own point or their first territory', 4326),
    ('source', 'attributes', 'Sources', 'Where statements come from', NULL),
    ('theme', 'attributes', 'Themes', 'What cooperation is about', NULL),
    ('campaign', 'attributes', 'Survey campaigns', 'Update rounds', NULL),
    ('event', 'attributes', 'Events', 'Meetings of partners', NULL),
    ('resource', 'attributes', 'Resources', 'Shared means', NULL),
    ('need', 'attributes', 'Needs', 'What territories and actors ask for', NULL),
    ('revision', 'attributes', 'Revisions', 'Everything that was ever accepted, in commit order', NULL);

INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m) VALUES
    ('territory_point', 'geom', 'POINT', 4326, 0, 0),
    ('territory_boundary', 'geom', 'MULTIPOLYGON', 4326, 0, 0),
    ('actor_point', 'geom', 'POINT', 4326, 0, 0),
    ('partnership_line', 'geom', 'MULTILINESTRING', 4326, 0, 0),
    ('project_point', 'geom', 'POINT', 4326, 0, 0);
