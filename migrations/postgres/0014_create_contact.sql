-- Whom to turn to at an actor, by name: personal data, apart from the records and their revisions, so that
-- no export and no feed holds them and nothing is left of them once they are erased (RGPD, art. 17). They
-- go with their actor. Every look at them and every change is noted, without what was seen.

CREATE TABLE contact (
    actor text COLLATE "C" NOT NULL REFERENCES actor (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    position bigint NOT NULL,
    "function" text NOT NULL,
    name text,
    email text,
    phone text,
    legal_basis text NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    updated_by text NOT NULL,
    PRIMARY KEY (actor, position)
);

CREATE TABLE contact_access (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz(3) NOT NULL,
    principal text NOT NULL,
    label text NOT NULL,
    actor text COLLATE "C" NOT NULL,
    action text NOT NULL
);
