import {
  type ClickHouseJson,
  type ClickHouseNamedTuple,
  type Key,
  OlapTable,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Event {
  id: Key<UInt64>;
  place: { city: string } & ClickHouseNamedTuple;
  counts: Record<string, UInt32>;
  items: { sku: string; amount: UInt32 };
  data: Record<string, unknown> & ClickHouseJson<16>;
  plain: string;
}

export const events = new OlapTable<Event>('events', { orderByFields: ['id'] });
