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
  ttl: '`at` + toIntervalYear(30) DELETE WHERE id > 5, at + toIntervalMonth(1200)',
  indexes: [
    { name: 'b', expression: '( id, s )', type: 'set(100)' },
    { name: 'a', expression: 'lower(s)', type: 'minmax()', granularity: 1 },
  ],
  projections: [
    { name: 'q', body: 'SELECT  *  ORDER BY s' },
    { name: 'p', body: 'SELECT s, count() GROUP BY s' },
  ],
  constraints: [{ name: 'c', expression: 'id >= 0', type: 'CHECK' }],
  settings: { deduplicate_merge_projection_mode: "'rebuild'" },
});
