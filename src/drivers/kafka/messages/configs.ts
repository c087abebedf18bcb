import {
  type AnyApi,
  array,
  boolean,
  int8,
  int16,
  int32,
  nullableArray,
  nullableString,
  string,
  struct,
} from '../codec.ts';

/** Kinds of resources that have configs. */
export const RESOURCE = { topic: 2, broker: 4 } as const;

/** What IncrementalAlterConfigs does with an entry; Redpanda takes these two only. */
export const ALTERATION = { set: 0, delete: 1 } as const;

const synonyms = array(struct({ name: string, value: nullableString, source: int8 }));

const entry = {
  name: string,
  value: nullableString,
  readOnly: boolean,
  source: int8,
  isSensitive: boolean,
  synonyms,
} as const;

const described = { errorCode: int16, errorMessage: nullableString, type: int8, name: string } as const;

/** Configs with their sources; `names` null asks for all. */
export const describeConfigs1 = {
  key: 32,
  name: 'DescribeConfigs',
  version: 1,
  isFlexible: false,
  request: struct({
    resources: array(struct({ type: int8, name: string, names: nullableArray(string) })),
    includeSynonyms: boolean,
  }),
  response: struct({
    throttleMs: int32,
    resources: array(struct({ ...described, configs: array(struct(entry)) })),
  }),
} satisfies AnyApi;

/** Adds the type of each value. Since Kafka 2.6. */
export const describeConfigs3 = {
  key: 32,
  name: 'DescribeConfigs',
  version: 3,
  isFlexible: false,
  request: struct({
    resources: array(struct({ type: int8, name: string, names: nullableArray(string) })),
    includeSynonyms: boolean,
    includeDocumentation: boolean,
  }),
  response: struct({
    throttleMs: int32,
    resources: array(
      struct({
        ...described,
        configs: array(struct({ ...entry, type: int8, documentation: nullableString })),
      }),
    ),
  }),
} satisfies AnyApi;

/**
 * Changes the entries that are named and leaves the others; the older AlterConfigs resets whatever it does not name. A deleted
 * entry must carry null: Redpanda refuses anything else. https://cwiki.apache.org/confluence/display/KAFKA/KIP-339
 */
export const incrementalAlterConfigs0 = {
  key: 44,
  name: 'IncrementalAlterConfigs',
  version: 0,
  isFlexible: false,
  request: struct({
    resources: array(
      struct({
        type: int8,
        name: string,
        configs: array(struct({ name: string, alteration: int8, value: nullableString })),
      }),
    ),
    validateOnly: boolean,
  }),
  response: struct({
    throttleMs: int32,
    resources: array(struct({ errorCode: int16, errorMessage: nullableString, type: int8, name: string })),
  }),
} satisfies AnyApi;
