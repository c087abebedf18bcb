import { type AnyApi, array, boolean, int16, int32, int64, nullableArray, string, struct } from '../codec.ts';

/** Sizes of the replicas on one broker, which must be asked itself; `topics` null asks for all. Version 0 ended with Kafka 4.0. */
export const describeLogDirs1 = {
  key: 35,
  name: 'DescribeLogDirs',
  version: 1,
  isFlexible: false,
  request: struct({
    topics: nullableArray(struct({ name: string, partitions: array(int32) })),
  }),
  response: struct({
    throttleMs: int32,
    folders: array(
      struct({
        errorCode: int16,
        path: string,
        topics: array(
          struct({
            name: string,
            partitions: array(struct({ index: int32, size: int64, lag: int64, isFuture: boolean })),
          }),
        ),
      }),
    ),
  }),
} satisfies AnyApi;
