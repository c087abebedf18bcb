import type { InfraMap } from '../model/infra-map.ts';
import { didYouMean } from '../model/nearest-name.ts';
import type { TopicOperation } from '../model/operation.ts';
import { topicAddress } from '../model/topic.ts';

/** What is wrong with an operation on a topic in the state that it meets; null when nothing is. */
export function topicFault(operation: TopicOperation, { topics }: InfraMap): string | null {
  const address = topicAddress(operation.target.name);
  const topic = topics.find((each) => each.address === address);
  if (operation.kind === 'CreateTopic')
    return topic === undefined ? null : `${address} is there already at this point`;
  if (topic === undefined) {
    const names = topics.map((each) => each.address);
    return `there is no topic ${address} at this point${didYouMean(address, names)}`;
  }
  if (operation.kind === 'IncreaseTopicPartitions' && operation.after <= topic.partitions)
    return `${address} has ${topic.partitions} partitions at this point, and they can only grow`;
  return null;
}
