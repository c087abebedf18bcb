import { expect, it } from 'vitest';
import { emptyInfraMap } from '../src/model/infra-map.ts';
import { plainColumn, type Table } from '../src/model/table.ts';
import { openAnswerCache } from '../src/rehearse/answer-cache.ts';
import { canonicaliseDeclared } from '../src/rehearse/canonicalise.ts';
import { canonicaliseLive, isOtherRelease } from '../src/rehearse/canonicalise-live.ts';
import { openShadow } from '../src/rehearse/shadow.ts';
import { nowhere } from '../src/rehearse/surroundings.ts';
import { describeWithEngine } from './support/engine.ts';

/** 26.7 refuses an AggregatingMergeTree with a plain column besides its key; earlier releases take it. */
const strict: Table = {
  address: 'local.daily',
  database: 'local',
  name: 'daily',
  columns: [
    plainColumn('day', 'Date'),
    plainColumn('hits', 'UInt64'),
    plainColumn('ms', 'AggregateFunction(avg, UInt32)'),
  ],
  indexes: [],
  projections: [],
  constraints: [],
  engine: { name: 'AggregatingMergeTree', args: [] },
  partitionBy: null,
  primaryKey: null,
  orderBy: 'day',
  sampleBy: null,
  ttl: null,
  settings: {},
  comment: null,
  lifeCycle: 'FULLY_MANAGED',
  cluster: null,
  source: null,
  notUnderstood: null,
  version: null,
};

const judge = (tolerate: ((words: string) => void) | null) =>
  canonicaliseDeclared({
    keep: null,
    declared: { ...emptyInfraMap('local'), tables: [strict] },
    undeclared: [],
    version: 'test',
    cache: openAnswerCache(null),
    surroundings: nowhere,
    open: () => openShadow(['local']),
    tolerate,
  });

describeWithEngine('a target of another release', () => {
  it('may have what the embedded engine is too strict for: told, not refused', async () => {
    const told: string[] = [];
    const { tables } = await judge((words) => told.push(words));
    expect(tables.map(({ columns }) => columns.map(({ type }) => type))).toEqual([
      ['Date', 'UInt64', 'AggregateFunction(avg, UInt32)'],
    ]);
    expect(told).toEqual([
      expect.stringContaining('local.daily: the embedded ClickHouse is newer than the target'),
    ]);
  });

  it('of the same release may not', async () => {
    await expect(judge(null)).rejects.toMatchObject({ code: 'DECLARATION_INVALID' });
  });

  it('has its texts printed anew by the embedded engine', async () => {
    const text =
      'CREATE TABLE local.old (`id` UInt64, `at` DateTime DEFAULT (now()), `d` Decimal(10, 0)) ENGINE = MergeTree ORDER BY (id) TTL (at) + toIntervalDay(1) SETTINGS index_granularity = 8192';
    const object = {
      address: 'local.old',
      database: 'local',
      name: 'old',
      engine: 'MergeTree',
      text,
      uuid: '',
      rows: null,
      bytes: null,
      parts: null,
    };
    const input = {
      objects: [object],
      shadowVersion: '26.7.3-stable.1',
      version: 'test',
      surroundings: nowhere,
      open: () => openShadow(['local']),
    };
    const [older] = await canonicaliseLive({
      ...input,
      liveVersion: '25.8.2.29',
      cache: openAnswerCache(null),
    });
    const [same] = await canonicaliseLive({
      ...input,
      liveVersion: '26.7.2.1',
      cache: openAnswerCache(null),
    });
    expect(older?.object).toMatchObject({ orderBy: 'id', ttl: 'at + toIntervalDay(1)', notUnderstood: null });
    expect(older?.object).toEqual(same?.object);
  });
});

it('is told by the first two parts of the version', () => {
  expect(isOtherRelease('26.7.2.1', '26.7.3-stable.1')).toBe(false);
  expect(isOtherRelease('25.8.2.29', '26.7.3-stable.1')).toBe(true);
  expect(isOtherRelease('25.8.2.29', null)).toBe(false);
});
