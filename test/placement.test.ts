import { describe, expect, it } from 'vitest';
import { AppError, type Problem } from '../src/errors.ts';
import { withCodeFrames } from '../src/project/framed-problems.ts';
import { infraMapOf } from '../src/project/infra-map-of.ts';
import { projectOf } from './project/project-copy.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';
import { migrationProject } from './support/migration-project.ts';

const PLACEMENT = {
  defaultDatabase: 'shop',
  additionalDatabases: ['lake'],
  clusters: ['east'],
  namespace: null,
};

async function problemsOf(work: () => Promise<unknown>): Promise<readonly Problem[]> {
  try {
    await work();
  } catch (error) {
    if (error instanceof AppError) return error.problems;
    throw error;
  }
  throw new Error('nothing was wrong');
}

/** Tells the place of each problem, and what its frame underlines. */
function told({ message, position, frame }: Problem): string {
  const lines = (frame ?? '').split('\n');
  const at = lines.findIndex((line) => line.startsWith('>'));
  const carets = lines[at + 1] ?? '';
  const word = (lines[at] ?? '').slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1);
  return `${position?.file}:${position?.line} ${word}: ${message}`;
}

describe('declarations in a place that is not theirs', () => {
  it('are told all at once, with their lines of code', async () => {
    const project = projectOf({
      'app/index.ts': `import { OlapTable, View, sql } from 'moose-migrate';
export const a = new OlapTable<{ id: string }>('a', { database: 'pond' });
export const b = new OlapTable<{ id: string }>('b', { database: 'system' });
export const c = new OlapTable<{ id: string }>('c', { cluster: 'west', database: 'lake' });
export const d = new OlapTable<{ id: string }>('.inner.d');
export const e = new OlapTable<{ id: string }>('_moose_orders');
export const f = new OlapTable<{ id: string }>('moose_orders');
export const g = new View('_Moose_g', sql\`SELECT 1\`, []);
`,
    });
    const declared = await project.declare();
    const problems = await problemsOf(() =>
      withCodeFrames(project.dir, async () => infraMapOf(declared, PLACEMENT)),
    );
    expect(problems.map(told).sort()).toEqual([
      'app/index.ts:2 new: a: database `pond` is not configured',
      "app/index.ts:3 new: b: database `system` is ClickHouse's own",
      'app/index.ts:4 new: c: cluster `west` is not configured',
      'app/index.ts:5 new: .inner.d: names like this are for tables that ClickHouse makes by itself',
      'app/index.ts:6 new: _moose_orders: names that begin with _moose are for the tables of this tool',
      'app/index.ts:8 new: _Moose_g: names that begin with _moose are for the tables of this tool',
    ]);
  });
});

describeWithEngine('a definition that ClickHouse refuses', () => {
  it('is told with its line of code', async () => {
    const project = migrationProject({
      'app/index.ts': `import { OlapTable } from 'moose-migrate';

export const orders = new OlapTable<{ id: string }>('orders', {
  orderByExpression: 'nowhere',
});
`,
    });
    const database = await freshDatabase('refused');
    const problems = await problemsOf(() => project.save(database.url));
    expect(problems.map(told)).toEqual([
      expect.stringMatching(/^app\/index\.ts:3 new: .*orders: ClickHouse refuses this definition: .*nowhere/),
    ]);
  });
});
