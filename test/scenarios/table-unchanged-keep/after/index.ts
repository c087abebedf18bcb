import {
  type Aggregated,
  type ClickHouseDefault,
  ClickHouseEngines,
  type ClickHouseMaterialized,
  type ClickHouseNamedTuple,
  type ClickHouseTTL,
  type DateTime,
  type DateTime64String,
  type DateTimeString,
  type Float64,
  type Int32,
  type Key,
  MaterializedView,
  OlapTable,
  type UInt8,
  type UInt64,
  View,
} from 'moose-migrate';

interface Place {
  street: string;
  settings: string;
}

interface Visit {
  id: UInt64;
  at: DateTime;
  tags: string[];
  amounts: UInt64[];
  cattle_count: UInt64;
  /** ENGINE = Memory TTL at + INTERVAL 1 DAY, it's only a comment. */
  engine_type: string;
}

export const quoted = new OlapTable<Visit>('quoted', { orderByExpression: '(id, toDate(`at`))' });
export const close = new OlapTable<Visit>('close', {
  orderByExpression: '(id,toDate(at))',
  partitionBy: '(toYYYYMM(at),id)',
});
export const comma = new OlapTable<Visit>('comma', {
  orderByExpression: 'cityHash64(id, cattle_count)',
  partitionBy: "date_trunc('month', at)",
});
export const backwards = new OlapTable<Visit>('backwards', {
  orderByExpression: '(id DESC, at)',
  settings: { allow_experimental_reverse_key: '1' },
});

interface Defaults {
  id: Key<string>;
  ts: DateTime & ClickHouseDefault<'NOW()'>;
  sum: Int32 & ClickHouseDefault<'1+2'>;
  text: string & ClickHouseDefault<"'it''s'">;
  zero: Float64 & ClickHouseDefault<'0.0'>;
  cast: Int32 & ClickHouseDefault<'CAST(5 AS Int32)'>;
  choice: UInt8 & ClickHouseDefault<"if(id = 'a',1,0)">;
  made: string & ClickHouseMaterialized<"concat(id,'-',toString(ts))">;
  short: string & ClickHouseTTL<'ts+INTERVAL 30 DAY'>;
  tuple: { street: string; zip: string | null } & ClickHouseNamedTuple;
  nested?: Place;
  moment: DateTimeString;
  fine: DateTime64String<3>;
}

export const defaults = new OlapTable<Defaults>('defaults', {
  ttl: "ts+INTERVAL 90 DAY DELETE WHERE text='x'",
  indexes: [
    { name: 'lowered', expression: 'lower( id )', type: 'bloom_filter' },
    { name: 'both', expression: '(id,text)', type: 'minmax' },
  ],
  projections: [{ name: 'counted', body: 'select text,count() group by text' }],
});

export const year = new OlapTable<Visit>('events_2024', { orderByFields: ['id'] });

export const recent = new View(
  'recent',
  'WITH late AS (SELECT id, at FROM close WHERE at > (now() - INTERVAL 7 DAY)) SELECT l.id AS id, q.at AS at FROM late AS l LEFT JOIN quoted AS q ON q.id = l.id',
  [close, quoted],
);

interface PerTag {
  tag: Key<string>;
  seen: string & Aggregated<'uniq', [UInt64]>;
  total: string & Aggregated<'sum', [UInt64]>;
}

export const perTag = new MaterializedView<PerTag>({
  materializedViewName: 'per_tag_mv',
  selectStatement:
    'SELECT t.1 AS tag, uniqState(id) AS seen, sumState(t.2) AS total FROM quoted ARRAY JOIN arrayZip(tags, amounts) AS t GROUP BY tag',
  selectTables: [quoted],
  targetTable: { name: 'per_tag', engine: ClickHouseEngines.AggregatingMergeTree, orderByFields: ['tag'] },
});
