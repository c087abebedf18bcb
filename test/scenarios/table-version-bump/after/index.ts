import {
  type ClickHouseDefault,
  ClickHouseEngines,
  type Key,
  OlapTable,
  type RenamedFrom,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Visit {
  at: Date;
  id: Key<UInt64>;
  url: string & RenamedFrom<'path'>;
  pages: UInt32;
  source: string & ClickHouseDefault<"'unknown'">;
}

export const visits = new OlapTable<Visit>('visits', {
  version: '2.0',
  engine: ClickHouseEngines.ReplacingMergeTree,
  orderByFields: ['at', 'id'],
});
