import { compactionCheck, deletionChecks, growthCheck } from '../ddl/topic-checks.ts';
import type { KeySample, TopicAdmin, TopicUse } from '../drivers/kafka/topic-admin.ts';
import { listWords } from '../facets/topics/config-kind.ts';
import { beginsCompaction } from '../facets/topics/configs.ts';
import type { Check, CheckResult } from '../model/check.ts';
import type { Operation, OperationOf } from '../model/operation.ts';
import type { Topic } from '../model/topic.ts';
import type { Asked, Preflight } from './preflight.ts';
import type { Unanswered } from './unanswered.ts';

const LEADERLESS = 'a partition has no leader to ask';

function found(check: Check, samples: readonly string[]): CheckResult {
  return { check, hits: samples.length, samples: samples.slice(0, 3) };
}

function counted(check: Check, messages: bigint | null): Pick<Asked, 'results' | 'unanswered'> {
  const unanswered: readonly Unanswered[] =
    messages === null ? [{ check, reason: LEADERLESS, waits: false }] : [];
  return { results: messages === null ? [] : [{ check, hits: Number(messages), samples: [] }], unanswered };
}

function deletionAnswers(
  operation: OperationOf<'DeleteTopic'>,
  { messages, readers }: TopicUse,
  hidden: readonly string[],
): Asked {
  const checks = deletionChecks(operation);
  const { results, unanswered } = counted(checks.messages, messages);
  const groups = (isBusy: boolean): readonly string[] =>
    readers.filter(({ members }) => members > 0 === isBusy).map(({ group }) => group);
  const [busy, idle] = [groups(true), groups(false)];
  return {
    operation,
    results: [
      ...results,
      found(checks.readers, busy),
      ...(idle.length === 0 ? [] : [found(checks.earlier, idle)]),
      ...(hidden.length === 0 ? [] : [found(checks.hidden, hidden)]),
    ],
    unanswered,
  };
}

/** `messages in it; of the last 60 looked at, 48 have a key`. */
function keysText({ looked, keyed, obstacle }: KeySample, topic: Topic | undefined): string {
  const seen =
    obstacle === null
      ? `; of ${looked} looked at, ${keyed} ${keyed === 1 ? 'has' : 'have'} a key`
      : `; whether they have keys cannot be seen: ${obstacle}`;
  const policy = topic?.live?.configs?.find(({ name }) => name === 'cleanup.policy')?.value ?? '';
  const kept = listWords(policy).includes('compact')
    ? '; it is compacted, and the last value of a key stays where it is, beside the new one'
    : '';
  return `messages in it${seen}${kept}`;
}

function growthAnswers(
  operation: OperationOf<'IncreaseTopicPartitions'>,
  sample: KeySample,
  topics: readonly Topic[],
): Asked {
  const topic = topics.find(({ name }) => name === operation.target.name);
  const isEmpty = sample.messages === 0n;
  const check = isEmpty ? growthCheck(operation) : growthCheck(operation, keysText(sample, topic));
  return { operation, ...counted(check, sample.messages) };
}

function isCompaction(operation: Operation): operation is OperationOf<'ModifyTopicConfig'> {
  return operation.kind === 'ModifyTopicConfig' && beginsCompaction(operation);
}

function compactionAnswers(
  operation: OperationOf<'ModifyTopicConfig'>,
  { looked, keyed, obstacle }: KeySample,
): Asked {
  const check = compactionCheck(operation, looked);
  return obstacle === null
    ? { operation, results: [{ check, hits: looked - keyed, samples: [] }], unanswered: [] }
    : { operation, results: [], unanswered: [{ check, reason: obstacle, waits: false }] };
}

function namesOf(preflight: Preflight, isMeant: (operation: Operation) => boolean): readonly string[] {
  return preflight.flatMap(({ operation }) => (isMeant(operation) ? [operation.target.name] : []));
}

/**
 * Asks the brokers what stands against operations on topics: who would miss those that are deleted, and whether those that grow or
 * begin to be compacted hold messages with keys.
 * @param topics as they were read
 */
export async function withTopicUses(
  admin: TopicAdmin | null,
  topics: readonly Topic[],
  preflight: Preflight,
): Promise<Preflight> {
  const deleted = namesOf(preflight, ({ kind }) => kind === 'DeleteTopic');
  const looked = namesOf(
    preflight,
    (operation) => operation.kind === 'IncreaseTopicPartitions' || isCompaction(operation),
  );
  if (admin === null || deleted.length + looked.length === 0) return preflight;
  const uses = deleted.length === 0 ? null : await admin.readUses(deleted);
  const samples = looked.length === 0 ? [] : await admin.sampleKeys([...new Set(looked)]);
  return preflight.map((asked) => {
    const { operation } = asked;
    const is = ({ topic }: { readonly topic: string }): boolean => topic === operation.target.name;
    const use = operation.kind === 'DeleteTopic' ? uses?.topics.find(is) : undefined;
    if (operation.kind === 'DeleteTopic' && use !== undefined)
      return deletionAnswers(operation, use, uses?.hiddenGroups ?? []);
    const sample = samples.find(is);
    if (operation.kind === 'IncreaseTopicPartitions' && sample !== undefined)
      return growthAnswers(operation, sample, topics);
    if (isCompaction(operation) && sample !== undefined) return compactionAnswers(operation, sample);
    return asked;
  });
}
