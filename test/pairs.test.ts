import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTable } from '../src/ddl/create.ts';
import { stepsOf } from '../src/ddl/steps.ts';
import { canonicalTable } from '../src/facets/tables/index.ts';
import { typeChange } from '../src/facets/types/change.ts';
import { addressOf } from '../src/model/address.ts';
import { type Desired, emptyInfraMap, type InfraMap } from '../src/model/infra-map.ts';
import type { Operation, Plan } from '../src/model/operation.ts';
import type { Table } from '../src/model/table.ts';
import { remainingPlan } from '../src/plan/plan-between.ts';
import { readingOf } from '../src/rehearse/reading.ts';
import { openShadow, type Shadow } from '../src/rehearse/shadow.ts';
import { describeWithEngine } from './support/engine.ts';
import { anyPair, formerThirdThings, type TablePair, tableOf } from './support/table-arbitrary.ts';

/** `PROPERTY_RUNS=25` tries a thousand other pairs; otherwise the same ones each time, so that nobody's work fails by chance. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? '0');
const PAIRS = 40;

/** One of each kind that casts tell apart. */
const TYPES = [
  ...[
    'Bool',
    'UInt8',
    'Int64',
    'UInt128',
    'Int256',
    'Float32',
    'BFloat16',
    'Decimal(9, 2)',
    'Decimal(60, 3)',
  ],
  ...[
    'String',
    'FixedString(9)',
    'LowCardinality(String)',
    "Enum8('a' = 1, 'b' = 2)",
    'UUID',
    'IPv4',
    'IPv6',
  ],
  ...['Date', 'Date32', 'DateTime', 'DateTime64(3)', 'Time', 'Time64(3)'],
  ...[
    'Array(UInt8)',
    'Map(String, UInt8)',
    'Tuple(a UInt8, b String)',
    'JSON',
    'Variant(String, UInt64)',
    'Dynamic',
  ],
];
/** Changes that ClickHouse takes and we refuse: nobody means them, or (the time) their mutation fails on every value. */
const TOO_CAREFUL: readonly string[] = [
  'Bool -> IPv4',
  'UInt8 -> IPv4',
  'UInt128 -> IPv6',
  'UUID -> Bool',
  'IPv4 -> Bool',
  'IPv4 -> UInt128',
  'IPv6 -> Bool',
  'Time64(3) -> Time',
  'Variant(String, UInt64) -> IPv4',
];

