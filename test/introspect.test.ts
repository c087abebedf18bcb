import { expect, it } from 'vitest';
import { readObject } from '../src/ddl/read-object.ts';
import { type ClickHouse, connectClickHouse } from '../src/drivers/clickhouse/connection.ts';
import {
  infraMapOf,
  introspect,
  type LiveObject,
  type LiveState,
} from '../src/drivers/clickhouse/introspect.ts';
import { describeWithEngine, engineTarget, freshDatabase } from './support/engine.ts';

/** Without the functions of the server, which other tests may be making. */
function ownOf({ objects }: LiveState, database: string): readonly LiveObject[] {
  return objects.filter((object) => object.database === database);
}

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
    const objects = ownOf(await introspect({ ...clickhouse, query }, [database]), database);
    expect(objects.map(({ name }) => name)).toEqual([early]);
  });

  it('reads an inner table itself, and not what the text of its view says of it', async () => {
    const { name: database, clickhouse } = await freshDatabase('inner');
    await clickhouse.execute(
      'CREATE TABLE s (id UInt32, at DateTime, n UInt64) ENGINE = MergeTree ORDER BY id',
    );
    await clickhouse.execute(
      "CREATE MATERIALIZED VIEW v (id UInt32, at DateTime, n UInt64) ENGINE = MergeTree ORDER BY id TTL at + toIntervalDay(3) DEFINER = CURRENT_USER SQL SECURITY DEFINER COMMENT 'the view' AS SELECT id, at, n FROM s",
    );
    const [row] = await clickhouse.query<{ readonly uuid: string }>(
      `SELECT toString(uuid) AS uuid FROM system.tables WHERE database = '${database}' AND name = 'v'`,
    );
    await clickhouse.execute(
      `ALTER TABLE \`.inner_id.${row?.uuid}\` (MODIFY TTL at + INTERVAL 9 DAY), (ADD INDEX i n TYPE minmax GRANULARITY 3), (MODIFY SETTING merge_max_block_size = 2000), (MODIFY COMMENT 'its rows'), (ADD COLUMN extra String COMMENT 'by hand')`,
    );
    const objects = ownOf(await introspect(clickhouse, [database]), database);
    expect(objects.map(({ name }) => name)).toEqual(['s', 'v']);
    const readings = objects.map(readObject);
    const view = infraMapOf(readings, database).materializedViews[0];
    expect(view).toMatchObject({
      notUnderstood: null,
      comment: 'the view',
      inner: {
        ttl: 'at + toIntervalDay(9)',
        settings: { merge_max_block_size: '2000' },
        indexes: [{ name: 'i', granularity: 3 }],
        comment: null,
        engine: { name: 'MergeTree', args: [] },
      },
    });
    expect(view?.security).toContain('SQL SECURITY DEFINER');
    expect(view?.inner?.columns.map(({ name }) => name)).toEqual(['id', 'at', 'n', 'extra']);
  });
});
