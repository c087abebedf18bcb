import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { isRunning, timesRun } from '../src/drivers/clickhouse/statement-fate.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';

describeWithEngine('how often a statement ran', () => {
  it('is counted by its name, without the tries that failed', async () => {
    const { clickhouse } = await freshDatabase('fate');
    const name = (what: string): string => `fate-${what}-${randomBytes(6).toString('hex')}`;
    const [twice, failedFirst, never] = [name('twice'), name('failed'), name('never')];
    await clickhouse.execute('CREATE TABLE kept (id UInt64) ENGINE = MergeTree ORDER BY id');
    await clickhouse.execute('INSERT INTO kept SELECT 17', { queryId: twice });
    expect(await timesRun(clickhouse, twice)).toBe(1);
    await clickhouse.execute('INSERT INTO kept SELECT 17', { queryId: twice });
    expect(await timesRun(clickhouse, twice)).toBe(2);
    const failing = "INSERT INTO kept SELECT throwIf(number = 3, 'no') FROM numbers(5)";
    await expect(clickhouse.execute(failing, { queryId: failedFirst })).rejects.toThrow(/no/);
    await clickhouse.execute('INSERT INTO kept SELECT 19', { queryId: failedFirst });
    expect(await timesRun(clickhouse, failedFirst)).toBe(1);
    expect(await timesRun(clickhouse, never)).toBe(0);
  });

  it('counts the one whose end is not in the log yet: a reply may be here before that', async () => {
    const { clickhouse } = await freshDatabase('fate');
    const queryId = `fate-open-${randomBytes(6).toString('hex')}`;
    await clickhouse.execute('CREATE TABLE kept (id UInt64) ENGINE = MergeTree ORDER BY id');
    await clickhouse.execute('INSERT INTO kept SELECT 17', { queryId });
    const second = clickhouse.execute('INSERT INTO kept SELECT sleep(1.5)', { queryId });
    while ((await isRunning(clickhouse, [queryId])) !== true) await sleep(20);
    expect(await timesRun(clickhouse, queryId)).toBe(2);
    await second;
    expect(await timesRun(clickhouse, queryId)).toBe(2);
  });
});
