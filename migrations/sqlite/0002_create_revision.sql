-- Everything that was ever accepted, in commit order. Rows are only ever added.
-- `record_before` and `record_after` hold the whole record in its JSON record form.

CREATE TABLE revision (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    record TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('created', 'updated', 'deleted')),
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    campaign TEXT,
    recorded_at DATETIME NOT NULL,
    record_before TEXT,
    record_after TEXT,
    CHECK ((record_before IS NULL) = (action = 'created')),
    CHECK ((record_after IS NULL) = (action = 'deleted'))
);

CREATE INDEX revision_of_record ON revision (kind, record, number);
