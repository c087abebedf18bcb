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
  selectStatement: sql.statement`WITH recent AS (SELECT id, at FROM ${visits} WHERE at > (now() - INTERVAL 7 DAY))
    SELECT r.id AS id, s.name AS name, CASE WHEN s.name = '' THEN 'none' ELSE s.name END AS shown
    FROM recent AS r LEFT JOIN ${sites} AS s ON s.id = r.id WHERE s.name NOT IN ('a', 'b');`,
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
  selectStatement: `SELECT pair.1 AS tag, toStartOfDay(at) AS day, uniqState(id) AS seen, sumState(pair.2) AS total
    FROM local.visits ARRAY JOIN arrayZip(tags,amounts) AS pair WHERE has(['x','y'], pair.1) OR (pair.2 > 0) GROUP BY tag, day`,
  selectTables: [visits],
  targetTable: {
    name: 'per_tag',
    engine: ClickHouseEngines.AggregatingMergeTree,
    orderByFields: ['tag', 'day'],
  },
});

export const lambda = new View('lambda', {
  selectStatement: sql.statement`SELECT arrayMap((x,y) -> (x*y), amounts, amounts) AS squares, CAST(id, 'String') AS text, CAST(id AS Int64) AS number FROM ${visits}`,
  baseTables: [visits],
});
