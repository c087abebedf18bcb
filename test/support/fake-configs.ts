/** Value and type (DescribeConfigs 3) of what a topic inherits. */
export const INHERITED: Readonly<Record<string, readonly [value: string, type: number]>> = {
  'cleanup.policy': ['delete', 7],
  'compression.type': ['producer', 2],
  'flush.ms': ['9223372036854775807', 5],
  'follower.replication.throttled.replicas': ['', 7],
  'leader.replication.throttled.replicas': ['', 7],
  'max.message.bytes': ['1048588', 3],
  'retention.bytes': ['-1', 5],
  'retention.ms': ['604800000', 5],
  'segment.bytes': ['1073741824', 3],
};
/** What Kafka knows besides, and Redpanda takes, forgets and never shows. */
export const KAFKA_ONLY: typeof INHERITED = {
  'min.insync.replicas': ['1', 3],
  preallocate: ['false', 1],
  'segment.index.bytes': ['10485760', 3],
};
