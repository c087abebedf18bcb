import { expect, it, vi } from 'vitest';
import { describeWithEngine, type FreshDatabase, freshDatabase } from './support/engine.ts';
import { commandProject, type Ended, run } from './support/moose.ts';

// Each test starts the command line once: a limit for a hang.
vi.setConfig({ testTimeout: 120_000 });

const CONFIG = 'source_dir = "app"\n\n[features]\nstreaming_engine = false\n';
const TABLE = `import { createServer } from 'node:http';
import { connect } from 'node:net';
import { OlapTable } from 'moose-migrate';

export const orders = new OlapTable<{ id: string }>('orders', { orderByFields: ['id'] });
`;

async function withDatabase<T>(use: (database: FreshDatabase) => Promise<T>): Promise<T> {
  const database = await freshDatabase('process');
  try {
    return await use(database);
  } finally {
    await database.drop();
  }
}

/** `migrate generate --json --exit-code` of a project with this code behind its table. */
function generateWith(code: string): Promise<Ended> {
  const project = commandProject({ 'moose.config.toml': CONFIG, 'app/index.ts': `${TABLE}\n${code}\n` });
  return withDatabase(({ url }) =>
    project.moose('migrate', 'generate', '--json', '--exit-code', '--clickhouse-url', url),
  );
}

describeWithEngine("a project's code", () => {
  it('neither keeps the command alive, nor ends it, nor prints among its results', async () => {
    const code = `createServer().listen(0, '127.0.0.1');
setInterval(() => process.stdout.write('later\\n'), 5);
setTimeout(() => process.exit(0), 1);
process.stdout.write('written\\n'); console.dir({ shown: 1 });`;
    const { code: exit, stdout, stderr } = await generateWith(code);
    expect(exit).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 });
    for (const words of ['written\n', '{ shown: 1 }', 'later\n']) expect(stderr).toContain(words);
  });

  it('does not end the command by a throw that nobody catches', async () => {
    const code = `setTimeout(() => { throw new Error('heartbeat lost'); }, 1);
connect(1, '127.0.0.1');`;
    const project = commandProject({ 'moose.config.toml': CONFIG, 'app/index.ts': `${TABLE}\n${code}\n` });
    const ended = await withDatabase(({ url }) =>
      project.moose('migrate', 'generate', '--exit-code', '--clickhouse-url', url),
    );
    expect(ended).toMatchObject({ code: 2, stdout: expect.stringContaining('+ Table') });
    expect(ended.stderr).toMatch(/note app\/index\.ts:7:\d+ .* stops nothing: Error: heartbeat lost\n/);
    expect(ended.stderr).toContain('ECONNREFUSED');
    expect(ended.stderr).not.toContain('    at ');
    // There is no node_modules whose cache could be used.
    expect(project.read('.moose/.gitignore')).toBe('*\n');
  });

  it('that waits for ever is told of, where nothing is left to wake it up and where something is', async () => {
    const stuck = commandProject({
      'moose.config.toml': CONFIG,
      'app/index.ts': `${TABLE}\nexport * from './views';\nawait new Promise(() => undefined);\n`,
      'app/views.ts': 'export const daily = await Promise.resolve(1);\n',
    });
    const check = await stuck.moose('migrate', 'check', '--json');
    expect(check.code).toBe(1);
    expect(JSON.parse(check.stdout).problems.at(-1)).toMatchObject({
      message:
        'The code waits for something that nothing is left to bring about while it is loaded; it has an await in app/views.ts:1, app/index.ts:8',
      hint: expect.stringContaining("Two files that wait for each other's import never end"),
    });
    const busy = 'setInterval(() => undefined, 50);\nawait new Promise(() => undefined);';
    const alive = commandProject({ 'moose.config.toml': CONFIG, 'app/index.ts': `${TABLE}\n${busy}\n` });
    const ended = await run('moose', ['migrate', 'check'], {
      cwd: alive.directory,
      env: { MOOSE_LOAD_SECONDS: '1' },
    });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/app\/index\.ts:8:1.*The code waits for more than 1 s while it is loaded/s);
    expect(ended.stderr).toContain('> 8 | await new Promise');
  });

  it('is told of in the document of --json as on a terminal, by every command that reads it', async () => {
    const project = commandProject({
      'moose.config.toml': `${CONFIG}olaap = true\n`,
      'app/index.ts': `import { SelectRowPolicy, Stream } from 'moose-migrate';
import express from 'express';
${TABLE}
express();
export const clicks = new Stream<{ id: string }>('clicks');
export const tenants = new SelectRowPolicy('tenants', { tables: [orders], column: 'id', claim: 'org' });
export const wrong: number = orders.name;
`,
    });
    const notesOf = ({ stdout }: Ended): readonly string[] =>
      JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '').notes;
    await withDatabase(async ({ url, clickhouse }) => {
      await clickhouse.execute('CREATE TABLE theirs (x UInt8) ENGINE = MergeTree ORDER BY x');
      const on = ['--clickhouse-url', url];
      const told = (await project.moose('migrate', 'generate', ...on)).stderr
        .split('\n')
        .flatMap((line) => /^note (.*)/.exec(line)?.[1] ?? []);
      const ofCode = [/olaap.*did you mean "olap"/, /`express` is not installed/, /Type 'string' is not/];
      for (const pattern of [...ofCode, /row-policy\/tenants/, /1 topic declared/, /theirs/])
        expect(told).toContainEqual(expect.stringMatching(pattern));
      expect(notesOf(await project.moose('migrate', 'generate', '--save', '--json', ...on))).toEqual(told);
      for (const words of [
        ['migrate', 'check'],
        ['migrate', ...on],
      ]) {
        const notes = notesOf(await project.moose(...words, '--json'));
        for (const pattern of ofCode) expect(notes).toContainEqual(expect.stringMatching(pattern));
      }
      const pulled = notesOf(await project.moose('db', 'pull', '--json', '--out', 'pulled', ...on));
      expect(pulled).toContainEqual(expect.stringMatching(ofCode[0] ?? /never/));
      expect(pulled).toContainEqual(expect.stringContaining('nothing imports these files yet'));
    });
  });

  it('cannot end the command while it is loaded, even if it looks away', async () => {
    const { code: exit, stdout } = await generateWith('try { process.exit(0); } catch {}');
    expect(exit).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        code: 'PROJECT_FAILED',
        message: 'The code calls process.exit(0) while it is loaded',
        problems: [{ position: { file: 'app/index.ts', line: 7 }, frame: expect.stringContaining('^') }],
      },
    });
  });
});
