import {
  type DateTime,
  type Key,
  MaterializedView,
  OlapTable,
  sql,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Sale {
  id: Key<UInt64>;
  shop: UInt32;
  at: DateTime;
}

export const sales = new OlapTable<Sale>('sales', { orderByFields: ['id'] });

interface Latest {
  shop: UInt32;
  at: DateTime;
}

export const latest = new MaterializedView<Latest>({
  materializedViewName: 'latest',
  selectStatement: sql.statement`SELECT shop, max(at) AS at FROM ${sales} GROUP BY shop`,
  selectTables: [sales],
  innerTable: {
    orderByFields: ['shop'],
    ttl: 'at + INTERVAL 950 MONTH',
    indexes: [
      { name: 'by_at', expression: 'at', type: 'minmax', granularity: 5 },
      { name: 'by_day', expression: 'toDate(at)', type: 'minmax', granularity: 2 },
    ],
    projections: [{ name: 'per_day', body: 'SELECT toDate(at), count() GROUP BY toDate(at)' }],
    settings: { merge_max_block_size: '2000' },
  },
});
