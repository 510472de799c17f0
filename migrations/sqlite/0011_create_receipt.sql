-- What was answered to requests that may be sent again (header Idempotency-Key): kept for a week.
-- `last_revision` lies before `first_revision` where a request changed nothing.

CREATE TABLE receipt (
    principal TEXT NOT NULL,
    request_key TEXT NOT NULL,
    request TEXT NOT NULL,
    first_revision INTEGER NOT NULL,
    last_revision INTEGER NOT NULL,
    recorded_at DATETIME NOT NULL,
    PRIMARY KEY (principal, request_key)
);

CREATE INDEX receipt_by_time ON receipt (recorded_at);

-- The state of the atlas at a time is asked for by that time.
CREATE INDEX revision_by_time ON revision (recorded_at, number);
