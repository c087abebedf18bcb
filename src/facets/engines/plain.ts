import { quoteName, quoteString } from '../../model/tokens.ts';
import { type EngineClause, type EngineFacet, engineFacet, parameter, positionalArgs } from './engine.ts';

const COLUMNS = { columns: true, rename: false, settings: 'none' } as const;
const RENAMES = { columns: true, rename: true, settings: 'none' } as const;
const ONLY_SET = { columns: false, rename: false, settings: 'set' } as const;
const SETTINGS = new Set<EngineClause>(['settings']);

const log = (name: string): EngineFacet => engineFacet(name, [], { inShadow: 'itself', clauses: SETTINGS });

const JOIN_KIND = [parameter('strictness', 'sql'), parameter('join_type', 'sql')] as const;

const buffer = [
  ...['target_database', 'target_table'].map((key) => parameter(key, 'string')),
  ...[
    'num_layers',
    'min_time',
    'max_time',
    'min_rows',
    'max_rows',
    'min_bytes',
    'max_bytes',
    'flush_time',
    'flush_rows',
    'flush_bytes',
  ].map((key) => parameter(key, 'number')),
];

/** Engines that keep their rows in memory or simple files, or pass them on to other tables. */
export const plainEngines: readonly EngineFacet[] = [
  engineFacet('Null', [], { inShadow: 'itself', holdsData: false, alters: COLUMNS }),
  engineFacet('Memory', [], {
    inShadow: 'itself',
    clauses: SETTINGS,
    // RESET SETTING is refused (26.7: 48).
    alters: { columns: true, rename: true, settings: 'set' },
  }),
  log('Log'),
  log('TinyLog'),
  log('StripeLog'),
  engineFacet('Set', [], { inShadow: 'itself', clauses: SETTINGS }),
  engineFacet('Join', [...JOIN_KIND, parameter('keys', 'names')], {
    inShadow: 'itself',
    clauses: SETTINGS,
    // Its keys are arguments of their own, not a tuple.
    args: ({ keys, ...config }, secret) => [
      ...positionalArgs(JOIN_KIND, config, secret),
      ...(Array.isArray(keys) ? keys : [keys]).map((key) => quoteName(String(key))),
    ],
    samples: [['ANY', 'LEFT', 'id']],
  }),
  // Rows that a Buffer has not flushed yet are lost with it.
  engineFacet('Buffer', buffer, {
    inShadow: 'itself',
    alters: COLUMNS,
    samples: [["'local'", "'events'", '16', '10', '100', '10000', '1000000', '10000000', '100000000']],
  }),
  engineFacet('Merge', [parameter('source_database', 'sql'), parameter('tables_regexp', 'string')], {
    inShadow: 'itself',
    holdsData: false,
    alters: COLUMNS,
    samples: [["'local'", "'^events'"]],
  }),
  engineFacet(
    'Distributed',
    [
      parameter('cluster', 'string'),
      parameter('target_database', 'string'),
      parameter('target_table', 'string'),
      parameter('sharding_key', 'sql'),
      parameter('policy_name', 'string'),
    ],
    {
      holdsData: false,
      alters: RENAMES,
      clauses: SETTINGS,
      samples: [["'main'", "'local'", "'events'", 'rand()']],
    },
  ),
  engineFacet(
    'EmbeddedRocksDB',
    [parameter('ttl', 'number', '0'), parameter('directory', 'string', "''"), parameter('read_only', 'flag')],
    // RESET SETTING ends in a syntax error where the table has a comment (26.7).
    { clauses: new Set<EngineClause>(['primaryKey', 'settings', 'ttl']), alters: ONLY_SET },
  ),
  engineFacet('KeeperMap', [parameter('keeper_path', 'string'), parameter('keys_limit', 'number')], {
    clauses: new Set<EngineClause>(['primaryKey']),
    samples: [["'/maps/users'"]],
  }),
  ...['Remote', 'RemoteSecure'].map((name) =>
    engineFacet(
      name,
      [
        parameter('addresses', 'string'),
        parameter('target_database', 'string'),
        parameter('target_table', 'string'),
        parameter('user', 'string', quoteString('default')),
        parameter('password', 'secret', quoteString('')),
        parameter('sharding_key', 'sql'),
      ],
      {
        holdsData: false,
        alters: RENAMES,
        clauses: SETTINGS,
        samples: [["'other.example:9000'", "'local'", "'events'", "'reader'", "'[HIDDEN]'"]],
      },
    ),
  ),
  engineFacet('Dictionary', [parameter('dictionary', 'string')], {
    holdsData: false,
    samples: [["'local.countries'"]],
  }),
  engineFacet(
    'GenerateRandom',
    [
      parameter('random_seed', 'number'),
      parameter('max_string_length', 'number', '10'),
      parameter('max_array_length', 'number'),
    ],
    { inShadow: 'itself', holdsData: false, samples: [['1', '5', '3']] },
  ),
];
