import type { BrokerStep, Step } from '../ddl/steps.ts';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { wasNeverSent } from '../drivers/clickhouse/connection-error.ts';
import { isPassing } from '../drivers/clickhouse/server-error.ts';
import { AppError } from '../errors.ts';
import { fillSecrets } from '../facets/secrets.ts';
import type { TopicOperation } from '../model/operation.ts';
import { isWithoutTrace } from '../plan/halfway.ts';
import { followMutations, type TableName } from './follow.ts';
import type { Observation } from './observe.ts';
import { openTries, type Patience } from './patience.ts';
import type { MoveProgress, MutationProgress, StepStatus } from './report.ts';
import type { Sending } from './sending.ts';

/** What sending needs from outside. */
export interface SendContext {
  readonly clickhouse: ClickHouse;
  readonly secrets: (from: 'ENV' | 'SECRET', name: string) => string | null;
  /** Milliseconds since any fixed moment. */
  readonly clock: () => number;
  readonly patience: Patience;
  /** Does an operation on a topic and waits until it can be seen; throws when it is not done, or nobody knows. */
  readonly changeTopic: (operation: TopicOperation, tell: SendTelling['moving']) => Promise<void>;
  /** Under which the server shall know a statement. */
  readonly queryId: (name: string, attempt: number) => string;
  /** Why nothing more may be sent (asked to stop, lock lost); null to go on. */
  readonly mayNotContinue: () => string | null;
  /** True when somebody else may be migrating by now: what is written down must not be sent any more. */
  readonly isLockLost: () => boolean;
  /** Writes a sending down before it is sent. What it throws stops everything, with nothing sent. */
  readonly beforeSending: (sending: Sending, queryIds: readonly string[]) => Promise<void>;
  /** Writes down how it ended. */
  readonly afterSending: (sending: Sending, queryIds: readonly string[], ending: Ending) => Promise<void>;
  /** What the server shows of a sending whose statements did not all answer well. */
  readonly observe: (
    sending: Sending,
    queryIds: readonly string[],
    error: unknown,
    progress: SendTelling['progress'],
  ) => Promise<Observation>;
  /** What is wrong though every statement answered well; null when nothing is. */
  readonly confirm: (sending: Sending, queryIds: readonly string[]) => Promise<AppError | null>;
}

/** What is told while it runs. */
export interface SendTelling {
  readonly progress: (progress: MutationProgress) => void;
  readonly moving: (progress: MoveProgress) => void;
  readonly retried: (because: string) => void;
}

/** How a sending ended. */
export interface Ending {
  readonly status: StepStatus;
  readonly error: AppError | null;
}

const DONE: Ending = { status: 'done', error: null };

/** Whatever was thrown, as one of our errors. */
export function asAppError(error: unknown): AppError {
  return error instanceof AppError
    ? error
    : new AppError('TOOL_BUG', error instanceof Error ? error.message : String(error), { cause: error });
}

/** The tables whose parts a step may rewrite. */
export function tablesOf({ operations }: Pick<Step, 'operations'>): readonly TableName[] {
  const named = operations.filter(({ kind, target }) => kind !== 'RawSql' && target.database !== '');
  const tables = new Map(named.map(({ target }) => [`${target.database}\n${target.name}`, target]));
  return [...tables.values()].map(({ database, name }) => ({ database, name }));
}

/**
 * How long the server waits before it answers: until this replica, or every replica of a cluster, has done what the next
 * statement may build on. A change of the definition alone starts no mutation to wait for.
 */
export function waitsOf({ operations }: Pick<Step, 'operations'>): Readonly<Record<string, number>> {
  const replicas = operations.some(({ target }) => target.cluster !== null) ? 2 : 1;
  // What SQL by hand starts nobody knows beforehand.
  const isDefinition = operations.every(
    (operation) => operation.cost.class === 'metadata' && !isWithoutTrace(operation),
  );
  return isDefinition ? { alter_sync: replicas } : { alter_sync: replicas, mutations_sync: replicas };
}

function lockLost(): AppError {
  return new AppError('LOCK_HELD', 'The lock of this migration ran out before the statement was sent.', {
    hint: 'migrate status shows who holds it now; then migrate resume',
  });
}

