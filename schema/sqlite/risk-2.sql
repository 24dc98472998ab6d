-- Version 2 of risk.sqlite. `place`: the district in which a sample counts, where that is another than that of whom it is charged to; NULL where
-- it is the firm's. What was taken in before is taken in anew: samples of plans count by the acts of their plans, and by whoever answers for
-- the goods. What was warned of, and who was told what, stays until it is found anew.
ALTER TABLE facts ADD COLUMN place TEXT;
CREATE INDEX facts_marks ON facts (source, grp) WHERE source IN ('held', 'taking', 'result');
DELETE FROM cursor;
DELETE FROM facts;
INSERT OR IGNORE INTO touched SELECT DISTINCT tested FROM warnings WHERE tested NOT IN ('task', 'held');
