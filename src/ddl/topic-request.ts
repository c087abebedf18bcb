import { compareAddresses } from '../model/address.ts';
import type { TopicOperation } from '../model/operation.ts';

function configWords(configs: Readonly<Record<string, string | null>>): readonly string[] {
  return Object.entries(configs)
    .sort(([a], [b]) => compareAddresses(a, b))
    .map(([name, value]) => `${name}=${value ?? ''}`);
}

/** What the brokers are asked for, in one line: the name of the request, the topic, and what of it. */
export function topicRequest(operation: TopicOperation): string {
  const { name } = operation.target;
  switch (operation.kind) {
    case 'CreateTopic': {
      const { partitions, replicationFactor, configs } = operation.topic;
      const words = [`partitions=${partitions}`, `replication.factor=${replicationFactor ?? 'default'}`];
      return ['CreateTopics', name, ...words, ...configWords(configs)].join(' ');
    }
    case 'DeleteTopic':
      return `DeleteTopics ${name}`;
    case 'IncreaseTopicPartitions':
      return `CreatePartitions ${name} partitions=${operation.after}`;
    case 'ModifyTopicConfig': {
      const reset = operation.reset.map((config) => `-${config}`);
      return ['IncrementalAlterConfigs', name, ...configWords(operation.set), ...reset].join(' ');
    }
    case 'RegisterTopicSchema':
      return `RegisterSchema ${operation.after.subject}`;
    case 'ReassignTopicReplicas':
      return `AlterPartitionReassignments ${name} replicas=${operation.after}`;
    default:
      return operation satisfies never;
  }
}
