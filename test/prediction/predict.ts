import { preflight, provedHazards } from '../../src/commands/preflight.ts';
import { readObject } from '../../src/ddl/read-object.ts';
import { stepsOf } from '../../src/ddl/steps.ts';
import type { ClickHouse } from '../../src/drivers/clickhouse/connection.ts';
import { infraMapOf, introspect } from '../../src/drivers/clickhouse/introspect.ts';
import { addressOf } from '../../src/model/address.ts';
import type { Operation, Plan } from '../../src/model/operation.ts';
import type { Table } from '../../src/model/table.ts';
import { NOTHING_TOLD } from '../../src/model/told.ts';
import { planBetween } from '../../src/plan/plan-between.ts';
import { canonicalReading } from '../../src/rehearse/canonical-reading.ts';

/** What the tool says of a change before it runs. */
export interface Prediction {
  readonly plan: Plan;
  /** Why it should not run as it is, in the words of the tool; empty for a change that is called harmless. */
  readonly warnings: readonly string[];
  readonly statements: readonly string[];
}

/** Every table of a database, canonical, as if it stood in another one. */
export async function tablesIn(
  clickhouse: ClickHouse,
  database: string,
  as: string,
): Promise<ReadonlyMap<string, Table>> {
  const { objects } = await introspect(clickhouse, [database]);
  const readings = objects
    .filter((object) => object.database === database)
    .map((object) => canonicalReading(readObject(object)));
  const { tables } = infraMapOf(readings, as);
  return new Map(
    tables.map((table) => [
      table.name,
      { ...table, database: as, address: addressOf(as, table.name), lifeCycle: 'FULLY_MANAGED' },
    ]),
  );
}

function planOf(before: Table, after: Table): Plan {
  const empty = infraMapOf([], before.database);
  const [live, wanted] = [before, after].map((table) => ({ ...empty, tables: [table] }));
  if (live === undefined || wanted === undefined) throw new Error('there are two');
  return planBetween(live, {
    desired: { declared: wanted, canonical: wanted },
    hashed: wanted,
    sizes: new Map(),
    unmanaged: new Set(),
    missingDatabases: [],
    renaming: { live, operations: [], refused: [], doubts: [] },
    told: NOTHING_TOLD,
    flavour: 'kafka',
  });
}

/** The statements on an empty table of the same shape, which stands in for the rehearsal. */
async function rehearsed(
  twin: ClickHouse,
  database: string,
  operations: readonly Operation[],
): Promise<string | null> {
  const own = operations.map((operation) => ({ ...operation, target: { ...operation.target, database } }));
  for (const statement of stepsOf(own).flatMap(({ statements }) => statements)) {
    try {
      await twin.execute(statement, { settings: { mutations_sync: 1, alter_sync: 1 } });
    } catch (error) {
      return error instanceof Error ? error.message.slice(0, 160) : String(error);
    }
  }
  return null;
}

/** Plans the change of one table to another, rehearses it on an empty twin and asks the rows. */
export async function predict(
  before: Table,
  after: Table,
  on: { readonly real: ClickHouse; readonly twin: ClickHouse; readonly twinDatabase: string },
): Promise<Prediction> {
  const plan = planOf(before, after);
  const statements = stepsOf(plan.operations).flatMap((step) => step.statements);
  const refused = plan.refused.map(({ because }) => `refused: ${because}`);
  if (refused.length > 0) return { plan, warnings: refused, statements };
  const fault = await rehearsed(on.twin, on.twinDatabase, plan.operations);
  const live = {
    rows: new Map([[before.address, null]]),
    managed: { ...infraMapOf([], before.database), tables: [before] },
  };
  const found = await preflight(on.real, plan, live);
  const blocked = found.flatMap(({ results }) =>
    results.flatMap(({ check, hits, samples }) =>
      hits > 0 && check.means === 'blocks' ? [`blocked: ${hits} ${check.asks} ${samples.join(', ')}`] : [],
    ),
  );
  const hazards = found.flatMap((asked) =>
    provedHazards(asked).map((hazard) => `${asked.operation.kind}: ${hazard}`),
  );
  return {
    plan,
    warnings: [...(fault === null ? [] : [`rehearsal: ${fault}`]), ...blocked, ...hazards],
    statements,
  };
}
