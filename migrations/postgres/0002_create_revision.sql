-- Everything that was ever accepted, in commit order. Rows are only ever added.
-- `record_before` and `record_after` hold the whole record in its JSON record form: of type json, which
-- keeps the text as it was written, where jsonb would order it anew.

CREATE TABLE revision (
    number bigint PRIMARY KEY,
    kind text NOT NULL,
    record text COLLATE "C" NOT NULL,
    action text NOT NULL CHECK (action IN ('created', 'updated', 'deleted')),
    author text NOT NULL,
    reason text NOT NULL,
    campaign text COLLATE "C",
    recorded_at timestamptz(3) NOT NULL,
    record_before json,
    record_after json,
    CHECK ((record_before IS NULL) = (action = 'created')),
    CHECK ((record_after IS NULL) = (action = 'deleted'))
);

CREATE INDEX revision_of_record ON revision (kind, record, number);
