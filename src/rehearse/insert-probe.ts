import type { ReadObject } from '../ddl/read-object.ts';
import type { ServerError } from '../drivers/clickhouse/server-error.ts';
import type { Address } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Hazard, Operation } from '../model/operation.ts';
import { quoteQualified } from '../model/tokens.ts';
import { type Filled, filledTables, type LostRows, openArrivals } from './insert-arrivals.ts';
import { chainTexts, type InsertChain, insertChains, touches, unloadedViews } from './insert-chains.ts';
import { defaultRow, otherRows } from './insert-row.ts';
import type { Shadow } from './shadow.ts';
import { sideBySide } from './side-by-side.ts';

/** Rows that got through before the plan and no longer do when it has run. */
export interface BrokenInserts {
  readonly source: Address;
  readonly statement: string;
  readonly error: ServerError;
  /** After which they began to fail. */
  readonly operation: Operation;
}

/** What came of pushing rows through the chains that a plan touches. */
export interface InsertFindings {
  readonly broken: readonly BrokenInserts[];
  /** Rows that views of the plan no longer get when it has run. */
  readonly lost: readonly LostRows[];
  /** What became of inserts for a while, or for views of somebody else: a hazard of the operation that it began with. */
  readonly gaps: readonly { readonly operation: Operation; readonly hazard: Hazard }[];
  /** What could not be tried, failed before the plan as well, or fails for a while only. */
  readonly notes: readonly string[];
}

/** Pushes a row through every chain of materialized views that a plan touches, after each step that touches it. */
export interface InsertProbe {
  /** To be called when steps have run; `map` is the state after them. */
  after(operations: readonly Operation[], map: InfraMap): Promise<void>;
  finish(map: InfraMap): Promise<InsertFindings>;
}

/** How a row fared; `is: 'unclear'` where what refuses it says nothing of other rows. */
type Outcome =
  | { readonly is: 'passed' }
  | { readonly is: 'failed' | 'unclear'; readonly statement: string; readonly error: ServerError };

interface Tried {
  readonly outcome: Outcome;
  /** After which it became so; null for the state before the plan. */
  readonly operation: Operation | null;
}

/** Errors that come from the values of a row, not from definitions: those of parsing, casting and checking. */
const OF_VALUES = new Set([
  6, 7, 25, 26, 27, 32, 36, 38, 41, 43, 53, 69, 70, 72, 117, 128, 131, 153, 190, 321, 349, 376, 395, 407, 441,
  457, 467, 691, 692,
]);
const VIOLATED_CONSTRAINT = 469;
/** A CHECK that wants other values, an engine that takes no INSERT here, a time limit. */
const SAYS_NOTHING = new Set([48, 159, 160, 225, 242, VIOLATED_CONSTRAINT]);

/** Beyond these a plan is probed once more at its end only: each costs some milliseconds. */
const MOST_STEPS = 60;
/** Chains probed at a time. */
const MOST_CHAINS = 100;

async function tryRow(shadow: Shadow, statement: string): Promise<Outcome> {
  const [error] = await shadow.runAll([statement]);
  if (error === null || error === undefined) return { is: 'passed' };
  return {
    is: SAYS_NOTHING.has(error.code) ? 'unclear' : 'failed',
    statement,
    error: { ...error, message: withoutIdentity(error.message) },
  };
}

/**
 * A row of defaults must get through. Where its values are what fails, and a view is new or has a new query, other rows
 * are tried: such a view may well expect texts that are never empty. So are they where a CHECK wants other values.
 */
async function tryChain(shadow: Shadow, chain: InsertChain, isNew: boolean): Promise<Outcome> {
  const first = await tryRow(shadow, defaultRow(chain));
  if (first.is === 'unclear' && first.error.code === VIOLATED_CONSTRAINT)
    return (await pastCheck(shadow, chain)) ?? first;
  if (first.is !== 'failed' || !isNew || !OF_VALUES.has(first.error.code)) return first;
  for (const statement of await otherRows(chain, shadow))
    if ((await tryRow(shadow, statement)).is === 'passed') return { is: 'passed' };
  return { ...first, is: 'unclear' };
}

