import { ALTER, SAME } from '../facet.ts';
import type { TopicFacet } from './facet.ts';

/** The number of partitions: https://kafka.apache.org/documentation/#basic_ops_modify_topic */
export const partitions: TopicFacet<number> = {
  extract: (declared) => declared.partitions,
  introspect: (live) => live.partitions.length,
  canonical: (value) => value,
  diff(before, after) {
    if (before === after) return SAME;
    if (after > before) return ALTER;
    return {
      is: 'refuse',
      because: `a topic cannot have fewer partitions than before: it has ${before}, the code says ${after}`,
      hint: `Set parallelism to ${before}, or give the stream a new version, which makes a new topic: the old one stays, with its messages.`,
    };
  },
  steps(topics) {
    const [before, after] = [topics.before.partitions, topics.after.partitions];
    const verdict = this.diff(before, after, topics);
    if (verdict.is === 'refuse')
      return [{ step: 'refuse', config: null, because: verdict.because, hint: verdict.hint }];
    if (verdict.is === 'same') return [];
    return [
      {
        step: 'do',
        action: { kind: 'IncreaseTopicPartitions', before, after },
        // The partition of a message is its key's hash modulo their number. Whether there are any, the brokers are asked.
        effect: { cost: 'metadata', hazards: ['REORDERS_KEYS'] },
      },
    ];
  },
  outcome: (value, action) => (action.kind === 'IncreaseTopicPartitions' ? action.after : value),
  describe: (before, after) => `partitions ${before} -> ${after}`,
  samples: [3, 5, 12],
};
