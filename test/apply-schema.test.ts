import { readFile, writeFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { ApplyEvent } from '../src/apply/report.ts';
import { openScreen } from '../src/cli/screen.ts';
import { applyEventShower } from '../src/cli/show-apply.ts';
import { applySchema } from '../src/commands/apply-schema.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';
import { migrationProject } from './support/migration-project.ts';
import { run } from './support/moose.ts';

const FILE = new URL('../schema/apply.schema.json', import.meta.url);

describe('the schema of what apply prints', () => {
  it('is the one that is shipped', async () => {
    const text = `${JSON.stringify(applySchema(), null, 2)}\n`;
    if (process.env.UPDATE_GOLDENS === '1') await writeFile(FILE, text);
    expect(await readFile(FILE, 'utf8')).toBe(text);
  });
});

const CODE = `import { type Key, OlapTable, type UInt32 } from 'moose-migrate';
interface Order { id: Key<UInt32>; buyer: string; total: string }
export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
`;

// A rehearsal has the definitions and no rows: there the gate is open.
const GATE = {
  sql: ['SELECT throwIf(count() > 0) FROM gate'],
  description: 'The gate is open',
  approved: ['UNCHECKED_SQL'],
};

const STEP = { index: 1, total: 3 };
const RARE: readonly ApplyEvent[] = [
  {
    event: 'step-progress',
    ...STEP,
    mutation: {
      table: 'shop.orders',
      id: 'mutation_3.txt',
      command: '(MODIFY COLUMN total UInt32)',
      parts: { done: 1, total: 4 },
      rows: { done: 10, total: 70 },
      secondsLeft: 9,
      failReason: 'no number',
    },
  },
  {
    event: 'step-moving',
    ...STEP,
    move: { topic: 'clicks', partitions: { done: 1, total: 6 }, bytes: null, secondsLeft: null },
  },
  { event: 'step-retried', ...STEP, because: 'the connection broke' },
];

it.each(RARE)('a line about $event fits it', async (event) => {
  const fits = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(await readFile(FILE, 'utf8')));
  const printed: string[] = [];
  const flags = { json: true, quiet: false, debug: false, color: false };
  const screen = { ...openScreen(flags), print: (text: string) => printed.push(text) };
  applyEventShower(screen)(event);
  expect(printed).toHaveLength(1);
  fits(JSON.parse(printed[0] ?? ''));
  expect(fits.errors).toBeNull();
});

describeWithEngine('each line that apply prints', () => {
  it('fits it: of a run that ends well, of one that stops, of one that does not begin', async () => {
    const database = await freshDatabase('lines');
    const project = migrationProject({ 'app/index.ts': CODE });
    const fits = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
      JSON.parse(await readFile(FILE, 'utf8')),
    );
    const apply = async (...more: readonly string[]): Promise<readonly Record<string, unknown>[]> => {
      const args = ['apply', '--json', '--clickhouse-url', database.url, ...more];
      const { stdout } = await run('migrate', args, { cwd: project.directory });
      const lines = stdout.trim().split('\n');
      return lines.map((text) => {
        const document: Record<string, unknown> = JSON.parse(text);
        fits(document);
        expect(fits.errors, text).toBeNull();
        expect(fits({ ...document, more: 1 })).toBe(false);
        return document;
      });
    };
    expect(await apply()).toMatchObject([{ error: { code: 'FILE_MISSING' } }]);
    await project.save(database.url);
    expect((await apply()).map(({ event }) => event)).toEqual(['step-started', 'step-finished', 'finished']);
    await database.clickhouse.execute('CREATE TABLE gate ENGINE = MergeTree ORDER BY a AS SELECT 1 AS a');
    project.write('app/index.ts', CODE.replace('total: string', 'total: string; note: string'));
    await project.save(database.url);
    project.editPlan((document) => document.addIn(['operations'], document.createNode({ RawSql: GATE })));
    const stopped = await apply();
    expect(stopped.at(-1)).toMatchObject({
      event: 'finished',
      outcome: 'stopped',
      exitCode: 5,
      steps: [{ status: 'done' }, { status: 'failed' }],
      error: { hint: expect.stringContaining('migrate resume') },
    });
  }, 120_000);
});
