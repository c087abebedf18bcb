import { randomUUID } from 'node:crypto';
import { attachTable } from '../ddl/create.ts';
import type { ReadObject } from '../ddl/read-object.ts';
import { type Step, stepsOf } from '../ddl/steps.ts';
import type { ServerError } from '../drivers/clickhouse/server-error.ts';
import { hashRehearsed } from '../model/hash.ts';
import type { Desired, InfraMap, SqlResource } from '../model/infra-map.ts';
import type { Operation, Plan } from '../model/operation.ts';
import { simulateOperation } from '../plan/simulate.ts';
import type { LostRows } from './insert-arrivals.ts';
import {
  type BrokenInserts,
  type InsertFindings,
  type InsertProbe,
  openInsertProbe,
} from './insert-probe.ts';
import { type Judged, replayOf } from './judged.ts';
import { loadLive } from './load-live.ts';
import { type Mismatch, mismatchesOf, readReached } from './reached.ts';
import type { Shadow } from './shadow.ts';
import { shadowSql } from './shadow-sql.ts';
import { type Skipped, saysNothing, shadowedIn } from './shadowed.ts';
import { standInLines } from './stand-ins.ts';
import { neverThere, type Unloaded, unloadedAmong, unloadedInWords } from './unloaded.ts';
import { wavesOf } from './waves.ts';

/** What is needed to rehearse a plan. */
export interface RehearsalInput {
  readonly plan: Plan;
  /** Every live object, ours or not, as it was read: views of others may stand in the way. */
  readonly live: readonly ReadObject[];
  /** The managed part of it. */
  readonly managed: InfraMap;
  readonly desired: Desired;
  readonly databases: readonly string[];
  readonly open: () => Promise<Shadow>;
  /** A shadow that has created every definition on nothing; null where there is none. It is closed. */
  readonly judged: Judged | null;
  /** Whether the target is of another release: then a table that the shadow is too strict to create is attached instead. */
  readonly isOtherRelease: boolean;
}

/** How a rehearsal went. */
export type Rehearsed =
  | {
      readonly is: 'reached-desired';
      /** `version()` of the engine. */
      readonly engine: string;
      readonly operations: string;
      /** What was not run, and why. */
      readonly skipped: readonly Skipped[];
      /** What else a person should know: inserts that could not be tried, or that fail for a while. */
      readonly notes: readonly string[];
      /** The plan with the costs that the engine showed. */
      readonly plan: Plan;
    }
  | {
      readonly is: 'failed';
      readonly operation: Operation;
      readonly statement: string;
      readonly error: ServerError;
      /** What of it was not there to begin with. */
      readonly unloaded: readonly Unloaded[];
    }
  | {
      readonly is: 'missed';
      readonly mismatches: readonly Mismatch[];
      readonly unloaded: readonly Unloaded[];
    }
  | {
      readonly is: 'breaks-inserts';
      readonly broken: readonly BrokenInserts[];
      /** Rows that are taken, and that a view misses all the same. */
      readonly lost: readonly LostRows[];
    };

interface Walk {
  readonly map: InfraMap;
  readonly plan: Operation[];
  readonly skipped: Skipped[];
}

type Failure = Omit<Extract<Rehearsed, { readonly is: 'failed' }>, 'unloaded'>;

/** By name, since an engine forgets some of those that have ended. */
async function mutationsOn(shadow: Shadow): Promise<ReadonlySet<string>> {
  const rows = await shadow.query<{ readonly mutation: string }>(
    "SELECT concat(database, '.', table, ' ', mutation_id) AS mutation FROM system.mutations",
  );
  return new Set(rows.map(({ mutation }) => mutation));
}

/** A metadata change on an empty table starts no mutation; one that starts a mutation there rewrites or unlinks files. */
function withObservedCost(operation: Operation, hasMutated: boolean): Operation {
  const isCheap = operation.cost.class === 'metadata' || operation.cost.class === 'new-parts-only';
  if (hasMutated && isCheap) return { ...operation, cost: { ...operation.cost, class: 'mutation' } };
  if (!hasMutated && operation.cost.class === 'mutation')
    return { ...operation, cost: { class: 'metadata', rows: null, bytes: null, parts: null, seconds: null } };
  return operation;
}

/** Puts a table there all the same, for what comes after it. False for anything else, or when even ATTACH refuses it. */
async function attachInstead(operation: Operation, shadow: Shadow): Promise<boolean> {
  if (operation.kind !== 'CreateTable') return false;
  const [error] = await shadow.runAll([attachTable(operation.table, randomUUID())]);
  return error === null;
}

async function runWave(
  wave: readonly Step[],
  walk: Walk,
  shadow: Shadow,
  isLenient: boolean,
): Promise<Failure | null> {
  const { statements, skipped } = shadowedIn(wave, walk.map, shadow);
  walk.skipped.push(...skipped);
  const isParallel = wave.length > 1;
  const answers = isParallel ? await shadow.runAll(statements.map(({ sql }) => sql)) : [];
  for (const [at, { sql, operation, isPartial }] of statements.entries()) {
    const error = isParallel ? answers[at] : (await shadow.runAll([sql]))[0];
    if (error === null || error === undefined) continue;
    const reason = operation.kind === 'RawSql' ? saysNothing(error, isPartial) : null;
    if (reason !== null) {
      walk.skipped.push({ because: operation.because, reason });
      continue;
    }
    if (!isLenient || !(await attachInstead(operation, shadow)))
      return { is: 'failed', operation, statement: sql, error };
    walk.skipped.push({
      because: operation.because,
      reason: `this engine is newer than the target and refuses it: ${error.message}`,
    });
  }
  return null;
}

