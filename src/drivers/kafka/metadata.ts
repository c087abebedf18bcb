import type { KafkaBroker } from '../../model/topic.ts';
import { ERROR } from './broker-error.ts';
import type { BrokerConnections, Destination } from './connection.ts';
import { metadata4, metadata12 } from './messages/metadata.ts';
import type { TopicListing } from './topic-admin.ts';

/** A topic as Metadata tells of it; `errorCode` is not 0 for one that was asked for by name and is not there or not ours. */
export interface TopicState {
  readonly errorCode: number;
  readonly listing: TopicListing;
}

export interface ClusterState {
  readonly clusterId: string | null;
  /** The broker for changes; any live one under KRaft, which passes them on. Null while there is none. */
  readonly controller: number | null;
  readonly brokers: readonly KafkaBroker[];
  /** Sorted by name. */
  readonly topics: readonly TopicState[];
}

/** Brokers and topics; `names` null asks for all topics, and an empty list for none. A partition without a leader is no error. */
export async function readMetadata(
  connections: BrokerConnections,
  names: readonly string[] | null,
): Promise<ClusterState> {
  const state = connections.speaks(metadata12)
    ? await readWithIds(connections, names)
    : await readWithoutIds(connections, names);
  connections.know(state.brokers);
  return state;
}

async function readWithIds(
  connections: BrokerConnections,
  names: readonly string[] | null,
): Promise<ClusterState> {
  const answer = await connections.ask(
    metadata12,
    {
      topics: names?.map((name) => ({ id: null, name })) ?? null,
      allowAutoTopicCreation: false,
      includeAuthorizedOperations: false,
    },
    'any',
  );
  return stateOf({
    ...answer,
    topics: answer.topics.map((topic) => ({ ...topic, name: topic.name ?? '' })),
  });
}

async function readWithoutIds(
  connections: BrokerConnections,
  names: readonly string[] | null,
): Promise<ClusterState> {
  const request = { topics: names, allowAutoTopicCreation: false };
  const answer = await connections.ask(metadata4, request, 'any');
  return stateOf({ ...answer, topics: answer.topics.map((topic) => ({ ...topic, id: null })) });
}

interface Answer {
  readonly clusterId: string | null;
  readonly controllerId: number;
  readonly brokers: readonly KafkaBroker[];
  readonly topics: readonly {
    readonly errorCode: number;
    readonly name: string;
    readonly id: string | null;
    readonly isInternal: boolean;
    readonly partitions: readonly {
      readonly index: number;
      readonly leader: number;
      readonly replicas: readonly number[];
      readonly inSync: readonly number[];
    }[];
  }[];
}

function stateOf({ clusterId, controllerId, brokers, topics }: Answer): ClusterState {
  return {
    clusterId,
    controller: controllerId < 0 ? null : controllerId,
    brokers: brokers
      .map(({ id, host, port, rack }) => ({ id, host, port, rack }))
      .sort((a, b) => a.id - b.id),
    topics: topics
      .map(({ errorCode, name, id, isInternal, partitions }) => ({
        errorCode,
        listing: {
          name,
          id,
          isInternal,
          partitions: partitions
            .map(({ index, leader, replicas, inSync }) => ({
              index,
              leader: leader < 0 ? null : leader,
              replicas,
              inSync,
            }))
            .sort((a, b) => a.index - b.index),
        },
      }))
      .sort((a, b) => (a.listing.name < b.listing.name ? -1 : 1)),
  };
}

const CONTROLLER_TRIES = 5;
const CONTROLLER_PAUSE_MS = 200;

/**
 * Sends a change to the cluster. Any broker takes it under KRaft and on Redpanda; one that must pass it to a controller it is
 * not (ZooKeeper) has done nothing, and it is sent to that one.
 * @param codesOf every error code in an answer
 */
export async function changeCluster<A>(
  connections: BrokerConnections,
  send: (to: Destination) => Promise<A>,
  codesOf: (answer: A) => readonly number[],
): Promise<A> {
  let to: Destination = 'any';
  for (let tries = 1; ; tries += 1) {
    const answer = await send(to);
    if (tries === CONTROLLER_TRIES || !codesOf(answer).includes(ERROR.notController)) return answer;
    if (tries > 1) await new Promise((resolve) => setTimeout(resolve, CONTROLLER_PAUSE_MS));
    const { controller } = await readMetadata(connections, []);
    to = controller === null ? 'any' : { broker: controller };
  }
}
