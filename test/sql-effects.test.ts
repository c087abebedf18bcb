import { describe, expect, it } from 'vitest';
import { ttlHazards, ttlParts } from '../src/facets/tables/ttl.ts';
import { keptBack } from '../src/plan/life-cycle.ts';
import { sqlEffects } from '../src/plan/sql-effects.ts';
import { expiresRows } from '../src/plan/ttl-text.ts';

/** `DROP local.a!`: verb and object, with a mark where something may be lost. */
function effects(sql: string): readonly string[] {
  return sqlEffects(sql, 'local').map(
    ({ address, verb, losesData }) => `${verb} ${address}${losesData ? '!' : ''}`,
  );
}

describe('what SQL written by hand takes away', () => {
  it.each<readonly [string, readonly string[]]>([
    ['DROP TABLE a', ['DROP local.a!']],
    ['drop table if exists `my``db`."b" ON CLUSTER c SYNC', ['DROP my`db.b!']],
    ['DROP TABLE a, other.b', ['DROP local.a!', 'DROP other.b!']],
    ['-- DROP TABLE x\n/* and */ DROP VIEW a', ['DROP local.a!']],
    ['DROP DICTIONARY a', ['DROP local.a!']],
    ['DROP FUNCTION f', ['DROP function/f!']],
    ['DROP DATABASE IF EXISTS shop', ['DROP DATABASE shop.*!']],
    ['DETACH TABLE a PERMANENTLY', ['DETACH local.a!']],
    ['TRUNCATE a', ['TRUNCATE local.a!']],
    ['TRUNCATE TABLE IF EXISTS shop.a', ['TRUNCATE shop.a!']],
    ['TRUNCATE ALL TABLES FROM shop', ['TRUNCATE TABLES shop.*!']],
    [
      'RENAME TABLE a TO b, c TO shop.d',
      ['RENAME local.a!', 'RENAME local.b!', 'RENAME local.c!', 'RENAME shop.d!'],
    ],
    ['EXCHANGE TABLES a AND b', ['EXCHANGE local.a!', 'EXCHANGE local.b!']],
    ['CREATE OR REPLACE TABLE a (x UInt8) ENGINE = Memory', ['CREATE OR REPLACE TABLE local.a!']],
    ['CREATE OR REPLACE MATERIALIZED VIEW a TO b AS SELECT 1', ['CREATE OR REPLACE VIEW local.a!']],
    [
      'CREATE MATERIALIZED VIEW IF NOT EXISTS a ON CLUSTER c REFRESH EVERY 1 DAY TO shop.b (x UInt8) AS SELECT 1 AS x',
      ['CREATE MATERIALIZED VIEW … REFRESH … TO shop.b!'],
    ],
    ['CREATE MATERIALIZED VIEW a REFRESH AFTER 1 DAY APPEND TO b AS SELECT 1 AS x', []],
    ['CREATE MATERIALIZED VIEW a TO b AS SELECT refresh FROM c', []],
    ['REPLACE TABLE a (x UInt8) ENGINE = Memory', ['CREATE OR REPLACE TABLE local.a!']],
    ['DELETE FROM a WHERE 1', ['DELETE or UPDATE local.a!']],
    ['UPDATE a SET x = 1 WHERE 1', ['DELETE or UPDATE local.a!']],
    ['ALTER TABLE a ADD COLUMN x UInt8', ['ALTER TABLE local.a']],
    ['ALTER TABLE a ON CLUSTER c DROP COLUMN x', ['ALTER TABLE … DROP COLUMN local.a!']],
    ["ALTER TABLE a ON CLUSTER 'c' DROP COLUMN x", ['ALTER TABLE … DROP COLUMN local.a!']],
    ["ALTER TABLE a ON CLUSTER '{cluster}' DELETE WHERE 1", ['ALTER TABLE … DELETE WHERE local.a!']],
    ['OPTIMIZE TABLE a FINAL DEDUPLICATE BY id', ['OPTIMIZE … DEDUPLICATE local.a!']],
    ['OPTIMIZE TABLE a FINAL', ['OPTIMIZE local.a']],
    ['ALTER TABLE a (ADD COLUMN x UInt8), (CLEAR COLUMN y)', ['ALTER TABLE … CLEAR COLUMN local.a!']],
    ['ALTER TABLE a DELETE WHERE x = 1', ['ALTER TABLE … DELETE WHERE local.a!']],
    ["ALTER TABLE a COMMENT COLUMN update 'delete where'", ['ALTER TABLE local.a']],
    ['DROP TABLE a PARALLEL WITH DROP TABLE b', ['DROP local.a!', 'DROP local.b!']],
    ['INSERT INTO a SELECT * FROM b', []],
    ["SELECT 'DROP TABLE a'", []],
    ['CREATE TABLE a (x UInt8) ENGINE = Memory', []],
    ['DROP USER ann', []],
    ['DROP', []],
  ])('%s', (sql, found) => {
    expect(effects(sql)).toEqual(found);
  });
});

describe('a TTL', () => {
  it.each<readonly [string | null, string | null, boolean]>([
    [null, 'at + INTERVAL 1 DAY', true],
    ['at + toIntervalDay(9)', 'at + toIntervalDay(90)', true],
    ['at + toIntervalDay(9)', 'at + toIntervalDay(9) DELETE', false],
    ['at + toIntervalDay(9)', null, false],
    [null, "at + toIntervalDay(9) TO VOLUME 'cold'", false],
    [null, "at + toIntervalDay(9) TO DISK 'slow', at + toIntervalDay(90)", true],
    [null, 'at + toIntervalDay(9) RECOMPRESS CODEC(ZSTD(9))', false],
    [null, 'at + toIntervalDay(9) GROUP BY id SET n = sum(n)', true],
  ])('from %s to %s takes rows: %s', (before, after, isTaken) => {
    expect(expiresRows(before, after)).toBe(isTaken);
  });
});

describe('a TTL that rolls rows up', () => {
  const rolled = 'at + toIntervalDay(9) WHERE n > 7 GROUP BY id, day SET n = sum(n), last = max(last)';

  it('leaves fewer of them', () => {
    expect(ttlHazards('at + toIntervalDay(9) GROUP BY id SET n = sum(n)')).toEqual(['EXPIRES_ROWS']);
    expect(ttlHazards("at + toIntervalDay(9) TO VOLUME 'cold'")).toEqual([]);
  });

  it('is one part with its keys and assignments', () => {
    expect(ttlParts(`${rolled}, at + toIntervalDay(90)`)).toEqual([rolled, 'at + toIntervalDay(90)']);
  });
});

describe('a sorting key of a protected table', () => {
  const kept = (engine: string, after: string): string | null =>
    keptBack(
      'DELETION_PROTECTED',
      { kind: 'ModifyOrderBy', before: '(id, day)', after },
      { engine: { name: engine, args: [] }, orderBy: '(id, day)', columns: [] },
    )?.change ?? null;

  it('is not cut short where merges then make one row of several', () => {
    expect(kept('ReplacingMergeTree', 'id')).toBe('modify ORDER BY: (id, day) -> id');
    expect(kept('ReplicatedSummingMergeTree', 'id')).not.toBeNull();
    expect(kept('MergeTree', 'id')).toBeNull();
    expect(kept('ReplacingMergeTree', '(id, day, site)')).toBeNull();
  });
});
