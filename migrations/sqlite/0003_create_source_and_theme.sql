-- Conventions of the record tables. `fid` is the integer key that a GeoPackage asks for, `id` the public
-- identifier. `revision` is the number of the revision that wrote the row. Texts have one column per
-- language. Dates are texts of the precision their source gives (2015, 2015-11, 2015-11-23), so they
-- are not of type DATE. Lists are link tables whose `position` keeps their order. Foreign keys are
-- deferred: a change set may be written in any order. `revision` is no foreign key: while any reference
-- is still open, each new row of a parent table has its children searched, and none of these columns is
-- worth an index.

CREATE TABLE source (
    fid INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    title_fr TEXT,
    title_en TEXT,
    title_zh TEXT,
    publisher TEXT,
    url TEXT,
    date TEXT,
    licence TEXT,
    attribution TEXT,
    provenance_kind TEXT NOT NULL,
    provenance_confidence TEXT NOT NULL,
    provenance_locator TEXT,
    provenance_date TEXT,
    provenance_entered_by TEXT,
    provenance_note TEXT
);

-- The sources that the provenance of any record names, the one that counts most first.
CREATE TABLE record_source (
    kind TEXT NOT NULL,
    record TEXT NOT NULL,
    position INTEGER NOT NULL,
    source TEXT NOT NULL REFERENCES source (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (kind, record, position)
) WITHOUT ROWID, STRICT;

CREATE INDEX record_source_by_source ON record_source (source);

CREATE TABLE theme (
    fid INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    parent TEXT REFERENCES theme (id) DEFERRABLE INITIALLY DEFERRED,
    label_fr TEXT,
    label_en TEXT,
    label_zh TEXT,
    definition_fr TEXT,
    definition_en TEXT,
    definition_zh TEXT,
    aliases TEXT NOT NULL,
    agreed BOOLEAN NOT NULL,
    cross_cutting BOOLEAN NOT NULL,
    provenance_kind TEXT NOT NULL,
    provenance_confidence TEXT NOT NULL,
    provenance_locator TEXT,
    provenance_date TEXT,
    provenance_entered_by TEXT,
    provenance_note TEXT
);

CREATE INDEX theme_by_parent ON theme (parent);

CREATE TABLE theme_code (
    theme TEXT NOT NULL REFERENCES theme (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    scheme TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (theme, position)
) WITHOUT ROWID, STRICT;

CREATE INDEX theme_code_by_value ON theme_code (value, scheme);
