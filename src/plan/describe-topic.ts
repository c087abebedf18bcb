import { showConfigValue } from '../facets/topics/config-value.ts';
import { describeTopicSchema } from '../facets/topics/schema.ts';
import { compareAddresses } from '../model/address.ts';
import type { TopicOperation } from '../model/operation.ts';
import type { Topic } from '../model/topic.ts';
import type { Description } from './describe.ts';

function topicLines({
  partitions,
  replicationFactor,
  configs,
  schema,
  destination,
}: Topic): readonly string[] {
  const own = Object.entries(configs).sort(([a], [b]) => compareAddresses(a, b));
  return [
    `partitions: ${partitions}`,
    ...(replicationFactor === null ? [] : [`replication factor: ${replicationFactor}`]),
    ...own.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${showConfigValue(name, value)}`])),
    ...(schema === null ? [] : [`schema: ${describeTopicSchema(null, schema)}`]),
    ...(destination === null ? [] : [`feeds ${destination}`]),
  ];
}

function part(text: string): Description {
  return { sign: '~', of: 'part', text, details: [] };
}

/** Says what an operation on a topic does. */
export function describeTopicOperation(operation: TopicOperation): Description {
  switch (operation.kind) {
    case 'CreateTopic':
      return { sign: '+', of: 'object', text: 'Topic', details: topicLines(operation.topic) };
    case 'DeleteTopic':
      return { sign: '-', of: 'object', text: 'Topic', details: [] };
    case 'IncreaseTopicPartitions':
      return part(`partitions: ${operation.before} -> ${operation.after}`);
    case 'ReassignTopicReplicas':
      return part(`replication factor: ${operation.before} -> ${operation.after}`);
    case 'RegisterTopicSchema':
      return part(`schema: ${describeTopicSchema(operation.before, operation.after)}`);
    case 'ModifyTopicConfig': {
      const { before, set, reset } = operation;
      const was = (name: string): string =>
        before[name] === undefined ? 'inherited' : showConfigValue(name, before[name]);
      const lines = [
        ...Object.entries(set).map(([name, value]) => [name, showConfigValue(name, value)] as const),
        ...reset.map((name) => [name, 'inherited'] as const),
      ];
      lines.sort(([a], [b]) => compareAddresses(a, b));
      return part(`configs: ${lines.map(([name, now]) => `${name} ${was(name)} -> ${now}`).join(', ')}`);
    }
    default:
      return operation satisfies never;
  }
}
