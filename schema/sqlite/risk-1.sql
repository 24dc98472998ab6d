-- What counts towards the risk of firms and products, and what was warned of (risk.sqlite), version 1 of its schema: may be deleted at any
-- time and is made again from the entries and from what the monitor found.

-- Up to which tree events were taken in, and up to which change of which series the findings. One row.
CREATE TABLE cursor (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    tree_size INTEGER NOT NULL,
    root BLOB NOT NULL,
    findings_series TEXT NOT NULL,
    findings_number INTEGER NOT NULL
);

-- Facts. `day`: since 1970-01-01, in China. `grp`: what is counted once; NULL where it is the name.
CREATE TABLE facts (
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    word TEXT NOT NULL,
    detail TEXT NOT NULL,
    grp TEXT,
    firm TEXT,
    product TEXT,
    day INTEGER NOT NULL,
    entry INTEGER,
    en TEXT,
    zh TEXT,
    PRIMARY KEY (source, name)
) WITHOUT ROWID;
CREATE INDEX facts_firm ON facts (firm) WHERE firm IS NOT NULL;
CREATE INDEX facts_product ON facts (product) WHERE product IS NOT NULL;
CREATE INDEX facts_samples ON facts (detail) WHERE source = 'sample';

-- Of what rates are to be tested: `firm:…`, `product:…`, `category:…`.
CREATE TABLE touched (what TEXT PRIMARY KEY) WITHOUT ROWID;

-- What is warned of now. `tested`: what was tested when it came up, as in `touched`; `task` for a task.
CREATE TABLE warnings (
    key TEXT PRIMARY KEY,
    tested TEXT NOT NULL,
    kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    day INTEGER NOT NULL,
    subject TEXT,
    district TEXT,
    entry INTEGER,
    en TEXT NOT NULL,
    zh TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX warnings_tested ON warnings (tested);
CREATE INDEX warnings_day ON warnings (day);

-- What came up and what is no more, in the order in which it was noticed.
CREATE TABLE changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    opened INTEGER NOT NULL,
    noticed INTEGER NOT NULL,
    kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    day INTEGER NOT NULL,
    subject TEXT,
    district TEXT,
    entry INTEGER,
    en TEXT NOT NULL,
    zh TEXT NOT NULL
);

-- Up to which change each receiver was told.
CREATE TABLE deliveries (
    receiver TEXT PRIMARY KEY,
    number INTEGER NOT NULL
) WITHOUT ROWID;

-- The name of the series of numbers that changes have.
CREATE TABLE series (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL
);
INSERT INTO series (id, name) VALUES (1, lower(hex(randomblob(8))));