/** How a row fared that the CHECK lets through; null where none does, or where its values may be what fails behind it. */
async function pastCheck(shadow: Shadow, chain: InsertChain): Promise<Outcome | null> {
  for (const statement of await otherRows(chain, shadow)) {
    const outcome = await tryRow(shadow, statement);
    if (outcome.is === 'passed') return outcome;
    if (outcome.is === 'failed' && !OF_VALUES.has(outcome.error.code)) return outcome;
  }
  return null;
}

/** Rows would make the next ALTER convert them, and fail. */
async function empty(shadow: Shadow, filled: readonly Filled[]): Promise<void> {
  const tables = filled.filter(({ engine }) => engine !== 'MaterializedView');
  await shadow.runAll(
    tables.map(({ database, name }) => `TRUNCATE TABLE IF EXISTS ${quoteQualified(database, name)}`),
  );
}

const MAKES_VIEWS = new Set<Operation['kind']>([
  'CreateMaterializedView',
  'ModifyMaterializedViewQuery',
  'ModifyMaterializedViewColumns',
]);

function addressOfTarget({ target }: Operation): Address {
  return `${target.database}.${target.name}`;
}

/** Identities are made up for each shadow: with them no two runs would say the same. */
function withoutIdentity(message: string): string {
  return message.replace(/ \([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\)/g, '');
}

function firstLine({ message }: ServerError): string {
  return message.split('\n')[0] ?? message;
}

function noteOf(source: Address, { outcome, operation }: Tried): readonly string[] {
  if (outcome.is === 'passed') return [];
  const answer = firstLine(outcome.error);
  if (outcome.is === 'unclear')
    return [`not rehearsed: inserts into ${source}, which refuses a made-up row: ${answer}`];
  return operation === null ? [`inserts into ${source} fail as it is now, before the plan: ${answer}`] : [];
}

const LOSES: Hazard = 'LOSES_ROWS_IN_GAP';

function inWords(operation: Operation | null): string {
  return operation === null ? 'the end' : `${operation.kind} ${operation.because}`;
}

function notShownNote(views: readonly Address[]): readonly string[] {
  if (views.length === 0) return [];
  return [`not shown: whether rows reach ${views.join(', ')}, where a made-up row leaves no trace`];
}

/** False where nothing can be set off by an INSERT: then not even the engine is asked. */
function mayHaveViews(
  live: readonly ReadObject[],
  state: InfraMap,
  operations: readonly Operation[],
): boolean {
  return (
    state.materializedViews.length > 0 ||
    live.some(({ family }) => family === 'materialized-view' || family === 'other') ||
    operations.some(({ kind }) => kind === 'RawSql')
  );
}

/** Starts by finding out which chains there are and what fails already. The shadow holds the live state. */
export async function openInsertProbe(
  shadow: Shadow,
  live: readonly ReadObject[],
  map: InfraMap,
  plan: readonly Operation[],
): Promise<InsertProbe> {
  const tried = new Map<Address, Tried>();
  const notes = new Set<string>();
  const changedViews = new Set<Address>();
  const arrivals = openArrivals();
  const blocked: InsertFindings['gaps'][number][] = [];
  let names: ReadonlySet<string> = new Set();
  let steps = 0;
  let late: Operation | null = null;

  const passesAgain = (source: Address, before: Tried | undefined, until: Operation | null): void => {
    if (before === undefined || before.outcome.is !== 'failed' || before.operation === null) return;
    blocked.push({ operation: before.operation, hazard: 'BLOCKS_WRITES' });
    notes.add(
      `between ${inWords(before.operation)} and ${inWords(until)} inserts into ${source} fail: ${firstLine(before.outcome.error)}`,
    );
  };

  const probe = async (
    operations: readonly Operation[],
    state: InfraMap,
    isFirst: boolean,
  ): Promise<void> => {
    if (!mayHaveViews(live, state, operations)) return;
    const texts = chainTexts(live, state);
    const chains = await insertChains(shadow, texts);
    names = new Set(chains.flatMap((chain) => [...chain.names]));
    const touched = chains.filter((chain) => operations.some((operation) => touches(chain, operation)));
    const safe = touched.filter(({ unsafe }) => unsafe === null);
    for (const { source, unsafe } of touched)
      if (unsafe !== null) notes.add(`not rehearsed: inserts into ${source}: ${unsafe}`);
    for (const { address, names: used } of isFirst ? unloadedViews(texts, chains) : [])
      if (operations.some(({ target }) => used.has(target.name)))
        notes.add(`not rehearsed: inserts through ${address}, which the embedded ClickHouse cannot load`);
    if (safe.length > MOST_CHAINS)
      notes.add(`not rehearsed: inserts into ${safe.length - MOST_CHAINS} more tables with views on them`);
    for (const [source, before] of tried) {
      if (chains.some((chain) => chain.source === source)) continue;
      // Nothing is set off there any more that could fail.
      passesAgain(source, before, operations.at(-1) ?? null);
      tried.delete(source);
    }
    const taken = new Set<Address>();
    const outcomes = await sideBySide(safe.slice(0, MOST_CHAINS), async (chain) => {
      const isNew = [...chain.views].some((view) => changedViews.has(view));
      return { chain, outcome: await tryChain(shadow, chain, isNew || !tried.has(chain.source)) };
    });
    for (const { chain, outcome } of outcomes) {
      const before = tried.get(chain.source);
      if (outcome.is === 'passed') taken.add(chain.source);
      const operation = isFirst ? null : (operations.findLast((each) => touches(chain, each)) ?? null);
      const isSame = before?.outcome.is === 'failed' && outcome.is === 'failed';
      if (outcome.is === 'passed') passesAgain(chain.source, before, operation);
      tried.set(chain.source, { outcome, operation: isSame ? before.operation : operation });
    }
    if (safe.length === 0) return;
    const filled = await filledTables(shadow);
    arrivals.see({ chains, taken, texts, filled, operations, isFirst });
    await empty(shadow, filled);
  };

  const mayMatter = (operation: Operation): boolean =>
    MAKES_VIEWS.has(operation.kind) ||
    operation.kind === 'RawSql' ||
    operation.kind === 'RenameTable' ||
    operation.kind === 'ExchangeTables' ||
    names.has(operation.target.name);

  // Where nothing was, nothing can break on the way: the end is enough.
  const isEmpty = live.length === 0;
  if (!isEmpty) await probe(plan, map, true);
  return {
    async after(operations, state) {
      for (const operation of operations)
        if (MAKES_VIEWS.has(operation.kind)) changedViews.add(addressOfTarget(operation));
      if (!operations.some(mayMatter)) return;
      steps += 1;
      if (!isEmpty && steps <= MOST_STEPS) await probe(operations, state, false);
      else late = operations.at(-1) ?? late;
    },
    async finish(state) {
      if (late !== null) await probe(plan, state, false);
      const broken = [...tried].flatMap(([source, { outcome, operation }]): readonly BrokenInserts[] =>
        outcome.is === 'failed' && operation !== null
          ? [{ source, operation, statement: outcome.statement, error: outcome.error }]
          : [],
      );
      const missed = arrivals.missed();
      const lost = arrivals.lost(state);
      const others = lost.filter(({ isOurs }) => !isOurs);
      return {
        broken,
        lost: lost.filter(({ isOurs }) => isOurs),
        gaps: [...blocked, ...[...missed, ...others].map(({ operation }) => ({ operation, hazard: LOSES }))],
        notes: [
          ...notes,
          ...[...tried].flatMap(([source, each]) => noteOf(source, each)),
          ...missed.map(
            ({ view, source, operation, until }) =>
              `between ${inWords(operation)} and ${inWords(until)} rows of ${source} do not reach ${view}`,
          ),
          ...others.map(
            ({ view, source, operation }) =>
              `after ${inWords(operation)} rows of ${source} do not reach ${view} any more`,
          ),
          ...notShownNote(arrivals.notShown()),
        ],
      };
    },
  };
}
