import {
  type AnyApi,
  array,
  bytes,
  int8,
  int16,
  int32,
  int64,
  nullableArray,
  string,
  struct,
} from '../codec.ts';

/** Messages of some partitions, asked of their leader. Version 4 is the oldest that Kafka 4 knows. */
export const fetch4 = {
  key: 1,
  name: 'Fetch',
  version: 4,
  isFlexible: false,
  request: struct({
    replicaId: int32,
    maxWaitMs: int32,
    minBytes: int32,
    maxBytes: int32,
    isolationLevel: int8,
    topics: array(
      struct({
        name: string,
        partitions: array(struct({ index: int32, offset: int64, maxBytes: int32 })),
      }),
    ),
  }),
  response: struct({
    throttleMs: int32,
    topics: array(
      struct({
        name: string,
        partitions: array(
          struct({
            index: int32,
            errorCode: int16,
            highWatermark: int64,
            lastStableOffset: int64,
            aborted: nullableArray(struct({ producerId: int64, firstOffset: int64 })),
            records: bytes,
          }),
        ),
      }),
    ),
  }),
} satisfies AnyApi;
