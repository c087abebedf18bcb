import { createServer } from 'node:net';
import { expect, it, vi } from 'vitest';
import { describeWithEngine, freshDatabase } from './support/engine.ts';
import { commandProject } from './support/moose.ts';

// Each test starts the command line: a limit for a hang.
vi.setConfig({ testTimeout: 120_000 });

const CONFIG = 'source_dir = "app"\n\n[features]\nstreaming_engine = false\n';

describeWithEngine('what TypeScript says of the code', () => {
  it('is told though nobody waits for it, and is remembered with the project', async () => {
    const project = commandProject({
      'moose.config.toml': CONFIG,
      'app/index.ts': `import { OlapTable } from 'moose-migrate';
export const visits = new OlapTable<{ path: string }>('visits', { orderByFields: ['path'] });
export const wrong: number = 'seven';
`,
    });
    const database = await freshDatabase('late');
    const generate = () => project.moose('migrate', 'generate', '--clickhouse-url', database.url);
    const note = /app\/index\.ts:3:14 TS2322: Type 'string' is not assignable to type 'number'\./;
    const first = await generate();
    expect(first).toMatchObject({ code: 0, stderr: expect.stringMatching(note) });
    expect(first.stdout).toContain('visits');
    expect(project.read('.moose/cache/loaded.json')).toMatch(/TS2322/);
    expect(await generate()).toMatchObject({ code: 0, stderr: expect.stringMatching(note) });
  });

  it('is waited for where a declaration file that nobody imports may change the columns', async () => {
    const project = commandProject({
      'moose.config.toml': CONFIG,
      // Without the file, `Unit` is anything, and the other columns would be taken without a word.
      'app/ambient.d.ts': "declare type Unit = 'metre';\n",
      'app/index.ts': `import { OlapTable } from 'moose-migrate';
type Width = string extends Unit ? { unknown: string } : { metres: number };
export const boards = new OlapTable<{ id: string } & Width>('boards', { orderByFields: ['id'] });
`,
    });
    const database = await freshDatabase('late');
    const { stdout, stderr } = await project.moose(
      'migrate',
      'generate',
      '--sql',
      '--clickhouse-url',
      database.url,
    );
    expect(stdout).toContain('`metres` Float64');
    expect(stderr).not.toContain('TS2304');
  });

  it('leaves nothing of the compiler behind when the command ends before it has answered', async () => {
    const row = Array.from({ length: 40 }, (_, at) => `  member${at}?: string;\n`).join('');
    const tables = Array.from(
      { length: 200 },
      (_, at) => `export const table${at} = new OlapTable<Row & { own${at}: number }>('table_${at}');\n`,
    );
    const code = `import { OlapTable } from 'moose-migrate';\ninterface Row {\n${row}}\n${tables.join('')}`;
    // Takes a connection and hangs up while row types are read.
    let milliseconds = 100;
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      milliseconds += 60;
      setTimeout(() => socket.destroy(), milliseconds);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const address = server.address();
      const url = `http://someone@127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
      for (let attempt = 0; attempt < 6; attempt += 1) {
        const project = commandProject({ 'moose.config.toml': CONFIG, 'app/index.ts': code });
        const { code: exit, stderr } = await project.moose('migrate', 'generate', '--clickhouse-url', url);
        expect(exit).toBe(1);
        expect(stderr).toContain('TARGET_UNREACHABLE');
        expect(stderr).not.toMatch(/panic|goroutine/);
      }
    } finally {
      server.close();
    }
  });
});
