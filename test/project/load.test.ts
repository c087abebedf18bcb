import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { extractRowTypes } from '../../src/project/extract/index.ts';
import type { Extraction } from '../../src/project/extract/parts.ts';
import { findEntry } from '../../src/project/load/entry.ts';
import { type LoadedProject, loadProject } from '../../src/project/load/index.ts';
import { buildSdk } from './built-sdk.ts';
import { type ProjectCopy, projectOf } from './project-copy.ts';

beforeAll(buildSdk);

const CACHE = 'node_modules/.cache/moose-migrate';
const CACHE_FILE = `${CACHE}/loaded.json`;
const TSCONFIG =
  '{ "compilerOptions": { "strict": true, "module": "esnext", "moduleResolution": "bundler", "types": [] } }';
const TABLE = `import { OlapTable, type Key } from 'moose-migrate';
export const hits = new OlapTable<{ id: Key<string>; note?: string }>(process.env.LOAD_TEST_TABLE ?? 'hits', { orderByFields: ['id'] });
`;

function project(files: Readonly<Record<string, string>>): ProjectCopy {
  return projectOf({
    'package.json': '{ "name": "p", "type": "module" }',
    'tsconfig.json': TSCONFIG,
    'node_modules/.keep': '',
    ...files,
  });
}

/** Loads a project, and says how often its types were read. */
async function load(copy: ProjectCopy): Promise<LoadedProject & { readonly reads: number }> {
  const extract =
    vi.fn<(options: { entry: string; projectDir: string }) => Promise<Extraction>>(extractRowTypes);
  const loaded = await loadProject({ projectDir: copy.dir, entry: join(copy.dir, 'app/index.ts'), extract });
  return { ...loaded, reads: extract.mock.calls.length };
}

const names = (loaded: LoadedProject): readonly unknown[] =>
  loaded.registry.declarations.map(({ object }) => Reflect.get(object, 'name'));
const firstProblem = (loaded: LoadedProject): unknown => loaded.problems[0]?.message;

function installPackage(
  copy: ProjectCopy,
  name: string,
  manifest: object,
  files: Readonly<Record<string, string>>,
): void {
  copy.write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '4.5.6', ...manifest }));
  for (const [file, text] of Object.entries(files)) copy.write(`node_modules/${name}/${file}`, text);
}

