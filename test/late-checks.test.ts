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
});
