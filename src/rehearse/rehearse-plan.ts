import { randomUUID } from 'node:crypto';
import { attachTable, createView } from '../ddl/create.ts';
import { createText } from '../ddl/create-text.ts';
import type { ReadObject } from '../ddl/read-object.ts';
import { type Step, stepsOf } from '../ddl/steps.ts';
import { infraMapOf } from '../drivers/clickhouse/introspect.ts';
import type { ServerError } from '../drivers/clickhouse/server-error.ts';
import type { Address } from '../model/address.ts';
import { hashOperations } from '../model/hash.ts';
import { type Desired, type InfraMap, type SqlResource, serverObjects } from '../model/infra-map.ts';
import type { Operation, Plan } from '../model/operation.ts';
import { namesIn } from '../model/tokens.ts';
import { remainingPlan } from '../plan/plan-between.ts';
import { simulateOperation } from '../plan/simulate.ts';
import { canonicalReading } from './canonical-reading.ts';
import { completed } from './completed.ts';
import { addressOfReading, loadLive } from './load-live.ts';
import { readingOf, readingsOf } from './reading.ts';
import type { Shadow } from './shadow.ts';
import { reachesOut, shadowOperation } from './shadow-operation.ts';

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
  /** Whether the target is of another release: then a table that the shadow is too strict to create is attached instead. */
  readonly isOtherRelease: boolean;
}

/** Two texts of one object that should be the same. */
export interface Mismatch {
  readonly address: Address;
  /** CREATE text after the plan ran; null when the object is not there. */
  readonly reached: string | null;
  /** CREATE text that the code declares; null when there should be none. */
  readonly desired: string | null;
}

/** How a rehearsal went. */
export type Rehearsed =
  | {
      readonly is: 'reached-desired';
      /** `version()` of the engine. */
      readonly engine: string;
      readonly operations: string;
      /** What was not run, and why. */
      readonly skipped: readonly { readonly because: Address; readonly reason: string }[];
      /** The plan with the costs that the engine showed. */
      readonly plan: Plan;
    }
  | {
      readonly is: 'failed';
      readonly operation: Operation;
      readonly statement: string;
      readonly error: ServerError;
    }
  | { readonly is: 'missed'; readonly mismatches: readonly Mismatch[] };

interface Walk {
  readonly map: InfraMap;
  readonly plan: Operation[];
  readonly skipped: { readonly because: Address; readonly reason: string }[];
}

type Failure = Extract<Rehearsed, { readonly is: 'failed' }>;

async function countMutations(shadow: Shadow): Promise<number> {
  const rows = await shadow.query<{ readonly mutations: number | string }>(
    'SELECT count() AS mutations FROM system.mutations',
  );
  return Number(rows[0]?.mutations ?? 0);
}

/** What an operation that only creates is made from; null for other operations. */
function madeFrom(operation: Operation): ReadonlySet<string> | null {
  switch (operation.kind) {
    case 'CreateTable':
      return new Set();
    case 'CreateView':
    case 'CreateMaterializedView':
      return namesIn(
        createView(operation.view) + ('target' in operation.view ? ` ${operation.view.target ?? ''}` : ''),
      );
    default:
      return null;
  }
}

/** Steps that only create, and not from each other, run side by side. */
function wavesOf(steps: readonly Step[]): readonly (readonly Step[])[] {
  const waves: Step[][] = [];
  let made: Set<string> | null = null;
  for (const step of steps) {
    const sources = step.operations.map(madeFrom);
    const isCreation = sources.every((names) => names !== null);
    const isApart =
      isCreation &&
      made !== null &&
      sources.every((names) => names !== null && [...names].every((name) => made?.has(name) !== true));
    if (isApart) waves.at(-1)?.push(step);
    else waves.push([step]);
    if (!isApart) made = isCreation ? new Set() : null;
    for (const { target } of step.operations) made?.add(target.name);
  }
  return waves;
}

