import {
  type AnyApi,
  array,
  boolean,
  compactArray,
  compactNullableArray,
  compactNullableString,
  compactString,
  int16,
  int32,
  nullableArray,
  nullableString,
  string,
  struct,
  tagged,
  uuid,
  type ValueOf,
} from '../codec.ts';

/**
 * Brokers, topics and partitions. `topics` null asks for all. The first version that can be told not to create the topics it is
 * asked about is 4: an older one would revive a topic that was just deleted.
 */
export const metadata4 = {
  key: 3,
  name: 'Metadata',
  version: 4,
  isFlexible: false,
  request: struct({ topics: nullableArray(string), allowAutoTopicCreation: boolean }),
  response: struct({
    throttleMs: int32,
    brokers: array(struct({ id: int32, host: string, port: int32, rack: nullableString })),
    clusterId: nullableString,
    controllerId: int32,
    topics: array(
      struct({
        errorCode: int16,
        name: string,
        isInternal: boolean,
        partitions: array(
          struct({
            errorCode: int16,
            index: int32,
            leader: int32,
            replicas: array(int32),
            inSync: array(int32),
          }),
        ),
      }),
    ),
  }),
} satisfies AnyApi;

/** The last version before topic ids that tells what we may do with a topic, since Kafka 2.3; Redpanda has it too. */
export const metadata8 = {
  key: 3,
  name: 'Metadata',
  version: 8,
  isFlexible: false,
  request: struct({
    topics: nullableArray(string),
    allowAutoTopicCreation: boolean,
    includeClusterAuthorizedOperations: boolean,
    includeAuthorizedOperations: boolean,
  }),
  response: struct({
    throttleMs: int32,
    brokers: array(struct({ id: int32, host: string, port: int32, rack: nullableString })),
    clusterId: nullableString,
    controllerId: int32,
    topics: array(
      struct({
        errorCode: int16,
        name: string,
        isInternal: boolean,
        partitions: array(
          struct({
            errorCode: int16,
            index: int32,
            leader: int32,
            leaderEpoch: int32,
            replicas: array(int32),
            inSync: array(int32),
            offline: array(int32),
          }),
        ),
        authorizedOperations: int32,
      }),
    ),
    clusterAuthorizedOperations: int32,
  }),
} satisfies AnyApi;

/** The same with topic ids, since Kafka 3.1; Redpanda has none. */
export const metadata12 = {
  key: 3,
  name: 'Metadata',
  version: 12,
  isFlexible: true,
  request: tagged({
    topics: compactNullableArray(tagged({ id: uuid, name: compactNullableString })),
    allowAutoTopicCreation: boolean,
    includeAuthorizedOperations: boolean,
  }),
  response: tagged({
    throttleMs: int32,
    brokers: compactArray(
      tagged({ id: int32, host: compactString, port: int32, rack: compactNullableString }),
    ),
    clusterId: compactNullableString,
    controllerId: int32,
    topics: compactArray(
      tagged({
        errorCode: int16,
        name: compactNullableString,
        id: uuid,
        isInternal: boolean,
        partitions: compactArray(
          tagged({
            errorCode: int16,
            index: int32,
            leader: int32,
            leaderEpoch: int32,
            replicas: compactArray(int32),
            inSync: compactArray(int32),
            offline: compactArray(int32),
          }),
        ),
        authorizedOperations: int32,
      }),
    ),
  }),
} satisfies AnyApi;

export type Metadata12 = ValueOf<typeof metadata12.response>;
