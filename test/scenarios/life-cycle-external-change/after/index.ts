import {
  ClickHouseEngines,
  type Key,
  LifeCycle,
  MaterializedView,
  OlapTable,
  sql,
  type UInt64,
  View,
} from 'moose-migrate';

interface Row {
  id: Key<UInt64>;
  amount: UInt64;
}

const lifeCycle = LifeCycle.EXTERNALLY_MANAGED;

export const theirs = new OlapTable<Row>('theirs', {
  engine: ClickHouseEngines.ReplacingMergeTree,
  orderByFields: ['id'],
  lifeCycle,
});
export const absent = new OlapTable<Row>('absent', { orderByFields: ['id'], lifeCycle });
export const view = new View('their_view', {
  selectStatement: sql.statement`SELECT id, amount FROM ${theirs}`,
  baseTables: [theirs],
  lifeCycle,
});
export const ours = new OlapTable<Row>('ours', { orderByFields: ['id'] });
export const copying = new MaterializedView<Row>({
  materializedViewName: 'copying',
  selectStatement: sql.statement`SELECT id, toUInt64(amount) AS amount FROM ${theirs}`,
  selectTables: [theirs],
  targetTable: ours,
});
