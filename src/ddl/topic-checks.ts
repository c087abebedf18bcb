import type { Check } from '../model/check.ts';
import type { OperationOf } from '../model/operation.ts';

type AskedTopic = OperationOf<'DeleteTopic' | 'IncreaseTopicPartitions' | 'ModifyTopicConfig'>;

function checkOf(
  { because, target }: AskedTopic,
  parts: Pick<Check, 'asks' | 'means'> & Partial<Pick<Check, 'settles'>>,
  request: string,
): Check {
  // Not SQL, and no secret either: what a person would ask the brokers with Kafka's own tools.
  const sql = `-- ${request} ${target.name}`;
  return { because, sql, settles: [], sampled: null, shows: null, ...parts };
}

const COUNTS = 'kafka-get-offsets --topic';
const GROUPS = 'kafka-consumer-groups --describe --all-groups: those on';

/** What is asked before a topic is deleted. */
export function deletionChecks(operation: OperationOf<'DeleteTopic'>) {
  const of = (asks: string, means: Check['means'], request: string): Check =>
    checkOf(operation, { asks, means }, request);
  return {
    messages: of('messages in it', 'DELETES_DATA', COUNTS),
    readers: of('consumer groups that read it now', 'BREAKS_DEPENDENTS', GROUPS),
    earlier: of('consumer groups that have read it', 'tells', `${GROUPS} (no members)`),
    hidden: of('consumer groups that this user may not see', 'tells', `${GROUPS} (hidden)`),
  } as const;
}

/**
 * What is asked before a topic gets more partitions: whoever has the key of a message in the topic may find the next one of that
 * key elsewhere. An empty topic has nothing that a new message could overtake.
 * @param asks what is counted, with what the messages that were looked at show
 */
export function growthCheck(
  operation: OperationOf<'IncreaseTopicPartitions'>,
  asks = 'messages in it',
): Check {
  return checkOf(operation, { asks, means: 'REORDERS_KEYS', settles: ['REORDERS_KEYS'] }, COUNTS);
}

/**
 * What is asked before a topic begins to be compacted. That the last messages have keys does not say that every producer writes
 * them, so no answer settles it.
 * @param looked how many messages were looked at
 */
export function compactionCheck(operation: OperationOf<'ModifyTopicConfig'>, looked: number): Check {
  const asks = `messages without a key, of ${looked} looked at; a compacted topic takes no more of them`;
  return checkOf(
    operation,
    { asks, means: 'BLOCKS_WRITES' },
    'kafka-console-consumer --property print.key=true --topic',
  );
}
