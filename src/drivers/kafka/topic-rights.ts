import { ERROR } from './broker-error.ts';
import type { BrokerConnections } from './connection.ts';
import { metadata8, metadata12 } from './messages/metadata.ts';
import type { TopicRights } from './topic-admin.ts';

/** The bit of DELETE in the set of operations that are allowed: bits are numbered like Kafka's AclOperation. */
const DELETE = 1 << 6;
/** In place of the set, where a broker did not work it out. */
const NOT_TOLD = -2_147_483_648;

interface Answered {
  readonly name: string | null;
  readonly errorCode: number;
  readonly authorizedOperations: number;
}

/**
 * Asks what we may do with topics. A broker names no topic that it must not show, but says of one that it is asked about by name
 * that it may not tell; it then says so of topics that do not exist, too.
 */
export async function readRights(
  connections: BrokerConnections,
  names: readonly string[],
): Promise<readonly TopicRights[]> {
  if (names.length === 0) return [];
  const answers = new Map((await ask(connections, names)).map((answer) => [answer.name, answer]));
  return names.map((topic): TopicRights => {
    const { errorCode = ERROR.none, authorizedOperations = NOT_TOLD } = answers.get(topic) ?? {};
    const isDenied = errorCode === ERROR.topicDenied;
    const isTold = errorCode === ERROR.none && authorizedOperations !== NOT_TOLD;
    const mayDelete = isTold ? (authorizedOperations & DELETE) !== 0 : null;
    return { topic, maySee: !isDenied, mayDelete: isDenied ? false : mayDelete };
  });
}

async function ask(connections: BrokerConnections, names: readonly string[]): Promise<readonly Answered[]> {
  const common = { allowAutoTopicCreation: false, includeAuthorizedOperations: true };
  if (connections.speaks(metadata12)) {
    const request = { ...common, topics: names.map((name) => ({ id: null, name })) };
    return (await connections.ask(metadata12, request, 'any')).topics;
  }
  if (!connections.speaks(metadata8)) return [];
  const request = { ...common, topics: names, includeClusterAuthorizedOperations: false };
  return (await connections.ask(metadata8, request, 'any')).topics;
}
