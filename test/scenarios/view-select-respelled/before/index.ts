import {
  type Aggregated,
  ClickHouseEngines,
  type DateTime,
  type Key,
  MaterializedView,
  OlapTable,
  sql,
  type UInt64,
  View,
} from 'moose-migrate';

interface Visit {
  id: Key<UInt64>;
  at: DateTime;
  tags: string[];
  amounts: UInt64[];
}

interface Site {
  id: Key<UInt64>;
  name: string;
}

export const visits = new OlapTable<Visit>('visits', { orderByFields: ['id'] });
export const sites = new OlapTable<Site>('sites', { orderByFields: ['id'], database: 'other' });

export const joined = new View('joined', {
  selectStatement: `with recent as (select id, at from visits where at > now() - interval 7 day)
    select r.id as id, s.name as name, case when s.name = '' then 'none' else s.name end as shown
    from recent r left join other.sites s on s.id = r.id where s.name not in ('a','b')`,
  baseTables: [visits, sites],
});

interface PerTag {
  tag: string;
  day: DateTime;
  seen: string & Aggregated<'uniq', [UInt64]>;
  total: string & Aggregated<'sum', [UInt64]>;
}

export const perTag = new MaterializedView<PerTag>({
  materializedViewName: 'per_tag_mv',
  selectStatement: sql.statement`
    SELECT pair.1 AS tag, toStartOfDay(at) AS day, uniqState(id) AS seen, sumState(pair.2) AS total
    FROM ${visits} ARRAY JOIN arrayZip(tags, amounts) AS pair
    WHERE has(['x', 'y'], pair.1) OR pair.2 > 0
    GROUP BY tag, day -- per tag and day
  `,
  selectTables: [visits],
  targetTable: {
    name: 'per_tag',
    engine: ClickHouseEngines.AggregatingMergeTree,
    orderByFields: ['tag', 'day'],
  },
});

export const lambda = new View('lambda', {
  selectStatement: sql.statement`SELECT arrayMap((x, y) -> x * y, amounts, amounts) AS squares, CAST(id AS String) AS text, id::Int64 AS number FROM ${visits}`,
  baseTables: [visits],
});
