-- Update rounds, and the meetings with their workshops and the pairs proposed to present together.

CREATE TABLE campaign (
    fid INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    name_fr TEXT,
    name_en TEXT,
    name_zh TEXT,
    period_start TEXT,
    period_end TEXT,
    note_fr TEXT,
    note_en TEXT,
    note_zh TEXT,
    provenance_kind TEXT NOT NULL,
    provenance_confidence TEXT NOT NULL,
    provenance_locator TEXT,
    provenance_date TEXT,
    provenance_entered_by TEXT,
    provenance_note TEXT
);

CREATE TABLE campaign_country (
    campaign TEXT NOT NULL REFERENCES campaign (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    territory TEXT NOT NULL REFERENCES territory (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (campaign, position)
) WITHOUT ROWID, STRICT;

CREATE INDEX campaign_country_by_territory ON campaign_country (territory);

CREATE TABLE campaign_figure (
    campaign TEXT NOT NULL REFERENCES campaign (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    measure TEXT NOT NULL,
    value REAL NOT NULL,
    unit TEXT,
    date TEXT,
    PRIMARY KEY (campaign, position)
) WITHOUT ROWID, STRICT;

CREATE TABLE event (
    fid INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name_fr TEXT,
    name_en TEXT,
    name_zh TEXT,
    period_start TEXT,
    period_end TEXT,
    territory TEXT REFERENCES territory (id) DEFERRABLE INITIALLY DEFERRED,
    host TEXT REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED,
    note_fr TEXT,
    note_en TEXT,
    note_zh TEXT,
    provenance_kind TEXT NOT NULL,
    provenance_confidence TEXT NOT NULL,
    provenance_locator TEXT,
    provenance_date TEXT,
    provenance_entered_by TEXT,
    provenance_note TEXT
);

CREATE INDEX event_by_territory ON event (territory);

CREATE INDEX event_by_host ON event (host);

CREATE TABLE event_figure (
    event TEXT NOT NULL REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    measure TEXT NOT NULL,
    value REAL NOT NULL,
    unit TEXT,
    date TEXT,
    PRIMARY KEY (event, position)
) WITHOUT ROWID, STRICT;

CREATE TABLE event_workshop (
    event TEXT NOT NULL REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    theme TEXT REFERENCES theme (id) DEFERRABLE INITIALLY DEFERRED,
    question_fr TEXT,
    question_en TEXT,
    question_zh TEXT,
    PRIMARY KEY (event, position)
) WITHOUT ROWID, STRICT;

CREATE INDEX event_workshop_by_theme ON event_workshop (theme);

CREATE TABLE workshop_pair (
    event TEXT NOT NULL REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED,
    workshop INTEGER NOT NULL,
    position INTEGER NOT NULL,
    project TEXT REFERENCES project (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (event, workshop, position),
    FOREIGN KEY (event, workshop) REFERENCES event_workshop (event, position) DEFERRABLE INITIALLY DEFERRED
) WITHOUT ROWID, STRICT;

CREATE INDEX workshop_pair_by_project ON workshop_pair (project);

CREATE TABLE workshop_pair_actor (
    event TEXT NOT NULL REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED,
    workshop INTEGER NOT NULL,
    pair INTEGER NOT NULL,
    position INTEGER NOT NULL,
    actor TEXT NOT NULL REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (event, workshop, pair, position),
    FOREIGN KEY (event, workshop, pair) REFERENCES workshop_pair (event, workshop, position) DEFERRABLE INITIALLY DEFERRED
) WITHOUT ROWID, STRICT;

CREATE INDEX workshop_pair_actor_by_actor ON workshop_pair_actor (actor);
