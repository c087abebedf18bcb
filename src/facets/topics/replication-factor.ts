import { ALTER, type Effect, SAME } from '../facet.ts';
import type { TopicFacet } from './facet.ts';

/** Copying all of a topic to other brokers takes its time; forgetting copies does not. */
const COPIES: Effect = { cost: 'rewrite', hazards: ['LONG_RUNNING'] };
const FORGETS: Effect = { cost: 'metadata', hazards: [] };

/** The number of copies of each partition: https://kafka.apache.org/documentation/#basic_ops_increase_replication_factor */
export const replicationFactor: TopicFacet<number | null> = {
  extract: (declared) => declared.replicationFactor,
  introspect({ partitions }) {
    const counts = partitions.map(({ replicas }) => replicas.length);
    return counts.length === 0 ? null : Math.min(...counts);
  },
  canonical: (value) => value,
  diff(before, after, topics) {
    if (after === null || before === null) return SAME;
    // While replicas are being moved, and after a move that was broken off, partitions differ from each other.
    const isUneven =
      topics.before.live?.partitions.some(({ replicas }) => replicas.length !== after) ?? false;
    return before === after && !isUneven ? SAME : ALTER;
  },
  steps(topics, flavour) {
    const [before, after] = [topics.before.replicationFactor, topics.after.replicationFactor];
    if (before === null || after === null || this.diff(before, after, topics).is === 'same') return [];
    if (flavour === 'redpanda' && after % 2 === 0) {
      return [
        {
          step: 'refuse',
          config: null,
          because: `Redpanda keeps an odd number of replicas, the code says ${after}`,
          hint: `Set replicationFactor to ${after + 1}.`,
        },
      ];
    }
    const effect = after > before ? COPIES : FORGETS;
    return [{ step: 'do', action: { kind: 'ReassignTopicReplicas', before, after }, effect }];
  },
  outcome: (value, action) => (action.kind === 'ReassignTopicReplicas' ? action.after : value),
  describe: (before, after) =>
    `replication factor ${before ?? 'of the cluster'} -> ${after ?? 'of the cluster'}`,
  samples: [1, 2, 3],
};
