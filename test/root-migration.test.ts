import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { readMigration } from '../src/files/migration-files.ts';
import { describeWithEngine } from './support/engine.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

describeWithEngine('the migration in the repository', () => {
  it('is the one that the example needs on an empty ClickHouse', async () => {
    const saved = await readMigration(`${root}migrations`, 'local');
    const args = [
      'dist/bin/migrate.js',
      'generate',
      '--json',
      '--clickhouse-url',
      'embedded:?database=local',
    ];
    const { stdout } = await run(process.execPath, args, {
      cwd: root,
      // No broker is there for the streams of the example.
      env: { ...process.env, MOOSE_FEATURES__STREAMING_ENGINE: 'false' },
    });
    const generated = JSON.parse(stdout);
    expect(generated.plan.base).toBe(saved.plan.plan.base);
    expect(generated.plan.desired).toBe(saved.plan.plan.desired);
    expect(generated.operations.map((operation: object) => Object.keys(operation)[0])).toEqual(
      saved.plan.plan.operations.map(({ kind }) => kind),
    );
  });
});
