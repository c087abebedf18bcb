import { join } from 'node:path';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { DEV_FOLDER, MIGRATION_FOLDER, readPlan } from '../files/migration-files.ts';
import { databaseAddress, sortByAddress } from '../model/address.ts';
import { hashOperations } from '../model/hash.ts';
import type { SqlResource } from '../model/infra-map.ts';
import type { JournaledMigration } from '../model/journal.ts';
import type { OperationOf, Plan } from '../model/operation.ts';
import { operationKey } from '../plan/halfway.ts';
import { counted } from '../plan/quantity.ts';
import { statementsRun } from './standing.ts';
import type { Stores } from './stores.ts';
import type { Talk } from './talk.ts';

type RawSql = OperationOf<'RawSql'>;

/** SQL written by hand that a migration has begun, and which of its statements have run; null for one of which nobody knows. */
interface BegunSql {
  readonly operation: RawSql;
  readonly ran: readonly (boolean | null)[];
}

/** What is kept of set-ups when a migration is given up, and what only a person can mend. */
interface Kept {
  readonly resources: readonly SqlResource[];
  readonly notes: readonly string[];
}

function lines(statements: readonly string[]): string {
  return statements.map((sql) => `\n  ${sql};`).join('');
}

/** Whether statements may run again over what they have undone, or where there is nothing to undo. */
function isForgiving(teardown: readonly string[]): boolean {
  return teardown.length > 0 && teardown.every((sql) => /\bIF\s+EXISTS\b/i.test(sql));
}

function isSame(one: SqlResource, { address }: SqlResource): boolean {
  return one.address === address;
}

function withResource(resources: readonly SqlResource[], own: SqlResource): readonly SqlResource[] {
  return sortByAddress([...resources.filter((one) => !isSame(one, own)), own]);
}

/** `1 of 2 statements ran`. */
function inWords({ operation, ran }: BegunSql): string {
  const done = ran.filter((isDone) => isDone === true).length;
  const doubt = ran.includes(null) ? ', and of one nobody knows' : '';
  return `${done} of ${counted(operation.sql.length, 'statements')} ran${doubt}`;
}

/** A set-up that is not whole. Its state is what has run of it, so that the next plan takes that down first, where it can. */
function setUpInPart(resource: SqlResource, begun: BegunSql, { resources, notes }: Kept): Kept {
  const words = `${resource.address} is set up in part (${inWords(begun)})`;
  const has = (at: number, ...answers: readonly (boolean | null | undefined)[]): boolean =>
    answers.includes(begun.ran[at]);
  if (isForgiving(resource.teardown)) {
    const setup = resource.setup.filter((_, at) => has(at, true));
    const note = `${words}: the next plan tears it down before it sets it up again`;
    return { resources: withResource(resources, { ...resource, setup }), notes: [...notes, note] };
  }
  const there = resource.setup.filter((_, at) => has(at, true, null));
  const note = `${words}: undo that by hand before the next plan is made:${lines(there)}`;
  return { resources: resources.filter((one) => !isSame(one, resource)), notes: [...notes, note] };
}

/** What of one operation stays behind. */
function keptOf(kept: Kept, begun: BegunSql): Kept {
  const { sql, resource, because } = begun.operation;
  const open = sql.filter((_, at) => begun.ran[at] !== true);
  const { resources, notes } = kept;
  if (resource !== null)
    return open.length === 0
      ? { resources: withResource(resources, resource), notes }
      : setUpInPart(resource, begun, kept);
  const own = resources.find(({ address }) => address === because);
  if (own !== undefined) {
    const others = resources.filter((one) => !isSame(one, own));
    return {
      resources: open.length === 0 ? others : withResource(others, { ...own, teardown: open }),
      notes,
    };
  }
  if (open.length === 0) return kept;
  const words = `${operationKey(begun.operation)}: ${inWords(begun)}; no later plan holds the rest`;
  return { resources, notes: [...notes, `${words}:${lines(open)}`] };
}

/** Where the plan of a migration may be. */
export interface GivenUp {
  readonly projectDir: string;
  readonly database: string;
}

async function planOf(migration: string, { projectDir, database }: GivenUp): Promise<Plan | null> {
  for (const folder of [MIGRATION_FOLDER, DEV_FOLDER]) {
    const file = await readPlan(join(projectDir, folder), database).catch(() => null);
    if (file !== null && hashOperations(file.plan.operations) === migration) return file.plan;
  }
  return null;
}

async function begunIn(
  plan: Plan,
  migration: JournaledMigration,
  clickhouse: ClickHouse,
): Promise<readonly BegunSql[]> {
  const knowledge = { migration: migration.migration, newest: migration, unclear: null };
  const begun: BegunSql[] = [];
  for (const operation of plan.operations) {
    if (operation.kind !== 'RawSql' || operation.because === databaseAddress(operation.target.database))
      continue;
    const ran = await statementsRun(clickhouse, knowledge, operation);
    if (ran.some((isDone) => isDone !== false)) begun.push({ operation, ran });
  }
  return begun;
}

/**
 * Writes into the state what SQL written by hand a migration has set up, wholly or in part, before it is given up: no server
 * could tell later. What nobody will take up again is told.
 */
export async function giveUpSql(
  migration: JournaledMigration,
  { state, clickhouse, ...where }: GivenUp & Pick<Stores, 'state'> & { readonly clickhouse: ClickHouse },
  talk: Talk,
): Promise<void> {
  const kind: RawSql['kind'] = 'RawSql';
  const keys = migration.entries.flatMap(({ operations }) => operations);
  if (!keys.some((key) => key.startsWith(`${kind} `))) return;
  const plan = await planOf(migration.migration, where);
  if (plan === null) {
    talk.note(
      'it holds SQL written by hand, and its plan is gone: what of that has run, `migrate logs` shows',
    );
    return;
  }
  const begun = await begunIn(plan, migration, clickhouse);
  if (begun.length === 0) return;
  const stored = await state.read();
  const { resources, notes } = begun.reduce(keptOf, { resources: stored.sqlResources, notes: [] });
  notes.forEach(talk.note);
  await state.write({ ...stored, sqlResources: resources });
}
