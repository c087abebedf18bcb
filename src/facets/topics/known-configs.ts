import type { Hazard } from '../../model/operation.ts';
import type { ConfigType } from '../../model/topic.ts';
import type { ConfigKindName } from './config-kind.ts';

/** When a change of a value may harm, and how: it becomes less, more, false, or a word joins its list: any, or that one. */
export type ConfigHazard = { readonly hazard: Hazard } & (
  | { readonly when: 'less' | 'more' | 'off' }
  | { readonly when: 'joins'; readonly word: string | null }
);

interface KnownConfig {
  readonly kind: ConfigKindName;
  readonly hazards: readonly ConfigHazard[];
}

const of = (kind: ConfigKindName, ...hazards: readonly ConfigHazard[]): KnownConfig => ({ kind, hazards });
const EXPIRES: ConfigHazard = { when: 'less', hazard: 'EXPIRES_ROWS' };
const REFUSES: ConfigHazard = { when: 'less', hazard: 'BREAKS_DEPENDENTS' };

/** What is known of topic configs: https://kafka.apache.org/documentation/#topicconfigs and Redpanda's own */
const KNOWN: Readonly<Record<string, KnownConfig>> = {
  'cleanup.policy': of(
    'list',
    { when: 'joins', word: null, hazard: 'EXPIRES_ROWS' },
    // From then on a broker refuses every message without a key.
    { when: 'joins', word: 'compact', hazard: 'BLOCKS_WRITES' },
  ),
  'compression.type': of('text'),
  'compression.gzip.level': of('whole'),
  'compression.lz4.level': of('whole'),
  'compression.zstd.level': of('whole'),
  'delete.retention.ms': of('duration'),
  'errors.deadletterqueue.group.enable': of('boolean'),
  'file.delete.delay.ms': of('duration'),
  'flush.bytes': of('size'),
  'flush.messages': of('whole'),
  'flush.ms': of('duration'),
  'follower.replication.throttled.replicas': of('list'),
  'index.interval.bytes': of('size'),
  'initial.retention.local.target.bytes': of('size'),
  'initial.retention.local.target.ms': of('duration'),
  'leader.replication.throttled.replicas': of('list'),
  'local.retention.bytes': of('size'),
  'local.retention.ms': of('duration'),
  'max.compaction.lag.ms': of('duration'),
  'max.message.bytes': of('size', REFUSES),
  'message.downconversion.enable': of('boolean'),
  'message.format.version': of('text'),
  'message.timestamp.after.max.ms': of('duration', REFUSES),
  'message.timestamp.before.max.ms': of('duration', REFUSES),
  'message.timestamp.difference.max.ms': of('duration', REFUSES),
  'message.timestamp.type': of('text'),
  'min.cleanable.dirty.ratio': of('decimal'),
  'min.compaction.lag.ms': of('duration'),
  'min.insync.replicas': of('whole', { when: 'more', hazard: 'BLOCKS_WRITES' }),
  preallocate: of('boolean'),
  'redpanda.iceberg.delete': of('boolean'),
  'redpanda.iceberg.target.lag.ms': of('duration'),
  'redpanda.key.schema.id.validation': of('boolean'),
  'redpanda.leaders.preference': of('text'),
  'redpanda.remote.delete': of('boolean'),
  'redpanda.remote.read': of('boolean'),
  'redpanda.remote.write': of('boolean'),
  'redpanda.value.schema.id.validation': of('boolean'),
  'remote.log.copy.disable': of('boolean'),
  'remote.log.delete.on.disable': of('boolean'),
  'remote.storage.enable': of('boolean', { when: 'off', hazard: 'EXPIRES_ROWS' }),
  'retention.bytes': of('size', EXPIRES),
  'retention.local.target.bytes': of('size'),
  'retention.local.target.ms': of('duration'),
  'retention.ms': of('duration', EXPIRES),
  'segment.bytes': of('size'),
  'segment.index.bytes': of('size'),
  'segment.jitter.ms': of('duration'),
  'segment.ms': of('duration'),
  'unclean.leader.election.enable': of('boolean'),
  'write.caching': of('text'),
};

const KIND_OF_TYPE: Readonly<Record<ConfigType, ConfigKindName>> = {
  boolean: 'boolean',
  text: 'text',
  whole: 'whole',
  decimal: 'decimal',
  list: 'list',
  class: 'text',
  secret: 'text',
};

/** Redpanda's name for what Confluent's name means too: https://docs.redpanda.com/current/manage/schema-reg/schema-id-validation/ */
const ALIASES: Readonly<Record<string, string>> = {
  'confluent.key.schema.validation': 'redpanda.key.schema.id.validation',
  'confluent.key.subject.name.strategy': 'redpanda.key.subject.name.strategy',
  'confluent.value.schema.validation': 'redpanda.value.schema.id.validation',
  'confluent.value.subject.name.strategy': 'redpanda.value.subject.name.strategy',
};

/** Set and taken away by those who move replicas, and so by us: never part of what a topic is. */
export const TRANSIENT_CONFIGS: ReadonlySet<string> = new Set([
  'leader.replication.throttled.replicas',
  'follower.replication.throttled.replicas',
]);

/** Redpanda shows the number of replicas as a config, and takes a new one this way. It is a facet of its own. */
export const REPLICATION_CONFIG = 'replication.factor';

/** Names of all configs that are known by kind. */
export const knownConfigNames: readonly string[] = Object.keys(KNOWN);

/** The other name of the same config on Redpanda; null for most. */
export function aliasOf(name: string): string | null {
  if (ALIASES[name] !== undefined) return ALIASES[name];
  return Object.keys(ALIASES).find((alias) => ALIASES[alias] === name) ?? null;
}

function known(name: string): KnownConfig | undefined {
  return KNOWN[name] ?? KNOWN[ALIASES[name] ?? ''];
}

/** What we know by name wins over what the broker tells: it does not tell a duration from a size. */
export function kindNameOf(name: string, type: ConfigType | null): ConfigKindName {
  return known(name)?.kind ?? (type === null ? 'text' : KIND_OF_TYPE[type]);
}

export function hazardsOf(name: string): readonly ConfigHazard[] {
  return known(name)?.hazards ?? [];
}
