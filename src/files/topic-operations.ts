import * as z from 'zod';
import type { OperationKind, OperationTarget } from '../model/operation.ts';
import { form, type OperationForm } from './operation-form.ts';
import { name, optionalText } from './texts.ts';
import { topicFromFile, topicSchemaShape, topicShape, topicToFile } from './topic.ts';

const partitions = z.int().min(1);
const configValues = z.record(z.string(), z.string());

/** A topic is in no database and on no ClickHouse cluster. */
function topicTarget(named: string): OperationTarget {
  return { database: '', name: named, cluster: null };
}

const byName = {
  keys: { topic: name },
  isPlaced: false,
  targetToFile: (target: OperationTarget) => ({ topic: target.name }),
  targetFromFile: (file: { readonly topic: string }) => topicTarget(file.topic),
} as const;

/** Operations on Kafka and Redpanda topics. */
export const topicOperations = {
  CreateTopic: form({
    kind: 'CreateTopic',
    keys: {
      topic: topicShape,
      destination: optionalText.describe('Address of the table that takes every message.'),
    },
    isPlaced: false,
    targetToFile: () => ({}),
    targetFromFile: ({ topic }) => topicTarget(topic.name),
    print: ({ topic }) => ({
      topic: topicToFile(topic),
      ...(topic.destination === null ? {} : { destination: topic.destination }),
    }),
    parse: ({ topic, destination }) => ({
      kind: 'CreateTopic',
      topic: { ...topicFromFile(topic), destination },
    }),
  }),
  DeleteTopic: form({
    ...byName,
    kind: 'DeleteTopic',
    print: () => ({}),
    parse: () => ({ kind: 'DeleteTopic' }),
  }),
  IncreaseTopicPartitions: form({
    ...byName,
    kind: 'IncreaseTopicPartitions',
    keys: { ...byName.keys, before: partitions, after: partitions },
    print: ({ before, after }) => ({ before, after }),
    parse: ({ before, after }) => ({ kind: 'IncreaseTopicPartitions', before, after }),
  }),
  ModifyTopicConfig: form({
    ...byName,
    kind: 'ModifyTopicConfig',
    keys: {
      ...byName.keys,
      before: configValues.default({}).describe('Values set on the topic before, of the names that change.'),
      inherited: configValues
        .default({})
        .describe('What counts without a value on the topic, of the names that change.'),
      set: configValues.default({}),
      reset: z.array(name).default([]).describe('Names that get the value of the broker again.'),
    },
    print: ({ before, inherited, set, reset }) => ({ before, inherited, set, reset }),
    parse: ({ before, inherited, set, reset }) => ({
      kind: 'ModifyTopicConfig',
      before,
      inherited,
      set,
      reset,
    }),
  }),
  ReassignTopicReplicas: form({
    ...byName,
    kind: 'ReassignTopicReplicas',
    keys: { ...byName.keys, before: partitions, after: partitions },
    print: ({ before, after }) => ({ before, after }),
    parse: ({ before, after }) => ({ kind: 'ReassignTopicReplicas', before, after }),
  }),
  RegisterTopicSchema: form({
    ...byName,
    kind: 'RegisterTopicSchema',
    keys: {
      ...byName.keys,
      before: topicSchemaShape
        .nullable()
        .default(null)
        .describe('The latest schema of the subject before; null for none.'),
      after: topicSchemaShape,
    },
    print: ({ before, after }) => ({ before, after }),
    parse: ({ before, after }) => ({ kind: 'RegisterTopicSchema', before, after }),
  }),
} satisfies { readonly [K in OperationKind]?: OperationForm };
