import { type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Row {
  id: Key<UInt64>;
}

const sorted = { orderByFields: ['id'] } as const;

export const year = new OlapTable<Row>('events', { ...sorted, version: '2024' });
export const versioned = new OlapTable<Row>('events_1_2_0', sorted);
export const unversioned = new OlapTable<Row>('events', { ...sorted, database: 'local' });
export const uuid = new OlapTable<Row>('upload_3f2504e0_4f89_11d3_9a0c_0305e82c3301', sorted);
export const upper = new OlapTable<Row>('Events', sorted);
