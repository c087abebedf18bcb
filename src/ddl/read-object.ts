import { makeDictionaryClauses } from '../facets/dictionaries/index.ts';
import { maskedDictionaryText } from '../facets/dictionaries/origin-secrets.ts';
import { maskedTableText } from '../facets/engines/masked-text.ts';
import { makeClauses } from '../facets/tables/index.ts';
import { addressOf } from '../model/address.ts';
import type { Dictionary } from '../model/dictionary.ts';
import { functionAddress, type SqlFunction } from '../model/sql-function.ts';
import type { Ownership, Table } from '../model/table.ts';
import { identifierOf, isWord, type Token, tokenize } from '../model/tokens.ts';
import type { MaterializedView, View } from '../model/view.ts';
import { createMaterializedView, createTable, createView } from './create.ts';
import { createDictionary, createFunction } from './create-dictionary.ts';
import { splitDictionary } from './split-dictionary.ts';
import { splitFunction } from './split-function.ts';
import { splitTable } from './split-table.ts';
import { splitMaterializedView, splitView, withoutNameList } from './split-view.ts';

/** One row of system.tables, as far as we need it. */
export interface ServerObject {
  readonly database: string;
  readonly name: string;
  /** Table engine, `View`, `MaterializedView`, `Dictionary`, or {@link FUNCTION_ENGINE}. */
  readonly engine: string;
  /** `create_table_query`; secrets read `[HIDDEN]`. */
  readonly text: string;
}

/** What stands for an engine in the reading of an SQL function, which has no row in system.tables and no database. */
export const FUNCTION_ENGINE = 'SQLFunction';

/** An object read into the model; `other` is what no family of ours holds yet. */
export type ReadObject =
  | { readonly family: 'table'; readonly object: Table }
  | { readonly family: 'view'; readonly object: View }
  | { readonly family: 'materialized-view'; readonly object: MaterializedView }
  | { readonly family: 'dictionary'; readonly object: Dictionary }
  | { readonly family: 'function'; readonly object: SqlFunction }
  | { readonly family: 'other'; readonly object: ServerObject };

/** A reading that belongs to one of our families. */
export type Understood = Exclude<ReadObject, { readonly family: 'other' }>;

const LIVE: Ownership = { lifeCycle: 'FULLY_MANAGED', cluster: null, source: null, notUnderstood: null };

/** A token as the server would print it: quotes around names only say that the name is a name. */
function meaning(token: Token | undefined): string {
  if (token === undefined) return '';
  return identifierOf(token) ?? token.text;
}

/** The first place where two texts differ in their tokens, as a few words of each; null when they say the same. */
export function firstDifference(a: string, b: string): string | null {
  const [left, right] = [tokenize(a), tokenize(b)];
  const length = Math.max(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    if (meaning(left[at]) === meaning(right[at])) continue;
    const around = (text: string, tokens: readonly Token[]): string =>
      text.slice(tokens[Math.max(0, at - 1)]?.start ?? text.length, tokens[at + 4]?.end ?? text.length) ||
      '(end)';
    return `«${around(a, left)}» was read as «${around(b, right)}»`;
  }
  return null;
}

/** Read-back: what we rebuild must say exactly what the server said; otherwise some clause is unknown to us. */
function checkReadBack<T extends Ownership>(object: T, serverText: string, rebuiltText: string): T {
  const difference = firstDifference(withoutIfNotExists(serverText), rebuiltText);
  return difference === null
    ? object
    : { ...object, notUnderstood: { reason: difference, serverText, rebuiltText } };
}

function withoutIfNotExists(text: string): string {
  return text.replace(/^(CREATE (?:TABLE|VIEW|MATERIALIZED VIEW)) IF NOT EXISTS /, '$1 ');
}