/** A metadata change on an empty table starts no mutation; one that starts a mutation there rewrites or unlinks files. */
function withObservedCost(operation: Operation, hasMutated: boolean): Operation {
  const isCheap = operation.cost.class === 'metadata' || operation.cost.class === 'new-parts-only';
  if (hasMutated && isCheap) return { ...operation, cost: { ...operation.cost, class: 'mutation' } };
  if (!hasMutated && operation.cost.class === 'mutation')
    return { ...operation, cost: { class: 'metadata', rows: null, bytes: null, parts: null } };
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
  const statements: { readonly sql: string; readonly operation: Operation }[] = [];
  let { map } = walk;
  for (const step of wave) {
    const shadowed: Operation[] = [];
    for (const operation of step.operations) {
      const own = shadowOperation(operation, map, shadow.settings);
      if (own.is === 'skip') walk.skipped.push({ because: operation.because, reason: own.because });
      if (own.is === 'run') shadowed.push(own.operation);
      map = simulateOperation(map, operation);
    }
    // As one step, like on the target: MODIFY ORDER BY is taken only in the statement that adds its columns.
    for (const { operations, statements: own } of stepsOf(shadowed)) {
      const [operation] = operations;
      if (operation !== undefined) statements.push(...own.map((sql) => ({ sql, operation })));
    }
  }
  const isParallel = wave.length > 1;
  const answers = isParallel ? await shadow.runAll(statements.map(({ sql }) => sql)) : [];
  for (const [at, { sql, operation }] of statements.entries()) {
    const error = isParallel ? answers[at] : (await shadow.runAll([sql]))[0];
    if (error === null || error === undefined) continue;
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
  isLenient: boolean,
): Promise<Walk | Failure> {
  let walk: Walk = { map: managed, plan: [], skipped: [] };
  let mutations = await countMutations(shadow);
  for (const wave of wavesOf(steps)) {
    const failure = await runWave(wave, walk, shadow, isLenient);
    if (failure !== null) return failure;
    const operations = wave.flatMap((step) => step.operations);
    const isCreation = operations.every(({ kind }) => kind.startsWith('Create'));
    const now = isCreation ? mutations : await countMutations(shadow);
    const isAlter = operations.every(
      ({ kind }) => /^(Add|Drop|Modify|Rename|Materialize|Remove)/.test(kind) && kind !== 'DropTable',
    );
    walk = {
      map: operations.reduce(simulateOperation, walk.map),
      plan: [
        ...walk.plan,
        ...operations.map((operation) =>
          isAlter ? withObservedCost(operation, now > mutations) : operation,
        ),
      ],
      skipped: walk.skipped,
    };
    mutations = now;
  }
  return walk;
}

function isFailure(result: Walk | Failure): result is Failure {
  return 'is' in result;
}

/** Functions, roles and the like that hand-written SQL made earlier. What of it is live was loaded before, and only fails. */
async function setUpAgain(resources: readonly SqlResource[], shadow: Shadow): Promise<void> {
  for (const sql of resources.flatMap(({ setup }) => setup)) if (!reachesOut(sql)) await shadow.runAll([sql]);
}

/** What the shadow holds at the end, with what only the pure model can know put back. */
async function readReached(
  shadow: Shadow,
  simulated: InfraMap,
  databases: readonly string[],
): Promise<InfraMap> {
  const wanted = new Map(readingsOf(simulated).map((reading) => [reading.object.address, reading]));
  const state = await shadow.read(databases);
  const readings = state.objects.map((object) => {
    const reading = readingOf(object);
    return canonicalReading(completed(reading, wanted.get(object.address) ?? reading));
  });
  const map = infraMapOf(
    readings.filter((reading) => wanted.has(addressOfReading(reading))),
    simulated.defaultDatabase,
  );
  const cycles = new Map(serverObjects(simulated).map(({ address, lifeCycle }) => [address, lifeCycle]));
  const owned = <T extends { readonly address: Address }>(object: T): T => ({
    ...object,
    lifeCycle: cycles.get(object.address) ?? 'FULLY_MANAGED',
  });
  return {
    ...map,
    tables: map.tables.map(owned),
    views: map.views.map(owned),
    materializedViews: map.materializedViews.map(owned),
    dictionaries: map.dictionaries.map(owned),
    functions: map.functions.map(owned),
    sqlResources: simulated.sqlResources,
  };
}

function textOf(map: InfraMap, address: Address): string | null {
  const reading = readingsOf(map).find(({ object }) => object.address === address);
  return reading === undefined ? null : createText(reading);
}

function ownerOf(address: Address): Address {
  return address.split('/')[0] ?? address;
}

/** What would be left to do if the plan ended here; only what the plan itself refuses may be. */
function mismatchesOf(reached: InfraMap, input: RehearsalInput): readonly Mismatch[] {
  const left = remainingPlan(reached, input.desired);
  const refused = new Set(input.plan.refused.map(({ address }) => address));
  const addresses = [
    ...left.operations.map(({ because }) => because),
    ...left.refused.map(({ address }) => address).filter((address) => !refused.has(address)),
  ];
  return [...new Set(addresses.map(ownerOf))].map((address) => ({
    address,
    reached: textOf(reached, address),
    desired: textOf(input.desired.canonical, address),
  }));
}

/**
 * Runs a plan on an embedded ClickHouse that holds the live schema without its rows, statement by statement, and compares
 * the end with the wanted state. What depends on rows, rights or other servers cannot show here.
 */
export async function rehearsePlan(input: RehearsalInput): Promise<Rehearsed> {
  const shadow = await input.open();
  try {
    await loadLive(input.live, shadow);
    await setUpAgain(input.managed.sqlResources, shadow);
    const walk = await runAll(stepsOf(input.plan.operations), input.managed, shadow, input.isOtherRelease);
    if (isFailure(walk)) return walk;
    const reached = await readReached(shadow, walk.map, input.databases);
    const mismatches = mismatchesOf(reached, input);
    if (mismatches.length > 0) return { is: 'missed', mismatches };
    const [row] = await shadow.query<{ readonly version: string }>('SELECT version() AS version');
    const plan = { ...input.plan, operations: walk.plan };
    return {
      is: 'reached-desired',
      engine: row?.version ?? '',
      operations: hashOperations(plan.operations),
      skipped: walk.skipped,
      plan,
    };
  } finally {
    await shadow.close();
  }
}
