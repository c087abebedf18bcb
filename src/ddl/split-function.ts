import type { FunctionClauses } from '../model/sql-function.ts';
import { identifierOf, isSymbol, isWord, splitList, type Token, tokenize } from '../model/tokens.ts';
import { closingToken } from './split-table.ts';

function nameIn(text: string): string | null {
  const tokens = tokenize(text);
  return tokens.length === 1 ? identifierOf(tokens[0]) : null;
}

/** Names between the parentheses before the arrow, or the one name that stands there alone. */
function parametersOf(
  text: string,
  tokens: readonly Token[],
  from: number,
  arrow: number,
): readonly string[] | null {
  const isList = isSymbol(tokens[from], '(') && closingToken(tokens, from) === arrow - 1;
  const inside = isList
    ? text.slice(tokens[from]?.end, tokens[arrow - 1]?.start)
    : text.slice(tokens[from]?.start, tokens[arrow]?.start);
  const names = splitList(inside).map(nameIn);
  const known = names.filter((name) => name !== null);
  return known.length === names.length ? known : null;
}

/** Splits the server's `CREATE FUNCTION f AS (x, y) -> …`; null for a text of another shape. */
export function splitFunction(text: string): FunctionClauses | null {
  const tokens = tokenize(text);
  const isFunction = isWord(tokens[0], 'CREATE') && isWord(tokens[1], 'FUNCTION') && isWord(tokens[3], 'AS');
  const arrow = tokens.findIndex((token, at) => at > 3 && token.depth === 0 && isSymbol(token, '->'));
  if (!isFunction || arrow < 0) return null;
  const parameters = parametersOf(text, tokens, 4, arrow);
  return parameters === null ? null : { parameters, expression: text.slice(tokens[arrow]?.end).trim() };
}
