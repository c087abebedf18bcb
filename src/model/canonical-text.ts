import { identifierOf, isSymbol, isWord, splitList, type Token, tokenize } from './tokens.ts';

/** Index of the bracket that closes the one at `open`, or -1. */
function closingOf(tokens: readonly Token[], open: number): number {
  const depth = tokens[open]?.depth;
  for (let at = open + 1; at < tokens.length; at += 1) if (tokens[at]?.depth === depth) return at;
  return -1;
}

/** The text without the pair of parentheses around all of it, however many there are. */
export function withoutOuterParentheses(text: string): string {
  let inner = text.trim();
  for (;;) {
    const tokens = tokenize(inner);
    const isWrapped = isSymbol(tokens[0], '(') && closingOf(tokens, 0) === tokens.length - 1;
    if (!isWrapped) return inner;
    const content = inner.slice(1, -1).trim();
    // `()` and `(a, b)` are tuples, not parentheses.
    if (splitList(content).length !== 1) return inner;
    inner = content;
  }
}

/** One spelling for white space: a single space where the text has any outside of quotes. */
export function withSingleSpaces(text: string): string {
  let printed = '';
  let end = 0;
  for (const token of tokenize(text)) {
    if (printed !== '' && token.start > end) printed += ' ';
    printed += token.text;
    end = token.end;
  }
  return printed;
}

/**
 * An expression with the parentheses taken away that cannot change its meaning: around all of it, around a single
 * literal or name, and around a whole argument. Engines before and after 26.7.4 print these differently though the meaning is equal.
 */
export function canonicalExpression(text: string): string {
  let current = withoutOuterParentheses(withSingleSpaces(text));
  for (;;) {
    const next = withoutOneAtomParentheses(current);
    if (next === null) return current;
    current = withoutOuterParentheses(next);
  }
}

function withoutOneAtomParentheses(text: string): string | null {
  const tokens = tokenize(text);
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined || !isSymbol(token, '(') || isCall(tokens[at - 1])) continue;
    const close = closingOf(tokens, at);
    const end = tokens[close];
    const content = tokens.slice(at + 1, close);
    if (end === undefined || !(isAtom(content) || isArgument(tokens, at, close))) continue;
    return text.slice(0, token.start) + text.slice(token.end, end.start) + text.slice(end.end);
  }
  return null;
}

/** `f (`, `x[1] (`, `IN (`: here the parentheses belong to what stands before them. */
function isCall(before: Token | undefined): boolean {
  if (before === undefined) return false;
  if (before.kind === 'word' || before.kind === 'quoted') {
    return !['AND', 'OR', 'NOT', 'THEN', 'ELSE', 'WHEN', 'BY', 'SELECT', 'WHERE'].includes(
      before.text.toUpperCase(),
    );
  }
  // A minus before `(-1)` would become the start of a comment.
  return (
    isSymbol(before, ')') ||
    isSymbol(before, ']') ||
    isSymbol(before, '-') ||
    isSymbol(before, '.') ||
    isSymbol(before, '->')
  );
}

/**
 * `f((a = b), c)`, `SELECT (a + b) AS c`: parentheses around one whole argument or element of a list. Not those of a tuple, of
 * nothing or of a subquery, nor of a lambda, which an alias behind it would become a part of.
 */
function isArgument(tokens: readonly Token[], open: number, close: number): boolean {
  const [before, after] = [tokens[open - 1], tokens[close + 1]];
  const content = tokens.slice(open + 1, close);
  const depth = content[0]?.depth;
  const opens = isSymbol(before, '(') || isSymbol(before, ',') || isWord(before, 'SELECT');
  const isNamed = isWord(after, 'AS');
  const closes = isSymbol(after, ')') || isSymbol(after, ',') || isNamed || isWord(after, 'FROM');
  if (!opens || !closes || (isNamed && content.some((token) => isSymbol(token, '->')))) return false;
  if (depth === undefined || isWord(content[0], 'SELECT') || isWord(content[0], 'WITH')) return false;
  return !content.some((token) => token.depth === depth && (isSymbol(token, ',') || isWord(token, 'AS')));
}

function isAtom(content: readonly Token[]): boolean {
  const [first, second] = content;
  if (content.length === 1) return first !== undefined && first.kind !== 'symbol';
  return content.length === 2 && isSymbol(first, '-') && second?.kind === 'number';
}

/**
 * A key as a list of expressions: `id`, `(id)`, `tuple(id)` and `id ASC` are `['id']`; no key, `()` and `tuple()` are `[]`.
 */
export function keyExpressions(text: string | null): readonly string[] {
  if (text === null) return [];
  const tokens = tokenize(text.trim());
  const isTuple =
    isWord(tokens[0], 'TUPLE') && isSymbol(tokens[1], '(') && closingOf(tokens, 1) === tokens.length - 1;
  const open = isTuple ? 1 : 0;
  const isList = isSymbol(tokens[open], '(') && closingOf(tokens, open) === tokens.length - 1;
  if (!isList) return text.trim() === '' ? [] : [canonicalKeyPart(text)];
  const content = text.trim().slice((tokens[open]?.end ?? 0) as number, -1);
  const parts = splitList(content);
  if (parts.length === 1 && parts[0] !== undefined) {
    const inner = keyExpressions(parts[0]);
    return inner.length === 1 ? inner : [canonicalKeyPart(parts[0])];
  }
  return parts.map(canonicalKeyPart);
}

function canonicalKeyPart(text: string): string {
  const tokens = tokenize(text);
  const last = tokens.at(-1);
  const withoutAsc =
    isWord(last, 'ASC') && tokens.length > 1 && last !== undefined ? text.slice(0, last.start) : text;
  const expression = canonicalExpression(withoutAsc);
  const parts = tokenize(expression);
  // A quoted name that needs no quotes is the same name.
  const only = parts.length === 1 ? parts[0] : undefined;
  const name = only?.kind === 'quoted' ? identifierOf(only) : null;
  return name !== null && /^[A-Za-z_]\w*$/.test(name) ? name : expression;
}

/** One spelling for a key, or null for none: `a, b` in parentheses when there are several. */
export function canonicalKey(text: string | null): string | null {
  const parts = keyExpressions(text);
  if (parts.length === 0) return null;
  return parts.length === 1 ? (parts[0] ?? null) : `(${parts.join(', ')})`;
}

/** One spelling for a setting's value: `'1024'` is `1024`, `true` is `1`. */
export function canonicalSetting(value: string): string {
  const bare = value.trim().replace(/^'(-?\d+(?:\.\d+)?)'$/, '$1');
  if (/^'?true'?$/i.test(bare)) return '1';
  if (/^'?false'?$/i.test(bare)) return '0';
  return bare;
}
