import { AppError } from '../../errors.ts';
import { ERROR } from './broker-error.ts';
import type { BrokerConnections } from './connection.ts';
import { fetch4 } from './messages/fetch.ts';
import { readMetadata } from './metadata.ts';
import { messagesIn, type OffsetRange, readRanges } from './offset-ranges.ts';
import { keysIn } from './record-keys.ts';
import type { KeySample } from './topic-admin.ts';

/** What is looked at: few messages, of few partitions, in a bounded answer. */
const PARTITIONS = 3;
const MESSAGES = 20;
const BYTES = 128 * 1024;
const WAIT_MS = 1000;

type Looked = Pick<KeySample, 'looked' | 'keyed' | 'obstacle'>;

/** Counts the messages of topics, and looks whether the last ones have keys. */
export async function sampleKeys(
  connections: BrokerConnections,
  topics: readonly string[],
): Promise<readonly KeySample[]> {
  const ranges = await readRanges(connections, await readMetadata(connections, topics));
  const samples: KeySample[] = [];
  for (const topic of topics) {
    const own = ranges.get(topic);
    const looked = await lookAt(connections, topic, own ?? []);
    samples.push({ topic, messages: messagesIn(own), ...looked });
  }
  return samples;
}

async function lookAt(
  connections: BrokerConnections,
  topic: string,
  ranges: readonly OffsetRange[],
): Promise<Looked> {
  let all: Looked = { looked: 0, keyed: 0, obstacle: null };
  for (const range of ranges.filter(({ first, next }) => next > first).slice(0, PARTITIONS)) {
    const some = await lookAtPartition(connections, topic, range);
    all = {
      looked: all.looked + some.looked,
      keyed: all.keyed + some.keyed,
      obstacle: all.obstacle ?? some.obstacle,
    };
  }
  return all.looked > 0 ? { ...all, obstacle: null } : all;
}

async function lookAtPartition(
  connections: BrokerConnections,
  topic: string,
  { partition, leader, first, next }: OffsetRange,
): Promise<Looked> {
  const nothing = (obstacle: string): Looked => ({ looked: 0, keyed: 0, obstacle });
  if (!connections.speaks(fetch4)) return nothing('the broker does not know the request');
  const begin = next - BigInt(MESSAGES);
  const offset = begin > first ? begin : first;
  const request = {
    replicaId: -1,
    maxWaitMs: WAIT_MS,
    minBytes: 1,
    maxBytes: BYTES,
    isolationLevel: 0,
    topics: [{ name: topic, partitions: [{ index: partition, offset, maxBytes: BYTES }] }],
  };
  try {
    const answer = await connections.ask(fetch4, request, { broker: leader });
    const [read] = answer.topics.flatMap(({ partitions }) => partitions);
    if (read?.errorCode === ERROR.topicDenied) return nothing('no right to read it');
    if (read === undefined || read.errorCode !== ERROR.none) return nothing('the broker does not answer');
    return keysIn(read.records, offset);
  } catch (error) {
    // A look that fails is no reason to stop: the hazard stays.
    if (error instanceof AppError || error instanceof RangeError) return nothing('they cannot be read');
    throw error;
  }
}
