-- Where a map shows each of these projects ($1, a JSON list of identifiers).
UPDATE project
SET place = COALESCE(
    -- its own point
    point,
    -- else its first territory that has a point
    (SELECT t.point
     FROM project_territory l
     JOIN territory t ON t.id = l.territory
     WHERE l.project = project.id AND t.point IS NOT NULL
     ORDER BY l.position LIMIT 1),
    -- else its first participant that has a place
    (SELECT a.place
     FROM project_participant l
     JOIN actor a ON a.id = l.actor
     WHERE l.project = project.id AND a.place IS NOT NULL
     ORDER BY l.position LIMIT 1)
)
WHERE id IN (SELECT value FROM json_each($1))
RETURNING place
