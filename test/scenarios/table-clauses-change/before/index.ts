import { type DateTime, type Key, OlapTable, type UInt32, type UInt64 } from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  at: DateTime;
  path: string;
  amount: UInt32;
  old: string;
}

export const visits = new OlapTable<Visit>('visits', {
  orderByFields: ['id'],
  ttl: 'at + INTERVAL 30 YEAR',
  settings: { merge_max_block_size: '4096' },
  indexes: [{ name: 'by_path', expression: 'path', type: 'bloom_filter', granularity: 2 }],
  constraints: [{ name: 'old_one', expression: 'amount < 1000' }],
});
