/** The names that the example imports, in order. */
const IMPORTS = [
  'type ClickHouseDefault',
  'ClickHouseEngines',
  'type Key',
  'type LowCardinality',
  'OlapTable',
  'sql',
  'type UInt32',
  'View',
];
const STREAM = `
/** A topic of Kafka or Redpanda whose messages are rows of the table. */
export const eventStream = new Stream<Event>('events', {
  parallelism: 3,
  // Seconds
  retentionPeriod: 86_400,
  destination: events,
});
`;

/** app/index.ts of a new project: one table and a view over it; with streams, a topic that feeds the table. */
export function exampleApp(hasStreams: boolean): string {
  const names = hasStreams
    ? IMPORTS.flatMap((name) => (name === 'OlapTable' ? [name, 'Stream'] : [name]))
    : IMPORTS;
  return `import {
${names.map((name) => `  ${name},\n`).join('')}} from 'moose-migrate';

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
${hasStreams ? STREAM : ''}`;
}
