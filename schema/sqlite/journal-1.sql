-- A device's own journal (journal.sqlite), version 1 of its schema.

-- The newest state: the right edge (RightEdge.bytes) and the device's signed checkpoint over it. One row.
CREATE TABLE head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    size INTEGER NOT NULL,
    edge BLOB NOT NULL,
    checkpoint BLOB NOT NULL
);

-- What the ledger has acknowledged, and its newest signed checkpoint that this device saw. One row.
CREATE TABLE pushed (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    edge BLOB NOT NULL,
    checkpoint BLOB NOT NULL
);

-- The leaves' bytes.
CREATE TABLE entries (
    idx INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
);

-- The first eight bytes of the hash of each event's body alone, by which the same event is known again; the body itself
-- settles collisions. Apart from the entries, so that a large import can write it in sorted batches.
CREATE TABLE digests (
    digest INTEGER NOT NULL,
    idx INTEGER NOT NULL,
    PRIMARY KEY (digest, idx)
) WITHOUT ROWID;
