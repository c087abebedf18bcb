import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

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

let installed: string | null = null;

/** The library as `npm install` would leave it, declarations only; made once for each test file. */
function installedSdk(): string {
  if (installed !== null) return installed;
  const folder = mkdtempSync(join(tmpdir(), 'moose-sdk-'));
  const manifest = {
    name: 'moose-migrate',
    type: 'module',
    exports: { '.': { types: './types/index.d.ts' } },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const config = join(root, 'tsconfig.sdk.json');
  const said = run('typescript/bin/tsc', ['-p', config, '--outDir', join(folder, 'types')], root);
  if (said !== '') throw new Error(`the declarations of the library do not compile:\n${said}`);
  installed = folder;
  return folder;
}

afterAll(() => {
  if (installed !== null) rmSync(installed, { recursive: true, force: true });
  installed = null;
});

/** Checks the sources in `folder` of a project as its user would: strictly, with the library's declarations installed. */
export function complaintsAbout(project: string, folder: string): Complaints {
  const modules = join(project, 'node_modules');
  mkdirSync(modules, { recursive: true });
  if (!existsSync(join(modules, 'moose-migrate')))
    symlinkSync(installedSdk(), join(modules, 'moose-migrate'));
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
    compiler: run('typescript/bin/tsc', ['-p', 'tsconfig.check.json'], project),
    formatter: run(
      '@biomejs/biome/bin/biome',
      ['check', '--max-diagnostics=50', '--colors=off', folder],
      project,
    ),
  };
}
