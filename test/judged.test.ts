import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordingOf, replayOf } from '../src/rehearse/judged.ts';
import { openShadow, type Shadow } from '../src/rehearse/shadow.ts';
import { describeWithEngine } from './support/engine.ts';

const TABLES = [
  'CREATE TABLE shop.orders (id UInt64, total Decimal(9, 2)) ENGINE = MergeTree ORDER BY id',
  'CREATE TABLE shop.clients (id UInt64) ENGINE = MergeTree ORDER BY id',
];
const VIEW = 'CREATE VIEW shop.totals AS SELECT sum(total) AS total FROM shop.orders';

describeWithEngine('a plan on the shadow that judged its definitions', () => {
  let shadow: Shadow;
  beforeAll(async () => {
    shadow = await openShadow(['shop']);
  });
  afterAll(() => shadow.close());

  it('is not run again when it creates the same in the same order, and cannot hide another order', async () => {
    const recording = recordingOf(shadow);
    expect(await recording.shadow.runAll(TABLES)).toEqual([null, null]);
    expect(await recording.shadow.runAll([VIEW])).toEqual([null]);
    const judged = recording.judged();
    if (judged === null) throw new Error('nothing was refused');

    const same = replayOf(judged);
    // Really run, these would fail: the tables are there.
    expect(await same.shadow.runAll([...TABLES].reverse())).toEqual([null, null]);
    expect(same.isFaithful()).toBe(false);
    expect(await same.shadow.runAll([VIEW])).toEqual([null]);
    expect(same.isFaithful()).toBe(true);
    expect(same.isWhole()).toBe(true);
    expect(await same.shadow.runAll(['INSERT INTO shop.orders VALUES (7, 12.5)'])).toEqual([null]);
    expect(await same.shadow.query('SELECT toString(total) AS total FROM shop.totals')).toEqual([
      { total: '12.5' },
    ]);

    // What else was run may have changed something: it must be read again.
    expect([same.isFaithful(), same.isWhole()]).toEqual([true, false]);

    const viewFirst = replayOf(judged);
    await viewFirst.shadow.runAll([VIEW]);
    await viewFirst.shadow.runAll(TABLES);
    expect(viewFirst.isFaithful()).toBe(false);

    const withMore = replayOf(judged);
    await withMore.shadow.runAll([...TABLES, 'CREATE TABLE shop.more (id UInt8) ENGINE = Null']);
    await withMore.shadow.runAll([VIEW]);
    expect(withMore.isFaithful()).toBe(false);
  });

  it('is run where judging was refused something, or did it in another way', async () => {
    const refused = recordingOf(shadow);
    await refused.shadow.runAll(['CREATE VIEW shop.odd AS SELECT nowhere FROM shop.missing']);
    expect(refused.judged()).toBeNull();
    const attached = recordingOf(shadow);
    await attached.shadow.runAll([
      "ATTACH TABLE shop.attached UUID '7b1b2c1e-3f0a-4b6e-9a43-0d6f4b2f9c11' (id UInt8) ENGINE = Null",
    ]);
    expect(attached.judged()).toBeNull();
  });
});
