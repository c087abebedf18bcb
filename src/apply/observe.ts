import { type BrokerStep, type StatementStep, stepsOf } from '../ddl/steps.ts';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { serverErrorOf } from '../drivers/clickhouse/server-error.ts';
import { isRunning, statementFate, timesRun } from '../drivers/clickhouse/statement-fate.ts';
import { AppError } from '../errors.ts';
import { addressOf } from '../model/address.ts';
import type { Operation, Plan } from '../model/operation.ts';
import { isRepeatable, stillToDo } from '../plan/halfway.ts';
import { mutationsEnded, type StuckMutation } from './follow.ts';
import { type Patience, patiently } from './patience.ts';
import type { MutationProgress } from './report.ts';
import { tablesOf } from './run-sending.ts';
import { brokerSending, leavesNoTrace, type Sending } from './sending.ts';

/** What the server shows of a sending that did not answer well. */
export type Observation =
  | { readonly is: 'done' }
  /** What is not done, all or a part. */
  | { readonly is: 'left'; readonly sending: Sending }
  /** A mutation keeps failing, or did until it was ended. */
  | { readonly is: 'stuck'; readonly error: AppError }
  /** Nobody knows; `because` says more where more is known. */
  | { readonly is: 'unclear'; readonly because: string | null };

/** What observing needs from outside. */
export interface Observing {
  readonly clickhouse: ClickHouse;
  readonly patience: Patience;
  readonly clock: () => number;
  readonly tell: (progress: MutationProgress) => void;
  readonly mayNotContinue: () => string | null;
  /** What a fresh comparison of code and server leaves to do. */
  readonly remaining: () => Promise<Plan>;
  /** When a statement was written down, in UTC by the server's clock; empty where nobody knows. */
  readonly sentAt: (queryId: string) => Promise<string>;
  /** Asks whether to end a failing mutation and take the change of type back; answers what came of it. */
  readonly heal: (stuck: StuckMutation) => Promise<string | null>;
}

const POLL_MS = 250;

/** Waits while the server is still at it. False when nothing more may be done meanwhile. */
export async function statementsEnded(
  { clickhouse, patience, mayNotContinue }: Pick<Observing, 'clickhouse' | 'patience' | 'mayNotContinue'>,
  queryIds: readonly string[],
): Promise<boolean> {
  for (;;) {
    const running = await patiently(patience, () => isRunning(clickhouse, queryIds));
    if (running !== true) return true;
    if (mayNotContinue() !== null) return false;
    await patience.sleep(POLL_MS);
  }
}

/** The error of a mutation that nobody has ended. */
export function stuckError({ table, id, command, reason }: StuckMutation, healed: string | null): AppError {
  const address = addressOf(table.database, table.name);
  const words = `Mutation ${id} of ${address} ${command} keeps failing: ${reason}`;
  if (healed !== null)
    return new AppError('MUTATION_FAILING', `${words}\n${healed}`, {
      hint: 'Mend the rows, then: migrate resume',
    });
  return new AppError(
    'MUTATION_FAILING',
    `${words}\nThe server goes on trying, and until then the column may be unreadable.`,
    { hint: 'migrate resume --kill-failed-mutation ends it and brings the column back' },
  );
}

const UNCLEAR = { is: 'unclear', because: null } as const;
const PARTLY = 'It failed after it had written rows, which ClickHouse does not take back.';

/** An INSERT writes block by block, and what it has written stays when it fails. */
function writesRows(statement: string): boolean {
  return /^\s*(?:INSERT|WITH)\b/i.test(statement);
}

