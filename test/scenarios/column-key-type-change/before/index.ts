import {
  ClickHouseEngines,
  type DateTime,
  type Key,
  OlapTable,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

enum State {
  Open = 'open',
  Paid = 'paid',
}

interface Order {
  id: Key<UInt32>;
  state: State;
  day: DateTime;
  version: UInt32;
}

export const orders = new OlapTable<Order>('orders', {
  engine: ClickHouseEngines.ReplacingMergeTree,
  ver: 'version',
  orderByFields: ['id', 'state'],
  partitionBy: 'toYYYYMM(day)',
});

interface Visit {
  id: Key<UInt64>;
  path: string;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
