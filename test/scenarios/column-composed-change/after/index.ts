import {
  type ClickHouseJson,
  type ClickHouseNamedTuple,
  type Key,
  type LowCardinality,
  OlapTable,
  type UInt64,
} from 'moose-migrate';

interface Event {
  id: Key<UInt64>;
  place: { city: string; country: string } & ClickHouseNamedTuple;
  counts: Record<string & LowCardinality, UInt64>;
  items: { sku: string; amount: UInt64; note: string };
  data: Record<string, unknown> & ClickHouseJson<32>;
  plain: string[];
  deep?: { a: { b: string }[] } & ClickHouseNamedTuple;
}

export const events = new OlapTable<Event>('events', { orderByFields: ['id'] });
