import { compareAddresses } from '../../model/address.ts';
import type { Hazard } from '../../model/operation.ts';
import type { KafkaFlavour, LiveConfig, LiveTopic, TopicAction, TopicConfigs } from '../../model/topic.ts';
import { ALTER, SAME } from '../facet.ts';
import { canonicalConfigValue, configHazards, sameConfigValue, showConfigValue } from './config-value.ts';
import type { TopicFacet, TopicPair, TopicStep } from './facet.ts';
import { aliasOf, REPLICATION_CONFIG, TRANSIENT_CONFIGS } from './known-configs.ts';

type ConfigAction = Extract<TopicAction, { readonly kind: 'ModifyTopicConfig' }>;

/** Every config that the code names, judged. */
type Judgement =
  | { readonly is: 'same' }
  | { readonly is: 'set'; readonly value: string }
  | { readonly is: 'reset' }
  | { readonly is: 'keep'; readonly because: string }
  | { readonly is: 'refuse'; readonly because: string; readonly hint: string | null };

/** One of {@link LiveTopic}'s configs, under its own name or its alias. */
function liveConfig(live: LiveTopic | null, name: string): LiveConfig | null {
  const find = (wanted: string): LiveConfig | null =>
    live?.configs?.find((config) => config.name === wanted) ?? null;
  const alias = aliasOf(name);
  return find(name) ?? (alias === null ? null : find(alias));
}

function judge(name: string, wanted: string | null, pair: TopicPair, flavour: KafkaFlavour): Judgement {
  const { before, after } = pair;
  if (TRANSIENT_CONFIGS.has(name))
    return { is: 'keep', because: 'it is set and taken away while replicas are being moved' };
  const live = liveConfig(before.live, name);
  const own = before.configs[name] ?? before.configs[aliasOf(name) ?? ''] ?? null;
  if (live?.isSensitive === true)
    return {
      is: 'keep',
      because: 'the broker does not show its value, so nobody can see whether it differs',
    };
  const isSame = (value: string | null): boolean => sameConfigValue(name, value, wanted, live?.type ?? null);
  if (wanted === null ? own === null : isSame(own)) return { is: 'same' };
  if (wanted !== null && own === null && !after.isPinned && live !== null && isSame(live.value))
    return { is: 'same' };
  if (live?.isReadOnly === true) {
    const because = `the broker lets nobody change it: it is ${showConfigValue(name, live.value ?? '', live.type)}`;
    return { is: 'refuse', because, hint: 'Take it out of the code.' };
  }
  const isUnknown = live === null && before.live !== null && before.live.configs !== null;
  if (isUnknown && flavour === 'redpanda')
    return { is: 'keep', because: 'Redpanda does not know it: it would take the value and forget it' };
  return wanted === null ? { is: 'reset' } : { is: 'set', value: wanted };
}

interface Judged {
  readonly name: string;
  readonly judgement: Judgement;
}

function judgeAll(pair: TopicPair, flavour: KafkaFlavour): readonly Judged[] {
  return Object.entries(pair.after.configs)
    .map(([name, wanted]) => ({ name, judgement: judge(name, wanted, pair, flavour) }))
    .sort((a, b) => compareAddresses(a.name, b.name));
}

/** The values that a change replaces: of the topic, else of the broker; null where neither is known. */
function valueBefore(name: string, { before }: TopicPair): string | null {
  return before.configs[name] ?? liveConfig(before.live, name)?.value ?? null;
}

function hazardsOf(judged: readonly Judged[], pair: TopicPair): readonly Hazard[] {
  const hazards = judged.flatMap(({ name, judgement }) => {
    if (judgement.is !== 'set' && judgement.is !== 'reset') return [];
    const after =
      judgement.is === 'set' ? judgement.value : (liveConfig(pair.before.live, name)?.inherited ?? null);
    return configHazards(name, valueBefore(name, pair), after);
  });
  return [...new Set(hazards)].sort();
}

/** Configs that are set on the topic and that the code does not name. */
function unnamed({ before, after }: TopicPair): readonly string[] {
  const isNamed = (name: string): boolean => name in after.configs || (aliasOf(name) ?? '') in after.configs;
  return Object.keys(before.configs)
    .filter((name) => !isNamed(name))
    .sort(compareAddresses);
}

/** Why nothing can be said about the configs of a topic; null when they can be seen. */
function blindness({ before, after }: TopicPair): { readonly because: string; readonly hint: string } | null {
  if (before.live === null || before.live.configs !== null || Object.keys(after.configs).length === 0)
    return null;
  return {
    because: 'its configs cannot be seen: the cluster gives no right to them',
    hint: 'Give the right to describe the configs of the topic.',
  };
}

