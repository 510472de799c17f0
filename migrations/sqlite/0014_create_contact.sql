-- Whom to turn to at an actor, by name: personal data, apart from the records and their revisions, so that
-- no export and no feed holds them and nothing is left of them once they are erased (RGPD, art. 17). They
-- go with their actor. Every look at them and every change is noted, without what was seen.

CREATE TABLE contact (
    actor TEXT NOT NULL REFERENCES actor (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    "function" TEXT NOT NULL,
    name TEXT,
    email TEXT,
    phone TEXT,
    legal_basis TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    PRIMARY KEY (actor, position)
);

CREATE TABLE contact_access (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at DATETIME NOT NULL,
    principal TEXT NOT NULL,
    label TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL
);