describe('the cache', () => {
  it('keeps types and bundle while no file changes, and runs the code each time', async () => {
    const copy = project({ 'app/index.ts': TABLE });
    const first = await load(copy);
    expect([first.isCached, first.reads, names(first)]).toEqual([false, 1, ['hits']]);
    process.env.LOAD_TEST_TABLE = 'visits';
    const second = await load(copy);
    delete process.env.LOAD_TEST_TABLE;
    expect([second.isCached, second.reads, names(second)]).toEqual([true, 0, ['visits']]);
    expect(second.sites).toEqual(first.sites);
  });

  it('lies in .moose/cache without node_modules, and in node_modules/.cache with one', async () => {
    const bare = project({ 'app/index.ts': TABLE });
    rmSync(join(bare.dir, 'node_modules'), { recursive: true });
    expect(names(await load(bare))).toEqual(['hits']);
    expect(existsSync(join(bare.dir, '.moose/cache/loaded.json'))).toBe(true);
    expect((await load(bare)).isCached).toBe(true);
    const installed = project({ 'app/index.ts': TABLE });
    await load(installed);
    expect(existsSync(join(installed.dir, CACHE_FILE))).toBe(true);
    expect(existsSync(join(installed.dir, '.moose'))).toBe(false);
  });

  it('is not made anew for a file that was only touched', async () => {
    const copy = project({ 'app/index.ts': TABLE });
    await load(copy);
    utimesSync(join(copy.dir, 'app/index.ts'), 1_000_000, 1_000_000);
    expect((await load(copy)).isCached).toBe(true);
    expect((await load(copy)).isCached).toBe(true);
  });

  it.each([
    ['a source file', 'app/rows.ts', 'export interface Row { id: string; other: number }'],
    ['the tsconfig', 'tsconfig.json', TSCONFIG.replace('"strict": true', '"strict": false')],
    ['a config that the tsconfig extends', 'base.json', '{ "compilerOptions": { "strict": false } }'],
    ['package.json', 'package.json', '{ "name": "p", "type": "module", "version": "8.0.0" }'],
    ['a lock file that appears', 'package-lock.json', '{}'],
    ['what an installer writes', 'node_modules/.package-lock.json', '{}'],
  ])('is made anew after a change of %s', async (_, file, text) => {
    const copy = project({
      'app/index.ts': `import { OlapTable } from 'moose-migrate';\nimport type { Row } from './rows';\nexport const t = new OlapTable<Row>('t', { orderByFields: ['id'] });`,
      'app/rows.ts': 'export interface Row { id: string }',
      'base.json': '{ "compilerOptions": { "strict": true } }',
      'tsconfig.json': TSCONFIG.replace('{ "comp', '{ "extends": "./base", "comp'),
    });
    await load(copy);
    expect((await load(copy)).isCached).toBe(true);
    copy.write(file, text);
    const changed = await load(copy);
    expect([changed.isCached, changed.problems]).toEqual([false, []]);
    expect((await load(copy)).isCached).toBe(true);
  });

  it('is ignored when it is damaged', async () => {
    const copy = project({ 'app/index.ts': TABLE });
    await load(copy);
    const file = join(copy.dir, CACHE_FILE);
    const text = readFileSync(file, 'utf8');
    for (const damaged of ['', '{', text.slice(0, -40), text.replace('"id"', '"ix"')]) {
      writeFileSync(file, damaged);
      const loaded = await load(copy);
      expect([loaded.isCached, names(loaded), loaded.problems]).toEqual([false, ['hits'], []]);
    }
    const bundle = readdirSync(join(copy.dir, CACHE)).find((name) => name.endsWith('.mjs')) ?? '';
    rmSync(join(copy.dir, CACHE, bundle));
    expect((await load(copy)).isCached).toBe(false);
  });

  it('is not kept for types with problems', async () => {
    const copy = project({ 'app/index.ts': TABLE.replace('note?: string', 'note: () => void') });
    expect((await load(copy)).problems.map(({ code }) => code)).toEqual(['TYPE_UNSUPPORTED']);
    expect((await load(copy)).reads).toBe(1);
  });

  it.skipIf(process.getuid?.() === 0)('does without a folder it may not write', async () => {
    const copy = project({ 'app/index.ts': TABLE });
    rmSync(join(copy.dir, 'node_modules'), { recursive: true });
    chmodSync(copy.dir, 0o555);
    expect(names(await load(copy))).toEqual(['hits']);
    chmodSync(copy.dir, 0o755);
    expect(readdirSync(copy.dir)).not.toContain('.moose');
  });

  it('leaves no drafts behind', async () => {
    const copy = project({ 'app/index.ts': TABLE });
    await load(copy);
    await load(copy);
    const left = readdirSync(join(copy.dir, CACHE));
    expect(left.map((name) => name.replace(/-\w+/, '')).sort()).toEqual([
      'bundle.mjs',
      'bundle.mjs.map',
      'loaded.json',
    ]);
    expect(statSync(join(copy.dir, CACHE_FILE)).size).toBeGreaterThan(200);
  });
});

