import { createTable } from '../../src/ddl/create.ts';
import { readObject } from '../../src/ddl/read-object.ts';
import type { ClickHouse } from '../../src/drivers/clickhouse/connection.ts';
import { introspect } from '../../src/drivers/clickhouse/introspect.ts';
import type { Table } from '../../src/model/table.ts';
import { freshDatabase } from './engine.ts';

/** A database of a test's own, with what tests ask of its tables. Dropped when the test file ends. */
export interface ConnectedDatabase {
  readonly database: string;
  readonly clickhouse: ClickHouse;
  create(table: Table): Promise<void>;
  readTable(name: string): Promise<Table>;
  countMutations(table: string): Promise<number>;
}

export async function connectedDatabase(prefix: string): Promise<ConnectedDatabase> {
  const { name: database, clickhouse } = await freshDatabase(prefix);
  return {
    database,
    clickhouse,
    create: (table) => clickhouse.execute(createTable(table)),
    async readTable(name) {
      const { objects } = await introspect(clickhouse, [database]);
      const found = objects.find((object) => object.name === name);
      const reading = found === undefined ? null : readObject(found);
      if (reading?.family !== 'table') throw new Error(`${database}.${name} is no table`);
      return reading.object;
    },
    async countMutations(table) {
      const sql =
        'SELECT count() AS mutations FROM system.mutations WHERE database = {database:String} AND table = {table:String}';
      const rows = await clickhouse.query<{ readonly mutations: string | number }>(sql, { database, table });
      return Number(rows[0]?.mutations ?? 0);
    },
  };
}
