import { ClickHouseEngines, OlapTable, type UInt64 } from 'moose-migrate';

interface Row {
  id: UInt64;
}

export const logs = new OlapTable<Row>('logs', { engine: ClickHouseEngines.Log });
export const memory = new OlapTable<Row>('memory', { engine: ClickHouseEngines.Memory });
