import { isSymbol, tokenize } from '../../src/model/tokens.ts';

/** Splits a file of statements at its semicolons; those in strings, quotes and comments do not count. */
export function splitStatements(text: string): readonly string[] {
  const statements: string[] = [];
  let from = 0;
  for (const token of tokenize(text)) {
    if (!isSymbol(token, ';')) continue;
    statements.push(text.slice(from, token.start).trim());
    from = token.end;
  }
  return [...statements, text.slice(from).trim()].filter((statement) => tokenize(statement).length > 0);
}
