import {
  type AnyApi,
  array,
  boolean,
  compactArray,
  compactNullableString,
  int16,
  int32,
  nullableArray,
  nullableString,
  string,
  struct,
  tagged,
  uuid,
} from '../codec.ts';

/** What became of each topic, with the broker's own text. */
const outcomes = array(struct({ name: string, errorCode: int16, errorMessage: nullableString }));

/** Makes topics; -1 partitions or replicas stand for the broker's own number. */
export const createTopics4 = {
  key: 19,
  name: 'CreateTopics',
  version: 4,
  isFlexible: false,
  request: struct({
    topics: array(
      struct({
        name: string,
        partitions: int32,
        replicationFactor: int16,
        assignments: array(struct({ partition: int32, brokers: array(int32) })),
        configs: array(struct({ name: string, value: nullableString })),
      }),
    ),
    timeoutMs: int32,
    validateOnly: boolean,
  }),
  response: struct({
    throttleMs: int32,
    topics: outcomes,
  }),
} satisfies AnyApi;

/** Version 2 knows no -1. */
export const createTopics2 = { ...createTopics4, version: 2 } satisfies AnyApi;

/** `count` is the number of partitions afterwards. */
export const createPartitions0 = {
  key: 37,
  name: 'CreatePartitions',
  version: 0,
  isFlexible: false,
  request: struct({
    topics: array(
      struct({
        name: string,
        count: int32,
        assignments: nullableArray(struct({ brokers: array(int32) })),
      }),
    ),
    timeoutMs: int32,
    validateOnly: boolean,
  }),
  response: struct({
    throttleMs: int32,
    topics: outcomes,
  }),
} satisfies AnyApi;

/** Without the broker's text, which came with version 5. */
export const deleteTopics1 = {
  key: 20,
  name: 'DeleteTopics',
  version: 1,
  isFlexible: false,
  request: struct({ names: array(string), timeoutMs: int32 }),
  response: struct({ throttleMs: int32, topics: array(struct({ name: string, errorCode: int16 })) }),
} satisfies AnyApi;

/** Deletes by name or by id: with an id another topic of the same name is safe. Since Kafka 2.8. */
export const deleteTopics6 = {
  key: 20,
  name: 'DeleteTopics',
  version: 6,
  isFlexible: true,
  request: tagged({
    topics: compactArray(tagged({ name: compactNullableString, id: uuid })),
    timeoutMs: int32,
  }),
  response: tagged({
    throttleMs: int32,
    topics: compactArray(
      tagged({
        name: compactNullableString,
        id: uuid,
        errorCode: int16,
        errorMessage: compactNullableString,
      }),
    ),
  }),
} satisfies AnyApi;