/** What leaves no trace is looked up in the server's log; what may run twice is simply not done. */
async function observeTraceless(
  sending: Sending,
  queryIds: readonly string[],
  error: unknown,
  of: Observing,
): Promise<Observation> {
  const [queryId = ''] = queryIds;
  const fate = await statementFate(of.clickhouse, queryId, await of.sentAt(queryId));
  if (fate === 'done') return { is: 'done' };
  if (fate === 'partly') return { is: 'unclear', because: PARTLY };
  const isRefused = serverErrorOf(error) !== null && !sending.statements.some(writesRows);
  const isOpen =
    fate === 'failed' ||
    fate === 'never-begun' ||
    // Without a log, the server's own no is an answer where it is for all or nothing.
    isRefused ||
    sending.step.operations.every(isRepeatable);
  return isOpen ? { is: 'left', sending } : UNCLEAR;
}

async function look(
  sending: Sending,
  queryIds: readonly string[],
  error: unknown,
  of: Observing,
): Promise<Observation> {
  const tables = tablesOf(sending.step);
  const stuck = await mutationsEnded({ ...of, sleep: of.patience.sleep, tables });
  if (stuck === 'interrupted') return UNCLEAR;
  if (stuck !== null) return { is: 'stuck', error: stuckError(stuck, await of.heal(stuck)) };
  if (leavesNoTrace(sending.step)) return observeTraceless(sending, queryIds, error, of);
  const left = stillToDo(sending.step.operations, await of.remaining());
  if (left.length === 0) return { is: 'done' };
  const statements = stepsOf(left).flatMap((step) => step.statements);
  const step: StatementStep = { on: 'clickhouse', operations: left, statements };
  return { is: 'left', sending: { step, statements, names: namesFor(statements, sending) } };
}

/** A reply of the brokers that was lost is made up for by a look at the topic. */
async function lookAtTopic({ operations }: BrokerStep, of: Observing): Promise<Observation> {
  const [left] = stepsOf(stillToDo(operations, await of.remaining()));
  return left?.on === 'kafka' ? { is: 'left', sending: brokerSending(left) } : { is: 'done' };
}

function namesFor(statements: readonly string[], { names }: Sending): readonly string[] {
  return statements.map((_, at) => names[at] ?? `${names[0] ?? ''}-${at}`);
}

/** Waits until the server is done with a sending, then looks what became of it. */
export async function observe(
  sending: Sending,
  queryIds: readonly string[],
  error: unknown,
  of: Observing,
): Promise<Observation> {
  const { step } = sending;
  try {
    // Replicas go on moving by themselves: neither done nor failed.
    if (step.on === 'kafka' && error instanceof AppError && error.code === 'APPLY_STOPPED') return UNCLEAR;
    if (step.on === 'kafka') return await patiently(of.patience, () => lookAtTopic(step, of));
    if (!(await statementsEnded(of, queryIds))) return UNCLEAR;
    return await patiently(of.patience, () => look(sending, queryIds, error, of));
  } catch (failure) {
    // The server is gone, or says nothing: nobody knows.
    if (!(failure instanceof AppError)) throw failure;
    return failure.code === 'MUTATION_FAILING' ? { is: 'stuck', error: failure } : UNCLEAR;
  }
}

/**
 * Asks the log whether a statement that leaves no trace ran once. A proxy that repeats requests makes two of one, and rows
 * that were to be there once are there twice.
 */
export async function requireOnce(
  { clickhouse, patience }: Pick<Observing, 'clickhouse' | 'patience'>,
  { step }: Sending,
  queryIds: readonly string[],
): Promise<AppError | null> {
  const operations: readonly Operation[] = step.operations;
  if (!leavesNoTrace({ operations: operations.filter((operation) => !isRepeatable(operation)) })) return null;
  for (const queryId of queryIds) {
    const times = await patiently(patience, () => timesRun(clickhouse, queryId)).catch(() => null);
    if (times === null || times <= 1) continue;
    return new AppError(
      'STATEMENT_REPEATED',
      `The server has run a statement ${times} times that was sent once: something on the way repeats requests.`,
      {
        hint: `See what it did (query_id '${queryId}'), mend the rows, and let nothing on the way repeat requests; then: migrate resume`,
      },
    );
  }
  return null;
}
