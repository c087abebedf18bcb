import { ClickHouseEngines, type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Row {
  id: Key<UInt64>;
  n: UInt64;
  name: string;
}

export const rows = new OlapTable<Row>('rows', { orderByFields: ['id'] });
export const buffer = new OlapTable<Row>('buffer', {
  engine: ClickHouseEngines.Buffer,
  targetDatabase: 'local',
  targetTable: 'rows',
  numLayers: 4,
  minTime: 10,
  maxTime: 100,
  minRows: 1000,
  maxRows: 10_000,
  minBytes: 100_000,
  maxBytes: 1_000_000,
});
export const merged = new OlapTable<Row>('merged', {
  engine: ClickHouseEngines.Merge,
  sourceDatabase: 'local',
  tablesRegexp: '^rows$',
});
export const nothing = new OlapTable<Row>('nothing', { engine: ClickHouseEngines.Null });
export const memory = new OlapTable<Row>('memory', {
  engine: ClickHouseEngines.Memory,
  settings: { max_rows_to_keep: '900' },
});
