import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the compiler and the formatter of this repository say of a folder of files; empty when they have nothing to say. */
export interface Complaints {
  readonly compiler: string;
  readonly formatter: string;
}

function run(script: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules', script), ...args],
    { cwd, encoding: 'utf8' },
  );
  return status === 0 ? '' : stdout + stderr;
}

/** Checks the sources in `folder` of a project as its user would: strictly, with the library's declarations installed. */
export function complaintsAbout(project: string, folder: string): Complaints {
  const installed = join(project, 'node_modules', 'moose-migrate');
  mkdirSync(installed, { recursive: true });
  writeFileSync(
    join(installed, 'package.json'),
    '{"name":"moose-migrate","type":"module","exports":{".":{"types":"./types/index.d.ts"}}}',
  );
  const declarations = run(
    'typescript/bin/tsc',
    ['-p', join(root, 'tsconfig.sdk.json'), '--outDir', join(installed, 'types')],
    root,
  );
  const compilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    target: 'es2023',
    lib: ['es2023'],
    module: 'preserve',
    moduleResolution: 'bundler',
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  writeFileSync(join(project, 'tsconfig.check.json'), JSON.stringify({ compilerOptions, include: [folder] }));
  writeFileSync(
    join(project, 'biome.json'),
    JSON.stringify({
      root: true,
      formatter: { indentStyle: 'space', indentWidth: 2, lineWidth: 110 },
      javascript: { formatter: { quoteStyle: 'single' } },
      linter: { enabled: false },
    }),
  );
  return {
    compiler: declarations + run('typescript/bin/tsc', ['-p', 'tsconfig.check.json'], project),
    formatter: run(
      '@biomejs/biome/bin/biome',
      ['check', '--max-diagnostics=50', '--colors=off', folder],
      project,
    ),
  };
}
