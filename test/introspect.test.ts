import { expect, it } from 'vitest';
import { type ClickHouse, connectClickHouse } from '../src/drivers/clickhouse/connection.ts';
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

  it('sees a table once that changes from one half to the other while it is read', async () => {
    const { name: database, clickhouse } = await freshDatabase('renaming');
    const [halves] = await clickhouse.query<{ readonly early: string; readonly late: string }>(
      "SELECT anyIf(name, cityHash64(name) % 2 = 0) AS early, anyIf(name, cityHash64(name) % 2 = 1) AS late FROM (SELECT concat('name_', toString(number)) AS name FROM numbers(64))",
    );
    const { early = '', late = '' } = halves ?? {};
    await clickhouse.execute(`CREATE TABLE ${late} (id UInt32) ENGINE = MergeTree ORDER BY id`);
    let isFirst = true;
    let endEarlyHalf = (): void => undefined;
    const earlyHalf = new Promise<void>((resolve) => {
      endEarlyHalf = resolve;
    });
    // The half that the table leaves is read only after it has gone to the other one, which was read before: neither sees it.
    const query: ClickHouse['query'] = async <Row>(
      sql: string,
      parameters?: Readonly<Record<string, unknown>>,
    ) => {
      if (!isFirst || !sql.includes('% 2 = 1')) {
        const rows = await clickhouse.query<Row>(sql, parameters);
        if (sql.includes('% 2 = 0')) endEarlyHalf();
        return rows;
      }
      isFirst = false;
      await earlyHalf;
      await clickhouse.execute(`RENAME TABLE ${late} TO ${early}`);
      return clickhouse.query<Row>(sql, parameters);
    };
    const { objects } = await introspect({ ...clickhouse, query }, [database]);
    expect(objects.map(({ name }) => name)).toEqual([early]);
  });
});
