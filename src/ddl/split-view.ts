import type { MaterializedViewClauses, ViewClauses } from '../model/view.ts';
import { addressOf } from '../model/address.ts';
import { isSymbol, isWord, stringValue, type Token, tokenize } from '../model/tokens.ts';
import { closingToken, readName } from './split-table.ts';

/** Index of the `AS` that begins the SELECT: the first one on the outermost level. */
function selectAt(tokens: readonly Token[], from: number): number {
  for (let at = from; at < tokens.length; at += 1) if (tokens[at]?.depth === 0 && isWord(tokens[at], 'AS')) return at;
  return -1;
}

interface Between {
  readonly columns: string | null;
  readonly comment: string | null;
  readonly security: string | null;
  /** What stands there besides, in the server's order. */
  readonly rest: string;
}

/** Reads what stands between the name and the SELECT: column list, DEFINER and SQL SECURITY, COMMENT, and the rest. */
function readBetween(text: string, tokens: readonly Token[], from: number, to: number): Between {
  let columns: string | null = null;
  let comment: string | null = null;
  const security: string[] = [];
  const rest: string[] = [];
  for (let at = from; at < to; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (columns === null && rest.length === 0 && isSymbol(token, '(')) {
      const close = closingToken(tokens, at);
      columns = text.slice(token.end, tokens[close]?.start).trim();
      at = close;
    } else if (isWord(token, 'DEFINER') && isSymbol(tokens[at + 1], '=')) {
      security.push(`DEFINER = ${text.slice(tokens[at + 2]?.start, tokens[at + 2]?.end)}`);
      at += 2;
    } else if (isWord(token, 'SQL') && isWord(tokens[at + 1], 'SECURITY')) {
      security.push(`SQL SECURITY ${tokens[at + 2]?.text ?? ''}`);
      at += 2;
    } else if (isWord(token, 'COMMENT') && tokens[at + 1]?.kind === 'string') {
      comment = stringValue(tokens[at + 1]?.text ?? "''");
      at += 1;
    } else {
      const last = rest.length === 0 || tokens[at - 1]?.end === token.start ? '' : ' ';
      rest.push(last + token.text);
    }
  }
  return { columns, comment, security: security.length === 0 ? null : security.join(' '), rest: rest.join('') };
}

/** Servers before 26.2 print the comment after the SELECT. */
function readSelect(text: string, tokens: readonly Token[], as: number): { readonly select: string; readonly comment: string | null } {
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
  const between = readBetween(text, tokens, head.next, as);
  const { select, comment } = readSelect(text, tokens, as);
  return { select, columns: between.columns, security: between.security, comment: between.comment ?? comment };
}

/** Splits the server's `CREATE MATERIALIZED VIEW …`; null for a text of another shape. */
export function splitMaterializedView(text: string, defaultDatabase: string): MaterializedViewClauses | null {
  const tokens = tokenize(text);
  const isView = isWord(tokens[0], 'CREATE') && isWord(tokens[1], 'MATERIALIZED') && isWord(tokens[2], 'VIEW');
  const head = isView ? readName(tokens, 3) : null;
  const as = head === null ? -1 : selectAt(tokens, head.next);
  if (head === null || as < 0) return null;
  const to = tokens.findIndex((token, at) => at >= head.next && at < as && token.depth === 0 && isWord(token, 'TO') && !isWord(tokens[at - 1], 'DEPENDS'));
  const target = to < 0 ? null : readName(tokens, to + 1);
  const refresh = isWord(tokens[head.next], 'REFRESH') ? text.slice(tokens[head.next]?.end, tokens[to < 0 ? as : to]?.start).trim() : null;
  const between = readBetween(text, tokens, target?.next ?? head.next, as);
  const { select, comment } = readSelect(text, tokens, as);
  return {
    select,
    columns: between.columns,
    security: between.security,
    comment: between.comment ?? comment,
    target: target === null ? null : addressOf(target.database ?? defaultDatabase, target.name),
    refresh,
    // With a target it is a second list, of names alone, that the server prints behind the columns.
    inner: between.rest || null,
  };
}
