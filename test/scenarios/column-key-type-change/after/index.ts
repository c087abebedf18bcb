import { ClickHouseEngines, type DateTime64, type Key, OlapTable, type UInt64 } from 'moose-migrate';

enum State {
  Open = 'open',
  Paid = 'paid',
  Sent = 'sent',
}

interface Order {
  id: Key<UInt64>;
  state: State;
  day: DateTime64<3, 'UTC'>;
  version: UInt64;
}

export const orders = new OlapTable<Order>('orders', {
  engine: ClickHouseEngines.ReplacingMergeTree,
  ver: 'version',
  orderByFields: ['id', 'state'],
  partitionBy: 'toYYYYMM(day)',
});

interface Visit {
  id: Key<UInt64>;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
