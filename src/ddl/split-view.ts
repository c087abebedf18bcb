import type { ClauseTexts } from '../facets/facet.ts';
import { makeClauses } from '../facets/tables/index.ts';
import type { TableClauses } from '../model/table.ts';
import { endsOperand, isSymbol, isWord, stringValue, type Token, tokenize } from '../model/tokens.ts';
import type { MaterializedViewClauses, ViewClauses } from '../model/view.ts';
import { splitClauses } from './clauses.ts';
import { closingToken, readName, splitElements, TABLE_KEYWORDS } from './split-table.ts';

/** Index of the `AS` that begins the SELECT: the first one on the outermost level. */
function selectAt(tokens: readonly Token[], from: number): number {
  for (let at = from; at < tokens.length; at += 1)
    if (tokens[at]?.depth === 0 && isWord(tokens[at], 'AS')) return at;
  return -1;
}

interface Between {
  /** Text of the column list, without its parentheses; null without one. */
  readonly columns: string | null;
  /** Engine, security and comment, by keyword. */
  readonly clauses: ClauseTexts;
}

const KEYWORDS = [...TABLE_KEYWORDS, 'DEFINER', 'SQL SECURITY'];
const OF_VIEW = new Set(['DEFINER', 'SQL SECURITY', 'COMMENT']);

/**
 * Reads what stands between the name (or the target) and the SELECT. A second list, of names alone, repeats what the server
 * has written into the SELECT as aliases.
 */
function readBetween(text: string, tokens: readonly Token[], from: number, to: number): Between {
  let at = from;
  const lists: string[] = [];
  while (at < to && isSymbol(tokens[at], '(')) {
    const close = closingToken(tokens, at);
    lists.push(text.slice(tokens[at]?.end, tokens[close]?.start).trim());
    at = close + 1;
  }
  const tail = text.slice(tokens[at]?.start, tokens[to]?.start).trim();
  return { columns: lists[0] ?? null, clauses: splitClauses(tail, KEYWORDS).clauses };
}

function securityOf(clauses: ClauseTexts): string | null {
  const [definer, kind] = [clauses.get('DEFINER'), clauses.get('SQL SECURITY')];
  const words = [
    definer === undefined ? null : `DEFINER ${definer}`,
    kind === undefined ? null : `SQL SECURITY ${kind}`,
  ];
  return words.filter((word) => word !== null).join(' ') || null;
}

function commentOf(clauses: ClauseTexts): string | null {
  const text = clauses.get('COMMENT');
  return text === undefined ? null : stringValue(text);
}

/** Servers before 26.2 print the comment after the SELECT. */
function readSelect(
  text: string,
  tokens: readonly Token[],
  as: number,
): { readonly select: string; readonly comment: string | null } {
  const [word, literal] = [tokens.at(-2), tokens.at(-1)];
  const from = tokens[as]?.end ?? 0;
  if (literal?.kind === 'string' && word?.depth === 0 && isWord(word, 'COMMENT') && tokens.length - 2 > as) {
    return { select: text.slice(from, word.start).trim(), comment: stringValue(literal.text) };
  }
  return { select: text.slice(from).trim(), comment: null };
}

/** Splits the server's `CREATE VIEW …`; null for a text of another shape. */
export function splitView(text: string): ViewClauses | null {
  const tokens = tokenize(text);
  const head = isWord(tokens[0], 'CREATE') && isWord(tokens[1], 'VIEW') ? readName(tokens, 2) : null;
  const as = head === null ? -1 : selectAt(tokens, head.next);
  if (head === null || as < 0) return null;
  const { columns, clauses } = readBetween(text, tokens, head.next, as);
  const { select, comment } = readSelect(text, tokens, as);
  return { select, columns, security: securityOf(clauses), comment: commentOf(clauses) ?? comment };
}

const AFTER_REFRESH = ['TO', 'ENGINE', 'DEFINER', 'SQL', 'COMMENT'];

/** Index of the first token behind REFRESH and its clauses. */
function endOfRefresh(tokens: readonly Token[], from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    const token = tokens[at];
    if (token?.depth !== 0) continue;
    if (isSymbol(token, '(') && endsOperand(tokens[at - 1])) return at;
    if (AFTER_REFRESH.some((word) => isWord(token, word)) && endsOperand(tokens[at - 1])) return at;
  }
  return to;
}

