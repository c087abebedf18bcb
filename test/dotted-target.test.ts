import { expect, it, vi } from 'vitest';
import { createMaterializedView } from '../src/ddl/create.ts';
import { splitMaterializedView } from '../src/ddl/split-view.ts';
import { parseSnapshot, printSnapshot } from '../src/files/snapshot.ts';
import { emptyInfraMap } from '../src/model/infra-map.ts';
import type { MaterializedView } from '../src/model/view.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';
import { commandProject } from './support/moose.ts';

// The last test starts several processes, one after the other: a limit for a hang on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

const TEXT =
  'CREATE MATERIALIZED VIEW shop.daily TO `a.b`.`c.totals` (`id` UInt32) AS SELECT id FROM shop.orders';

function viewFrom(text: string): MaterializedView {
  const clauses = splitMaterializedView(text, 'shop');
  if (clauses === null) throw new Error('the text was not understood');
  return {
    ...clauses,
    address: 'shop.daily',
    database: 'shop',
    name: 'daily',
    sources: [],
    startsEmpty: false,
    lifeCycle: 'FULLY_MANAGED',
    cluster: null,
    source: null,
    notUnderstood: null,
  };
}

it('a target whose database and name hold dots is read, written down and printed as it is', () => {
  const view = viewFrom(TEXT);
  expect(view.target).toEqual({ database: 'a.b', name: 'c.totals' });
  expect(createMaterializedView(view)).toContain('TO `a.b`.`c.totals` ');
  const map = { ...emptyInfraMap('shop'), materializedViews: [view] };
  const { map: read } = parseSnapshot(printSnapshot(map), 'remote_state.json');
  expect(read.materializedViews[0]?.target).toEqual({ database: 'a.b', name: 'c.totals' });
});

describeWithEngine('a materialized view that writes into another database', () => {
  it('whose name holds dots is made, fills its target and plans nothing the second time', async () => {
    const database = await freshDatabase('dotted');
    const other = `${database.name}.sums.daily`;
    await database.clickhouse.execute(`CREATE DATABASE \`${other}\` ENGINE = Atomic`);
    try {
      const project = commandProject({
        'moose.config.toml': `source_dir = "app"\n\n[clickhouse_config]\nadditional_databases = ["${other}"]\n`,
        'app/index.ts': `import { type Key, MaterializedView, OlapTable, sql, type UInt32 } from 'moose-migrate';
export interface Order { id: Key<UInt32>; }
export const orders = new OlapTable<Order>('orders');
export const totals = new OlapTable<Order>('totals', { database: '${other}' });
export const daily = new MaterializedView<Order>({
  selectStatement: sql\`SELECT id FROM \${orders}\`,
  selectTables: [orders],
  targetTable: totals,
  materializedViewName: 'daily',
});
`,
      });
      const on = ['--clickhouse-url', database.url];
      expect(await project.moose('migrate', 'generate', '--save', ...on)).toMatchObject({ code: 0 });
      expect(await project.moose('migrate', ...on)).toMatchObject({ code: 0 });
      await database.clickhouse.execute('INSERT INTO orders VALUES (7)');
      expect(await database.clickhouse.query(`SELECT id FROM \`${other}\`.totals`)).toEqual([{ id: 7 }]);
      expect(await project.moose('migrate', 'generate', '--exit-code', ...on)).toMatchObject({ code: 0 });
    } finally {
      await database.clickhouse.execute(`DROP DATABASE \`${other}\``);
    }
  });
});
