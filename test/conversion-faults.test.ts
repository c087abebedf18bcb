import { expect, it } from 'vitest';
import { conversionFaults } from '../src/ddl/checks/conversion-faults.ts';
import type { ClickHouse } from '../src/drivers/clickhouse/connection.ts';
import { typeChange } from '../src/facets/types/change.ts';
import { parseType } from '../src/facets/types/type-text.ts';
import { CONVERSIONS } from './prediction/conversions.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';

/** Runs the mutation on a table of these values; false where it fails. */
async function converts(
  clickhouse: ClickHouse,
  [name, from, to]: readonly [name: string, from: string, to: string],
  values: readonly string[],
): Promise<boolean> {
  await fill(clickhouse, [name, from], values);
  const settings = { mutations_sync: 1, allow_suspicious_low_cardinality_types: 1 };
  try {
    await clickhouse.execute(`ALTER TABLE ${name} MODIFY COLUMN v ${to}`, { settings });
    return true;
  } catch {
    return false;
  }
}

async function fill(
  clickhouse: ClickHouse,
  [name, type]: readonly [name: string, type: string],
  values: readonly string[],
): Promise<void> {
  await clickhouse.execute(`CREATE TABLE ${name} (k UInt32, v ${type}) ENGINE = MergeTree ORDER BY k`);
  for (const [at, value] of values.entries())
    await clickhouse.execute(`INSERT INTO ${name} SELECT ${at}, ${value}`);
}

/** The values that a condition holds of. */
async function those(
  clickhouse: ClickHouse,
  name: string,
  values: readonly string[],
  where: string | null,
): Promise<readonly string[]> {
  if (where === null) return [];
  const rows = await clickhouse.query<{ readonly at: number }>(
    `SELECT toUInt32(k) AS at FROM ${name} WHERE ${where} ORDER BY k`,
  );
  return rows.map(({ at }) => values[Number(at)] ?? '');
}

describeWithEngine('the questions about a change of type', () => {
  it('tell what fails, what becomes another value, and what only changes its spelling, and the mutation agrees', {
    timeout: 300_000,
  }, async () => {
    const { clickhouse } = await freshDatabase('conversion');
    const queue = CONVERSIONS.entries();
    const told: unknown[] = [];
    const wanted: unknown[] = [];
    const work = async (): Promise<void> => {
      for (const [at, [from, to, { fails = [], changes = [], same = [] }]] of queue) {
        const all = [...fails, ...changes, ...same];
        const [name, title] = [`t${at}`, `${from} -> ${to}`];
        const faults = conversionFaults('v', parseType(from), parseType(to));
        if (faults === null) throw new Error(`${title}: no question`);
        await fill(clickhouse, [name, from], all);
        const failing = await those(clickhouse, name, all, faults.fails);
        const changed = await those(clickhouse, name, all, faults.changes);
        const works = await converts(clickhouse, [`${name}_fine`, from, to], [...changes, ...same]);
        const broken: string[] = [];
        for (const [index, value] of fails.entries())
          if (!(await converts(clickhouse, [`${name}_${index}`, from, to], [value]))) broken.push(value);
        const { hazards } = typeChange(from, to);
        told[at] = {
          title,
          failing,
          changed: changed.filter((value) => !failing.includes(value)),
          works,
          broken,
        };
        wanted[at] = { title, failing: fails, changed: changes, works: true, broken: fails };
        // What a question may find is named without one too, where there is no server to ask.
        if (fails.length > 0) expect([title, ...hazards]).toContain('MAY_FAIL_ON_DATA');
        if (changes.length > 0) expect([title, ...hazards]).toContain('CHANGES_VALUES');
      }
    };
    await Promise.all([work(), work(), work()]);
    expect(told).toEqual(wanted);
  });
});
