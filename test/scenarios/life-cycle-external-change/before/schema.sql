-- Somebody else's: another engine, other columns, another comment than the code has.
CREATE TABLE local.theirs (id UInt64, amount UInt32, extra String) ENGINE = MergeTree ORDER BY amount COMMENT 'theirs';
CREATE VIEW local.their_view AS SELECT id FROM local.theirs;
