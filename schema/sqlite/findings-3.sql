-- Version 3 of findings.sqlite: which codes were judged in part, how many events could not be read, and the name of the series of
-- numbers that changes have, so that whoever follows them notices that the file was begun anew.
ALTER TABLE codes ADD COLUMN partial INTEGER NOT NULL DEFAULT 0;
CREATE INDEX codes_partial ON codes (code) WHERE partial;
ALTER TABLE cursor ADD COLUMN unreadable INTEGER NOT NULL DEFAULT 0;
CREATE TABLE series (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL
);
INSERT INTO series (id, name) VALUES (1, lower(hex(randomblob(8))));
