import type { Reassignment, TopicAdmin } from '../drivers/kafka/topic-admin.ts';
import { AppError } from '../errors.ts';
import { REPLICATION_CONFIG } from '../facets/topics/known-configs.ts';
import { spreadReplicas } from '../facets/topics/replica-spread.ts';
import type { Operation, OperationOf } from '../model/operation.ts';
import type { MoveProgress } from './report.ts';
import { requireDone } from './topic-result.ts';

/** What moving replicas needs from outside. */
export interface Moving {
  readonly admin: TopicAdmin;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Milliseconds since any fixed moment. */
  readonly clock: () => number;
  /** Why nothing more may be waited for; null to go on. */
  readonly mayNotContinue: () => string | null;
  readonly tell: (progress: MoveProgress) => void;
}

type Move = OperationOf<'ReassignTopicReplicas'>;

const POLL_MS = 500;
/** How many looks share one measurement, which asks every broker. */
const LOOKS_PER_MEASUREMENT = 4;
/** How often a topic is looked at that no move is known of and that has other replicas all the same. */
const LOOKS = 20;

/**
 * What moving replicas may take of each broker's network, in bytes per second. Without a limit, a big topic takes all of it from
 * producers and consumers: https://kafka.apache.org/documentation/#rep-throttle
 * The odd byte marks it as ours: a run that died leaves it behind, and who goes on must know it from a limit of somebody else.
 */
export const MOVE_LIMIT = 50 * 1024 * 1024 + 1;

interface Meter {
  /** Tells how far it is. */
  look(moves: readonly Reassignment[]): Promise<void>;
}

/** Adds up what is still to be copied, and estimates when it will be. */
function meterOf(name: string, { admin, clock, tell }: Moving): Meter {
  const start = clock();
  let [looks, partitions] = [0, 0];
  let bytes: { readonly first: number; readonly total: number; readonly left: number } | null = null;
  return {
    async look(moves) {
      partitions = Math.max(partitions, moves.length);
      // What cannot be measured is moved all the same.
      const size =
        looks % LOOKS_PER_MEASUREMENT === 0 ? await admin.measureMoves(moves).catch(() => null) : null;
      looks += 1;
      if (size !== null) {
        const whole = size.copied + size.left;
        // Producers go on writing: what is left may grow.
        bytes = {
          first: bytes?.first ?? size.copied,
          total: Math.max(bytes?.total ?? whole, size.left),
          left: size.left,
        };
      }
      const done = bytes === null ? 0 : bytes.total - bytes.left;
      const since = bytes === null ? 0 : done - bytes.first;
      const isMeasured = bytes !== null && since > 0;
      tell({
        topic: name,
        partitions: { done: partitions - moves.length, total: partitions },
        bytes: bytes === null ? null : { done, total: bytes.total },
        secondsLeft:
          isMeasured && bytes !== null ? Math.ceil((bytes.left * (clock() - start)) / since / 1000) : null,
      });
    },
  };
}

/** Waits until nothing of a topic is being moved any more. What an earlier run has begun is followed like our own. */
async function followMoves(name: string, moving: Moving): Promise<void> {
  const { admin, sleep, mayNotContinue } = moving;
  const meter = meterOf(name, moving);
  for (;;) {
    const moves = await admin.listMoves([name]);
    if (moves.length === 0) return;
    await meter.look(moves);
    const because = mayNotContinue();
    if (because !== null)
      throw new AppError(
        'APPLY_STOPPED',
        `The replicas of topic ${name} are still being moved, and this goes on by itself: ${because}.`,
        { hint: 'migrate resume waits for it and takes the limits off' },
      );
    await sleep(POLL_MS);
  }
}

async function isEven({ target, after }: Move, { admin }: Moving): Promise<boolean> {
  const [live] = await admin.readTopics([target.name]);
  const { partitions = [] } = live ?? {};
  return partitions.length > 0 && partitions.every(({ replicas }) => replicas.length === after);
}

async function beginMove({ target, after }: Move, { admin }: Moving): Promise<void> {
  const [live] = await admin.readTopics([target.name]);
  const spread = spreadReplicas(live?.partitions ?? [], admin.cluster.brokers, after);
  if (spread.is === 'impossible')
    throw new AppError('BROKER_REFUSED', `Topic ${target.name}: ${spread.because}.`);
  const move = { topic: target.name, replicas: spread.replicas };
  requireDone(await admin.moveReplicas([move], MOVE_LIMIT), 'to move the replicas of');
}

/** Redpanda spreads the replicas itself once it knows their number. */
async function setNumber({ target, after }: Move, { admin }: Moving): Promise<void> {
  const set = { [REPLICATION_CONFIG]: String(after) };
  requireDone(
    await admin.alterConfigs([{ topic: target.name, set, reset: [] }], { validateOnly: false }),
    'to move the replicas of',
  );
}

/** Moves the replicas of a topic and waits until all of them are there. The limits go when nothing moves any more. */
export async function moveTopic(operation: Move, moving: Moving): Promise<void> {
  const { admin, sleep } = moving;
  const { name } = operation.target;
  const isRedpanda = admin.cluster.flavour === 'redpanda';
  for (let looks = 0; looks < LOOKS; looks += 1) {
    await followMoves(name, moving);
    if (await isEven(operation, moving)) {
      if (!isRedpanda) await admin.endThrottle([name], MOVE_LIMIT);
      return;
    }
    if (!isRedpanda) await beginMove(operation, moving);
    else if (looks === 0) await setNumber(operation, moving);
    // Until its own brokers have seen the number, nothing is to be followed.
    else await sleep(POLL_MS);
  }
  throw new AppError('BROKER_REFUSED', `The replicas of topic ${name} do not come to be ${operation.after}.`);
}

/** Takes off the limits of moves that have ended while nobody looked. */
export async function endMoves(admin: TopicAdmin, operations: readonly Operation[]): Promise<void> {
  const moved = operations.flatMap(({ kind, target }) =>
    kind === 'ReassignTopicReplicas' ? [target.name] : [],
  );
  if (moved.length > 0 && admin.cluster.flavour !== 'redpanda') await admin.endThrottle(moved, MOVE_LIMIT);
}
