import { collectionArguments } from '../named-collection.ts';
import { databaseEngines } from './databases.ts';
import {
  type EngineClause,
  type EngineConfig,
  type EngineFacet,
  engineFacet,
  parameter,
  positionalArgs,
  type Secret,
} from './engine.ts';
import { objectStores, requestCalls } from './object-stores.ts';

const SETTINGS = new Set<EngineClause>(['settings']);

/** An engine over a stream of messages: what its arguments do not say stands in its settings. */
const queue = (name: string, parameters: readonly string[], sample: readonly string[]): EngineFacet =>
  engineFacet(
    name,
    parameters.map((key) => parameter(key, 'string')),
    { holdsData: false, clauses: SETTINGS, samples: [sample] },
  );

const WEB = [
  parameter('url', 'address'),
  parameter('format', 'string', "'auto'"),
  parameter('compression', 'string'),
];
const SCRIPT = [parameter('script', 'string'), parameter('format', 'string')];

/** A script of the server, its format, and queries whose rows it is given. */
function scriptArgs(config: EngineConfig, secret: Secret): readonly string[] {
  const queries = Array.isArray(config.inputQueries) ? config.inputQueries : [];
  return [...positionalArgs(SCRIPT, config, secret), ...queries.map((query) => `(${String(query)})`)];
}

const script = (name: string): EngineFacet =>
  engineFacet(name, [...SCRIPT, parameter('input_queries', 'queries')], {
    holdsData: false,
    clauses: SETTINGS,
    args: scriptArgs,
    samples: [["'rates.py'", "'TabSeparated'"]],
  });

/** An engine whose arguments may come from a named collection instead. */
function orByCollection(facet: EngineFacet): EngineFacet {
  return {
    ...facet,
    args: (config, secret) => collectionArguments(config, secret) ?? facet.args(config, secret),
  };
}

/** Engines whose rows live outside of ClickHouse. The rehearsal engine never creates them: some connect or write at once. */
export const externalEngines: readonly EngineFacet[] = [
  ...objectStores,
  ...databaseEngines,
  queue(
    'Kafka',
    ['broker_list', 'topic_list', 'group_name', 'format'],
    ["'broker.example:9092'", "'clicks'", "'loader'", "'JSONEachRow'"],
  ),
  queue('NATS', [], []),
  queue('RabbitMQ', [], []),
  engineFacet('URL', WEB, {
    holdsData: false,
    clauses: SETTINGS,
    args: (config, secret) => [...positionalArgs(WEB, config, secret), ...requestCalls(config, secret)],
    samples: [["'https://data.example/x.csv'", "'CSV'"]],
  }),
  engineFacet(
    'HDFS',
    [parameter('uri', 'string'), parameter('format', 'string'), parameter('compression', 'string')],
    {
      holdsData: false,
      clauses: new Set<EngineClause>(['partitionBy', 'settings']),
      samples: [["'hdfs://files.example:9000/x.csv'", "'CSV'"]],
    },
  ),
  engineFacet('FileLog', [parameter('path', 'string'), parameter('format', 'string')], {
    holdsData: false,
    clauses: SETTINGS,
    samples: [["'access'", "'CSV'"]],
  }),
  engineFacet('File', [parameter('format', 'string')], {
    clauses: SETTINGS,
    samples: [["'CSV'"]],
  }),
  script('Executable'),
  script('ExecutablePool'),
].map(orByCollection);

const names: ReadonlySet<string> = new Set(externalEngines.map(({ name }) => name));

/** Whether an engine's arguments may be the name of a collection. */
export function takesCollection(engine: string): boolean {
  return names.has(engine);
}
