import type { SqlFunction } from '../model/sql-function.ts';
import { identifierOf, isSymbol, splitList, type Token, tokenize } from '../model/tokens.ts';

type Functions = ReadonlyMap<string, SqlFunction>;

function closing(tokens: readonly Token[], open: number): number {
  const depth = tokens[open]?.depth;
  return tokens.findIndex((token, at) => at > open && token.depth === depth);
}

/** The expression of a function with its parameters replaced. */
function bodyOf({ parameters, expression }: SqlFunction, args: readonly string[]): string {
  const values = new Map(parameters.map((name, at) => [name, args[at] ?? name]));
  const tokens = tokenize(expression);
  const places = tokens.flatMap((token, at) => {
    const value = values.get(identifierOf(token) ?? '');
    const isMember = isSymbol(tokens[at - 1], '.') || isSymbol(tokens[at + 1], '(');
    return value === undefined || isMember ? [] : [{ token, value }];
  });
  return places.reduceRight(
    (text, { token, value }) => `${text.slice(0, token.start)}(${value})${text.slice(token.end)}`,
    expression,
  );
}

/**
 * SQL with every call of these functions written out, as ClickHouse does where it stores a definition: each in parentheses,
 * of which the server's own print has fewer.
 */
export function expandCalls(sql: string, functions: Functions): string {
  if (functions.size === 0) return sql;
  const tokens = tokenize(sql);
  const at = tokens.findIndex((token, index) => {
    const name = identifierOf(token);
    return name !== null && functions.has(name) && isSymbol(tokens[index + 1], '(');
  });
  const [call, open, end] = [tokens[at], tokens[at + 1], tokens[closing(tokens, at + 1)]];
  const called = functions.get(identifierOf(call) ?? '');
  if (call === undefined || open === undefined || end === undefined || called === undefined) return sql;
  const args = splitList(sql.slice(open.end, end.start)).map((arg) => expandCalls(arg, functions));
  // A function cannot call itself, so the rest of them suffice for what it calls.
  const others = new Map([...functions].filter(([name]) => name !== called.name));
  const body = expandCalls(bodyOf(called, args), others);
  return `${sql.slice(0, call.start)}(${body})${expandCalls(sql.slice(end.end), functions)}`;
}