describe('imports', () => {
  it('of packages are left to Node, whatever their format', async () => {
    const copy = project({
      'app/index.ts': `import { OlapTable } from 'moose-migrate';
import whole, { hidden, shown } from 'old-package';
import modern, { name as modernName, type Kind } from 'new-package';
import deep from 'old-package/lib/deep';
import { createRequire } from 'node:module';
export { Kind } from 'new-package';
const again = require('old-package');
const late = await import('new-package');
for (const name of [hidden, shown, whole.shown, modern(), modernName, deep, again.hidden, late.name, createRequire(import.meta.url)('old-package').shown])
  new OlapTable<{ id: string }>(name, { orderByFields: ['id'] });`,
    });
    // Node's own reader of CommonJS names sees \`shown\` alone.
    installPackage(
      copy,
      'old-package',
      { main: 'main.js' },
      {
        'main.js': `const all = { ...require('./lib/more') };\nmodule.exports = Object.assign({}, all);\nmodule.exports.shown = 'from_cjs';`,
        'lib/more.js': `module.exports = { hidden: 'not_seen_by_node' };`,
        'lib/deep.js': `module.exports = 'deep_file';`,
      },
    );
    installPackage(
      copy,
      'new-package',
      { type: 'module', exports: { '.': { types: './index.d.ts', default: './index.js' } } },
      {
        'index.js': `export default () => 'from_esm';\nexport const name = 'esm_name';`,
        'index.d.ts': `export default function make(): string;\nexport declare const name: string;\nexport type Kind = 'a';`,
      },
    );
    const loaded = await load(copy);
    expect([firstProblem(loaded), names(loaded)]).toEqual([
      undefined,
      [
        'not_seen_by_node',
        'from_cjs',
        'from_cjs',
        'from_esm',
        'esm_name',
        'deep_file',
        'not_seen_by_node',
        'esm_name',
        'from_cjs',
      ],
    ]);
  });

  it('of compiled ES modules give their default export where the project is CommonJS', async () => {
    const copy = project({
      'package.json': '{ "name": "p" }',
      'app/index.ts': `import { OlapTable } from '@514labs/moose-lib';\nimport make from 'compiled';\nnew OlapTable<{ id: string }>(make());`,
    });
    installPackage(
      copy,
      'compiled',
      {},
      {
        'index.js': `Object.defineProperty(exports, '__esModule', { value: true });\nexports.default = () => 'compiled_default';`,
      },
    );
    expect(names(await load(copy))).toEqual(['compiled_default']);
  });

  it('of TypeScript in the same workspace are bundled, with their own files in view', async () => {
    const copy = project({
      'app/index.ts': `import { OlapTable } from 'moose-migrate';\nimport { tables } from '@work/shared';\nfor (const name of tables) new OlapTable<{ id: string }>(name);`,
      'packages/shared/package.json':
        '{ "name": "@work/shared", "type": "module", "sideEffects": false, "main": "src/index.ts" }',
      'packages/shared/src/index.ts': `import { readFileSync } from 'node:fs';\nimport './more';\nexport enum Kind { A = 'enumerated' }\nexport const tables = [readFileSync(new URL('name.txt', import.meta.url), 'utf8').trim(), Kind.A];`,
      'packages/shared/src/more.ts': `import { OlapTable } from 'moose-migrate';\nnew OlapTable<{ id: string }>('by_side_effect');`,
      'packages/shared/src/name.txt': 'from_a_file\n',
    });
    copy.link('packages/shared', 'node_modules/@work/shared');
    const loaded = await load(copy);
    expect([firstProblem(loaded), names(loaded)]).toEqual([
      undefined,
      ['by_side_effect', 'from_a_file', 'enumerated'],
    ]);
    copy.edit('packages/shared/src/index.ts', "'enumerated'", "'renamed'");
    expect(names(await load(copy))).toEqual(['by_side_effect', 'from_a_file', 'renamed']);
  });

  it('of the library lead to the running one, under each of its names, installed or not', async () => {
    const copy = project({
      'app/index.ts': `import { OlapTable } from 'moose-migrate';
import { Stream } from '@514labs/moose-lib/dist/dmv2';
import * as moose from '@514labs/moose-lib';
export { type Key, OlapTable } from '@514labs/moose-lib';
new OlapTable<{ id: string }>('a'); new Stream<{ id: string }>('b'); new moose.OlapTable<{ id: string }>('c');`,
    });
    installPackage(
      copy,
      '@514labs/moose-lib',
      { main: 'index.js' },
      { 'index.js': `throw new Error('the wrong library')`, 'index.d.ts': 'export {}' },
    );
    const loaded = await load(copy);
    expect([firstProblem(loaded), names(loaded)]).toEqual([undefined, ['a', 'b', 'c']]);
    expect(loaded.registry.declarations.every(({ object }) => loaded.registry.sites.has(object))).toBe(true);
  });

  it('of names that the library does not have fail only when they are needed', async () => {
    const copy = project({
      'app/index.ts': `${TABLE}import { CdcSource } from '@514labs/moose-lib';\nexport const source = new CdcSource('pg', { kind: 'postgres' });`,
    });
    const loaded = await load(copy);
    expect([loaded.problems, names(loaded)]).toEqual([[], ['hits']]);
    expect(loaded.notices).toEqual([
      '`CdcSource` of moose-migrate is not known to this version; what it would do while loading is left out',
    ]);
  });

  it('of a package removed by hand are noticed', async () => {
    const copy = project({ 'app/index.ts': `${TABLE}import { call } from 'gone';\ncall();` });
    installPackage(
      copy,
      'gone',
      { type: 'module', main: 'index.js' },
      { 'index.js': 'export const call = () => 1;', 'index.d.ts': 'export declare function call(): number;' },
    );
    expect((await load(copy)).notices).toEqual([]);
    rmSync(join(copy.dir, 'node_modules/gone'), { recursive: true });
    const loaded = await load(copy);
    expect(loaded.problems).toEqual([]);
    expect(loaded.notices).toEqual([
      'the package `gone` is not installed (app/index.ts:3); what it would do while loading is left out',
    ]);
  });
});

