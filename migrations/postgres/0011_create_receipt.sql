-- What was answered to requests that may be sent again (header Idempotency-Key): kept for a week.
-- `last_revision` lies before `first_revision` where a request changed nothing.

CREATE TABLE receipt (
    principal text COLLATE "C" NOT NULL,
    request_key text COLLATE "C" NOT NULL,
    request text NOT NULL,
    first_revision bigint NOT NULL,
    last_revision bigint NOT NULL,
    recorded_at timestamptz(3) NOT NULL,
    PRIMARY KEY (principal, request_key)
);

CREATE INDEX receipt_by_time ON receipt (recorded_at);

-- The state of the atlas at a time is asked for by that time.
CREATE INDEX revision_by_time ON revision (recorded_at, number);
