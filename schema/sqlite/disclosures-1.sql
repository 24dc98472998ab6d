-- The private values that belong to a ledger's entries (disclosures.sqlite), version 1 of its schema. Not derived, and not part
-- of what is signed: any row may be erased, and every proof still verifies. Kept with secure_delete.

-- `text` is NULL and `erased` (milliseconds since 1970-01-01T00:00:00Z) is set where the value was erased for good.
CREATE TABLE disclosures (
    entry INTEGER NOT NULL,
    digest BLOB NOT NULL,
    text TEXT,
    erased INTEGER,
    PRIMARY KEY (entry, digest),
    CHECK ((text IS NULL) <> (erased IS NULL))
) WITHOUT ROWID;
