import {
  type ClickHouseDefault,
  ClickHouseEngines,
  OlapTable,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Row {
  id: UInt64;
  n: UInt64;
  name: string & ClickHouseDefault<"'x'">;
}

interface Commented {
  id: UInt64;
  /** A number. */
  n: UInt32;
}

export const memory = new OlapTable<Row>('memory', { engine: ClickHouseEngines.Memory, comment: 'kept' });
export const nothing = new OlapTable<Row>('nothing', { engine: ClickHouseEngines.Null });
export const logs = new OlapTable<Commented>('logs', { engine: ClickHouseEngines.Log, comment: 'kept' });
