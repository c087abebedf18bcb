import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));

/** Which rooms each room may import from, as ARCHITECTURE.md says. `concealed.ts`, `errors.ts`, `timing.ts` and `version.ts` are open to all. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  sdk: [],
  model: [],
  facets: ['model'],
  diff: ['facets', 'model'],
  plan: ['diff', 'facets', 'model'],
  ddl: ['facets', 'model'],
  project: ['sdk', 'facets', 'model'],
  drivers: ['ddl', 'facets', 'model'],
  rehearse: ['drivers', 'plan', 'ddl', 'facets', 'model'],
  apply: ['drivers', 'plan', 'ddl', 'facets', 'model'],
  files: ['plan', 'facets', 'model'],
  commands: [
    'sdk',
    'model',
    'facets',
    'diff',
    'plan',
    'ddl',
    'project',
    'drivers',
    'rehearse',
    'apply',
    'files',
  ],
  cli: ['commands', 'apply', 'ddl', 'plan', 'model'],
  bin: ['cli'],
};
const OPEN = new Set(['concealed.ts', 'errors.ts', 'timing.ts', 'version.ts']);

function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    if (statSync(path).isDirectory()) return filesBelow(path);
    return name.endsWith('.ts') ? [path] : [];
  });
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(/(?:from|import\()\s*'(\.[^']+)'|^import '(\.[^']+)'/gm);
  return [...found].map((match) => resolve(dirname(file), match[1] ?? match[2] ?? ''));
}

function roomOf(path: string): string {
  return relative(src, path).split('/')[0] ?? '';
}

function wrongImports(file: string): readonly string[] {
  const room = roomOf(file);
  return importsOf(file).flatMap((target) => {
    const other = roomOf(target);
    if (other === room || OPEN.has(other) || other === '..') return [];
    return MAY_IMPORT[room]?.includes(other) === true
      ? []
      : [`${relative(src, file)} imports ${relative(src, target)}`];
  });
}

const files = filesBelow(src);

describe('rooms', () => {
  it('are the folders of src/', () => {
    const folders = readdirSync(src).filter((name) => statSync(join(src, name)).isDirectory());
    expect(folders.sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it('are those of the table in ARCHITECTURE.md', () => {
    const text = readFileSync(fileURLToPath(new URL('../ARCHITECTURE.md', import.meta.url)), 'utf8');
    const rows = [...text.matchAll(/^\| `(\w+)\/` \|.*\| ([^|]+) \|$/gm)];
    const table = rows.map(([, room = '', imports = '']) => [
      room,
      imports === '–' ? [] : imports.split(', '),
    ]);
    expect(Object.fromEntries(table)).toEqual(MAY_IMPORT);
  });

  it('import one way only', () => {
    const inRooms = files.filter((file) => roomOf(file) !== 'index.ts' && !OPEN.has(roomOf(file)));
    expect(inRooms.flatMap(wrongImports)).toEqual([]);
  });

  it('keep the pure rooms free of clock, chance, environment, files and sockets', () => {
    const impure = files
      .filter((file) => ['model', 'facets', 'diff', 'plan', 'ddl'].includes(roomOf(file)))
      .filter((file) =>
        /Date\.now\(|new Date\(\)|Math\.random|process\.|from 'node:(?!crypto)|fetch\(/.test(
          readFileSync(file, 'utf8'),
        ),
      );
    expect(impure.map((file) => relative(src, file))).toEqual([]);
  });

  it('keep printing and exiting in cli/', () => {
    const loud = files
      // A process of its own, and what keeps a project's code from leaving ours.
      .filter((file) => !/drivers\/embedded\/child\.ts$|project\/load\/guarded-exit\.ts$/.test(file))
      .filter((file) => roomOf(file) !== 'cli')
      .filter((file) => /console\.|process\.(stdout|stderr|exit)/.test(readFileSync(file, 'utf8')));
    expect(loud.map((file) => relative(src, file))).toEqual([]);
  });

  it('have no file over 300 lines', () => {
    const long = files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 301);
    expect(long.map((file) => relative(src, file))).toEqual([]);
  });
});
