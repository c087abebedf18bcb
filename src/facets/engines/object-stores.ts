import { quoteString } from '../../model/tokens.ts';
import { isSecretKey } from '../secret-text.ts';
import {
  type EngineClause,
  type EngineConfig,
  type EngineFacet,
  type EngineParameter,
  engineFacet,
  isGiven,
  NO_ALTER,
  parameter,
  positionalArgs,
  type Secret,
} from './engine.ts';

const SETTINGS: readonly EngineClause[] = ['settings'];
const PARTITIONED: readonly EngineClause[] = ['settings', 'partitionBy', 'orderBy'];

/** How the arguments of an engine over files in a bucket are made up: where, with which keys, and how the files are written. */
export interface StoreShape {
  readonly location: readonly EngineParameter[];
  /** Keys, all or none: `NOSIGN` may stand in place of those of S3. */
  readonly keys: readonly EngineParameter[];
  readonly files: readonly EngineParameter[];
}

const AWS = [
  parameter('aws_access_key_id', 'secret'),
  parameter('aws_secret_access_key', 'secret'),
  parameter('aws_session_token', 'secret'),
];
const AZURE = [parameter('account_name', 'string'), parameter('account_key', 'secret')];

const FILES = [parameter('format', 'string', "'auto'"), parameter('compression', 'string', "'auto'")];
const PARTITIONED_FILES = [
  ...FILES,
  parameter('partition_strategy', 'string'),
  parameter('partition_columns_in_data_file', 'sql'),
];
const CONTAINER = [
  parameter('storage_account', 'address'),
  parameter('container', 'string'),
  parameter('path', 'string'),
];

/** `headers('X-Key' = '…')`, whose values are never shown, or `extra_credentials(role_arn = '…')`; null for none. */
function callOf(name: string, key: string, pairs: unknown, secret: Secret): string | null {
  if (typeof pairs !== 'object' || pairs === null) return null;
  const isHeaders = name === 'headers';
  const texts = Object.entries(pairs).map(([word, value]) => {
    const isSecret = isHeaders || isSecretKey(word);
    const text = quoteString(isSecret ? secret(`${key}.${word}`, String(value)) : String(value));
    return `${isHeaders ? quoteString(word) : word} = ${text}`;
  });
  return texts.length === 0 ? null : `${name}(${texts.join(', ')})`;
}

/** Calls behind the other arguments of engines that send HTTP requests. */
export function requestCalls(config: EngineConfig, secret: Secret): readonly string[] {
  const calls = [
    callOf('headers', 'headers', config.headers, secret),
    callOf('extra_credentials', 'extraCredentials', config.extraCredentials, secret),
  ];
  return calls.filter((call) => call !== null);
}

function storeArgs(
  { location, keys, files }: StoreShape,
  config: EngineConfig,
  secret: Secret,
): readonly string[] {
  const hasKeys = isGiven(config[keys[0]?.config ?? '']) && isGiven(config[keys[1]?.config ?? '']);
  // Servers print the word as a string, and take it as one.
  const unsigned = config.noSign === true ? [quoteString('NOSIGN')] : [];
  return [
    ...positionalArgs(location, config, secret),
    ...(hasKeys ? positionalArgs(keys, config, secret) : unsigned),
    ...positionalArgs(files, config, secret),
    ...requestCalls(config, secret),
  ];
}

/** Of these the settings alone can be altered (26.7: 344 for the rest). */
const QUEUES: ReadonlySet<string> = new Set(['S3Queue', 'AzureQueue']);
const QUEUE = { columns: false, rename: false, settings: 'set-and-reset' } as const;

const shapes = new Map<string, StoreShape>();

/** The shape of an engine's arguments; null for an engine that reads no bucket. */
export function storeShapeOf(engine: string): StoreShape | null {
  return shapes.get(engine) ?? null;
}

function store(
  name: string,
  shape: StoreShape,
  clauses: readonly EngineClause[],
  sample: readonly string[],
): EngineFacet {
  shapes.set(name, shape);
  const { location, keys, files } = shape;
  return engineFacet(name, [...location, ...keys.slice(0, 2), ...files], {
    clauses: new Set(clauses),
    alters: QUEUES.has(name) ? QUEUE : NO_ALTER,
    holdsData: false,
    args: (config, secret) => storeArgs(shape, config, secret),
    samples: [sample],
  });
}

const S3_SAMPLE = ["'https://bucket.example/data/*.json'", "'NOSIGN'", "'JSONEachRow'"];
const AZURE_SAMPLE = [
  "'https://account.blob.core.example'",
  "'container'",
  "'data.csv'",
  "'account'",
  "'[HIDDEN]'",
  "'CSV'",
];
const path = [parameter('path', 'string')];

const ofS3 = (
  name: string,
  files: readonly EngineParameter[],
  clauses: readonly EngineClause[] = SETTINGS,
  location: readonly EngineParameter[] = path,
): EngineFacet => store(name, { location, keys: AWS, files }, clauses, S3_SAMPLE);
const ofAzure = (
  name: string,
  files: readonly EngineParameter[],
  clauses: readonly EngineClause[] = SETTINGS,
): EngineFacet => store(name, { location: CONTAINER, keys: AZURE, files }, clauses, AZURE_SAMPLE);
const ofDisk = (
  name: string,
  files: readonly EngineParameter[],
  clauses: readonly EngineClause[],
): EngineFacet =>
  store(name, { location: path, keys: [], files }, clauses, ["'/var/lib/clickhouse/user_files/lake/'"]);

/** Engines over files in a bucket or a lake. Some connect or write as soon as they are created. */
export const objectStores: readonly EngineFacet[] = [
  ofS3('S3', PARTITIONED_FILES, PARTITIONED),
  ofS3('GCS', PARTITIONED_FILES, PARTITIONED),
  ofS3('COSN', PARTITIONED_FILES, PARTITIONED),
  ofS3('OSS', PARTITIONED_FILES, PARTITIONED),
  ofS3('S3Queue', FILES, SETTINGS, [parameter('s3_path', 'string')]),
  ofS3('IcebergS3', FILES, PARTITIONED),
  ofS3('Iceberg', FILES, PARTITIONED),
  ofS3('DeltaLake', FILES),
  ofS3('DeltaLakeS3', FILES),
  ofS3('Hudi', FILES, []),
  ofAzure('AzureBlobStorage', PARTITIONED_FILES, PARTITIONED),
  ofAzure('AzureQueue', FILES),
  ofAzure('IcebergAzure', FILES, PARTITIONED),
  ofAzure('DeltaLakeAzure', FILES),
  ofDisk('IcebergLocal', FILES, PARTITIONED),
  ofDisk('DeltaLakeLocal', FILES, SETTINGS),
];