describe('packages that are not installed', () => {
  it('can be called, extended, awaited and used as decorators', async () => {
    const copy = project({
      'tsconfig.json': TSCONFIG.replace('"strict"', '"experimentalDecorators": true, "strict"'),
      'app/index.ts': `${TABLE}
import express, { Router } from 'express';
import * as tools from '@tools/all';
import { Injectable, Service } from 'container';
const app = express(); app.use(express.json({ limit: '2mb' })).get('/x', () => 1);
const { a, b: { c } } = tools.make(new Router());
c.deep.call(a)\`template\`;
@Injectable({ scope: 'one' }) class Own { table = new OlapTable<{ id: string }>('in_class'); }
new Own();
class Models extends Service { constructor() { super('x'); new OlapTable<{ id: string }>('in_super'); } define() { new OlapTable<{ id: string }>('in_method'); this.close().now(); } }
new Models().define();
const db = await tools.connect(); await db.query('SELECT 1');
if (app instanceof Router) new OlapTable<{ id: string }>('never');`,
    });
    const loaded = await load(copy);
    expect([firstProblem(loaded), names(loaded)]).toEqual([
      undefined,
      ['hits', 'in_class', 'in_super', 'in_method'],
    ]);
    expect(loaded.notices.map((notice) => notice.split(';')[0])).toEqual([
      'the package `express` is not installed (app/index.ts:4)',
      'the package `@tools/all` is not installed (app/index.ts:5)',
      'the package `container` is not installed (app/index.ts:6)',
    ]);
  });

  it('of which nothing is used are not mentioned', async () => {
    const copy = project({
      'app/index.ts': `${TABLE}import { faker } from '@faker-js/faker';\nexport const run = () => faker.number.int();`,
    });
    expect((await load(copy)).notices).toEqual([]);
  });

  it.each([
    [
      'text',
      'const label: string = `t_${names.first}`;',
      'app/index.ts:5',
      'its value is used as text or number',
    ],
    ['a number', 'const n = names.size * 2;', 'app/index.ts:5', 'its value is used as text or number'],
    [
      'a list',
      'for (const n of names.all()) new OlapTable<{ id: string }>(n);',
      'app/index.ts:5',
      'its value is used as a list',
    ],
  ])('fail where their value is needed as %s, with both places', async (_, code, place, why) => {
    const copy = project({ 'app/index.ts': `${TABLE}\nimport { names } from 'naming';\n${code}\n` });
    const [problem] = (await load(copy)).problems;
    expect(problem?.message).toBe(
      `the package \`naming\` is not installed, but ${why} (imported in app/index.ts:4)`,
    );
    expect(`${problem?.position?.file}:${problem?.position?.line}`).toBe(place);
    expect(problem?.frame).toContain(`> 5 | ${code}`);
  });

  it('are typia at all times, whose functions let everything pass', async () => {
    const copy = project({
      'app/index.ts': `import { OlapTable } from 'moose-migrate';
import typia, { tags } from 'typia';
interface Row { id: string & tags.Format<'uuid'>; n: number & typia.tags.Type<'int64'> }
const check = typia.createAssert<Row>(); const parse = typia.http.createValidateQuery<Row>();
new OlapTable<Row>(typia.assert<string>('kept'), { orderByFields: ['id'] });
export { check, parse };`,
    });
    const loaded = await load(copy);
    expect([firstProblem(loaded), names(loaded), loaded.sites[0]?.columns.map(({ type }) => type)]).toEqual([
      undefined,
      ['kept'],
      ['UUID', 'Int64'],
    ]);
  });
});

