-- What is proposed in a survey: who submitted what, every file of it byte for byte, and what was decided of
-- each row. None of it is a record; what was accepted became revisions, and they are named here. Campaign,
-- country, actor and record are identifiers without foreign keys: a proposal never keeps a record from
-- being deleted, and outlives it. Nothing is ever removed from these tables.

CREATE TABLE change_set (
    id text COLLATE "C" PRIMARY KEY,
    campaign text COLLATE "C" NOT NULL,
    principal text COLLATE "C" NOT NULL,
    author text NOT NULL,
    country text COLLATE "C",
    actor text COLLATE "C",
    reason text NOT NULL,
    state text NOT NULL,
    version bigint NOT NULL, -- from 1, one more with every change of it
    files bigint NOT NULL, -- how many there are, which is the number of the latest
    accepted bigint NOT NULL, -- how many rows were
    rejected bigint NOT NULL,
    submitted_at timestamptz(3) NOT NULL,
    changed_at timestamptz(3) NOT NULL
);

CREATE INDEX change_set_by_campaign ON change_set (campaign, state, submitted_at, id);

CREATE INDEX change_set_by_principal ON change_set (principal, submitted_at, id);

CREATE INDEX change_set_by_time ON change_set (submitted_at, id);

-- The first file has number 1; a correction adds the next.
CREATE TABLE change_set_file (
    change_set text COLLATE "C" NOT NULL REFERENCES change_set (id) DEFERRABLE INITIALLY DEFERRED,
    number bigint NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    bytes bytea NOT NULL,
    sheet_revision bigint, -- at which the sheet was handed out, where that is known
    territories text, -- a JSON list of identifiers: the part of the atlas that it covers, where it says so
    submitted_at timestamptz(3) NOT NULL,
    PRIMARY KEY (change_set, number)
);

-- One row of the latest file and what was decided of it.
CREATE TABLE proposed_change (
    change_set text COLLATE "C" NOT NULL REFERENCES change_set (id) DEFERRABLE INITIALLY DEFERRED,
    place text COLLATE "C" NOT NULL, -- of the row in the file
    position bigint NOT NULL, -- the order of decisions, from 0
    kind text NOT NULL,
    record text COLLATE "C",
    decision text NOT NULL, -- accepted, rejected
    reason text NOT NULL,
    decided_by text NOT NULL,
    decided_at timestamptz(3) NOT NULL,
    revision bigint, -- the one that it made
    report text NOT NULL, -- JSON: the row as it was reviewed
    PRIMARY KEY (change_set, place)
);
