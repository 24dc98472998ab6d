-- Version 2 of findings.sqlite: up to which change each receiver of a webhook was told. Without it, a receiver is told everything once more.
CREATE TABLE deliveries (
    receiver TEXT PRIMARY KEY,
    number INTEGER NOT NULL
) WITHOUT ROWID;
