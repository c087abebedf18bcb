import { identifierOf, isSymbol, isWord, quoteName, tokenize } from '../model/tokens.ts';

/**
 * A SELECT with the database written before every declared object that it reads without one. Views need no such help; the
 * query of a dictionary runs in the database `default` (26.7).
 *
 * @param declared names of the objects that are declared in `database`
 */
export function withDatabase(select: string, database: string, declared: ReadonlySet<string>): string {
  const tokens = tokenize(select);
  const places = tokens.flatMap((token, at) => {
    const name = identifierOf(token);
    const isRead = isWord(tokens[at - 1], 'FROM') || isWord(tokens[at - 1], 'JOIN');
    const isWhole = !isSymbol(tokens[at + 1], '.') && !isSymbol(tokens[at + 1], '(');
    return name !== null && declared.has(name) && isRead && isWhole ? [token.start] : [];
  });
  return places.reduceRight(
    (text, at) => `${text.slice(0, at)}${quoteName(database)}.${text.slice(at)}`,
    select,
  );
}
