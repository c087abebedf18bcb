import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A `new X<T>(…)` call as far as loading needs it. Offsets are UTF-16, end exclusive. */
export interface CallSite {
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/** Text put into a source file: where in the original, and how many UTF-16 units. Never a line break. */
export interface Insertion {
  readonly at: number;
  readonly length: number;
}

/** A source file as it is bundled. */
export interface EditedSource {
  readonly text: string;
  readonly insertions: readonly Insertion[];
}

/** Name of the function around each call site in the bundle. */
export const SITE_FUNCTION = '__mooseMigrateSite';

/** Names that stand for `import.meta.url` and the like in the bundle, where one file holds many. */
export const FILE_CONSTANTS = {
  'import.meta.url': '__mooseMigrateUrl',
  'import.meta.filename': '__mooseMigrateFilename',
  'import.meta.dirname': '__mooseMigrateDirname',
  __filename: '__mooseMigrateFilename',
  __dirname: '__mooseMigrateDirname',
} as const;

/** Wraps the call sites of a file, and gives it its own `import.meta` and `__dirname`. Lines stay what they are. */
export function editSource(file: string, text: string, sites: readonly CallSite[]): EditedSource {
  const pieces: { readonly at: number; readonly text: string }[] = [];
  for (const site of sites) {
    pieces.push({ at: site.start, text: `${SITE_FUNCTION}(${site.index},` }, { at: site.end, text: ')' });
  }
  if (/import\.meta|__filename|__dirname/.test(text))
    pieces.push({ at: firstOffset(text), text: fileConstants(file) });
  // Where two meet, the end of one call comes before the start of the next; sort is stable and sites come outer first.
  pieces.sort((a, b) => a.at - b.at || Number(b.text === ')') - Number(a.text === ')'));
  let edited = '';
  let from = 0;
  for (const piece of pieces) {
    edited += text.slice(from, piece.at) + piece.text;
    from = piece.at;
  }
  return {
    text: edited + text.slice(from),
    insertions: pieces.map(({ at, text: { length } }) => ({ at, length })),
  };
}

/** Whether the sites still fit the text; they do not when the file was saved in between. */
export function sitesFit(text: string, sites: readonly CallSite[]): boolean {
  return sites.every((site) => text.startsWith('new', site.start) && site.end <= text.length);
}

/** A `#!` line must stay the first thing of its file. */
function firstOffset(text: string): number {
  return text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
}

function fileConstants(file: string): string {
  const values: { readonly [name: string]: string } = {
    __mooseMigrateUrl: pathToFileURL(file).href,
    __mooseMigrateFilename: file,
    __mooseMigrateDirname: dirname(file),
  };
  return `var ${Object.entries(values)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',')};`;
}

/** Column in the original of a place in the edited text; both count from 0. The line is the same in both. */
export function originalColumn(
  original: string,
  insertions: readonly Insertion[],
  line: number,
  column: number,
): number {
  const start = lineStart(original, line);
  const end = start + (original.slice(start).match(/^[^\n]*/)?.[0].length ?? 0);
  let shift = 0;
  for (const { at, length } of insertions) {
    if (at < start || at > end || at - start + shift > column) continue;
    shift += Math.min(length, column - (at - start) - shift);
  }
  return column - shift;
}

function lineStart(text: string, line: number): number {
  let start = 0;
  for (let passed = 0; passed < line; passed += 1) {
    const next = text.indexOf('\n', start);
    if (next < 0) return text.length;
    start = next + 1;
  }
  return start;
}
