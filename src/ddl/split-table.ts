import { COLUMN_KEYWORDS } from '../facets/columns/definition.ts';
import type { NamedParts, TableParts } from '../facets/facet.ts';
import { tableFacetNames, tableFacets } from '../facets/tables/index.ts';
import { identifierOf, isSymbol, isWord, splitList, type Token, tokenize } from '../model/tokens.ts';
import { splitClauses } from './clauses.ts';

/** Keywords of the clauses after the column list. */
export const TABLE_KEYWORDS: readonly string[] = tableFacetNames
  .map((name) => tableFacets[name].keyword)
  .filter((keyword) => keyword !== null);

/** What stands before the column list of a CREATE: the kind of object and its name. */
export interface CreateHead {
  readonly database: string | null;
  readonly name: string;
  /** Index of the first token after the name. */
  readonly next: number;
}

/** Reads `db.name` or `name` at a token. */
export function readName(tokens: readonly Token[], at: number): CreateHead | null {
  const first = identifierOf(tokens[at]);
  if (first === null) return null;
  if (!isSymbol(tokens[at + 1], '.')) return { database: null, name: first, next: at + 1 };
  const second = identifierOf(tokens[at + 2]);
  return second === null ? null : { database: first, name: second, next: at + 3 };
}

function element(text: string, word: string, keywords: readonly string[]): NamedParts | null {
  const tokens = tokenize(text);
  const name = identifierOf(tokens[1]);
  if (!isWord(tokens[0], word) || name === null) return null;
  const { head, clauses } = splitClauses(text.slice(tokens[1]?.end).trim(), keywords);
  return { name, clauses: new Map([['', head], ...clauses]) };
}

function column(text: string): NamedParts | null {
  const tokens = tokenize(text);
  const name = identifierOf(tokens[0]);
  if (name === null) return null;
  const { head, clauses } = splitClauses(text.slice(tokens[0]?.end).trim(), COLUMN_KEYWORDS, ['EPHEMERAL']);
  return { name, clauses: new Map([['', head], ...clauses]) };
}

type ElementKind = 'columns' | 'indexes' | 'projections' | 'constraints';

function elementOf(text: string): { readonly kind: ElementKind; readonly parts: NamedParts } | null {
  const candidates: readonly [ElementKind, NamedParts | null][] = [
    ['indexes', element(text, 'INDEX', ['TYPE', 'GRANULARITY'])],
    ['projections', element(text, 'PROJECTION', ['WITH SETTINGS'])],
    ['constraints', element(text, 'CONSTRAINT', ['CHECK', 'ASSUME'])],
    ['columns', column(text)],
  ];
  for (const [kind, parts] of candidates) if (parts !== null) return { kind, parts };
  return null;
}

/** The index of the token that closes the bracket at `open`; the last token when it is never closed. */
export function closingToken(tokens: readonly Token[], open: number): number {
  const depth = tokens[open]?.depth ?? 0;
  for (let at = open + 1; at < tokens.length; at += 1) if (tokens[at]?.depth === depth) return at;
  return tokens.length - 1;
}

type Elements = Readonly<Record<ElementKind, readonly NamedParts[]>>;

/** Splits what stands between the parentheses of a CREATE TABLE; null for a list with something else in it. */
export function splitElements(text: string): Elements | null {
  const parts: Record<ElementKind, NamedParts[]> = {
    columns: [],
    indexes: [],
    projections: [],
    constraints: [],
  };
  for (const piece of splitList(text)) {
    const found = elementOf(piece);
    if (found === null) return null;
    parts[found.kind].push(found.parts);
  }
  return parts;
}

/**
 * Splits the server's `CREATE TABLE …` into the parts that facets read. Answers null for a text of another shape.
 * What no facet knows is lost here and found by the read-back check.
 */
export function splitTable(text: string): TableParts | null {
  const tokens = tokenize(text);
  if (!isWord(tokens[0], 'CREATE') || !isWord(tokens[1], 'TABLE')) return null;
  const head = readName(tokens, 2);
  const open = head?.next ?? -1;
  if (!isSymbol(tokens[open], '(')) return null;
  const close = closingToken(tokens, open);
  const parts = splitElements(text.slice(tokens[open]?.end, tokens[close]?.start));
  if (parts === null) return null;
  const tail = splitClauses(text.slice(tokens[close]?.end).trim(), TABLE_KEYWORDS);
  // `AS remote(…)`: a table over a table function has that for an engine.
  const clauses =
    tail.head === '' ? tail.clauses : new Map([...tail.clauses, ['ENGINE', tail.head] as const]);
  return { ...parts, clauses };
}
