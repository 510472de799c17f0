-- The keys that callers show. No record and no part of any revision: a key can neither be read from the
-- history nor from an export. Country and actor are identifiers without foreign keys, so that a key never
-- keeps a record from being deleted; one that names a deleted record gives no rights.

CREATE TABLE api_key (
    id text COLLATE "C" PRIMARY KEY,
    label text NOT NULL,
    role text NOT NULL,
    country text COLLATE "C",
    actor text COLLATE "C",
    secret_sha256 bytea NOT NULL CHECK (length(secret_sha256) = 32),
    created_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3),
    revoked_at timestamptz(3),
    last_used_at timestamptz(3)
);