/** Runs the steps; answers the state and the observed costs, or the first failure. */
async function runAll(
  steps: readonly Step[],
  managed: InfraMap,
  shadow: Shadow,
  probe: InsertProbe,
  isLenient: boolean,
): Promise<Walk | Failure> {
  let walk: Walk = { map: managed, plan: [], skipped: [] };
  let mutations = await mutationsOn(shadow);
  for (const wave of wavesOf(steps)) {
    const failure = await runWave(wave, walk, shadow, isLenient);
    if (failure !== null) return failure;
    const operations = wave.flatMap((step) => step.operations);
    const isCreation = operations.every(({ kind }) => kind.startsWith('Create'));
    const now = isCreation ? mutations : await mutationsOn(shadow);
    const hasMutated = [...now].some((mutation) => !mutations.has(mutation));
    const isAlter = operations.every(
      ({ kind }) => /^(Add|Drop|Modify|Rename|Materialize|Remove)/.test(kind) && kind !== 'DropTable',
    );
    walk = {
      map: operations.reduce(simulateOperation, walk.map),
      plan: [
        ...walk.plan,
        ...operations.map((operation) => (isAlter ? withObservedCost(operation, hasMutated) : operation)),
      ],
      skipped: walk.skipped,
    };
    await probe.after(operations, walk.map);
    mutations = now;
  }
  return walk;
}

function isFailure(result: Walk | Failure): result is Failure {
  return 'is' in result;
}

/** What the rows have shown an operation to harm; both lists hold the same operations in the same order. */
function withGaps(
  walked: readonly Operation[],
  planned: readonly Operation[],
  gaps: InsertFindings['gaps'],
): readonly Operation[] {
  return walked.map((operation, at) => {
    const shown = gaps.flatMap((gap) => (gap.operation === planned[at] ? [gap.hazard] : []));
    return shown.length === 0
      ? operation
      : { ...operation, hazards: [...new Set([...operation.hazards, ...shown])].sort() };
  });
}

/** Functions, roles and the like that hand-written SQL made earlier. What of it is live was loaded before, and only fails. */
async function setUpAgain(resources: readonly SqlResource[], shadow: Shadow): Promise<void> {
  for (const form of resources.flatMap(({ setup }) => setup.map(shadowSql)))
    if (form.is === 'run') await shadow.runAll([form.sql]);
}

/**
 * Runs a plan on an embedded ClickHouse that holds the live schema without its rows, statement by statement, and compares
 * the end with the wanted state. What depends on rows, rights or other servers cannot show here.
 */
export async function rehearsePlan(input: RehearsalInput): Promise<Rehearsed> {
  const { judged } = input;
  if (judged !== null && input.live.length === 0) {
    const replay = replayOf(judged);
    const rehearsed = await rehearseOn(replay.shadow, input, replay.isWhole);
    if (replay.isFaithful()) return rehearsed;
  } else await judged?.shadow.close();
  return rehearseOn(await input.open(), input);
}

/** @param isReached whether the shadow is known to hold the wanted state, which was read of it, and nothing was changed since */
async function rehearseOn(
  shadow: Shadow,
  input: RehearsalInput,
  isReached: () => boolean = () => false,
): Promise<Rehearsed> {
  try {
    const { errors } = await loadLive(input.live, shadow);
    await setUpAgain(input.managed.sqlResources, shadow);
    const { operations } = input.plan;
    const probe = await openInsertProbe(shadow, input.live, input.managed, operations);
    const walk = await runAll(stepsOf(operations), input.managed, shadow, probe, input.isOtherRelease);
    if (isFailure(walk)) return { ...walk, unloaded: unloadedAmong([walk.operation.because], errors) };
    const left = isReached()
      ? []
      : mismatchesOf(await readReached(shadow, walk.map, input.databases), input.desired, input.plan);
    const absent = neverThere(left, operations, errors);
    const mismatches = left.filter(({ address }) => absent.every((one) => one.address !== address));
    if (mismatches.length > 0) {
      const unloaded = unloadedAmong(
        mismatches.map(({ address }) => address),
        errors,
      );
      return { is: 'missed', mismatches, unloaded };
    }
    const { broken, lost, gaps, notes } = await probe.finish(walk.map);
    if (broken.length > 0 || lost.length > 0) return { is: 'breaks-inserts', broken, lost };
    const [row] = await shadow.query<{ readonly version: string }>('SELECT version() AS version');
    const plan = { ...input.plan, operations: withGaps(walk.plan, operations, gaps) };
    return {
      is: 'reached-desired',
      engine: row?.version ?? '',
      operations: hashRehearsed(plan.operations),
      skipped: [
        ...walk.skipped,
        ...absent.map((one) => ({ because: one.address, reason: unloadedInWords(one) })),
      ],
      notes: [...standInLines(plan.operations, shadow), ...notes],
      plan,
    };
  } finally {
    await shadow.close();
  }
}
