-- A device's own journal, version 2 of its schema: private values beside the entries that hold their digests.

-- Up to which event the ledger was brought the private values.
ALTER TABLE pushed ADD COLUMN brought INTEGER NOT NULL DEFAULT 0;

-- The private values (SD-JWT disclosures, RFC 9901) of the journal's events. Erasing one deletes its row; the file is kept
-- with secure_delete, so that its bytes are overwritten.
CREATE TABLE disclosures (
    idx INTEGER NOT NULL,
    digest BLOB NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (idx, digest)
) WITHOUT ROWID;

-- The whole digest of what a sealed event said before it was sealed: its body alone does not tell it again.
CREATE TABLE seals (
    idx INTEGER PRIMARY KEY,
    digest BLOB NOT NULL
);
