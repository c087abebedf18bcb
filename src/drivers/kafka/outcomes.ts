import { REPLICATION_CONFIG } from '../../facets/topics/known-configs.ts';
import type { LiveTopic } from '../../model/topic.ts';
import { brokerError, ERROR } from './broker-error.ts';
import type { BrokerConnections } from './connection.ts';
import { seenWithin } from './patience.ts';
import { readTopics } from './read-topics.ts';
import type { Checking, TopicOutcome, TopicResult } from './topic-admin.ts';

/** What the driver needs to change topics. */
export interface ChangeContext {
  readonly connections: BrokerConnections;
  /** How long a change that was taken may stay out of sight. */
  readonly sightLimitMs: number;
}

export const DONE: TopicOutcome = { is: 'done', ignored: [] };

/** What a broker answers for one topic. */
export interface Answered {
  readonly name: string;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

/** The outcome for each topic, in the order of the request; an answer may have another order. */
export function outcomes(
  names: readonly string[],
  answers: readonly Answered[],
  { validateOnly }: Checking,
): readonly TopicResult[] {
  const byName = new Map(answers.map((answer) => [answer.name, answer]));
  return names.map((topic) => {
    const answer = byName.get(topic);
    const error =
      answer === undefined
        ? brokerError(-1, 'the answer does not name it')
        : brokerError(answer.errorCode, answer.errorMessage);
    // A cluster that took too long may still do it: whether it did is seen afterwards.
    const isTaken = error === null || (error.code === ERROR.timedOut && !validateOnly);
    return { topic, outcome: isTaken ? DONE : { is: 'refused', error } };
  });
}

/** Every error code in an answer. */
export const codes = ({
  topics,
}: {
  readonly topics: readonly { readonly errorCode: number }[];
}): readonly number[] => topics.map(({ errorCode }) => errorCode);

/** Replaces `done` by what `settle` finds for it, or by `unseen` when that takes too long. */
export async function whenSeen(
  { connections, sightLimitMs }: ChangeContext,
  results: readonly TopicResult[],
  settle: (topic: string, live: LiveTopic | null) => TopicOutcome | null,
): Promise<readonly TopicResult[]> {
  const waiting = results.filter(({ outcome }) => outcome.is === 'done').map(({ topic }) => topic);
  const settled = new Map<string, TopicOutcome>();
  await seenWithin(sightLimitMs, async () => {
    const left = waiting.filter((topic) => !settled.has(topic));
    const live = new Map((await readTopics(connections, left)).map((topic) => [topic.name, topic]));
    for (const topic of left) {
      const outcome = settle(topic, live.get(topic) ?? null);
      if (outcome !== null) settled.set(topic, outcome);
    }
    return waiting.every((topic) => settled.has(topic));
  });
  const unseen: TopicOutcome = { is: 'unseen', why: `not to be seen after ${sightLimitMs / 1000} s` };
  return results.map((result) =>
    result.outcome.is === 'done' ? { ...result, outcome: settled.get(result.topic) ?? unseen } : result,
  );
}

/** Redpanda takes configs that it does not know, and forgets them. Its number of replicas it takes this way, and may not show. */
export function unknownConfigs({ configs }: LiveTopic, names: readonly string[]): readonly string[] {
  if (configs === null) return [];
  const known = new Set(configs.map(({ name }) => name));
  return names.filter((name) => !known.has(name) && name !== REPLICATION_CONFIG);
}
