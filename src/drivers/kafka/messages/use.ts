import {
  type AnyApi,
  array,
  bytes,
  type Codec,
  int16,
  int32,
  int64,
  nullableArray,
  nullableString,
  string,
  struct,
} from '../codec.ts';

/** Instead of a time: the first offset that is there, and the one that will be written next. */
export const OFFSET_AT = { earliest: -2n, latest: -1n } as const;

/** Offsets of partitions; each must be asked of its leader. */
export const listOffsets1 = {
  key: 2,
  name: 'ListOffsets',
  version: 1,
  isFlexible: false,
  request: struct({
    replicaId: int32,
    topics: array(struct({ name: string, partitions: array(struct({ index: int32, timestamp: int64 })) })),
  }),
  response: struct({
    topics: array(
      struct({
        name: string,
        partitions: array(struct({ index: int32, errorCode: int16, timestamp: int64, offset: int64 })),
      }),
    ),
  }),
} satisfies AnyApi;

/** The consumer groups that one broker coordinates. */
export const listGroups1 = {
  key: 16,
  name: 'ListGroups',
  version: 1,
  isFlexible: false,
  request: struct({}),
  response: struct({
    throttleMs: int32,
    errorCode: int16,
    groups: array(struct({ id: string, protocolType: string })),
  }),
} satisfies AnyApi;

/** Members of groups, asked of their coordinator. */
export const describeGroups1 = {
  key: 15,
  name: 'DescribeGroups',
  version: 1,
  isFlexible: false,
  request: struct({ groups: array(string) }),
  response: struct({
    throttleMs: int32,
    groups: array(
      struct({
        errorCode: int16,
        id: string,
        state: string,
        protocolType: string,
        protocol: string,
        members: array(
          struct({
            id: string,
            clientId: string,
            clientHost: string,
            metadata: bytes,
            assignment: bytes,
          }),
        ),
      }),
    ),
  }),
} satisfies AnyApi;

/** Offsets that a group has committed, asked of its coordinator; `topics` null asks for all. */
export const offsetFetch3 = {
  key: 9,
  name: 'OffsetFetch',
  version: 3,
  isFlexible: false,
  request: struct({
    group: string,
    topics: nullableArray(struct({ name: string, partitions: array(int32) })),
  }),
  response: struct({
    throttleMs: int32,
    topics: array(
      struct({
        name: string,
        partitions: array(
          struct({ index: int32, offset: int64, metadata: nullableString, errorCode: int16 }),
        ),
      }),
    ),
    errorCode: int16,
  }),
} satisfies AnyApi;

/** What a member of a group with protocol type `consumer` reads, inside of `assignment`. */
export const consumerAssignment: Codec<{
  readonly version: number;
  readonly topics: readonly { readonly name: string; readonly partitions: readonly number[] }[];
}> = struct({ version: int16, topics: array(struct({ name: string, partitions: array(int32) })) });
