import type { ClauseTexts } from '../facets/facet.ts';
import { endsOperand, isSymbol, isWord, type Token, tokenize } from '../model/tokens.ts';

/** A text before its first clause, and the texts of its clauses by keyword. */
export interface SplitText {
  readonly head: string;
  readonly clauses: ClauseTexts;
}

interface Found {
  readonly keyword: string;
  readonly start: number;
  readonly end: number;
}

/** The keyword that begins at this token, or null. Longer keywords win. */
function keywordAt(
  tokens: readonly Token[],
  at: number,
  keywords: readonly (readonly string[])[],
): { words: readonly string[] } | null {
  for (const words of keywords)
    if (words.every((word, offset) => isWord(tokens[at + offset], word))) return { words };
  return null;
}

/** `ENGINE = Set`: a name here, though elsewhere a word that an operand must follow. */
function isEngineName(tokens: readonly Token[], at: number): boolean {
  return isSymbol(tokens[at - 1], '=') && isWord(tokens[at - 2], 'ENGINE');
}

/**
 * Splits a text at its clause keywords, which count only on the outermost level and only where an operand has just ended
 * (or right after another keyword, for clauses that may be empty). So a column called `ttl` is no TTL clause.
 *
 * @param mayBeEmpty keywords whose clause may have no text, such as EPHEMERAL
 */
export function splitClauses(
  text: string,
  keywords: readonly string[],
  mayBeEmpty: readonly string[] = [],
): SplitText {
  const tokens = tokenize(text);
  const wanted = keywords.map((keyword) => keyword.split(' ')).sort((a, b) => b.length - a.length);
  const found: Found[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.depth !== 0 || token.kind !== 'word') continue;
    const hit = keywordAt(tokens, at, wanted);
    const previous = found.at(-1);
    const follows = previous !== undefined && previous.end === tokens[at - 1]?.end;
    const mayStand =
      at === 0 ||
      (follows
        ? mayBeEmpty.includes(previous.keyword)
        : endsOperand(tokens[at - 1]) || isEngineName(tokens, at - 1));
    if (hit === null || !mayStand) continue;
    const last = tokens[at + hit.words.length - 1];
    found.push({ keyword: hit.words.join(' '), start: token.start, end: last?.end ?? token.end });
    at += hit.words.length - 1;
  }
  const clauses = new Map<string, string>();
  found.forEach(({ keyword, end }, index) => {
    if (!clauses.has(keyword))
      clauses.set(keyword, text.slice(end, found[index + 1]?.start ?? text.length).trim());
  });
  return { head: text.slice(0, found[0]?.start ?? text.length).trim(), clauses };
}
