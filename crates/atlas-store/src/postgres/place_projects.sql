-- Where a map shows each of these projects ($1, identifiers). Rows that stay where they are, are not
-- written again.
UPDATE project
SET place = derived.place
FROM (
    SELECT p.id, COALESCE(
        -- its own point
        p.point,
        -- else its first territory that has a point
        (SELECT t.point
         FROM project_territory l
         JOIN territory t ON t.id = l.territory
         WHERE l.project = p.id AND t.point IS NOT NULL
         ORDER BY l.position LIMIT 1),
        -- else its first participant that has a place
        (SELECT a.place
         FROM project_participant l
         JOIN actor a ON a.id = l.actor
         WHERE l.project = p.id AND a.place IS NOT NULL
         ORDER BY l.position LIMIT 1)
    ) AS place
    FROM project p
    WHERE p.id = ANY($1)
) AS derived
WHERE project.id = derived.id AND project.place IS DISTINCT FROM derived.place
