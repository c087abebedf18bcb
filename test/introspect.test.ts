import { expect, it } from 'vitest';
import { connectClickHouse } from '../src/drivers/clickhouse/connection.ts';
import { introspect } from '../src/drivers/clickhouse/introspect.ts';
import { describeWithEngine, engineTarget, freshDatabase } from './support/engine.ts';

describeWithEngine('introspection', () => {
  it('finds every table of the database that the embedded engine calls default', async () => {
    const clickhouse = await connectClickHouse(engineTarget('default'));
    const names = Array.from({ length: 9 }, (_, at) => `introspected_${at}`);
    for (const name of names)
      await clickhouse.execute(`CREATE TABLE default.${name} (id UInt32) ENGINE = MergeTree ORDER BY id`);
    try {
      const { objects } = await introspect(clickhouse, ['default']);
      const found = objects.map(({ name }) => name);
      expect(found.filter((name) => name.startsWith('introspected_'))).toEqual(names);
    } finally {
      for (const name of names) await clickhouse.execute(`DROP TABLE default.${name} SYNC`);
      await clickhouse.close();
    }
  });

  it('sees a table that changes its name meanwhile just once', async () => {
    const { name: database, clickhouse } = await freshDatabase('renaming');
    const others = Array.from({ length: 60 }, (_, at) => `other_${at}`);
    for (const name of [...others, 'name_0'])
      await clickhouse.execute(`CREATE TABLE \`${name}\` (id UInt32) ENGINE = MergeTree ORDER BY id`);
    let isDone = false;
    const renaming = (async () => {
      for (let at = 0; !isDone; at += 1)
        await clickhouse.execute(`RENAME TABLE name_${at} TO name_${at + 1}`);
    })();
    const counts: number[] = [];
    for (let at = 0; at < 12; at += 1) {
      const { objects } = await introspect(clickhouse, [database]);
      counts.push(objects.filter(({ name }) => name.startsWith('name_')).length);
    }
    isDone = true;
    await renaming;
    expect(counts).toEqual(counts.map(() => 1));
  });
});
