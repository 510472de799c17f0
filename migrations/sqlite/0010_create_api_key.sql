-- The keys that callers show. No record and no part of any revision: a key can neither be read from the
-- history nor from an export. Country and actor are identifiers without foreign keys, so that a key never
-- keeps a record from being deleted; one that names a deleted record gives no rights.

CREATE TABLE api_key (
    id TEXT PRIMARY KEY,
    label TEXT NOT NULL,
    role TEXT NOT NULL,
    country TEXT,
    actor TEXT,
    secret_sha256 BLOB NOT NULL CHECK (length(secret_sha256) = 32),
    created_at DATETIME NOT NULL,
    expires_at DATETIME,
    revoked_at DATETIME,
    last_used_at DATETIME
);
