/** Names by which programs keep topics for themselves, and whose they are. */
const KEEPERS: readonly (readonly [pattern: RegExp, owner: string])[] = [
  [/^__/, 'the cluster'],
  [/^_redpanda\b/, 'Redpanda'],
  [/^_schemas$|^_schema_encoders$/, 'the schema registry'],
  [/^_?confluent[-_.]|^_confluent$/, 'Confluent'],
  [/^(?:docker-|_)?connect-(?:configs|offsets|status)(?:-|$)/, 'Kafka Connect'],
  [/-(?:changelog|repartition)$|-KTABLE-[A-Z-]+-\d{10}-topic$/, 'Kafka Streams'],
  [/^_?ksql|ksql_processing_log$/i, 'ksqlDB'],
  [/^mm2-(?:configs|offsets|status|offset-syncs)\b|\.checkpoints\.internal$/, 'MirrorMaker'],
  [/^_amazon_msk|^amazon_msk/i, 'Amazon MSK'],
];

/**
 * Whose topic it looks like, when it is one that a cluster or a program beside it keeps for itself; null for any other. Such a
 * topic is none of the project's, unless the code declares it by name.
 */
export function keeperOf(topic: { readonly name: string; readonly isInternal: boolean }): string | null {
  if (topic.isInternal) return 'the cluster';
  return KEEPERS.find(([pattern]) => pattern.test(topic.name))?.[1] ?? null;
}
