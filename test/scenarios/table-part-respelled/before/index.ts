import { ClickHouseEngines, type DateTime, OlapTable, type UInt64 } from 'moose-migrate';

interface Row {
  id: UInt64;
  s: string;
  at: DateTime;
}

const engine = ClickHouseEngines.ReplacingMergeTree;

export const rows = new OlapTable<Row>('rows', {
  engine,
  orderByFields: ['id'],
  ttl: 'at+INTERVAL 30 YEAR DELETE WHERE id > 5, at + INTERVAL 1200 MONTH',
  indexes: [
    { name: 'a', expression: 'lower( s )', type: 'minmax', arguments: [] },
    { name: 'b', expression: '(id,s)', type: 'set', arguments: ['100'], granularity: 1 },
  ],
  projections: [
    { name: 'p', body: 's,count() group by s' },
    { name: 'q', body: '(select * order by s)' },
  ],
  constraints: [{ name: 'c', expression: '( id>=0 )' }],
  settings: {
    index_granularity: '8192',
    index_granularity_bytes: '10485760',
    enable_mixed_granularity_parts: '1',
    deduplicate_merge_projection_mode: 'rebuild',
  },
});
