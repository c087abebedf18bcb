/** What a broker says when it refuses something. */
export interface BrokerError {
  /** Such as 36. The numbers are permanent: https://kafka.apache.org/protocol#protocol_error_codes */
  readonly code: number;
  /** Such as `TOPIC_ALREADY_EXISTS`. */
  readonly name: string;
  /** The broker's own text, or ours where it gave none. */
  readonly message: string;
}

/** The codes that requests about topics are answered with, with a text for brokers that give none. */
const CODES: Readonly<Record<number, readonly [name: string, text: string]>> = {
  [-1]: ['UNKNOWN_SERVER_ERROR', 'the broker failed and does not say why'],
  3: ['UNKNOWN_TOPIC_OR_PARTITION', 'the topic does not exist'],
  5: ['LEADER_NOT_AVAILABLE', 'a partition has no leader now'],
  6: ['NOT_LEADER_OR_FOLLOWER', 'the partition has another leader by now'],
  7: ['REQUEST_TIMED_OUT', 'the cluster did not get it done in time'],
  8: ['BROKER_NOT_AVAILABLE', 'the broker is not available'],
  9: ['REPLICA_NOT_AVAILABLE', 'a replica is not available'],
  14: ['COORDINATOR_LOAD_IN_PROGRESS', 'the broker is still loading its groups'],
  15: ['COORDINATOR_NOT_AVAILABLE', 'the group has no coordinator now'],
  16: ['NOT_COORDINATOR', 'the group has another coordinator by now'],
  17: ['INVALID_TOPIC_EXCEPTION', 'the name is not one that a topic may have'],
  29: ['TOPIC_AUTHORIZATION_FAILED', 'no right to this topic'],
  30: ['GROUP_AUTHORIZATION_FAILED', 'no right to this group'],
  31: ['CLUSTER_AUTHORIZATION_FAILED', 'no right to this cluster'],
  33: ['UNSUPPORTED_SASL_MECHANISM', 'the broker does not know the SASL mechanism'],
  35: ['UNSUPPORTED_VERSION', 'the broker does not know this request'],
  36: ['TOPIC_ALREADY_EXISTS', 'the topic exists already'],
  37: ['INVALID_PARTITIONS', 'the number of partitions is not possible'],
  38: ['INVALID_REPLICATION_FACTOR', 'the replication factor is not possible'],
  39: ['INVALID_REPLICA_ASSIGNMENT', 'the assignment of replicas is not possible'],
  40: ['INVALID_CONFIG', 'a config is not possible'],
  41: ['NOT_CONTROLLER', 'the cluster has another controller by now'],
  42: ['INVALID_REQUEST', 'the request is not possible'],
  44: ['POLICY_VIOLATION', 'a policy of the cluster forbids it'],
  58: ['SASL_AUTHENTICATION_FAILED', 'the name or the password is wrong'],
  60: ['REASSIGNMENT_IN_PROGRESS', 'replicas of the topic are being moved'],
  69: ['GROUP_ID_NOT_FOUND', 'the group does not exist'],
  73: ['TOPIC_DELETION_DISABLED', 'the cluster does not delete topics'],
  85: ['NO_REASSIGNMENT_IN_PROGRESS', 'no replicas are being moved'],
  89: ['THROTTLING_QUOTA_EXCEEDED', 'the quota for changes of topics is used up'],
  100: ['UNKNOWN_TOPIC_ID', 'the topic does not exist any more'],
};

export const ERROR = {
  none: 0,
  unknownTopic: 3,
  leaderNotAvailable: 5,
  timedOut: 7,
  topicDenied: 29,
  groupDenied: 30,
  clusterDenied: 31,
  notController: 41,
  noReassignment: 85,
} as const;

/** Null for code 0. */
export function brokerError(code: number, message: string | null): BrokerError | null {
  if (code === ERROR.none) return null;
  const [name, text] = CODES[code] ?? [`error ${code}`, 'the broker does not say more'];
  return { code, name, message: message === null || message.trim() === '' ? text : message.trim() };
}

/** `Topic 'x' already exists. (TOPIC_ALREADY_EXISTS)`, for people. */
export function describeBrokerError({ name, message }: BrokerError): string {
  return `${message} (${name})`;
}