describe('code that fails', () => {
  it("shows the place in the user's own file, past calls we have put in", async () => {
    const line = `export const both = [new OlapTable<{ id: string }>('a'), new OlapTable<{ id: string }>('b'), run(() => { throw new TypeError('broken'); })];`;
    const copy = project({
      'app/index.ts': `import './deep/models';`,
      'app/deep/models.ts': `import { OlapTable } from 'moose-migrate';\nconst run = (make: () => unknown) => make();\n${line}`,
    });
    const [problem] = (await load(copy)).problems;
    expect(problem?.message).toBe('The code fails while it is loaded: TypeError: broken');
    const column = line.indexOf('new TypeError') + 1;
    expect(problem?.position).toEqual({ file: 'app/deep/models.ts', line: 3, column });
    expect(problem?.frame?.split('\n').at(-1)).toBe(`    | ${' '.repeat(column - 1)}^^^`);
  });

  it('gives every syntax error with its place', async () => {
    const copy = project({
      'app/index.ts': `import './a';\nimport './b';`,
      'app/a.ts': 'export const = 5;',
      'app/b.ts': '\n\nexport function (',
    });
    const places = (await load(copy)).problems.map(({ position }) => `${position?.file}:${position?.line}`);
    expect(places).toEqual(expect.arrayContaining(['app/a.ts:1', 'app/b.ts:3']));
    expect(new Set(places).size).toBe(places.length);
  });

  it('may throw anything', async () => {
    const copy = project({ 'app/index.ts': `throw 'just a text';` });
    expect(firstProblem(await load(copy))).toBe('The code fails while it is loaded: just a text');
  });

  it('is loaded anew once it is mended', async () => {
    const copy = project({ 'app/index.ts': `${TABLE}throw new Error('not yet');` });
    expect(firstProblem(await load(copy))).toContain('not yet');
    copy.write('app/index.ts', TABLE);
    expect(names(await load(copy))).toEqual(['hits']);
  });
});

describe('a run', () => {
  it('keeps prints off the standard output, and puts the process back', async () => {
    const copy = project({
      'app/index.ts': `${TABLE}console.log('loading'); console.info('still'); new OlapTable<{ id: string }>(process.cwd().split('/').pop() + String(process.env.IS_LOADING_INFRA_MAP));`,
    });
    const out = vi.spyOn(process.stdout, 'write');
    const err = vi.spyOn(console, 'error').mockReturnValue();
    const folder = process.cwd();
    const loaded = await load(copy);
    expect(err.mock.calls).toEqual([['loading'], ['still']]);
    expect(out).not.toHaveBeenCalled();
    out.mockRestore();
    err.mockRestore();
    expect(names(loaded)[1]).toBe(`${copy.dir.split('/').pop()}true`);
    expect([process.cwd(), process.env.IS_LOADING_INFRA_MAP]).toEqual([folder, undefined]);
  });

  it('waits for the one before: each has its own registry', async () => {
    const one = project({
      'app/index.ts': `${TABLE}await new Promise((done) => setTimeout(done, 20));\nnew OlapTable<{ id: string }>('late');`,
    });
    const two = project({ 'app/index.ts': TABLE.replace("'hits'", "'visits'") });
    const [first, second] = await Promise.all([load(one), load(two)]);
    expect([names(first), names(second)]).toEqual([['hits', 'late'], ['visits']]);
  });
});

describe('the entry', () => {
  it('is the index of the source folder', () => {
    const copy = project({ 'app/index.ts': '', 'other/index.mts': '' });
    expect(findEntry(copy.dir, 'app')).toEqual({ entry: join(copy.dir, 'app/index.ts') });
    expect(findEntry(copy.dir, './other/')).toEqual({ entry: join(copy.dir, 'other/index.mts') });
    expect(findEntry(copy.dir, 'src')).toMatchObject({
      problem: { code: 'PROJECT_MISSING', hint: 'Check `source_dir` in moose.config.toml.' },
    });
  });
});
