import {
  type AnyApi,
  compactArray,
  compactNullableArray,
  compactNullableString,
  compactString,
  int16,
  int32,
  tagged,
} from '../codec.ts';

/** Gives partitions new replicas, the first being the preferred leader; null takes a reassignment back. Since Kafka 2.4. */
export const alterPartitionReassignments0 = {
  key: 45,
  name: 'AlterPartitionReassignments',
  version: 0,
  isFlexible: true,
  request: tagged({
    timeoutMs: int32,
    topics: compactArray(
      tagged({
        name: compactString,
        partitions: compactArray(tagged({ index: int32, replicas: compactNullableArray(int32) })),
      }),
    ),
  }),
  response: tagged({
    throttleMs: int32,
    errorCode: int16,
    errorMessage: compactNullableString,
    topics: compactArray(
      tagged({
        name: compactString,
        partitions: compactArray(
          tagged({ index: int32, errorCode: int16, errorMessage: compactNullableString }),
        ),
      }),
    ),
  }),
} satisfies AnyApi;

/** Partitions that are on their way to other replicas; `topics` null asks for all. */
export const listPartitionReassignments0 = {
  key: 46,
  name: 'ListPartitionReassignments',
  version: 0,
  isFlexible: true,
  request: tagged({
    timeoutMs: int32,
    topics: compactNullableArray(tagged({ name: compactString, partitions: compactArray(int32) })),
  }),
  response: tagged({
    throttleMs: int32,
    errorCode: int16,
    errorMessage: compactNullableString,
    topics: compactArray(
      tagged({
        name: compactString,
        partitions: compactArray(
          tagged({
            index: int32,
            replicas: compactArray(int32),
            adding: compactArray(int32),
            removing: compactArray(int32),
          }),
        ),
      }),
    ),
  }),
} satisfies AnyApi;
