import { expect, it } from 'vitest';
import type { Table } from '../src/model/table.ts';
import { type Harm, harmOf } from './prediction/harm.ts';
import { type Prediction, predict, tablesIn } from './prediction/predict.ts';
import type { Row } from './prediction/row.ts';
import { ROWS, rowsFor } from './prediction/rows.ts';
import { BASE, baseFor, changed, createOf, type TableShape } from './prediction/table-shape.ts';
import { describeWithEngine, type FreshDatabase, freshDatabase } from './support/engine.ts';

interface Outcome {
  readonly row: Row;
  readonly warnings: readonly string[];
  readonly harm: Harm;
}

interface Stage {
  /** Holds the tables with rows. */
  readonly real: FreshDatabase;
  /** Holds them as they shall be. */
  readonly wanted: FreshDatabase;
  /** Holds them empty. */
  readonly twin: FreshDatabase;
  /** The engine's word on tables that it does not even create. */
  readonly uncreatable: ReadonlyMap<string, string>;
}

const PARALLEL = 3;

async function inParallel<T>(
  items: readonly T[],
  work: (item: T, at: number) => Promise<void>,
): Promise<void> {
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [at, item] of queue) await work(item, at);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

const nameOf = (at: number): string => `t${at}`;

async function setUp(): Promise<Stage> {
  const [real, wanted, twin] = [
    await freshDatabase('prediction'),
    await freshDatabase('prediction_wanted'),
    await freshDatabase('prediction_twin'),
  ];
  const uncreatable = new Map<string, string>();
  await inParallel(ROWS, async (row, at) => {
    const name = nameOf(at);
    const before = changed(baseFor(row.from, row.to), row.from);
    const rows = rowsFor(before, BASE);
    await real.clickhouse.execute(createOf(name, before));
    const columns = insertedColumns(rows, before);
    await real.clickhouse.execute(`INSERT INTO ${name} (${columns}) SELECT ${columns} FROM (${rows})`);
    await twin.clickhouse.execute(createOf(name, before));
    for (const statement of row.earlier)
      for (const { clickhouse } of [real, twin]) await clickhouse.execute(statement.replace('@', name));
    try {
      await wanted.clickhouse.execute(createOf(name, changed(before, row.to)));
    } catch (error) {
      uncreatable.set(name, error instanceof Error ? error.message : String(error));
    }
  });
  return { real, wanted, twin, uncreatable };
}

function insertedColumns(rows: string, { columns }: TableShape): string {
  const given = [...rows.matchAll(/ AS (\w+)(?=,| FROM)/g)].map((match) => match[1] ?? '');
  return given.filter((name) => columns[name] !== undefined).join(', ');
}

async function outcomeOf(
  stage: Stage,
  row: Row,
  at: number,
  tables: { readonly before: ReadonlyMap<string, Table>; readonly after: ReadonlyMap<string, Table> },
): Promise<Outcome> {
  const name = nameOf(at);
  const [before, after] = [tables.before.get(name), tables.after.get(name)];
  const raw = row.alter === null ? [] : [`ALTER TABLE ${name} ${row.alter}`];
  const rows = rowsFor(changed(BASE, row.from), BASE);
  const { clickhouse } = stage.real;
  if (before === undefined || after === undefined) {
    const warnings = [`not created: ${stage.uncreatable.get(name)?.slice(0, 160)}`];
    return { row, warnings, harm: await harmOf(clickhouse, name, { rows, statements: raw, says: row.says }) };
  }
  const on = { real: clickhouse, twin: stage.twin.clickhouse, twinDatabase: stage.twin.name };
  const prediction: Prediction = await predict(before, after, on);
  const isPlanned = prediction.plan.refused.length === 0;
  if (isPlanned && prediction.plan.operations.length === 0)
    throw new Error(`${row.title}: nothing is planned`);
  const statements = isPlanned ? prediction.statements : raw;
  return {
    row,
    warnings: prediction.warnings,
    harm: await harmOf(clickhouse, name, { rows, statements, says: row.says }),
  };
}

describeWithEngine('what is said of a change before it runs', () => {
  it('misses no change that does harm, and warns of none without a reason', {
    timeout: 600_000,
  }, async () => {
    const stage = await setUp();
    const { clickhouse } = stage.real;
    const tables = {
      before: await tablesIn(clickhouse, stage.real.name, stage.real.name),
      after: await tablesIn(clickhouse, stage.wanted.name, stage.real.name),
    };
    const outcomes: Outcome[] = [];
    await inParallel(ROWS, async (row, at) => {
      outcomes.push(await outcomeOf(stage, row, at, tables));
    });
    const lines = (of: (outcome: Outcome) => boolean): readonly string[] =>
      outcomes
        .filter(of)
        .map(
          ({ row, warnings, harm }) =>
            `${row.title}: said ${warnings.join('; ') || 'nothing'}, found ${harm ?? 'no harm'}`,
        )
        .sort();
    const missed = lines(({ warnings, harm }) => harm !== null && warnings.length === 0);
    const isFalse = ({ warnings, harm }: Outcome): boolean => harm === null && warnings.length > 0;
    const told = outcomes.filter(({ warnings }) => warnings.length > 0);
    const harmed = outcomes.filter(({ harm }) => harm !== null);
    const right = told.filter(({ harm }) => harm !== null).length;
    console.info(
      `${outcomes.length} changes, ${harmed.length} do harm: precision ${right}/${told.length} (${((100 * right) / told.length).toFixed(1)} %), recall ${right}/${harmed.length} (${((100 * right) / harmed.length).toFixed(1)} %)`,
    );
    for (const line of lines((outcome) => isFalse(outcome) && outcome.row.cautious !== null))
      console.info(`  cautious: ${line}`);
    expect(missed).toEqual([]);
    expect(lines((outcome) => isFalse(outcome) && outcome.row.cautious === null)).toEqual([]);
    // A reason that is no longer needed would hide the next false alarm.
    expect(lines((outcome) => !isFalse(outcome) && outcome.row.cautious !== null)).toEqual([]);
  });
});
