import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apply } from '../src/commands/apply.ts';
import { type Generated, generate } from '../src/commands/generate.ts';
import type { Talk } from '../src/commands/talk.ts';
import { type ClickHouse, connectClickHouse } from '../src/drivers/clickhouse/connection.ts';
import { type EmbeddedServer, embeddedServerTarget } from '../src/drivers/embedded/embedded-server.ts';
import { QUIET_APPLY } from './support/apply-options.ts';
import { fetchedEngine, warnWithoutEngine } from './support/engine-release.ts';
import { QUIET_GENERATE } from './support/generate-options.ts';
import { startOlderServer } from './support/older-server.ts';

const RELEASE = '26.5';
const engine = fetchedEngine(RELEASE);
if (engine === null) warnWithoutEngine(RELEASE);
const example = fileURLToPath(new URL('../examples/web-analytics/app', import.meta.url));

describe.skipIf(engine === null)(`a server of release ${RELEASE}`, { timeout: 120_000 }, () => {
  let server: EmbeddedServer;
  let clickhouse: ClickHouse;
  const directory = mkdtempSync(join(tmpdir(), 'moose-older-project-'));
  const notes: string[] = [];
  const talk: Talk = { phase: () => undefined, note: (words) => notes.push(words) };

  beforeAll(async () => {
    if (engine === null) return;
    server = await startOlderServer(engine);
    clickhouse = await connectClickHouse(embeddedServerTarget(server, 'default'));
    await clickhouse.execute('CREATE DATABASE local ENGINE = Atomic');
    cpSync(example, join(directory, 'app'), { recursive: true });
    writeFileSync(join(directory, 'moose.config.toml'), 'source_dir = "app"\n');
  });
  afterAll(async () => {
    rmSync(directory, { recursive: true, force: true });
    await clickhouse?.close();
    await server?.stop();
  });

  const options = () => ({
    cwd: directory,
    configFile: null,
    env: {},
    clickhouseUrl: `${server.url.replace('://', `://${server.username}:${server.password}@`)}/local`,
    kafkaBrokers: null,
  });
  const plan = (save: boolean): Promise<Generated> =>
    generate({ ...options(), ...QUIET_GENERATE, save }, talk);

  it('is another one than the embedded engine', () => {
    expect(server.version).toMatch(/^26\.5\./);
  });

  it('gets the example, which the embedded engine has judged and rehearsed, and then has nothing to do', async () => {
    const generated = await plan(true);
    expect(generated.engineVersion).toBe(server.version);
    expect(generated.plan.operations.length).toBeGreaterThan(3);
    expect(generated.rehearsed).toMatchObject({ is: 'rehearsed', outcome: 'reached-desired' });
    const { report } = await apply({ ...options(), ...QUIET_APPLY }, talk);
    expect(report.outcome).toBe('applied');
    const again = await plan(false);
    expect([...again.plan.operations, ...again.plan.refused]).toEqual([]);
  });
});
