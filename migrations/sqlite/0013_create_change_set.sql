-- What is proposed in a survey: who submitted what, every file of it byte for byte, and what was decided of
-- each row. None of it is a record; what was accepted became revisions, and they are named here. Campaign,
-- country, actor and record are identifiers without foreign keys: a proposal never keeps a record from
-- being deleted, and outlives it. Nothing is ever removed from these tables.

CREATE TABLE change_set (
    id TEXT PRIMARY KEY,
    campaign TEXT NOT NULL,
    principal TEXT NOT NULL,
    author TEXT NOT NULL,
    country TEXT,
    actor TEXT,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL, -- from 1, one more with every change of it
    files INTEGER NOT NULL, -- how many there are, which is the number of the latest
    accepted INTEGER NOT NULL, -- how many rows were
    rejected INTEGER NOT NULL,
    submitted_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL
);

CREATE INDEX change_set_by_campaign ON change_set (campaign, state, submitted_at, id);

CREATE INDEX change_set_by_principal ON change_set (principal, submitted_at, id);

CREATE INDEX change_set_by_time ON change_set (submitted_at, id);

-- The first file has number 1; a correction adds the next.
CREATE TABLE change_set_file (
    change_set TEXT NOT NULL REFERENCES change_set (id) DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    bytes BLOB NOT NULL,
    sheet_revision INTEGER, -- at which the sheet was handed out, where that is known
    territories TEXT, -- a JSON list of identifiers: the part of the atlas that it covers, where it says so
    submitted_at DATETIME NOT NULL,
    PRIMARY KEY (change_set, number)
);

-- One row of the latest file and what was decided of it.
CREATE TABLE proposed_change (
    change_set TEXT NOT NULL REFERENCES change_set (id) DEFERRABLE INITIALLY DEFERRED,
    place TEXT NOT NULL, -- of the row in the file
    position INTEGER NOT NULL, -- the order of decisions, from 0
    kind TEXT NOT NULL,
    record TEXT,
    decision TEXT NOT NULL, -- accepted, rejected
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at DATETIME NOT NULL,
    revision INTEGER, -- the one that it made
    report TEXT NOT NULL, -- JSON: the row as it was reviewed
    PRIMARY KEY (change_set, place)
);
