import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
let folder = '';

function compile(...args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, ...args], { cwd: folder, encoding: 'utf8' });
  return stdout + stderr;
}

/** An installed copy of the library, as `npm install` would leave it: declarations only. */
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sdk-types-')));
  const installed = join(folder, 'node_modules', 'moose-migrate');
  mkdirSync(join(folder, 'node_modules', '@514labs'), { recursive: true });
  mkdirSync(installed);
  symlinkSync(installed, join(folder, 'node_modules', '@514labs', 'moose-lib'));
  symlinkSync(join(root, 'node_modules', 'zod'), join(folder, 'node_modules', 'zod'));
  writeFileSync(
    join(installed, 'package.json'),
    '{"name":"moose-migrate","type":"module","exports":{".":{"types":"./types/index.d.ts"}}}',
  );
  expect(compile('-p', join(root, 'tsconfig.sdk.json'), '--outDir', join(installed, 'types'))).toBe('');
  // The one name zod itself wants from the DOM or Node.
  writeFileSync(join(folder, 'zod-needs.d.ts'), 'interface URL {}');
  cpSync(join(root, 'test', 'fixtures', 'sdk-types', 'usage.ts'), join(folder, 'usage.ts'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function check(options: Readonly<Record<string, unknown>>): string {
  const compilerOptions = {
    strict: true,
    target: 'es2022',
    lib: ['es2022'],
    types: [],
    noEmit: true,
    ...options,
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['usage.ts', 'zod-needs.d.ts'] }),
  );
  return compile('-p', '.');
}

describe('the declarations of the sdk', () => {
  it('type-check a project in the words of Moose, without the types of Node or the DOM', () => {
    expect(check({ module: 'nodenext', skipLibCheck: false })).toBe('');
  });

  it('do so with the options of a bundler too', () => {
    expect(check({ module: 'esnext', moduleResolution: 'bundler', verbatimModuleSyntax: true })).toBe('');
  });

  it('import nothing from outside', () => {
    const types = join(folder, 'node_modules', 'moose-migrate', 'types', 'sdk');
    const imports = readdirSync(types).flatMap((name) =>
      [...readFileSync(join(types, name), 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(
        ([, path]) => path,
      ),
    );
    expect(imports.length).toBeGreaterThan(20);
    expect(imports.filter((path) => !path?.startsWith('./'))).toEqual([]);
  });
});
