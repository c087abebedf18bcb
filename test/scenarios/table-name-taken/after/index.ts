import { type Key, MaterializedView, OlapTable, sql, type UInt64, View } from 'moose-migrate';

interface Row {
  id: Key<UInt64>;
}

export const source = new OlapTable<Row>('source', { orderByFields: ['id'] });
export const table = new OlapTable<Row>('wanted_table', { orderByFields: ['id'] });
export const other = new OlapTable<Row>('wanted_too', { orderByFields: ['id'] });
export const view = new View('wanted_view', {
  selectStatement: sql.statement`SELECT id FROM ${source}`,
  baseTables: [source],
});
export const materialized = new MaterializedView<Row>({
  materializedViewName: 'wanted_materialized_view',
  selectStatement: sql.statement`SELECT id FROM ${source}`,
  selectTables: [source],
  targetTable: { name: 'target', orderByFields: ['id'] },
});