/** The inner table: the column list and the clauses behind it, but for the comment, which is the view's. */
function innerOf(columns: string | null, clauses: ClauseTexts): TableClauses | null {
  const elements = splitElements(columns ?? '');
  if (elements === null || !clauses.has('ENGINE')) return null;
  const own = new Map([...clauses].filter(([keyword]) => keyword !== 'COMMENT'));
  return makeClauses((_, facet) => facet.introspect({ ...elements, clauses: own }));
}

interface MaterializedViewHead {
  readonly tokens: readonly Token[];
  /** REFRESH and its clauses, without the word; null for a view that runs on every INSERT. */
  readonly refresh: string | null;
  /** Index of the first token behind name and REFRESH: `TO`, the column list or the engine. */
  readonly next: number;
  /** Index of the AS before the SELECT. */
  readonly as: number;
}

function readHead(text: string): MaterializedViewHead | null {
  const tokens = tokenize(text);
  const isView =
    isWord(tokens[0], 'CREATE') && isWord(tokens[1], 'MATERIALIZED') && isWord(tokens[2], 'VIEW');
  const head = isView ? readName(tokens, 3) : null;
  const as = head === null ? -1 : selectAt(tokens, head.next);
  if (head === null || as < 0) return null;
  const isRefreshed = isWord(tokens[head.next], 'REFRESH');
  const next = isRefreshed ? endOfRefresh(tokens, head.next + 1, as) : head.next;
  const refresh = isRefreshed ? text.slice(tokens[head.next]?.end, tokens[next]?.start).trim() : null;
  return { tokens, refresh, next, as };
}

/** Splits the server's `CREATE MATERIALIZED VIEW …`; null for a text of another shape. */
export function splitMaterializedView(text: string, defaultDatabase: string): MaterializedViewClauses | null {
  const head = readHead(text);
  if (head === null) return null;
  const { tokens, refresh, next, as } = head;
  const target = isWord(tokens[next], 'TO') ? readName(tokens, next + 1) : null;
  const { columns, clauses } = readBetween(text, tokens, target?.next ?? next, as);
  const { select, comment } = readSelect(text, tokens, as);
  const inner = innerOf(columns, clauses);
  return {
    select,
    columns: inner === null ? columns : null,
    security: securityOf(clauses),
    comment: commentOf(clauses) ?? comment,
    target: target === null ? null : { database: target.database ?? defaultDatabase, name: target.name },
    refresh,
    inner,
  };
}

/**
 * The server's text of a view with what its inner table says of itself. The view's own words for it are those it was made
 * with: an ALTER of the inner table does not change them (26.7). The engine stays as the view has it: no ALTER changes it, and
 * the table's own may hold the identity of the view.
 */
export function withInnerTable(viewText: string, tableText: string): string {
  const view = readHead(viewText);
  const tokens = tokenize(tableText);
  const table = isWord(tokens[1], 'TABLE') ? readName(tokens, 2) : null;
  if (view === null || table === null || isWord(view.tokens[view.next], 'TO')) return viewText;
  const own = readBetween(viewText, view.tokens, view.next, view.as).clauses;
  const inner = readBetween(tableText, tokens, table.next, tokens.length);
  const engine = own.get('ENGINE');
  if (engine === undefined || inner.columns === null || !inner.clauses.has('ENGINE')) return viewText;
  const ofTable = [...inner.clauses].filter(([keyword]) => keyword !== 'COMMENT');
  const ofView = [...own].filter(([keyword]) => OF_VIEW.has(keyword));
  const clauses = new Map([...ofTable, ['ENGINE', engine] as const, ...ofView]);
  return [
    `${viewText.slice(0, view.tokens[view.next]?.start)}(${inner.columns})`,
    ...[...clauses].map(([keyword, text]) => `${keyword} ${text}`),
    viewText.slice(view.tokens[view.as]?.start),
  ].join(' ');
}

/** The server's text of a view without that second list, which says nothing of its own. */
export function withoutNameList(text: string): string {
  const tokens = tokenize(text);
  const as = selectAt(tokens, 0);
  const at = tokens.findIndex(
    (token, index) =>
      index < as && token.depth === 0 && isSymbol(token, '(') && isSymbol(tokens[index - 1], ')'),
  );
  if (at < 0) return text;
  const close = closingToken(tokens, at);
  return text.slice(0, tokens[at]?.start).trimEnd() + text.slice(tokens[close]?.end);
}
