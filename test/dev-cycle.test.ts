import { expect, it, vi } from 'vitest';
import { type CycleEnding, type CycleWishes, runCycle } from '../src/commands/dev-cycle.ts';
import { migrationLog } from '../src/commands/migration-control.ts';
import { QUIET_APPLY } from './support/apply-options.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';
import { migrationProject, surveyOf } from './support/migration-project.ts';

// A cycle is a whole plan: a limit for a hang on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

const TABLE = `import { type Key, OlapTable, SqlResource, type UInt32 } from 'moose-migrate';
interface Crate { id: Key<UInt32>; port: string }
export const crates = new OlapTable<Crate>('crates', { orderByFields: ['id'] });
`;
// No shadow runs what reads from elsewhere, so that it fails only on the server.
const BROKEN = `export const load = new SqlResource('load', ["INSERT INTO crates SELECT * FROM file('nowhere.csv', 'CSV', 'id UInt32, port String')"], []);\n`;

const WISHES: CycleWishes = {
  ...QUIET_APPLY,
  approval: { all: true, destructive: true, ask: null },
  acceptsRenames: false,
  askRename: null,
  planned: () => undefined,
};

async function workshop(code: string) {
  const database = await freshDatabase('cycle');
  const project = migrationProject({ 'app/index.ts': code });
  const options = surveyOf(project.directory, database.url);
  const notes: string[] = [];
  const talk = { phase: () => undefined, note: (words: string) => void notes.push(words) };
  const cycle = (wishes: Partial<CycleWishes> = {}): Promise<CycleEnding> =>
    runCycle(options, { ...WISHES, ...wishes }, new Date(0), talk);
  return { database, project, options, talk, notes, cycle };
}

describeWithEngine('a cycle of moose dev', () => {
  it('goes on from where the server is when the plan before stopped halfway', async () => {
    const { project, cycle, notes, options, talk } = await workshop(TABLE + BROKEN);
    const stopped = await cycle();
    expect(stopped).toMatchObject({
      is: 'stopped',
      applied: { failure: { code: 'APPLY_STOPPED' }, report: { outcome: 'stopped' } },
    });
    project.write('app/index.ts', TABLE);
    expect((await cycle()).is).toBe('unchanged');
    project.write('app/index.ts', TABLE.replace('port: string', 'port: string; weight: UInt32'));
    expect((await cycle()).is).toBe('applied');
    expect(notes).toEqual([expect.stringContaining('had stopped halfway; it was given up')]);
    const log = await migrationLog(options, 100, talk);
    const events = log.map(({ event }) => event).filter((event) => !event.startsWith('step-'));
    expect(events).toEqual(['started', 'stopped', 'abandoned', 'started', 'finished']);
  });

  it('leaves a migration that somebody else began alone', async () => {
    const { project, database, cycle } = await workshop(TABLE + BROKEN);
    await project.save(database.url);
    expect((await project.apply(database.url)).failure).toMatchObject({ code: 'APPLY_STOPPED' });
    project.write('app/index.ts', TABLE.replace('port: string', 'port: string; weight: UInt32'));
    expect(await cycle()).toMatchObject({ is: 'failed', error: { code: 'MIGRATION_UNFINISHED' } });
  });

  it('asks a person about what harms, and takes over what was there before it', async () => {
    const { database, project, cycle } = await workshop(TABLE);
    await database.clickhouse.execute(
      'CREATE TABLE crates (id UInt32, port String) ENGINE = MergeTree ORDER BY id',
    );
    // Nothing differs, and from now on it is ours: what leaves the code is dropped, not left alone.
    expect((await cycle()).is).toBe('applied');
    expect((await cycle()).is).toBe('unchanged');
    project.write('app/index.ts', TABLE.replace('; port: string', ''));
    const asked: string[] = [];
    const approval = (isAgreed: boolean): CycleWishes['approval'] => ({
      all: false,
      destructive: false,
      ask: async (items) => {
        asked.push(...items.flatMap(({ open }) => open));
        return isAgreed ? items.map(({ operation }) => operation) : [];
      },
    });
    expect(await cycle({ approval: approval(false) })).toMatchObject({
      is: 'waiting',
      open: [{ open: ['DELETES_DATA'] }],
    });
    expect((await cycle({ approval: approval(true) })).is).toBe('applied');
    expect(asked).toEqual(['DELETES_DATA', 'DELETES_DATA']);
  });

  it('begins nothing once it was interrupted', async () => {
    const { cycle, database } = await workshop(TABLE);
    expect(await cycle({ isInterrupted: () => true })).toEqual({ is: 'interrupted' });
    expect(await database.clickhouse.query('SHOW TABLES')).toEqual([]);
  });
});
