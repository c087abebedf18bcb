import type { ReadObject } from '../ddl/read-object.ts';
import type { Address } from '../model/address.ts';
import { identifierOf, isSymbol, isWord, namesIn, type Token, tokenize } from '../model/tokens.ts';

/**
 * Table functions, and functions, that open a connection, a file or a process. The test of this list asks the engine for
 * every table function it has.
 */
const REACHES_OUT = new Set(
  [
    's3 s3cluster gcs oss cosn url urlcluster file filecluster hdfs hdfscluster ytsaurus',
    'azureblobstorage azureblobstoragecluster',
    'iceberg icebergcluster icebergs3 icebergs3cluster icebergazure icebergazurecluster iceberghdfs iceberghdfscluster iceberglocal iceberglocalcluster',
    'deltalake deltalakecluster deltalakes3 deltalakes3cluster deltalakeazure deltalakeazurecluster deltalakelocal',
    'hudi hudicluster paimon paimoncluster paimons3 paimons3cluster paimonazure paimonazurecluster paimonhdfs paimonhdfscluster paimonlocal',
    'remote remotesecure mysql postgresql mongodb redis sqlite odbc jdbc arrowflight executable python',
    'filesystem catboostevaluate aigeneratetext aigenerate aiclassify aiextract aitranslate aiembed',
  ].flatMap((line) => line.split(' ')),
);
/** Table functions that read from the servers of a cluster. In a shadow, every cluster is the shadow itself. */
const OF_CLUSTER = new Set(['cluster', 'clusterallreplicas']);
/** Statements that do more than define something, or write a copy elsewhere. */
const STATEMENTS = new Set(['system', 'backup', 'restore']);
/** Words after which a name is that of an object, not a call: `INDEX url (a)`, `INSERT INTO file (a)`. */
const NAMES_FOLLOW = new Set([
  'INDEX',
  'PROJECTION',
  'CONSTRAINT',
  'INTO',
  'TABLE',
  'VIEW',
  'EXISTS',
  'DICTIONARY',
]);
/** What no text can miss that reaches out: tokenizing all of them would take time. */
const HINT = new RegExp(
  `\\b(?:${[...REACHES_OUT].join('|')})["\`]?\\s*\\(|\\bSOURCE\\s*\\(|\\b(?:IN|OUT)FILE\\b|^\\s*(?:${[...STATEMENTS].join('|')})\\b`,
  'i',
);

const judged = new Map<string, boolean>();
const KEPT = 5000;

/** {@link reachesOut}, once for each text: a rehearsal asks about every view for each of its steps. */
function leaves(select: string): boolean {
  const known = judged.get(select);
  if (known !== undefined) return known;
  if (judged.size >= KEPT) judged.clear();
  const answer = reachesOut(select);
  judged.set(select, answer);
  return answer;
}

/** True for SQL that calls something which would touch the network, or files outside of the engine's own. */
export function reachesOut(sql: string): boolean {
  if (!HINT.test(sql)) return false;
  const tokens = tokenize(sql);
  return STATEMENTS.has(identifierOf(tokens[0])?.toLowerCase() ?? '') || callsOutside(tokens);
}

/** The same for what may be run on a shadow, which can be told to reload a dictionary. */
export function definesOutside(sql: string): boolean {
  if (!HINT.test(sql)) return false;
  const tokens = tokenize(sql);
  const isCopy = ['BACKUP', 'RESTORE'].some((word) => isWord(tokens[0], word));
  return isCopy || callsOutside(tokens);
}

function callsOutside(tokens: readonly Token[]): boolean {
  return tokens.some((token, at) => {
    const name = identifierOf(token)?.toLowerCase();
    if (name === undefined) return false;
    if (isWord(token, 'OUTFILE') || isWord(token, 'INFILE')) return tokens[at + 1]?.kind === 'string';
    if (!isSymbol(tokens[at + 1], '(')) return false;
    if (isWord(token, 'SOURCE')) return isForeignSource(tokens, at + 2);
    const before = tokens[at - 1];
    const isName =
      isSymbol(before, '.') || (before?.kind === 'word' && NAMES_FOLLOW.has(before.text.toUpperCase()));
    return REACHES_OUT.has(name) && !isName;
  });
}

/** Of a dictionary: everything but nothing at all, and tables of the server itself. */
function isForeignSource(tokens: readonly Token[], at: number): boolean {
  if (isWord(tokens[at], 'NULL')) return false;
  if (!isWord(tokens[at], 'CLICKHOUSE')) return true;
  return tokens
    .slice(at)
    .some((token, offset) => isWord(token, 'HOST') && tokens[at + offset + 1]?.kind === 'string');
}

/** Whether a table function, by its name, is one that {@link reachesOut} or {@link readsClusters} finds. */
export function isReachingName(name: string): boolean {
  return REACHES_OUT.has(name.toLowerCase()) || OF_CLUSTER.has(name.toLowerCase());
}

/** True for SQL that reads from the servers of a cluster. */
export function readsClusters(sql: string): boolean {
  const tokens = tokenize(sql);
  return tokens.some(
    (token, at) => OF_CLUSTER.has(identifierOf(token)?.toLowerCase() ?? '') && isSymbol(tokens[at + 1], '('),
  );
}

/** What is known of an object that may read from outside. */
export interface Reaching {
  readonly address: Address;
  readonly name: string;
  /** The SELECT of a view; null for what reads nothing. */
  readonly select: string | null;
}

/** Views that no shadow can make, since their SELECT, or that of a view they read, leaves the engine. */
export function beyondShadow(objects: readonly Reaching[]): ReadonlySet<Address> {
  const beyond = new Map<Address, string>();
  const reads = (select: string): boolean => {
    if (leaves(select)) return true;
    if (beyond.size === 0) return false;
    const names = namesIn(select);
    return [...beyond.values()].some((name) => names.has(name));
  };
  for (let before = -1; before < beyond.size; ) {
    before = beyond.size;
    for (const { address, name, select } of objects)
      if (select !== null && !beyond.has(address) && reads(select)) beyond.set(address, name);
  }
  return new Set(beyond.keys());
}

/** A reading, as far as it matters here. */
export function reachingOf(reading: ReadObject): Reaching {
  const { family, object } = reading;
  const address = family === 'other' ? `${object.database}.${object.name}` : object.address;
  const select = family === 'view' || family === 'materialized-view' ? object.select : null;
  return { address, name: object.name, select };
}
