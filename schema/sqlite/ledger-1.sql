-- The ledger's own file (ledger.sqlite), version 1 of its schema. Everything here is durable truth; nothing is derived
-- except what the daemon would need minutes to recompute (tiles, right edges).

-- The newest state: how many entries there are and the signed checkpoint over them. One row.
CREATE TABLE head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    tree_size INTEGER NOT NULL CHECK (tree_size >= 0),
    checkpoint BLOB NOT NULL
);

-- The leaves' bytes. The row id is the leaf index, so rows are only ever appended at the right end of the B-tree.
CREATE TABLE entries (
    idx INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
);

-- The hashes of each tile (C2SP tlog-tiles), 32 bytes each, up to 256. A partial tile is widened in place.
-- id is level << 56 | index: no second B-tree for the key, and the tiles of one level lie beside each other.
CREATE TABLE tiles (
    id INTEGER PRIMARY KEY,
    hashes BLOB NOT NULL
);

-- What is held of each journal: its size, its right edge (RightEdge.bytes), its newest signed checkpoint, when that
-- came.
CREATE TABLE journals (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    edge BLOB NOT NULL,
    checkpoint BLOB NOT NULL,
    arrival INTEGER NOT NULL -- milliseconds since 1970-01-01T00:00:00Z
);

-- Each push as it stands in the ledger: `count` events from `first_entry` on, which are the journal's from
-- `journal_from` on; `edge` is the journal's right edge before them.
CREATE TABLE spans (
    first_entry INTEGER PRIMARY KEY,
    journal INTEGER NOT NULL REFERENCES journals (id),
    journal_from INTEGER NOT NULL,
    count INTEGER NOT NULL,
    edge BLOB NOT NULL,
    arrival INTEGER NOT NULL
);

CREATE INDEX spans_by_journal ON spans (journal, journal_from);

-- Which entries are admin notes.
CREATE TABLE admin_entries (
    idx INTEGER PRIMARY KEY
);

-- Signed checkpoints that did not continue their journal. By name: the first push of a journal may be a fork already.
CREATE TABLE forks (
    id INTEGER PRIMARY KEY,
    journal TEXT NOT NULL,
    arrival INTEGER NOT NULL,
    offered BLOB NOT NULL,
    held BLOB NOT NULL,
    UNIQUE (journal, offered)
);