function steps(pair: TopicPair, flavour: KafkaFlavour): readonly TopicStep[] {
  const blind = blindness(pair);
  if (blind !== null) return [{ step: 'refuse', config: null, ...blind }];
  const judged = judgeAll(pair, flavour);
  const set = judged.flatMap(({ name, judgement }) =>
    judgement.is === 'set' ? [[name, judgement.value] as const] : [],
  );
  const reset = judged.filter(({ judgement }) => judgement.is === 'reset').map(({ name }) => name);
  const names = [...set.map(([name]) => name), ...reset];
  const before = Object.entries(pair.before.configs).flatMap(([name, value]) =>
    value !== null && names.includes(name) ? [[name, value] as const] : [],
  );
  const inherited = names.flatMap((name) => {
    const value = liveConfig(pair.before.live, name)?.inherited ?? null;
    return value === null ? [] : [[name, value] as const];
  });
  const change: TopicStep = {
    step: 'do',
    action: {
      kind: 'ModifyTopicConfig',
      before: Object.fromEntries(before),
      inherited: Object.fromEntries(inherited),
      set: Object.fromEntries(set),
      reset,
    },
    effect: { cost: 'metadata', hazards: hazardsOf(judged, pair) },
  };
  const others = judged.flatMap(({ name, judgement }): readonly TopicStep[] => {
    if (judgement.is === 'keep') return [{ step: 'keep', config: name, because: judgement.because }];
    if (judgement.is !== 'refuse') return [];
    return [{ step: 'refuse', config: name, because: judgement.because, hint: judgement.hint }];
  });
  const kept = unnamed(pair).map((config): TopicStep => {
    const value = pair.before.configs[config] ?? '';
    const because = `set to ${showConfigValue(config, value)} on the topic; the code does not name it (null would reset it)`;
    return { step: 'keep', config, because };
  });
  return [...(names.length === 0 ? [] : [change]), ...others, ...kept];
}

/**
 * Configs set on the topic itself; what a broker or the cluster gives is inherited and never a difference:
 * https://kafka.apache.org/documentation/#topicconfigs
 */
export const configs: TopicFacet<TopicConfigs> = {
  extract(declared) {
    const { retentionSeconds } = declared;
    if (retentionSeconds === null) return declared.configs;
    return { 'retention.ms': String(BigInt(retentionSeconds) * 1000n), ...declared.configs };
  },
  introspect({ configs: all }) {
    const own = (all ?? []).flatMap(({ name, value, source, isSensitive, isReadOnly }) => {
      const isOurs = source === 'topic' && !isSensitive && !isReadOnly && value !== null;
      return isOurs && !TRANSIENT_CONFIGS.has(name) && name !== REPLICATION_CONFIG
        ? [[name, value] as const]
        : [];
    });
    return Object.fromEntries(own);
  },
  canonical(value) {
    const entries = Object.entries(value).sort(([a], [b]) => compareAddresses(a, b));
    return Object.fromEntries(
      entries.map(([name, each]) => [name, each === null ? null : canonicalConfigValue(name, each)]),
    );
  },
  diff(_before, _after, pair) {
    const blind = blindness(pair);
    if (blind !== null) return { is: 'refuse', ...blind };
    // No flavour makes a difference out of none: the most that it does is to keep one.
    const isDifferent = judgeAll(pair, 'kafka').some(
      ({ judgement: { is } }) => is !== 'same' && is !== 'keep',
    );
    return isDifferent ? ALTER : SAME;
  },
  steps,
  outcome(value, action) {
    if (action.kind !== 'ModifyTopicConfig') return value;
    const left = Object.entries({ ...value, ...action.set }).filter(([name]) => !action.reset.includes(name));
    return Object.fromEntries(left);
  },
  describe(before, after) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(compareAddresses);
    const show = (name: string, value: string | null | undefined): string =>
      value === undefined || value === null ? 'inherited' : showConfigValue(name, value);
    const lines = names
      .filter((name) => name in after && !sameConfigValue(name, before[name] ?? null, after[name] ?? null))
      .map((name) => `${name} ${show(name, before[name])} -> ${show(name, after[name])}`);
    return `configs ${lines.join(', ') || 'as they are'}`;
  },
  samples: [
    { 'retention.ms': '86400000' },
    { 'cleanup.policy': 'compact', 'retention.ms': '43200000' },
    { 'cleanup.policy': 'compact,delete', 'min.cleanable.dirty.ratio': '0.25', 'retention.ms': '7200000' },
    {
      'compression.type': 'zstd',
      preallocate: 'true',
      'retention.ms': '3600000',
      'segment.bytes': '2097152',
    },
  ],
};

/** What a change of configs may harm where the topic itself is not known: the worst of what the action does not tell. */
export function configActionHazards(action: ConfigAction): readonly Hazard[] {
  const { before, set, reset, inherited } = action;
  const names = [...Object.keys(set), ...reset];
  const hazards = names.flatMap((name) => {
    const own = inherited[name] ?? null;
    return configHazards(name, before[name] ?? own, set[name] ?? own);
  });
  return [...new Set(hazards)].sort();
}

/** Whether a topic that was not compacted becomes so: from then on a broker refuses messages without a key. */
export function beginsCompaction({ before, inherited, set, reset }: ConfigAction): boolean {
  const name = 'cleanup.policy';
  const after = set[name] ?? (reset.includes(name) ? inherited[name] : undefined);
  const was = before[name] ?? inherited[name] ?? null;
  return after !== undefined && configHazards(name, was, after).includes('BLOCKS_WRITES');
}

/** What a change of configs certainly loses: a limit set on the topic becomes a lower one. */
export function losesMessages({ before, set }: ConfigAction): boolean {
  return Object.entries(set).some(([name, after]) => {
    const was = before[name];
    return was !== undefined && configHazards(name, was, after).includes('EXPIRES_ROWS');
  });
}
