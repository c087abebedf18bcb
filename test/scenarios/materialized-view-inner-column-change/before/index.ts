import {
  ClickHouseEngines,
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
  amount: UInt64;
}

export const sales = new OlapTable<Sale>('sales', { orderByFields: ['id'] });

interface Total {
  shop: UInt32;
  amount: UInt64;
  least: UInt64;
}

export const totals = new MaterializedView<Total>({
  materializedViewName: 'totals',
  selectStatement: sql.statement`SELECT shop, sum(amount) AS amount, min(id) AS least FROM ${sales} GROUP BY shop`,
  selectTables: [sales],
  innerTable: {
    engine: ClickHouseEngines.SummingMergeTree,
    columns: ['amount'],
    orderByFields: ['shop'],
    partitionBy: 'shop % 10',
    settings: { merge_max_block_size: '1000' },
  },
});
