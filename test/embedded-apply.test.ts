import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { migrationLog, status } from '../src/commands/migration-control.ts';
import { emptyEmbeddedConfig } from '../src/drivers/embedded/embedded-config.ts';
import { startEmbedded } from '../src/drivers/embedded/embedded-server.ts';
import { describeWithEngine } from './support/engine.ts';
import { type MigrationProject, migrationProject, surveyOf } from './support/migration-project.ts';

const CONFIG = 'source_dir = "app"\n[state_config]\nstorage = "file"\n';
const TABLES = 6;
const CODE = [
  "import { type Key, OlapTable } from 'moose-migrate';",
  'interface Row { id: Key<number>; text: string }',
  ...Array.from(
    { length: TABLES },
    (_, at) => `export const t${at} = new OlapTable<Row>('t${at}', { orderByFields: ['id'] });`,
  ),
].join('\n');

const SILENT = { phase: () => undefined, note: () => undefined };
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function ownEngine(): Promise<{
  readonly project: MigrationProject;
  readonly path: string;
  readonly url: string;
}> {
  const path = mkdtempSync(join(tmpdir(), 'moose-own-'));
  folders.push(path);
  const project = migrationProject({ 'app/index.ts': CODE, 'moose.config.toml': CONFIG });
  const url = `embedded:${path}`;
  await project.save(url);
  return { project, path, url };
}

describeWithEngine('an engine of our own, with its state in files', () => {
  it('lets in one process at a time, so that it needs no lock', async () => {
    const { project, path, url } = await ownEngine();
    const other = await startEmbedded({ path, databases: [], config: emptyEmbeddedConfig });
    await expect(project.apply(url)).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: expect.stringContaining('Another process is working in the data directory'),
    });
    await other.stop();
    expect((await project.apply(url)).failure).toBeNull();
  });

  it('goes on where a killed process stopped', async () => {
    const bin = fileURLToPath(new URL('../dist/bin/migrate.js', import.meta.url));
    if (!existsSync(bin)) throw new Error('the command line is not built: npm run build');
    const { project, url } = await ownEngine();
    const child: ChildProcess = spawn(process.execPath, [bin, 'apply', '--clickhouse-url', url, '--json'], {
      cwd: project.directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let isKilled = false;
    child.stdout?.on('data', (chunk: Buffer) => {
      if (isKilled || !chunk.toString().includes('"step-finished"')) return;
      isKilled = child.kill('SIGKILL');
    });
    await new Promise((resolve) => child.once('close', resolve));
    expect(isKilled).toBe(true);
    // At once: the engine of the dead process may still be on its way out.
    const resumed = await project.apply(url);
    expect(resumed.failure).toBeNull();
    const options = surveyOf(project.directory, url);
    const found = await status(options, SILENT);
    expect(found.migration).toMatchObject({ isOpen: false });
    const log = await migrationLog(options, 100, SILENT);
    expect(log.at(-1)?.event).toBe('finished');
    expect(log.filter(({ event }) => event === 'started').length).toBeGreaterThan(0);
  });
});
