import { type Key, OlapTable, SqlResource, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
export const kept = new SqlResource(
  'kept',
  ['CREATE OR REPLACE FUNCTION kept_one AS (x) -> x + 1'],
  ['DROP FUNCTION IF EXISTS kept_one'],
);
export const changed = new SqlResource(
  'changed',
  ["CREATE VIEW local.hand_made AS SELECT 'one; two' AS a"],
  ['DROP VIEW local.hand_made'],
);
export const removed = new SqlResource(
  'removed',
  ['CREATE VIEW local.leaving AS SELECT id FROM local.orders'],
  ['DROP VIEW local.leaving'],
);
