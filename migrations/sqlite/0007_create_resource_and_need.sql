-- Shared means, and what territories and actors ask for.

CREATE TABLE resource (
    fid INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name_fr TEXT,
    name_en TEXT,
    name_zh TEXT,
    description_fr TEXT,
    description_en TEXT,
    description_zh TEXT,
    owner TEXT NOT NULL REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED,
    seat TEXT REFERENCES territory (id) DEFERRABLE INITIALLY DEFERRED,
    sharing TEXT NOT NULL,
    available_to_fr TEXT,
    available_to_en TEXT,
    available_to_zh TEXT,
    status TEXT NOT NULL,
    period_start TEXT,
    period_end TEXT,
    provenance_kind TEXT NOT NULL,
    provenance_confidence TEXT NOT NULL,
    provenance_locator TEXT,
    provenance_date TEXT,
    provenance_entered_by TEXT,
    provenance_note TEXT
);

CREATE INDEX resource_by_owner ON resource (owner);

CREATE INDEX resource_by_seat ON resource (seat);

CREATE TABLE resource_territory (
    resource TEXT NOT NULL REFERENCES resource (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    territory TEXT NOT NULL REFERENCES territory (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (resource, position)
) WITHOUT ROWID, STRICT;

CREATE INDEX resource_territory_by_territory ON resource_territory (territory);

CREATE TABLE resource_theme (
    resource TEXT NOT NULL REFERENCES resource (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    theme TEXT NOT NULL REFERENCES theme (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (resource, position)
) WITHOUT ROWID, STRICT;

CREATE INDEX resource_theme_by_theme ON resource_theme (theme);

CREATE TABLE need (
    fid INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    territory TEXT NOT NULL REFERENCES territory (id) DEFERRABLE INITIALLY DEFERRED,
    expressed_by TEXT REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED,
    theme TEXT NOT NULL REFERENCES theme (id) DEFERRABLE INITIALLY DEFERRED,
    description_fr TEXT,
    description_en TEXT,
    description_zh TEXT,
    addressed_to_fr TEXT,
    addressed_to_en TEXT,
    addressed_to_zh TEXT,
    event TEXT REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED,
    date TEXT,
    provenance_kind TEXT NOT NULL,
    provenance_confidence TEXT NOT NULL,
    provenance_locator TEXT,
    provenance_date TEXT,
    provenance_entered_by TEXT,
    provenance_note TEXT
);

CREATE INDEX need_by_territory ON need (territory);

CREATE INDEX need_by_expressed_by ON need (expressed_by);

CREATE INDEX need_by_theme ON need (theme);

CREATE INDEX need_by_event ON need (event);

CREATE TABLE need_project (
    need TEXT NOT NULL REFERENCES need (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    project TEXT NOT NULL REFERENCES project (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (need, position)
) WITHOUT ROWID, STRICT;

CREATE INDEX need_project_by_project ON need_project (project);