function readTable(server: ServerObject): Table {
  const text = maskedTableText(server.text);
  const parts = splitTable(text);
  const common = {
    ...LIVE,
    address: addressOf(server.database, server.name),
    database: server.database,
    name: server.name,
    version: null,
  };
  if (parts === null) {
    const nothing = {
      columns: [],
      indexes: [],
      projections: [],
      constraints: [],
      clauses: new Map<string, string>(),
    };
    const clauses = makeClauses((_, facet) => facet.introspect(nothing));
    const notUnderstood = { reason: 'its text could not be split', serverText: text, rebuiltText: null };
    return { ...common, ...clauses, engine: { name: server.engine, args: [] }, notUnderstood };
  }
  const table: Table = { ...common, ...makeClauses((_, facet) => facet.introspect(parts)) };
  return checkReadBack(table, text, createTable(table));
}

function readView(server: ServerObject): View | null {
  const clauses = splitView(server.text);
  if (clauses === null) return null;
  const view: View = {
    ...LIVE,
    ...clauses,
    address: addressOf(server.database, server.name),
    database: server.database,
    name: server.name,
    sources: [],
  };
  return checkReadBack(
    view,
    withoutNameList(commentFirst(server.text)),
    createView(view, { orReplace: false, comment: true }),
  );
}

function readMaterializedView(server: ServerObject): MaterializedView | null {
  const clauses = splitMaterializedView(server.text, server.database);
  if (clauses === null) return null;
  const view: MaterializedView = {
    ...LIVE,
    ...clauses,
    address: addressOf(server.database, server.name),
    database: server.database,
    name: server.name,
    sources: [],
    startsEmpty: false,
  };
  return checkReadBack(
    view,
    withoutNameList(commentFirst(server.text)),
    createMaterializedView(view, { comment: true }),
  );
}

function readDictionary(server: ServerObject): Dictionary | null {
  const text = maskedDictionaryText(server.text);
  const parts = splitDictionary(text);
  if (parts === null) return null;
  const clauses = makeDictionaryClauses((_, facet) => facet.introspect(parts));
  const dictionary: Dictionary = {
    ...LIVE,
    ...clauses,
    address: addressOf(server.database, server.name),
    database: server.database,
    name: server.name,
  };
  return checkReadBack(dictionary, text, createDictionary(dictionary));
}

function readFunction(server: ServerObject): SqlFunction | null {
  const clauses = splitFunction(server.text);
  if (clauses === null) return null;
  const found: SqlFunction = {
    ...LIVE,
    ...clauses,
    address: functionAddress(server.name),
    name: server.name,
  };
  return checkReadBack(found, server.text, createFunction(found));
}

/** Servers before 26.2 print a view's comment behind the SELECT: moved to where newer ones have it. */
function commentFirst(text: string): string {
  const tokens = tokenize(text);
  const [word, literal] = [tokens.at(-2), tokens.at(-1)];
  const as = tokens.find((token) => token.depth === 0 && isWord(token, 'AS'));
  if (
    as === undefined ||
    word === undefined ||
    literal?.kind !== 'string' ||
    word.depth !== 0 ||
    !isWord(word, 'COMMENT') ||
    word.start < as.start
  )
    return text;
  return `${text.slice(0, as.start)}${text.slice(word.start)} ${text.slice(as.start, word.start).trim()}`;
}

/** Reads the server's text of one object into the model. Never throws: what it does not understand says so. */
export function readObject(server: ServerObject): ReadObject {
  if (server.engine === 'View') {
    const view = readView(server);
    return view === null ? { family: 'other', object: server } : { family: 'view', object: view };
  }
  if (server.engine === 'MaterializedView') {
    const view = readMaterializedView(server);
    return view === null
      ? { family: 'other', object: server }
      : { family: 'materialized-view', object: view };
  }
  // A table over a dictionary has an engine of the same name.
  if (server.engine === 'Dictionary' && !server.text.startsWith('CREATE TABLE ')) {
    const dictionary = readDictionary(server);
    return dictionary === null
      ? { family: 'other', object: server }
      : { family: 'dictionary', object: dictionary };
  }
  if (server.engine === FUNCTION_ENGINE) {
    const found = readFunction(server);
    return found === null ? { family: 'other', object: server } : { family: 'function', object: found };
  }
  return { family: 'table', object: readTable(server) };
}
