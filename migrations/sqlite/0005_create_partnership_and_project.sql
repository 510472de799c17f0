-- What actors do together: lasting links, and bounded activities within or beside them.
-- `line` and `place` are derived, and kept by the store in the transaction that changes what they
-- depend on: a line joins the leading actors of two countries; a project stands at its own point, else
-- at its first territory that has one, else at its first participant that has one.

CREATE TABLE partnership (
    fid INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    name_fr TEXT,
    name_en TEXT,
    name_zh TEXT,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    period_start TEXT,
    period_end TEXT,
    note_fr TEXT,
    note_en TEXT,
    note_zh TEXT,
    line MULTILINESTRING,
    provenance_kind TEXT NOT NULL,
    provenance_confidence TEXT NOT NULL,
    provenance_locator TEXT,
    provenance_date TEXT,
    provenance_entered_by TEXT,
    provenance_note TEXT
);

CREATE TABLE partnership_actor (
    partnership TEXT NOT NULL REFERENCES partnership (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    actor TEXT NOT NULL REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (partnership, position)
) WITHOUT ROWID, STRICT;

CREATE INDEX partnership_actor_by_actor ON partnership_actor (actor);

CREATE TABLE partnership_theme (
    partnership TEXT NOT NULL REFERENCES partnership (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    theme TEXT NOT NULL REFERENCES theme (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (partnership, position)
) WITHOUT ROWID, STRICT;

CREATE INDEX partnership_theme_by_theme ON partnership_theme (theme);

CREATE TABLE project (
    fid INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    title_fr TEXT,
    title_en TEXT,
    title_zh TEXT,
    description_fr TEXT,
    description_en TEXT,
    description_zh TEXT,
    theme TEXT NOT NULL REFERENCES theme (id) DEFERRABLE INITIALLY DEFERRED,
    status TEXT NOT NULL,
    period_start TEXT,
    period_end TEXT,
    budget_amount INTEGER,
    budget_currency TEXT,
    point POINT,
    place POINT,
    provenance_kind TEXT NOT NULL,
    provenance_confidence TEXT NOT NULL,
    provenance_locator TEXT,
    provenance_date TEXT,
    provenance_entered_by TEXT,
    provenance_note TEXT
);

CREATE INDEX project_by_theme ON project (theme);

CREATE TABLE project_partnership (
    project TEXT NOT NULL REFERENCES project (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    partnership TEXT NOT NULL REFERENCES partnership (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (project, position)
) WITHOUT ROWID, STRICT;

CREATE INDEX project_partnership_by_partnership ON project_partnership (partnership);

CREATE TABLE project_participant (
    project TEXT NOT NULL REFERENCES project (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    actor TEXT NOT NULL REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED,
    role TEXT NOT NULL,
    PRIMARY KEY (project, position)
) WITHOUT ROWID, STRICT;

CREATE INDEX project_participant_by_actor ON project_participant (actor);

CREATE TABLE project_territory (
    project TEXT NOT NULL REFERENCES project (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    territory TEXT NOT NULL REFERENCES territory (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (project, position)
) WITHOUT ROWID, STRICT;

CREATE INDEX project_territory_by_territory ON project_territory (territory);

CREATE TABLE project_theme (
    project TEXT NOT NULL REFERENCES project (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    theme TEXT NOT NULL REFERENCES theme (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (project, position)
) WITHOUT ROWID, STRICT;

CREATE INDEX project_theme_by_theme ON project_theme (theme);

CREATE TABLE project_funding (
    project TEXT NOT NULL REFERENCES project (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    programme TEXT NOT NULL,
    actor TEXT REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED,
    amount INTEGER,
    currency TEXT,
    PRIMARY KEY (project, position)
) WITHOUT ROWID, STRICT;

CREATE INDEX project_funding_by_actor ON project_funding (actor) WHERE actor IS NOT NULL;

CREATE TABLE project_result (
    project TEXT NOT NULL REFERENCES project (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    measure TEXT NOT NULL,
    value REAL NOT NULL,
    unit TEXT,
    date TEXT,
    PRIMARY KEY (project, position)
) WITHOUT ROWID, STRICT;
