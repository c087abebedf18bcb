import { addressOf } from '../model/address.ts';
import { identifierOf, isSymbol, isWord, type Token, tokenize } from '../model/tokens.ts';

/** What `CREATE` and `DROP` name by kind. */
export const KINDS = ['TABLE', 'VIEW', 'DICTIONARY'] as const;

/** The words of one statement, taken from left to right. */
export interface Words {
  /** Takes words that stand here in this order; false, and nothing taken, when they do not. */
  take(...words: readonly string[]): boolean;
  takeOneOf(words: readonly string[]): string | null;
  symbol(text: string): boolean;
  /** Takes `IF EXISTS` and its like. */
  skipConditions(): void;
  /** Takes `ON CLUSTER c`; the name may be a text, such as `'{cluster}'`. */
  skipCluster(): void;
  name(): string | null;
  /** The address of a name, or of two with a dot between; null where none stands. */
  object(): string | null;
  /** What is left, for those who only look whether words occur. */
  rest(): readonly Token[];
}

const CONDITIONS = [
  ['IF', 'NOT', 'EXISTS'],
  ['IF', 'EXISTS'],
  ['IF', 'EMPTY'],
] as const;

export function wordsOf(tokens: readonly Token[], database: string): Words {
  let at = 0;
  const words: Words = {
    take(...wanted) {
      const isHere = wanted.every((word, offset) => isWord(tokens[at + offset], word));
      if (isHere) at += wanted.length;
      return isHere;
    },
    takeOneOf: (wanted) => wanted.find((word) => words.take(word)) ?? null,
    symbol(text) {
      const isHere = isSymbol(tokens[at], text);
      if (isHere) at += 1;
      return isHere;
    },
    skipConditions() {
      while (CONDITIONS.some((condition) => words.take(...condition)));
    },
    skipCluster() {
      if (words.take('ON', 'CLUSTER')) at += 1;
    },
    name() {
      const name = identifierOf(tokens[at]);
      if (name !== null) at += 1;
      return name;
    },
    object() {
      const first = words.name();
      if (first === null) return null;
      if (!words.symbol('.')) return addressOf(database, first);
      const second = words.name();
      return second === null ? null : addressOf(first, second);
    },
    rest: () => tokens.slice(at),
  };
  return words;
}

/** One text may hold several statements that run side by side: `DROP TABLE a PARALLEL WITH DROP TABLE b`. */
export function statementsIn(sql: string): readonly (readonly Token[])[] {
  const statements: Token[][] = [[]];
  const tokens = tokenize(sql);
  tokens.forEach((token, at) => {
    const isBetween =
      (isWord(token, 'PARALLEL') && isWord(tokens[at + 1], 'WITH')) ||
      (isWord(token, 'WITH') && isWord(tokens[at - 1], 'PARALLEL'));
    if (isBetween || isSymbol(token, ';')) statements.push([]);
    else statements.at(-1)?.push(token);
  });
  return statements.filter((statement) => statement.length > 0);
}

/** What a statement written by hand defines. */
export interface SqlDefinition {
  readonly kind: (typeof KINDS)[number] | 'FUNCTION' | 'DATABASE';
  /** `local.a`; null for functions and databases, which are in no database. */
  readonly address: string | null;
  readonly name: string;
}

function definitionIn(tokens: readonly Token[], database: string): readonly SqlDefinition[] {
  const words = wordsOf(tokens, database);
  if (!words.take('CREATE')) return [];
  words.take('OR', 'REPLACE');
  const own = words.takeOneOf(['FUNCTION', 'DATABASE']);
  if (own === null) words.takeOneOf(['MATERIALIZED', 'TEMPORARY']);
  const kind = own === null ? KINDS.find((word) => words.take(word)) : (own as 'FUNCTION' | 'DATABASE');
  if (kind === undefined) return [];
  words.skipConditions();
  if (kind === 'FUNCTION' || kind === 'DATABASE') {
    const name = words.name();
    return name === null ? [] : [{ kind, address: null, name }];
  }
  const at = words.rest();
  const address = words.object();
  return address === null ? [] : [{ kind, address, name: lastNameOf(at) ?? '' }];
}

/** What SQL written by hand defines: `CREATE TABLE a`, `CREATE FUNCTION f`. */
export function definedBySql(sql: string, database: string): readonly SqlDefinition[] {
  return statementsIn(sql).flatMap((tokens) => definitionIn(tokens, database));
}

/** Addresses of the tables, views and dictionaries that SQL written by hand makes: `CREATE TABLE a`. */
export function madeBySql(sql: string, database: string): readonly string[] {
  return definedBySql(sql, database).flatMap(({ address }) => address ?? []);
}

/** The last part of a name that begins these tokens, with or without its database. */
function lastNameOf(tokens: readonly Token[]): string | null {
  return identifierOf(isSymbol(tokens[1], '.') ? tokens[2] : tokens[0]);
}

/** Where `INSERT INTO … SELECT … FROM …` writes, and the objects that it names behind FROM; null for another statement. */
export function copyPlaces(
  sql: string,
  database: string,
): { readonly into: string; readonly from: readonly string[] } | null {
  const [tokens = []] = statementsIn(sql);
  const words = wordsOf(tokens, database);
  if (!words.take('INSERT', 'INTO')) return null;
  words.take('TABLE');
  const into = words.object();
  if (into === null) return null;
  const rest = words.rest();
  const from = rest.flatMap((token, at) =>
    isWord(token, 'FROM') ? (wordsOf(rest.slice(at + 1), database).object() ?? []) : [],
  );
  return { into, from };
}
