import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Applied } from '../../src/commands/apply.ts';
import { AppError } from '../../src/errors.ts';
import { describeWithEngine, type FreshDatabase, freshDatabase, sharedEngine } from '../support/engine.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { type MigrationProject, migrationProject } from '../support/migration-project.ts';
import { changed, decisions, FIRST_SHOP, type RandomShop, shopCode } from '../support/shop-arbitrary.ts';
import { isRename, isWrite } from './matrix.ts';
import { tellProgress } from './progress.ts';

/**
 * `npm run test:kill` makes 300 migrations, other runs a handful of them; KILL_RUNS says how many and KILL_SEED draws others. Each
 * begins where the one before has ended: one that failed comes again after all before it.
 */
const IS_FULL = process.env.KILL_MATRIX === 'full';
const RUNS = Number(process.env.KILL_RUNS ?? (IS_FULL ? 300 : 5));
const SEED = Number(process.env.KILL_SEED ?? 20261184);

const REFUSAL =
  'Code: 242. DB::Exception: Table is in readonly mode. (TABLE_IS_READ_ONLY) (version 26.7.2.1)\n';
const FAULTS: readonly Fault[] = [
  { is: 'lost-request' },
  { is: 'lost-reply' },
  { is: 'cut-reply' },
  { is: 'exception', text: REFUSAL, isDone: false },
  { is: 'exception', text: REFUSAL, isDone: true },
  { is: 'twice' },
];

const runs = fc.record({
  decisions,
  fault: fc.nat({ max: FAULTS.length - 1 }),
  /** Which of the statements that change something. */
  at: fc.nat({ max: 14 }),
  /** Rather right after the first rename, if there is one: until the views behind it are changed, they are wrong. */
  isAfterRename: fc.boolean(),
  /** Without patience a fault stops the run, and the next one goes on. */
  patience: fc.constantFrom(0, 0, 3),
});

describeWithEngine('random migrations, each with a random fault', () => {
  let database: FreshDatabase;
  let proxy: FaultProxy;
  let project: MigrationProject;
  beforeAll(async () => {
    database = await freshDatabase('random');
    proxy = await startFaultProxy(sharedEngine().url);
    project = migrationProject({ 'app/index.ts': shopCode(FIRST_SHOP) });
  });
  afterAll(() => proxy.stop());

  const proxyUrl = (): string =>
    database.url.replace(sharedEngine().url.slice('http://'.length), proxy.origin.slice('http://'.length));

  async function apply(url: string, retrySeconds: number): Promise<Applied | AppError> {
    try {
      return await project.apply(url, { retrySeconds });
    } catch (error) {
      if (error instanceof AppError && error.exitCode !== 70) return error;
      throw error;
    }
  }

  function strike(fault: Fault | undefined, at: number, isAfterRename: boolean): void {
    let writes = 0;
    let last = '';
    let isOver = false;
    proxy.watch((exchange) => {
      if (!isWrite(exchange) || isOver) return null;
      writes += 1;
      isOver = isAfterRename ? isRename(last) : writes === at + 1;
      last = exchange.statement;
      return isOver ? (fault ?? null) : null;
    });
  }

  /** Rows and their sum by table, for the tables that there are. */
  async function rowsOf(shop: RandomShop): Promise<Readonly<Record<string, string>>> {
    const found: Record<string, string> = {};
    for (const { name, columns } of shop.tables) {
      const read = ['id', ...columns.map((column) => column.name)].join(', ');
      const [row] = await database.clickhouse.query<{ readonly rows: string }>(
        `SELECT concat(toString(count()), ' ', toString(sum(id)), ' ', toString(countIf(ignore(${read})))) AS rows FROM ${name}`,
      );
      found[name] = row?.rows ?? '';
    }
    return found;
  }

  const fill = (name: string): Promise<void> =>
    database.clickhouse.execute(`INSERT INTO ${name} (id) SELECT number FROM numbers(25)`);

  /** A row that is inserted now is there for each view. */
  async function requireViews({ tables }: RandomShop, row: number, where: string): Promise<void> {
    for (const { id, name, viewFrom, isKept } of tables) {
      await database.clickhouse.execute(`INSERT INTO ${name} (id) VALUES (${row})`);
      const shown = [...(viewFrom === null ? [] : [`v_${id}`]), ...(isKept ? [`k_${id}`] : [])];
      for (const view of shown)
        expect(
          await database.clickhouse.query(`SELECT toString(id) AS shown FROM ${view} WHERE id = ${row}`),
          where,
        ).toEqual([{ shown: String(row) }]);
    }
  }

  it(
    'end in the desired state with all rows',
    async () => {
      let shop = FIRST_SHOP;
      await project.save(database.url);
      expect(await apply(database.url, 0)).toMatchObject({ failure: null });
      for (const { name } of shop.tables) await fill(name);
      const counts = { stopped: 0, steps: 0 };
      for (const [index, run] of fc.sample(runs, { numRuns: RUNS, seed: SEED }).entries()) {
        const where = `run ${index} of KILL_SEED=${SEED} KILL_RUNS=${index + 1}: ${JSON.stringify(run)}`;
        const next = changed(shop, run.decisions);
        const before = await rowsOf(shop);
        project.write('app/index.ts', shopCode(next));
        const { plan } = await project.save(database.url);
        const isRenaming = plan.operations.some(({ kind }) => /^(?:Rename|Exchange)/.test(kind));
        strike(FAULTS[run.fault], run.at, run.isAfterRename && isRenaming);
        const first = await apply(proxyUrl(), run.patience);
        proxy.watch(null);
        const isStopped = first instanceof AppError || first.failure !== null;
        if (isStopped) counts.stopped += 1;
        else counts.steps += first.report.steps.length;
        const last = await apply(database.url, 0);
        if (last instanceof AppError) throw new Error(`${where}\n${last.message}`, { cause: last });
        expect(last.failure?.message, where).toBeUndefined();
        const again = await apply(database.url, 0);
        expect(again, where).toMatchObject({ report: { steps: [] } });
        const after = await rowsOf(next);
        const kept = next.tables.flatMap(({ was, name }) => (was === null ? [] : [{ was, name }]));
        expect(
          kept.map(({ was, name }) => [was, after[name]]),
          where,
        ).toEqual(kept.map(({ was }) => [was, before[was]]));
        for (const { name } of next.tables.filter(({ was }) => was === null)) await fill(name);
        await requireViews(next, 1000 + index, where);
        shop = next;
        if (IS_FULL && index % 10 === 9)
          tellProgress(`${index + 1} of ${RUNS} random migrations, ${counts.stopped} stopped halfway`);
      }
      expect(shop.tables.length).toBeGreaterThan(0);
      expect(counts.stopped).toBeGreaterThan(0);
    },
    IS_FULL ? 3_600_000 : 240_000,
  );
});
