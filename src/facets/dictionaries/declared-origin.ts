import type { DeclaredDictionary } from '../../model/declared.ts';
import { quoteString } from '../../model/tokens.ts';
import { collectionOf } from '../named-collection.ts';
import { hasCredentials } from '../secret-text.ts';
import { secretPlaceholder, withEnvironmentPlaceholders } from '../secrets.ts';

type Config = Readonly<Record<string, unknown>>;

/** How a key of user code is written: `password` is never shown, an `address` only where it holds no credentials. */
type Kind = 'text' | 'number' | 'secret' | 'address';
type Key = readonly [config: string, keyword: string, kind: Kind];

const HOST: readonly Key[] = [
  ['host', 'HOST', 'text'],
  ['port', 'PORT', 'number'],
  ['user', 'USER', 'text'],
  ['password', 'PASSWORD', 'secret'],
];
const DATABASE: readonly Key[] = [
  ...HOST,
  ['db', 'DB', 'text'],
  ['table', 'TABLE', 'text'],
  ['query', 'QUERY', 'text'],
  ['whereClause', 'WHERE', 'text'],
  ['invalidateQuery', 'INVALIDATE_QUERY', 'text'],
];

/** Keys of each source outside of ClickHouse: https://clickhouse.com/docs/sql-reference/dictionaries#dictionary-sources */
const SOURCES: Readonly<Record<string, readonly Key[]>> = {
  http: [
    ['url', 'URL', 'address'],
    ['format', 'FORMAT', 'text'],
    ['method', 'METHOD', 'text'],
    ['whereClause', 'WHERE', 'text'],
  ],
  clickhouse: [...DATABASE, ['secure', 'SECURE', 'number']],
  mysql: DATABASE,
  postgresql: [...DATABASE, ['schema', 'SCHEMA', 'text']],
  redis: [
    ['host', 'HOST', 'text'],
    ['port', 'PORT', 'number'],
    ['password', 'PASSWORD', 'secret'],
    ['storageType', 'STORAGE_TYPE', 'text'],
    ['dbIndex', 'DB_INDEX', 'number'],
  ],
  mongodb: [...HOST, ['db', 'DB', 'text'], ['collectionName', 'COLLECTION', 'text']],
  executable: [
    ['command', 'COMMAND', 'text'],
    ['format', 'FORMAT', 'text'],
    ['implicitKey', 'IMPLICIT_KEY', 'number'],
  ],
};

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function valueText(declared: DeclaredDictionary, path: string, kind: Kind, value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number') return String(value);
  const text = String(value);
  const isSecret = kind === 'secret' || (kind === 'address' && hasCredentials(text));
  return quoteString(isSecret ? secretPlaceholder(declared, path, text) : withEnvironmentPlaceholders(text));
}

function pairsOf(
  declared: DeclaredDictionary,
  path: string,
  config: Config,
  keys: readonly Key[],
): readonly string[] {
  const given = keys.filter(([key]) => isGiven(config[key]));
  return given.map(
    ([key, keyword, kind]) => `${keyword} ${valueText(declared, `${path}${key}`, kind, config[key])}`,
  );
}

/** User and password of an HTTP source, and its headers, whose values may be keys to the door. */
function httpParts(declared: DeclaredDictionary, config: Config): readonly string[] {
  const { credentials, headers } = config;
  const login =
    typeof credentials === 'object' && credentials !== null
      ? pairsOf(declared, 'externalSource.credentials.', credentials as Config, HOST)
      : [];
  const list = typeof headers === 'object' && headers !== null ? Object.entries(headers) : [];
  const header = ([name, value]: readonly [string, unknown]): string =>
    `HEADER(NAME ${quoteString(name)} VALUE ${valueText(declared, `externalSource.headers.${name}`, 'secret', value)})`;
  return [
    ...(login.length === 0 ? [] : [`CREDENTIALS(${login.join(' ')})`]),
    ...(list.length === 0 ? [] : [`HEADERS(${list.map(header).join(' ')})`]),
  ];
}

/** `NAME lake KEY 'value'` for the values that stand in for those of the collection. */
function collectionPairs(declared: DeclaredDictionary, path: string, config: Config): readonly string[] {
  const collection = collectionOf(config.collection);
  if (collection === null) return [];
  const overrides = Object.entries(collection.overrides).map(([key, value]) => {
    const kind = /password|secret|token/i.test(key) ? 'secret' : 'text';
    return `${key.toUpperCase()} ${valueText(declared, `${path}collection.overrides.${key}`, kind, value)}`;
  });
  return [`NAME ${quoteString(collection.name)}`, ...overrides];
}

function externalSource(declared: DeclaredDictionary, config: Config): string {
  const type = String(config.type);
  // A MongoDB source has a key `collection` of its own: a text there is its name.
  const own =
    typeof config.collection === 'string' ? { ...config, collectionName: config.collection } : config;
  const pairs = [
    ...collectionPairs(declared, 'externalSource.', own),
    ...pairsOf(declared, 'externalSource.', own, SOURCES[type] ?? []),
  ];
  return `${type.toUpperCase()}(${[...pairs, ...(type === 'http' ? httpParts(declared, own) : [])].join(' ')})`;
}

const READER: readonly Key[] = [
  ['user', 'USER', 'text'],
  ['password', 'PASSWORD', 'secret'],
  ['invalidateQuery', 'INVALIDATE_QUERY', 'text'],
];

/** SOURCE as user code declares it, with placeholders for secrets. */
export function declaredOrigin(declared: DeclaredDictionary, defaultDatabase: string): string {
  const { config, sourceTable } = declared;
  if (typeof config.source === 'string') return withEnvironmentPlaceholders(config.source.trim());
  if (typeof config.externalSource === 'object' && config.externalSource !== null)
    return externalSource(declared, config.externalSource as Config);
  const from =
    sourceTable === null
      ? [`QUERY ${quoteString(String(config.sourceQuery ?? '').trim())}`]
      : [
          `DB ${quoteString(sourceTable.database ?? defaultDatabase)}`,
          `TABLE ${quoteString(sourceTable.name)}`,
        ];
  return `CLICKHOUSE(${[...collectionPairs(declared, '', config), ...from, ...pairsOf(declared, '', config, READER)].join(' ')})`;
}
