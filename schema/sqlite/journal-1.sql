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

-- The leaves' bytes, and the hash of the event's body alone, by which the same event is known again.
CREATE TABLE entries (
    idx INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL,
    digest INTEGER NOT NULL -- the first eight bytes of the hash; the body settles collisions
);

CREATE INDEX entries_by_digest ON entries (digest);
