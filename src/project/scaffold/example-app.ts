/** app/index.ts of a new project: one table and a view over it. */
export const EXAMPLE_APP = `import {
  type ClickHouseDefault,
  ClickHouseEngines,
  type Key,
  type LowCardinality,
  OlapTable,
  sql,
  type UInt32,
  View,
} from 'moose-migrate';

/** Something a visitor did. Each property is a column; its doc comment becomes the column's comment. */
export interface Event {
  /** Made by the browser; unique */
  id: Key<string>;
  at: Date & ClickHouseDefault<'now()'>;
  kind: string & LowCardinality;
  page: string;
  /** Milliseconds */
  duration?: UInt32;
}

export const events = new OlapTable<Event>('events', {
  engine: ClickHouseEngines.MergeTree,
  orderByFields: ['id', 'at'],
  partitionBy: 'toYYYYMM(at)',
});

export const dailyEvents = new View('daily_events', {
  selectStatement: sql.statement\`
    SELECT toStartOfDay(at) AS day, kind, count() AS events
    FROM \${events}
    GROUP BY day, kind\`,
  baseTables: [events],
});
`;
