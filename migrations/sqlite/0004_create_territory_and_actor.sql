-- Places and the organisations seated in them. Geometries are GeoPackage blobs in WGS 84, longitude
-- first; `aliases` is a JSON list. `point` is what the record says; `place` is where a map shows an
-- actor: its own point, else that of its seat. The store keeps it in the transaction that moves either.

CREATE TABLE territory (
    fid INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    level TEXT NOT NULL,
    kind TEXT NOT NULL,
    country TEXT NOT NULL REFERENCES territory (id) DEFERRABLE INITIALLY DEFERRED,
    name_fr TEXT,
    name_en TEXT,
    name_zh TEXT,
    pinyin TEXT,
    aliases TEXT NOT NULL,
    parent TEXT REFERENCES territory (id) DEFERRABLE INITIALLY DEFERRED,
    valid_from TEXT,
    valid_to TEXT,
    seat TEXT REFERENCES territory (id) DEFERRABLE INITIALLY DEFERRED,
    point POINT,
    boundary MULTIPOLYGON,
    population INTEGER,
    provenance_kind TEXT NOT NULL,
    provenance_confidence TEXT NOT NULL,
    provenance_locator TEXT,
    provenance_date TEXT,
    provenance_entered_by TEXT,
    provenance_note TEXT
);

CREATE INDEX territory_by_country ON territory (country);

CREATE INDEX territory_by_parent ON territory (parent);

CREATE INDEX territory_by_seat ON territory (seat);

CREATE TABLE territory_code (
    territory TEXT NOT NULL REFERENCES territory (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    scheme TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (territory, position)
) WITHOUT ROWID, STRICT;

CREATE INDEX territory_code_by_value ON territory_code (value, scheme);

CREATE TABLE territory_part_of (
    territory TEXT NOT NULL REFERENCES territory (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    whole TEXT NOT NULL REFERENCES territory (id) DEFERRABLE INITIALLY DEFERRED,
    start_date TEXT,
    end_date TEXT,
    PRIMARY KEY (territory, position)
) WITHOUT ROWID, STRICT;

CREATE INDEX territory_part_of_by_whole ON territory_part_of (whole);

CREATE TABLE territory_successor (
    territory TEXT NOT NULL REFERENCES territory (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    successor TEXT NOT NULL REFERENCES territory (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (territory, position)
) WITHOUT ROWID, STRICT;

CREATE INDEX territory_successor_by_successor ON territory_successor (successor);

CREATE TABLE actor (
    fid INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name_fr TEXT,
    name_en TEXT,
    name_zh TEXT,
    aliases TEXT NOT NULL,
    seat TEXT NOT NULL REFERENCES territory (id) DEFERRABLE INITIALLY DEFERRED,
    governs TEXT REFERENCES territory (id) DEFERRABLE INITIALLY DEFERRED,
    point POINT,
    place POINT,
    website TEXT,
    contact_function TEXT,
    contact_email TEXT,
    provenance_kind TEXT NOT NULL,
    provenance_confidence TEXT NOT NULL,
    provenance_locator TEXT,
    provenance_date TEXT,
    provenance_entered_by TEXT,
    provenance_note TEXT
);

CREATE INDEX actor_by_seat ON actor (seat);

CREATE INDEX actor_by_governs ON actor (governs);

CREATE TABLE actor_code (
    actor TEXT NOT NULL REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    scheme TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (actor, position)
) WITHOUT ROWID, STRICT;

CREATE INDEX actor_code_by_value ON actor_code (value, scheme);
