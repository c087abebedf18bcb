import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { apply } from '../src/commands/apply.ts';
import { KEEP_VERSIONS } from '../src/commands/decide-versions.ts';
import { generate } from '../src/commands/generate.ts';
import { QUIET_APPLY } from './support/apply-options.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';
import { startFakeBroker } from './support/fake-broker.ts';

const SILENT = { phase: () => undefined, note: () => undefined };
const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));
const made: string[] = [];

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

describeWithEngine('an unedited Moose project', () => {
  it.each(['clickstream'])('loads, plans, applies, and plans nothing the second time: %s', async (name) => {
    const directory = mkdtempSync(join(tmpdir(), 'moose-project-'));
    made.push(directory);
    cpSync(join(fixtures, name), directory, { recursive: true });
    const database = await freshDatabase(name);
    const broker = await startFakeBroker('redpanda');
    stops.push(() => broker.stop());
    const options = {
      cwd: directory,
      configFile: null,
      env: {},
      clickhouseUrl: database.url,
      kafkaBrokers: broker.address,
    };
    const plan = (): ReturnType<typeof generate> =>
      generate(
        {
          ...options,
          save: true,
          approval: { all: true, destructive: true, ask: null },
          versions: KEEP_VERSIONS,
          renames: { told: [], denied: [], acceptAll: false, ask: null },
          now: new Date(0),
        },
        SILENT,
      );
    const first = await plan();
    expect(first.plan.refused).toEqual([]);
    expect(first.plan.operations.length).toBeGreaterThan(2);
    expect(first.plan.operations.map(({ kind }) => kind)).toContain('CreateTopic');
    const applied = await apply({ ...options, ...QUIET_APPLY }, SILENT);
    expect(applied.failure).toBeNull();
    const second = await plan();
    expect({ operations: second.plan.operations, refused: second.plan.refused }).toEqual({
      operations: [],
      refused: [],
    });
  });
});
