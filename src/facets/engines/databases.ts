import { quoteString } from '../../model/tokens.ts';
import {
  type EngineClause,
  type EngineConfig,
  type EngineFacet,
  type EngineParameter,
  engineFacet,
  isGiven,
  parameter,
  positionalArgs,
  type Secret,
} from './engine.ts';

const SETTINGS = new Set<EngineClause>(['settings']);
const NOTHING = new Set<EngineClause>();

const HOST = parameter('host_port', 'string');
const LOGIN = [parameter('user', 'string'), parameter('password', 'secret')];
const TABLE = [parameter('remote_database', 'string'), parameter('remote_table', 'string')];

function remote(
  name: string,
  parameters: readonly EngineParameter[],
  sample: readonly string[],
  parts: Partial<EngineFacet> = {},
): EngineFacet {
  return engineFacet(name, parameters, { holdsData: false, clauses: SETTINGS, samples: [sample], ...parts });
}

const SQL_SAMPLE = ["'db.example:5432'", "'shop'", "'orders'", "'reader'", "'[HIDDEN]'"];

/** The parameters of MongoDB where one address says host, login and database. */
export const MONGODB_BY_URI = [
  parameter('uri', 'address'),
  parameter('remote_collection', 'string'),
  parameter('oid_columns', 'string'),
];
const MONGODB = [
  HOST,
  parameter('remote_database', 'string'),
  parameter('remote_collection', 'string'),
  ...LOGIN,
  parameter('options', 'string', quoteString('')),
  parameter('oid_columns', 'string'),
];

/** Engines over tables of another database. */
export const databaseEngines: readonly EngineFacet[] = [
  remote(
    'PostgreSQL',
    [
      HOST,
      ...TABLE,
      ...LOGIN,
      parameter('schema_name', 'string', quoteString('')),
      parameter('on_conflict', 'string'),
    ],
    SQL_SAMPLE,
  ),
  remote('MaterializedPostgreSQL', [HOST, ...TABLE, ...LOGIN], SQL_SAMPLE, {
    clauses: new Set<EngineClause>(['settings', 'primaryKey', 'orderBy', 'partitionBy']),
  }),
  remote(
    'MySQL',
    [
      HOST,
      ...TABLE,
      ...LOGIN,
      parameter('replace_query', 'number', '0'),
      parameter('on_duplicate_clause', 'string'),
    ],
    SQL_SAMPLE,
  ),
  remote('MongoDB', MONGODB, SQL_SAMPLE, {
    clauses: NOTHING,
    args: (config: EngineConfig, secret: Secret) =>
      positionalArgs(isGiven(config.uri) ? MONGODB_BY_URI : MONGODB, config, secret),
  }),
  remote(
    'Redis',
    [
      HOST,
      parameter('db_index', 'number', '0'),
      parameter('password', 'secret', quoteString('')),
      parameter('pool_size', 'number'),
    ],
    ["'cache.example:6379'", '0', "'[HIDDEN]'"],
    { clauses: new Set<EngineClause>(['primaryKey']) },
  ),
  // A file of the server's own.
  remote(
    'SQLite',
    [parameter('path', 'string'), parameter('remote_table', 'string')],
    ["'shop.db'", "'orders'"],
    { clauses: NOTHING },
  ),
  ...['ODBC', 'JDBC'].map((name) =>
    remote(name, [parameter('connection', 'secret'), ...TABLE], ["'[HIDDEN]'", "'shop'", "'orders'"], {
      clauses: NOTHING,
    }),
  ),
];
