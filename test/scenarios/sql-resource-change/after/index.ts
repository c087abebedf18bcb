import { type Key, OlapTable, SqlResource, sql, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
  note: string;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
export const added = new SqlResource(
  'added',
  [
    sql`CREATE VIEW local.notes AS SELECT note FROM ${orders}`,
    'CREATE VIEW local.notes_too AS SELECT note FROM local.notes',
  ],
  ['DROP VIEW local.notes_too', 'DROP VIEW local.notes'],
  { pullsDataFrom: [orders] },
);
export const kept = new SqlResource(
  'kept',
  ['CREATE OR REPLACE FUNCTION kept_one AS (x) -> x + 1'],
  ['DROP FUNCTION IF EXISTS kept_one'],
);
export const changed = new SqlResource(
  'changed',
  ["CREATE VIEW local.hand_made AS SELECT 'three' AS a, kept_one(1) AS b"],
  ['DROP VIEW local.hand_made'],
);
