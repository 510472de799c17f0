-- Where a map shows each of these actors ($1, identifiers): at its own point, else at its seat. Rows that
-- stay where they are, are not written again.
UPDATE actor
SET place = derived.place
FROM (
    SELECT a.id, COALESCE(a.point, t.point) AS place
    FROM actor a
    LEFT JOIN territory t ON t.id = a.seat
    WHERE a.id = ANY($1)
) AS derived
WHERE actor.id = derived.id AND actor.place IS DISTINCT FROM derived.place
