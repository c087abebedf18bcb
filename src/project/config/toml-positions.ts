/** Where a key stands in a TOML text; line and column count from 1, `length` is that of the key as written. */
export interface KeyPlace {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

type Path = readonly (string | number)[];

/** The places of all keys and table headers of a TOML text, looked up by path. */
export interface KeyPlaces {
  /** The place of a path, else of the longest part of it that is written, else null. */
  find(path: Path): KeyPlace | null;
}

/**
 * Finds the keys of a TOML text: tables, dotted and quoted keys, arrays of tables. Inside inline tables and arrays
 * nothing is looked up: the key that holds them stands for all of it. The text must be valid TOML; a text that is not gives
 * the places up to its fault.
 */
export function findKeyPlaces(text: string): KeyPlaces {
  const places = scan(text);
  return {
    find(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const place = places.get(JSON.stringify(path.slice(0, length)));
        if (place !== undefined) return place;
      }
      return null;
    },
  };
}

const KEY_PART = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+/y;
const STRINGS = /"""[\s\S]*?(?<!\\)"{3,5}|'''[\s\S]*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y;

function scan(text: string): ReadonlyMap<string, KeyPlace> {
  const places = new Map<string, KeyPlace>();
  const tableCounts = new Map<string, number>();
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
  let table: Path = [];
  let at = 0;
  while (at < text.length) {
    const skipped = skipBlank(text, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const brackets = text.startsWith('[[', at) ? 2 : text[at] === '[' ? 1 : 0;
    const key = readKey(text, at + brackets);
    if (key === null) break;
    const place = placeAt(lineStarts, skipSpaces(text, at + brackets), key.end);
    if (brackets > 0) {
      table = openTable(key.path, brackets === 2, tableCounts);
      note(places, table, place, 1);
      at = skipSpaces(text, key.end) + brackets;
    } else {
      note(places, [...table, ...key.path], place, table.length + 1);
      at = skipValue(text, key.end);
    }
  }
  return places;
}

/** A path and its parents, from `from` keys on, are noted where they are first written. */
function note(places: Map<string, KeyPlace>, path: Path, place: KeyPlace, from: number): void {
  for (let length = from; length <= path.length; length += 1) {
    const name = JSON.stringify(path.slice(0, length));
    if (!places.has(name)) places.set(name, place);
  }
}

/** `[[a.b]]` opens `a.b.0`, then `a.b.1`; a later `[a.b.c]` belongs to the last of them. */
function openTable(keys: readonly string[], isArray: boolean, counts: Map<string, number>): Path {
  const path: (string | number)[] = [];
  keys.forEach((key, index) => {
    path.push(key);
    const name = JSON.stringify(path);
    const count = counts.get(name);
    if (isArray && index === keys.length - 1) {
      counts.set(name, (count ?? -1) + 1);
      path.push((count ?? -1) + 1);
    } else if (count !== undefined) {
      path.push(count);
    }
  });
  return path;
}

function skipBlank(text: string, from: number): number {
  const blank = /[\s\uFEFF]+|#[^\n]*/y;
  blank.lastIndex = from;
  return blank.test(text) ? blank.lastIndex : from;
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}

function readKey(
  text: string,
  from: number,
): { readonly path: readonly string[]; readonly end: number } | null {
  const path: string[] = [];
  let at = skipSpaces(text, from);
  for (;;) {
    KEY_PART.lastIndex = at;
    const part = KEY_PART.exec(text)?.[0];
    if (part === undefined) return null;
    path.push(unquoteKey(part));
    const end = at + part.length;
    at = skipSpaces(text, end);
    if (text[at] !== '.') return { path, end };
    at = skipSpaces(text, at + 1);
  }
}

function unquoteKey(part: string): string {
  if (part.startsWith("'")) return part.slice(1, -1);
  if (!part.startsWith('"')) return part;
  try {
    return String(JSON.parse(part));
  } catch {
    return part.slice(1, -1);
  }
}

/** From behind a key to behind its value: the end of the line, unless brackets or a long string reach over it. */
function skipValue(text: string, from: number): number {
  let at = from;
  let depth = 0;
  while (at < text.length) {
    const character = text[at];
    STRINGS.lastIndex = at;
    if ((character === '"' || character === "'") && STRINGS.test(text)) {
      at = STRINGS.lastIndex;
      continue;
    }
    if (character === '#') at = skipBlank(text, at) - 1;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    else if (character === '\n' && depth <= 0) return at;
    at += 1;
  }
  return at;
}

function placeAt(lineStarts: readonly number[], start: number, end: number): KeyPlace {
  let line = 0;
  let high = lineStarts.length - 1;
  while (line < high) {
    const middle = Math.ceil((line + high) / 2);
    if ((lineStarts[middle] ?? 0) <= start) line = middle;
    else high = middle - 1;
  }
  return { line: line + 1, column: start - (lineStarts[line] ?? 0) + 1, length: Math.max(1, end - start) };
}
