import { withSingleSpaces } from '../../model/canonical-text.ts';
import { isSymbol, quoteName, type Token, tokenize } from '../../model/tokens.ts';

/** A name as ClickHouse prints it: in backticks only where it needs them. */
export function plainName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : quoteName(name);
}

interface Printed {
  readonly text: string;
  readonly next: number;
}

/** Reads `key value key (key value …)` up to a closing bracket; null where it is something else. */
function readPairs(tokens: readonly Token[], from: number): Printed | null {
  const pairs: string[] = [];
  let at = from;
  while (at < tokens.length && !isSymbol(tokens[at], ')')) {
    const key = tokens[at];
    if (key?.kind !== 'word') return null;
    const name = key.text.toUpperCase();
    const value = readValue(tokens, at + 1);
    if (value === null) return null;
    const text = name === 'NAME' ? unquoted(value.text) : value.text;
    pairs.push(text.startsWith('(') ? `${name}${text}` : `${name} ${text}`);
    at = value.next;
  }
  // The order of keys means nothing; a key that is repeated, such as REPLICA, keeps its own order.
  return { text: pairs.sort((a, b) => compareKeys(a, b)).join(' '), next: at };
}

/** The name of a named collection may stand in quotes or not. */
function unquoted(text: string): string {
  return /^'[A-Za-z_]\w*'$/.test(text) ? text.slice(1, -1) : text;
}

function compareKeys(a: string, b: string): number {
  const [left = '', right = ''] = [/^\w+/.exec(a)?.[0], /^\w+/.exec(b)?.[0]];
  return left < right ? -1 : left > right ? 1 : 0;
}

function readValue(tokens: readonly Token[], at: number): Printed | null {
  const token = tokens[at];
  if (token === undefined) return null;
  if (isSymbol(token, '(')) {
    const inner = readPairs(tokens, at + 1);
    return inner !== null && isSymbol(tokens[inner.next], ')')
      ? { text: `(${inner.text})`, next: inner.next + 1 }
      : null;
  }
  if (isSymbol(token, '-') && tokens[at + 1]?.kind === 'number')
    return { text: `-${tokens[at + 1]?.text ?? ''}`, next: at + 2 };
  return token.kind === 'symbol' ? null : { text: token.text, next: at + 1 };
}

/**
 * One spelling for a source or a layout: `HASHED` is `HASHED()`, keys in capitals and in their own order. A text of another
 * shape keeps everything but its white space.
 */
export function canonicalPairs(text: string): string {
  const tokens = tokenize(text);
  const [name, open] = tokens;
  if (name?.kind !== 'word') return withSingleSpaces(text);
  if (open === undefined) return `${name.text.toUpperCase()}()`;
  const pairs = isSymbol(open, '(') ? readPairs(tokens, 2) : null;
  const isWhole = pairs !== null && pairs.next === tokens.length - 1;
  return isWhole ? `${name.text.toUpperCase()}(${pairs.text})` : withSingleSpaces(text);
}
