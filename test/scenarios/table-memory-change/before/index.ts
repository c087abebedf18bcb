import { ClickHouseEngines, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Row {
  id: UInt64;
  n: UInt32;
}

export const memory = new OlapTable<Row>('memory', { engine: ClickHouseEngines.Memory });
export const nothing = new OlapTable<Row>('nothing', { engine: ClickHouseEngines.Null });
export const logs = new OlapTable<Row>('logs', { engine: ClickHouseEngines.Log });