/** What went another way than a plan that leads there, or a refusal that says why. */
interface ThirdThing {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

const mapOf = (tables: readonly Table[]): InfraMap => ({ ...emptyInfraMap('now'), tables });

describeWithEngine('a table that becomes another', { timeout: 600_000 }, () => {
  let shadow: Shadow;
  beforeAll(async () => {
    // The first is the connection's own, which cannot be dropped under it.
    shadow = await openShadow(['lobby', 'types', 'now', 'wanted']);
  });
  afterAll(() => shadow.close());

  /** The tables of a database by name, as those of `now`. */
  async function read(database: string): Promise<ReadonlyMap<string, Table>> {
    const { objects } = await shadow.read([database]);
    const tables = objects.flatMap((object): readonly Table[] => {
      const reading = readingOf(object);
      return reading.family === 'table' ? [canonicalTable(reading.object)] : [];
    });
    return new Map(
      tables.map((table) => [
        table.name,
        { ...table, database: 'now', address: addressOf('now', table.name) },
      ]),
    );
  }

  /** Creates both sides of each pair; answers the names of those that ClickHouse takes. */
  async function make(pairs: readonly TablePair[]): Promise<readonly string[]> {
    const create = (database: string, side: keyof TablePair) =>
      shadow.runAll(pairs.map((pair, at) => createTable(tableOf(pair[side], database, `t${at}`))));
    const [before, after] = [await create('now', 'before'), await create('wanted', 'after')];
    return pairs.map((_, at) => `t${at}`).filter((_, at) => before[at] === null && after[at] === null);
  }

  async function clear(): Promise<void> {
    for (const database of ['now', 'wanted'])
      await shadow
        .runAll([`DROP DATABASE ${database}`])
        .then(() => shadow.runAll([`CREATE DATABASE ${database}`]));
  }

  /** Runs the operations of one table; answers the statement that failed, and why. */
  async function run(operations: readonly Operation[]): Promise<string | null> {
    for (const statement of stepsOf(operations).flatMap(({ statements }) => statements)) {
      const [error] = await shadow.runAll([statement]);
      if (error !== null && error !== undefined)
        return `${statement}\n  fails: ${error.code} ${error.message}`;
    }
    return null;
  }

  function words(plan: Plan): readonly string[] {
    return [
      ...plan.operations.map(({ kind, because }) => `${kind} ${because}`),
      ...plan.refused.map(({ address, because }) => `refused ${address}: ${because}`),
    ];
  }

  /** Plans each pair and runs its plan; what all of them have come to is read at once. */
  async function thirdThings(pairs: readonly TablePair[], counts: Counts): Promise<readonly ThirdThing[]> {
    const names = new Set(await make(pairs));
    const [live, wanted] = [await read('now'), await read('wanted')];
    const found: ThirdThing[] = [];
    const planned = new Map<string, { readonly desired: Desired; readonly isStill: boolean }>();
    const third = (name: string, what: string): void => {
      const pair = pairs[Number(name.slice(1))];
      if (pair === undefined) return;
      const [before, after] = [tableOf(pair.before, 'now', name), tableOf(pair.after, 'now', name)];
      found.push({ what, before: createTable(before), after: createTable(after) });
    };
    for (const [at, pair] of pairs.entries()) {
      const name = `t${at}`;
      const [table, canonical] = [live.get(name), wanted.get(name)];
      if (!names.has(name) || table === undefined || canonical === undefined) continue;
      const desired = {
        declared: mapOf([tableOf(pair.after, 'now', name)]),
        canonical: mapOf([canonical]),
      };
      const plan = remainingPlan(mapOf([table]), desired);
      if (plan.refused.length > 0) {
        counts.refused += 1;
        if (plan.refused.some(({ because }) => because.trim() === ''))
          third(name, 'it is refused without a reason');
        continue;
      }
      const failure = await run(plan.operations);
      if (failure === null) planned.set(name, { desired, isStill: plan.operations.length === 0 });
      else third(name, failure);
    }
    const reached = await read('now');
    for (const [name, { desired, isStill }] of planned) {
      const table = reached.get(name);
      const left = table === undefined ? ['it is gone'] : words(remainingPlan(mapOf([table]), desired));
      if (left.length > 0) third(name, `it is not reached: ${left.join('; ')}`);
      else if (isStill) counts.same += 1;
      else counts.reached += 1;
    }
    await clear();
    return found;
  }

  interface Counts {
    same: number;
    reached: number;
    refused: number;
  }

  it('changes the types that ClickHouse can change, and refuses the others', async () => {
    const nameOf = (from: number, to: number): string => `\`types\`.\`c${from}_${to}\``;
    const tried = TYPES.flatMap((before, from) =>
      TYPES.flatMap((after, to) => (from === to ? [] : [{ before, after, name: nameOf(from, to) }])),
    );
    await shadow.runAll(
      tried.map(
        ({ before, name }) => `CREATE TABLE ${name} (id UInt8, c ${before}) ENGINE = MergeTree ORDER BY id`,
      ),
    );
    const answers = await shadow.runAll(
      tried.map(({ after, name }) => `ALTER TABLE ${name} MODIFY COLUMN c ${after}`),
    );
    const wrong = tried.filter(
      ({ before, after }, at) => answers[at] !== null && typeChange(before, after).refuse === null,
    );
    expect(wrong.map(({ before, after }) => `${before} -> ${after}`)).toEqual([]);
    // To be too careful is a fault too, of the smaller kind.
    const careful = tried.filter(
      ({ before, after }, at) => answers[at] === null && typeChange(before, after).refuse !== null,
    );
    expect(careful.map(({ before, after }) => `${before} -> ${after}`)).toEqual(TOO_CAREFUL);
    await shadow.runAll(['DROP DATABASE types']);
  });

  it('is reached where a plan once failed', async () => {
    const counts: Counts = { same: 0, reached: 0, refused: 0 };
    const found = await thirdThings(formerThirdThings, counts);
    expect(found).toEqual([]);
    expect(counts).toEqual({ same: 0, reached: formerThirdThings.length, refused: 0 });
  });

  it(`is reached by its plan, or refused with a reason: ${Math.max(RUNS, 1) * PAIRS} pairs`, async () => {
    const counts: Counts = { same: 0, reached: 0, refused: 0 };
    const batch = fc.array(anyPair, { minLength: PAIRS, maxLength: PAIRS });
    const found: ThirdThing[] = [];
    const seed = RUNS === 0 ? 26_07 : Date.now();
    for (const pairs of fc.sample(batch, { numRuns: Math.max(RUNS, 1), seed }))
      found.push(...(await thirdThings(pairs, counts)));
    console.info(`seed ${seed}: ${JSON.stringify(counts)}`);
    expect(
      found.map(({ what, before, after }) => `${what}\n  before: ${before}\n  after:  ${after}`),
    ).toEqual([]);
    expect(counts.reached).toBeGreaterThan(PAIRS / 5);
    expect(counts.refused).toBeGreaterThan(0);
  });
});
