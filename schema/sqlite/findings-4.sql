-- Version 4 of findings.sqlite. `judged`: how many entries the ledger had at least when the code was last judged: what came of a code that an
-- earlier entry touches was judged with that entry and needs not wait for it.
ALTER TABLE codes ADD COLUMN judged INTEGER NOT NULL DEFAULT 0;
