/** One lexical piece of a ClickHouse text. White space and comments are left out. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** How many brackets are open before this token; a bracket and its partner have the same depth. */
  readonly depth: number;
}

interface Pattern {
  readonly kind: Token['kind'] | 'skip';
  readonly pattern: RegExp;
  /** The ASCII characters it can begin with: no other pattern need be tried there. */
  readonly starts: RegExp;
}

const PATTERNS: readonly Pattern[] = [
  { kind: 'skip', pattern: /\s+|--[^\n]*|#![^\n]*|\/\*[\s\S]*?\*\//y, starts: /[\s\-#/]/ },
  { kind: 'string', pattern: /'(?:[^'\\]|\\[\s\S]|'')*'|(\$[A-Za-z_0-9]*\$)[\s\S]*?\1/y, starts: /['$]/ },
  { kind: 'quoted', pattern: /`(?:[^`\\]|\\[\s\S]|``)*`|"(?:[^"\\]|\\[\s\S]|"")*"/y, starts: /[`"]/ },
  {
    kind: 'number',
    pattern: /0[xX][0-9a-fA-F_]+|\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?/y,
    starts: /[\d.]/,
  },
  { kind: 'word', pattern: /[\p{L}_$][\p{L}\p{N}_$]*/uy, starts: /[A-Za-z_$]/ },
  { kind: 'symbol', pattern: /->|::|\|\||<=>|<=|>=|<>|!=|==|[\s\S]/y, starts: /[\s\S]/ },
];

/** The patterns to try at a character, by its code; all of them beyond ASCII. */
const BY_CODE: readonly (readonly Pattern[])[] = Array.from({ length: 128 }, (_, code) =>
  PATTERNS.filter(({ starts }) => starts.test(String.fromCharCode(code))),
);

const OPENING = new Set(['(', '[', '{']);
const CLOSING = new Set([')', ']', '}']);

let last: { readonly text: string; readonly tokens: readonly Token[] } = { text: '', tokens: [] };

/** Splits SQL text into tokens. Never throws: what is no known token is a symbol of one character. */
export function tokenize(text: string): readonly Token[] {
  // Readers try several shapes on one text, one after the other.
  if (text !== last.text) last = { text, tokens: split(text) };
  return last.tokens;
}

function split(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let depth = 0;
  while (at < text.length) {
    const found = matchAt(text, at);
    if (found.kind !== 'skip') {
      const piece = text.slice(at, found.end);
      if (found.kind === 'symbol' && CLOSING.has(piece)) depth -= 1;
      tokens.push({ kind: found.kind, text: piece, start: at, end: found.end, depth });
      if (found.kind === 'symbol' && OPENING.has(piece)) depth += 1;
    }
    at = found.end;
  }
  return tokens;
}

function matchAt(text: string, at: number): { readonly kind: Token['kind'] | 'skip'; readonly end: number } {
  for (const { kind, pattern } of BY_CODE[text.charCodeAt(at)] ?? PATTERNS) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return { kind, end: pattern.lastIndex };
  }
  return { kind: 'symbol', end: at + 1 };
}

/** Words after which an operand must follow, so that a clause keyword cannot stand there. */
const EXPECTS_OPERAND = new Set(
  'AND OR NOT IN LIKE ILIKE BETWEEN IS INTERVAL CASE WHEN THEN ELSE AS BY GLOBAL DIV MOD SELECT DISTINCT FROM WHERE HAVING SET TO ON USING'.split(
    ' ',
  ),
);

/** True where an operand has just ended with this token, so that the next word may be a keyword. */
export function endsOperand(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === 'symbol') return CLOSING.has(token.text) || token.text === '*';
  if (token.kind === 'word') return !EXPECTS_OPERAND.has(token.text.toUpperCase());
  return true;
}

/** True for a token that is this keyword, in any case. */
export function isWord(token: Token | undefined, word: string): boolean {
  return token !== undefined && token.kind === 'word' && token.text.toUpperCase() === word;
}

export function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token !== undefined && token.kind === 'symbol' && token.text === symbol;
}

/** The name a word or quoted token stands for; null for other tokens. */
export function identifierOf(token: Token | undefined): string | null {
  if (token === undefined) return null;
  if (token.kind === 'word') return token.text;
  if (token.kind !== 'quoted') return null;
  const quote = token.text.slice(0, 1);
  return unescaped(token.text.slice(1, -1), quote);
}

/** The text a string token stands for. */
export function stringValue(text: string): string {
  if (!text.startsWith("'")) return text.replace(/^(\$[^$]*\$)([\s\S]*)\1$/, '$2');
  return unescaped(text.slice(1, -1), "'");
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  e: '\x1b',
  '0': '\0',
};

function unescaped(body: string, quote: string): string {
  return body
    .replaceAll(quote + quote, quote)
    .replace(/\\x([0-9a-fA-F]{2})|\\([\s\S])/g, (_, hex: string | undefined, char: string) =>
      hex === undefined
        ? (ESCAPES[char] ?? (/[\\'`"=]/.test(char) ? char : `\\${char}`))
        : String.fromCharCode(Number.parseInt(hex, 16)),
    );
}

/** A string literal, escaped as ClickHouse prints it. */
export function quoteString(value: string): string {
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r')
    .replaceAll('\b', '\\b')
    .replaceAll('\f', '\\f')
    .replaceAll('\0', '\\0');
  return `'${escaped}'`;
}

/** A name in backticks, always: no list of reserved words is needed. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

/** `db`.`table`, quoted. */
export function quoteQualified(database: string, name: string): string {
  return `${quoteName(database)}.${quoteName(name)}`;
}

/** Splits at the commas of the outermost level; pieces are trimmed. An empty text has no pieces. */
export function splitList(text: string): readonly string[] {
  const tokens = tokenize(text);
  if (tokens.length === 0) return [];
  const pieces: string[] = [];
  let from = 0;
  for (const token of tokens) {
    if (token.depth !== 0 || !isSymbol(token, ',')) continue;
    pieces.push(text.slice(from, token.start).trim());
    from = token.end;
  }
  pieces.push(text.slice(from).trim());
  return pieces;
}

/** Every name that stands in a text, keywords and function names included: a superset of the names it depends on. */
export function namesIn(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const token of tokenize(text)) {
    const name = identifierOf(token);
    if (name !== null) names.add(name);
  }
  return names;
}
