import { quoteString } from '../../model/tokens.ts';
import { collectionArguments } from '../named-collection.ts';
import { type EngineClause, type EngineFacet, engineFacet, parameter } from './engine.ts';

const SETTINGS = new Set<EngineClause>(['settings']);
const OBJECT_STORE = new Set<EngineClause>(['settings', 'partitionBy', 'orderBy']);

type Secret = (key: string, value: string) => string;

/** Arguments of the engines over S3: path, credentials or none, format, compression. */
function objectStoreArgs(
  pathKey: string,
): (config: Readonly<Record<string, unknown>>, secret: Secret) => readonly string[] {
  return (config, secret) => {
    const text = (key: string): string | null =>
      typeof config[key] === 'string' ? (config[key] as string) : null;
    const args = [quoteString(text(pathKey) ?? '')];
    const [id, key] = [text('awsAccessKeyId'), text('awsSecretAccessKey')];
    if (id !== null && key !== null)
      args.push(quoteString(secret('awsAccessKeyId', id)), quoteString(secret('awsSecretAccessKey', key)));
    // Servers print the word as a string, and take it as one.
    else if (config.noSign === true) args.push(quoteString('NOSIGN'));
    for (const rest of [text('format'), text('compression')]) if (rest !== null) args.push(quoteString(rest));
    return args;
  };
}

const objectStore = (name: string, path: string, clauses: ReadonlySet<EngineClause>): EngineFacet =>
  engineFacet(
    name,
    [
      parameter(path, 'string'),
      parameter('aws_access_key_id', 'secret'),
      parameter('aws_secret_access_key', 'secret'),
      parameter('format', 'string'),
      parameter('compression', 'string'),
    ],
    {
      clauses,
      holdsData: false,
      args: objectStoreArgs(parameter(path, 'string').config),
      samples: [["'https://bucket.example/data/*.json'", "'NOSIGN'", "'JSONEachRow'"]],
    },
  );

const database = (name: string): EngineFacet =>
  engineFacet(
    name,
    [
      parameter('host_port', 'string'),
      parameter('database', 'string'),
      parameter('table', 'string'),
      parameter('user', 'string'),
      parameter('password', 'secret'),
    ],
    {
      holdsData: false,
      clauses: SETTINGS,
      samples: [["'db.example:5432'", "'shop'", "'orders'", "'reader'", "'[HIDDEN]'"]],
    },
  );

/** An engine whose arguments may come from a named collection instead. */
function orByCollection(facet: EngineFacet): EngineFacet {
  return {
    ...facet,
    args: (config, secret) => collectionArguments(config, secret) ?? facet.args(config, secret),
  };
}

/** Engines whose rows live outside of ClickHouse. The rehearsal engine never creates them: some connect or write at once. */
export const externalEngines: readonly EngineFacet[] = [
  objectStore('S3', 'path', OBJECT_STORE),
  objectStore('S3Queue', 's3_path', SETTINGS),
  objectStore('IcebergS3', 'path', SETTINGS),
  engineFacet(
    'Kafka',
    [
      parameter('broker_list', 'string'),
      parameter('topic_list', 'string'),
      parameter('group_name', 'string'),
      parameter('format', 'string'),
    ],
    {
      holdsData: false,
      clauses: SETTINGS,
      samples: [["'broker.example:9092'", "'clicks'", "'loader'", "'JSONEachRow'"]],
    },
  ),
  engineFacet('URL', [parameter('url', 'string'), parameter('format', 'string')], {
    holdsData: false,
    clauses: SETTINGS,
    samples: [["'https://data.example/x.csv'", "'CSV'"]],
  }),
  engineFacet('File', [parameter('format', 'string')], { clauses: SETTINGS, samples: [["'CSV'"]] }),
  database('PostgreSQL'),
  database('MySQL'),
  database('MongoDB'),
].map(orByCollection);
