-- What the monitor found (findings.sqlite), version 1 of its schema: may be deleted at any time and is made again from the entries.

-- Up to which tree events were taken in. One row. `is_whole`: whether everything was judged once since then.
CREATE TABLE cursor (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    tree_size INTEGER NOT NULL,
    root BLOB NOT NULL,
    is_whole INTEGER NOT NULL
);

-- The codes that are watched, as canonical URIs. `waits`: the order in which it is to be judged; NULL where it was. `entry`: the newest
-- entry that touches it and was not judged yet. `due`: when its verdict may change by itself, in milliseconds.
CREATE TABLE codes (
    code TEXT PRIMARY KEY,
    waits INTEGER,
    entry INTEGER,
    due INTEGER
) WITHOUT ROWID;
CREATE INDEX codes_waiting ON codes (waits) WHERE waits IS NOT NULL;
CREATE INDEX codes_due ON codes (due) WHERE due IS NOT NULL AND waits IS NULL;

-- What was found under each code. `entries`: ledger indexes ascending, with commas; where there are none, the code after a colon.
CREATE TABLE held (
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    entries TEXT NOT NULL,
    code TEXT NOT NULL,
    since INTEGER NOT NULL,
    operators TEXT NOT NULL,
    en TEXT NOT NULL,
    zh TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (rule, severity, entries, code)
) WITHOUT ROWID;
CREATE INDEX held_code ON held (code);

-- What is shown: each finding once, under the first of its codes.
CREATE TABLE shown (
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    entries TEXT NOT NULL,
    code TEXT NOT NULL,
    since INTEGER NOT NULL,
    operators TEXT NOT NULL,
    en TEXT NOT NULL,
    zh TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (rule, severity, entries)
) WITHOUT ROWID;
CREATE INDEX shown_since ON shown (since);

-- What came up and what is no more, in the order in which it was noticed.
CREATE TABLE changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    opened INTEGER NOT NULL,
    noticed INTEGER NOT NULL,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    entries TEXT NOT NULL,
    code TEXT NOT NULL,
    since INTEGER NOT NULL,
    operators TEXT NOT NULL,
    en TEXT NOT NULL,
    zh TEXT NOT NULL,
    source TEXT NOT NULL
);
