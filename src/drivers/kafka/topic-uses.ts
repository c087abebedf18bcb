import { brokerError, ERROR } from './broker-error.ts';
import { decode } from './codec.ts';
import type { BrokerConnections } from './connection.ts';
import { refusal } from './connection-error.ts';
import { consumerAssignment, describeGroups1, listGroups1, offsetFetch3 } from './messages/use.ts';
import { type ClusterState, readMetadata } from './metadata.ts';
import { messagesIn, readRanges } from './offset-ranges.ts';
import type { TopicReader, TopicUse, TopicUses } from './topic-admin.ts';

/** Counts the messages of topics, and finds who reads them. */
export async function readUses(
  connections: BrokerConnections,
  topics: readonly string[],
): Promise<TopicUses> {
  const state = await readMetadata(connections, topics);
  const ranges = await readRanges(connections, state);
  const groups = await readGroups(connections, state);
  return {
    topics: topics.map((topic): TopicUse => {
      const readers = groups.readers.flatMap(({ group, topics: read }): readonly TopicReader[] => {
        const members = read.get(topic);
        return members === undefined ? [] : [{ group, members }];
      });
      return { topic, messages: messagesIn(ranges.get(topic)), readers };
    }),
    hiddenGroups: groups.hidden,
  };
}

interface GroupReading {
  readonly group: string;
  /** By topic, the members that read it now; 0 where the group has only left its offsets. */
  readonly topics: ReadonlyMap<string, number>;
}

async function readGroups(
  connections: BrokerConnections,
  { brokers }: ClusterState,
): Promise<{ readonly readers: readonly GroupReading[]; readonly hidden: readonly string[] }> {
  const readers: GroupReading[] = [];
  const hidden: string[] = [];
  for (const { id } of brokers) {
    const to = { broker: id };
    const listed = await connections.ask(listGroups1, {}, to);
    const error = brokerError(listed.errorCode, null);
    if (error !== null) throw refusal(error, 'to tell about consumer groups', connections.target);
    for (const group of listed.groups) {
      const offsets = await connections.ask(offsetFetch3, { group: group.id, topics: null }, to);
      if (offsets.errorCode !== ERROR.none) {
        hidden.push(group.id);
        continue;
      }
      const topics = new Map<string, number>();
      for (const { name, partitions } of offsets.topics)
        if (partitions.some(({ offset }) => offset >= 0n)) topics.set(name, 0);
      for (const topic of await topicsOfMembers(connections, group.id, id))
        topics.set(topic, (topics.get(topic) ?? 0) + 1);
      readers.push({ group: group.id, topics });
    }
  }
  const byGroup = (a: GroupReading, b: GroupReading): number => (a.group < b.group ? -1 : 1);
  return { readers: readers.sort(byGroup), hidden: hidden.sort() };
}

/** The topics that each member has been given, one entry for each. Groups of the newer protocol (KIP-848) tell none. */
async function topicsOfMembers(
  connections: BrokerConnections,
  group: string,
  broker: number,
): Promise<readonly string[]> {
  const answer = await connections.ask(describeGroups1, { groups: [group] }, { broker });
  return answer.groups
    .filter(({ errorCode, protocolType }) => errorCode === ERROR.none && protocolType === 'consumer')
    .flatMap(({ members }) => members)
    .flatMap(({ assignment }) =>
      assignment.length === 0 ? [] : decode(consumerAssignment, assignment).topics.map(({ name }) => name),
    );
}
