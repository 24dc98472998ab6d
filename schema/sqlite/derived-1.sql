-- Derived state (derived.sqlite), version 1 of its schema: may be deleted at any time and is rebuilt from the entries.

-- Up to which tree the index is written. One row.
CREATE TABLE cursor (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    tree_size INTEGER NOT NULL,
    root BLOB NOT NULL
);

-- In which entries a code stands. `key` is the code's short key with its topmost bit flipped, so that SQLite's signed
-- order is the order of the unsigned keys and a sorted batch is written from left to right.
CREATE TABLE codes (
    key INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (key, entry)
) WITHOUT ROWID;
