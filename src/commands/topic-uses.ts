import type { TopicAdmin, TopicUse } from '../drivers/kafka/topic-admin.ts';
import type { Check, CheckResult } from '../model/check.ts';
import type { Operation } from '../model/operation.ts';
import type { Asked, Preflight, Unanswered } from './preflight.ts';

function checkOf(
  { because, target }: Operation,
  parts: Pick<Check, 'asks' | 'means'>,
  request: string,
): Check {
  // Not SQL, and no secret either: what a person would ask the brokers with Kafka's own tools.
  const sql = `-- ${request} ${target.name}`;
  return { because, sql, settles: [], sampled: null, shows: null, ...parts };
}

const MESSAGES = { asks: 'messages in it', means: 'DELETES_DATA' } as const;
const READERS = { asks: 'consumer groups that read it now', means: 'BREAKS_DEPENDENTS' } as const;
const EARLIER = { asks: 'consumer groups that have read it', means: 'tells' } as const;
const HIDDEN = { asks: 'consumer groups that this user may not see', means: 'tells' } as const;

function found(check: Check, samples: readonly string[]): CheckResult {
  return { check, hits: samples.length, samples: samples.slice(0, 3) };
}

function answersOf(operation: Operation, use: TopicUse, hidden: readonly string[]): Asked {
  const messages = checkOf(operation, MESSAGES, 'kafka-get-offsets --topic');
  const groups = 'kafka-consumer-groups --describe --all-groups: those on';
  const busy = use.readers.filter(({ members }) => members > 0).map(({ group }) => group);
  const idle = use.readers.filter(({ members }) => members === 0).map(({ group }) => group);
  const unanswered: readonly Unanswered[] =
    use.messages === null ? [{ check: messages, reason: 'a partition has no leader to ask' }] : [];
  return {
    operation,
    results: [
      ...(use.messages === null ? [] : [{ check: messages, hits: Number(use.messages), samples: [] }]),
      found(checkOf(operation, READERS, groups), busy),
      ...(idle.length === 0 ? [] : [found(checkOf(operation, EARLIER, `${groups} (no members)`), idle)]),
      ...(hidden.length === 0 ? [] : [found(checkOf(operation, HIDDEN, `${groups} (hidden)`), hidden)]),
    ],
    unanswered,
  };
}

/** Asks the brokers who would miss the topics that are deleted: how many messages they hold, and which groups read them. */
export async function withTopicUses(admin: TopicAdmin | null, preflight: Preflight): Promise<Preflight> {
  const deleted = preflight.flatMap(({ operation }) =>
    operation.kind === 'DeleteTopic' ? [operation.target.name] : [],
  );
  if (admin === null || deleted.length === 0) return preflight;
  const { topics, hiddenGroups } = await admin.readUses(deleted);
  const uses = new Map(topics.map((use) => [use.topic, use]));
  return preflight.map((asked) => {
    const use = asked.operation.kind === 'DeleteTopic' ? uses.get(asked.operation.target.name) : undefined;
    return use === undefined ? asked : answersOf(asked.operation, use, hiddenGroups);
  });
}
