-- Every reference between records, in one shape: `kind` `record` refers to `target_kind` `target`.
-- Asked with both target columns given, each branch is one index search.

CREATE VIEW record_reference AS
SELECT 'source' AS target_kind, source AS target, kind, record FROM record_source
UNION ALL SELECT 'theme', parent, 'theme', id FROM theme WHERE parent IS NOT NULL
UNION ALL SELECT 'theme', theme, 'event', event FROM event_workshop WHERE theme IS NOT NULL
UNION ALL SELECT 'theme', theme, 'partnership', partnership FROM partnership_theme WHERE theme IS NOT NULL
UNION ALL SELECT 'theme', theme, 'project', id FROM project WHERE theme IS NOT NULL
UNION ALL SELECT 'theme', theme, 'project', project FROM project_theme WHERE theme IS NOT NULL
UNION ALL SELECT 'theme', theme, 'resource', resource FROM resource_theme WHERE theme IS NOT NULL
UNION ALL SELECT 'theme', theme, 'need', id FROM need WHERE theme IS NOT NULL
UNION ALL SELECT 'territory', country, 'territory', id FROM territory WHERE country IS NOT NULL
UNION ALL SELECT 'territory', parent, 'territory', id FROM territory WHERE parent IS NOT NULL
UNION ALL SELECT 'territory', seat, 'territory', id FROM territory WHERE seat IS NOT NULL
UNION ALL SELECT 'territory', whole, 'territory', territory FROM territory_part_of WHERE whole IS NOT NULL
UNION ALL SELECT 'territory', successor, 'territory', territory FROM territory_successor WHERE successor IS NOT NULL
UNION ALL SELECT 'territory', seat, 'actor', id FROM actor WHERE seat IS NOT NULL
UNION ALL SELECT 'territory', governs, 'actor', id FROM actor WHERE governs IS NOT NULL
UNION ALL SELECT 'territory', territory, 'campaign', campaign FROM campaign_country WHERE territory IS NOT NULL
UNION ALL SELECT 'territory', territory, 'event', id FROM event WHERE territory IS NOT NULL
UNION ALL SELECT 'territory', territory, 'project', project FROM project_territory WHERE territory IS NOT NULL
UNION ALL SELECT 'territory', seat, 'resource', id FROM resource WHERE seat IS NOT NULL
UNION ALL SELECT 'territory', territory, 'resource', resource FROM resource_territory WHERE territory IS NOT NULL
UNION ALL SELECT 'territory', territory, 'need', id FROM need WHERE territory IS NOT NULL
UNION ALL SELECT 'actor', host, 'event', id FROM event WHERE host IS NOT NULL
UNION ALL SELECT 'actor', actor, 'event', event FROM workshop_pair_actor WHERE actor IS NOT NULL
UNION ALL SELECT 'actor', actor, 'partnership', partnership FROM partnership_actor WHERE actor IS NOT NULL
UNION ALL SELECT 'actor', actor, 'project', project FROM project_participant WHERE actor IS NOT NULL
UNION ALL SELECT 'actor', actor, 'project', project FROM project_funding WHERE actor IS NOT NULL
UNION ALL SELECT 'actor', owner, 'resource', id FROM resource WHERE owner IS NOT NULL
UNION ALL SELECT 'actor', expressed_by, 'need', id FROM need WHERE expressed_by IS NOT NULL
UNION ALL SELECT 'partnership', partnership, 'project', project FROM project_partnership WHERE partnership IS NOT NULL
UNION ALL SELECT 'project', project, 'event', event FROM workshop_pair WHERE project IS NOT NULL
UNION ALL SELECT 'project', project, 'need', need FROM need_project WHERE project IS NOT NULL
UNION ALL SELECT 'event', event, 'need', id FROM need WHERE event IS NOT NULL;