/** Asks the brokers; answers the error of the first request that fails. */
async function changeTopics(
  { operations }: BrokerStep,
  context: SendContext,
  tell: SendTelling['moving'],
): Promise<unknown> {
  try {
    for (const operation of operations) {
      if (context.isLockLost()) throw lockLost();
      await context.changeTopic(operation, tell);
    }
    return null;
  } catch (error) {
    return error;
  }
}

/** What sending came to. */
interface Sent {
  /** Of the first statement that failed; null where none did. */
  readonly error: unknown;
  /** Whether it is certain that nothing of it has reached the server. */
  readonly isUnsent: boolean;
}

/** Sends the statements one after the other, until one fails. */
async function send(
  sending: Sending,
  queryIds: readonly string[],
  context: SendContext,
  { progress, moving }: SendTelling,
): Promise<Sent> {
  const { clickhouse, clock, secrets } = context;
  if (sending.step.on === 'kafka')
    return { error: await changeTopics(sending.step, context, moving), isUnsent: false };
  const isLong = sending.step.operations.some(
    ({ cost }) => cost.class === 'mutation' || cost.class === 'rewrite',
  );
  const tables = isLong ? tablesOf(sending.step) : [];
  const following =
    tables.length === 0 ? null : followMutations({ clickhouse, tables, clock, tell: progress });
  const settings = waitsOf(sending.step);
  let answered = 0;
  try {
    for (const [at, statement] of sending.statements.entries()) {
      // The machine may have slept since it was written down, and somebody else have gone on meanwhile.
      if (context.isLockLost()) throw lockLost();
      await clickhouse.execute(fillSecrets(statement, secrets), { settings, queryId: queryIds[at] ?? '' });
      answered += 1;
    }
    return { error: null, isUnsent: false };
  } catch (error) {
    return { error, isUnsent: answered === 0 && wasNeverSent(error) };
  } finally {
    following?.stop();
  }
}

function endingOf({ error, isUnsent }: Sent, seen: Exclude<Observation, { is: 'done' }>): Ending {
  if (seen.is === 'stuck') return { status: 'failed', error: seen.error };
  const told = asAppError(error);
  // What was never sent is not done, though nobody can look.
  if (seen.is === 'left' || isUnsent) return { status: 'failed', error: told };
  if (seen.because === null) return { status: 'unknown', error: told };
  const { code, message, hint } = told;
  return {
    status: 'unknown',
    error: new AppError(code, `${message}\n${seen.because}`, { cause: error, hint }),
  };
}

async function doneOf(sending: Sending, queryIds: readonly string[], context: SendContext): Promise<Ending> {
  const error = await context.confirm(sending, queryIds);
  return error === null ? DONE : { status: 'unknown', error };
}

/** Whether less is left than was sent: then the error may be about what is done, such as a CREATE that arrived twice. */
function isFurther(left: Sending, sent: Sending): boolean {
  return left.statements.join(';\n') !== sent.statements.join(';\n');
}

/**
 * Sends until it is done. A reply proves nothing, neither a good one that is lost nor a bad one of a request that a proxy sent
 * twice: after every other end the server is looked at, and only what is not done there is sent again.
 */
export async function runSending(
  sending: Sending,
  context: SendContext,
  telling: SendTelling,
): Promise<Ending> {
  const tries = openTries(context.patience);
  let open = sending;
  for (let attempt = 0; ; attempt += 1) {
    const queryIds = open.names.map((name) => context.queryId(name, attempt));
    try {
      await context.beforeSending(open, queryIds);
    } catch (error) {
      return { status: attempt === 0 ? 'not-run' : 'failed', error: asAppError(error) };
    }
    const sent = await send(open, queryIds, context, telling);
    const { error } = sent;
    const seen: Observation =
      error === null ? { is: 'done' } : await context.observe(open, queryIds, error, telling.progress);
    const mayRetry =
      seen.is === 'left' &&
      (isPassing(error) || isFurther(seen.sending, open)) &&
      context.mayNotContinue() === null;
    if (mayRetry && (await tries.again()) && context.mayNotContinue() === null) {
      telling.retried(asAppError(error).message);
      open = seen.sending;
      continue;
    }
    const ending = seen.is === 'done' ? await doneOf(open, queryIds, context) : endingOf(sent, seen);
    await context.afterSending(open, queryIds, ending);
    return ending;
  }
}
