import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SDK = fileURLToPath(new URL('../src/sdk', import.meta.url));

/** Files of which every type is written by hand in user code, so that each shows how. */
const WITH_EXAMPLES = new Set([
  'type-tags.ts',
  'tags.ts',
  'table-engines.ts',
  'materialized-view.ts',
  'view.ts',
  'dictionary.ts',
  'sql-function.ts',
]);

interface Exported {
  readonly file: string;
  readonly name: string;
  readonly isType: boolean;
  /** Its docstring; empty without one. */
  readonly doc: string;
}

const EXPORT =
  /^export (?:declare )?(?:abstract )?(?:async )?(class|interface|type|const|function|enum) (\w+)/;

function docBefore(lines: readonly string[], at: number): string {
  const end = at - 1;
  if (lines[end]?.trimEnd().endsWith('*/') !== true) return '';
  let start = end;
  while (start > 0 && lines[start]?.startsWith('/**') !== true) start -= 1;
  return lines.slice(start, end + 1).join('\n');
}

function exportedFrom(path: string): readonly Exported[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line, at): readonly Exported[] => {
    const [, kind = '', name] = EXPORT.exec(line) ?? [];
    if (name === undefined) return [];
    const isType = kind === 'interface' || kind === 'type';
    return [{ file: basename(path), name, isType, doc: docBefore(lines, at) }];
  });
}

const EXPORTS = readdirSync(SDK).flatMap((file) => exportedFrom(join(SDK, file)));

const named = ({ file, name }: Exported): string => `${file} ${name}`;

it('every export of the sdk says what it is', () => {
  expect(EXPORTS.length).toBeGreaterThan(200);
  // Of overloads the first one speaks for all.
  const spoken = new Set(EXPORTS.filter(({ doc }) => doc !== '').map(named));
  expect(EXPORTS.map(named).filter((name) => !spoken.has(name))).toEqual([]);
});

it('every type that user code writes out shows how', () => {
  const wanted = EXPORTS.filter(({ file, isType }) => isType && WITH_EXAMPLES.has(file));
  expect(wanted.filter(({ doc }) => !doc.includes('@example')).map(named)).toEqual([]);
});
