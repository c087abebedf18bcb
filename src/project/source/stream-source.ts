import { keeperOf } from '../../facets/topics/foreign.ts';
import type { LifeCycle } from '../../model/life-cycle.ts';
import type { SchemaType } from '../../model/subject.ts';
import type { Topic, TopicConfigs } from '../../model/topic.ts';
import {
  type Code,
  type ConfigObject,
  type ConfigValue,
  code,
  configLines,
  isEmptyConfig,
} from './config-value.ts';
import { LIBRARY } from './files.ts';
import { importLines } from './imports.ts';
import { camelCase, createNames, isIdentifier, type Names, singularWords, wordsOf } from './names.ts';
import { lifeCycleImport, lifeCycleValue } from './object-source.ts';
import { SDK_NAMES } from './sdk-names.ts';
import { stringLiteral } from './ts-text.ts';

export interface StreamOptions {
  /** Prefix of the project's topics; null for none. */
  readonly namespace: string | null;
  /** Copies that a new topic gets where the code does not say. */
  readonly replicationFactor: number;
  readonly lifeCycle: LifeCycle;
  /** The latest schemas of messages that a registry has, by the names of the topics. */
  readonly schemas: ReadonlyMap<string, FoundSchema>;
}

/** A schema that a topic's messages have in a registry. */
export interface FoundSchema {
  readonly subject: string;
  readonly type: SchemaType;
  readonly version: number;
}

/** Why a topic cannot be a stream of the project; null when it can. */
export function streamFault(topic: Topic, namespace: string | null): string | null {
  const keeper = keeperOf({ name: topic.name, isInternal: topic.live?.isInternal ?? false });
  if (keeper !== null) return `it is kept by ${keeper}`;
  if (namespace !== null && !topic.name.startsWith(`${namespace}.`))
    return `its name does not begin with ${namespace}., the namespace of [redpanda_config]`;
  if (topic.live !== null && topic.live.configs === null)
    return 'the cluster gives no right to see its configs';
  return null;
}

/** A file that declares topics as streams. The topics are live ones, sorted, without fault. */
export function streamFile(topics: readonly Topic[], options: StreamOptions): string {
  const names = createNames([...SDK_NAMES, 'Stream']);
  const streams = topics.map((topic) =>
    streamText(topic, constantOf(ownName(topic, options), names), options),
  );
  const values = ['Stream', ...lifeCycleImport(options)];
  const imports = importLines(values.map((name) => ({ from: LIBRARY, name, isType: false })));
  return [imports, ...streams].join('\n');
}

function ownName({ name }: Topic, { namespace }: StreamOptions): string {
  return namespace === null ? name : name.slice(namespace.length + 1);
}

function constantOf(name: string, names: Names): string {
  const words = wordsOf(name);
  const one = camelCase([
    ...singularWords(words.filter((word) => !/^(streams?|topics?)$/i.test(word))),
    'stream',
  ]);
  return isIdentifier(one) ? names.take(one, camelCase([...words, 'stream'])) : names.take('stream');
}

function streamText(topic: Topic, constant: string, options: StreamOptions): string {
  const config: ConfigObject = {
    parallelism: topic.partitions === 1 ? null : topic.partitions,
    replicationFactor: topic.replicationFactor === options.replicationFactor ? null : topic.replicationFactor,
    ...configOptions(topic),
    schemaConfig: schemaValue(options.schemas.get(topic.name)),
    lifeCycle: lifeCycleValue(options),
  };
  const name = stringLiteral(ownName(topic, options));
  const rest = isEmptyConfig(config) ? '' : `, ${configLines(config, 0)}`;
  // What its messages are, nobody but their producers knows.
  return `export const ${constant} = new Stream<unknown>(${name}${rest});\n`;
}

/** JSON by its latest version would be made from the row type, which is not known: the version that there is must do. */
function schemaValue(found: FoundSchema | undefined): ConfigObject | null {
  if (found === undefined) return null;
  const { subject, type, version } = found;
  return { kind: type, reference: type === 'JSON' ? { subject, version } : { subjectLatest: subject } };
}

/** What a stream has where it says nothing, in ms. */
const USUAL_RETENTION = '604800000';
const COMPRESSIONS = new Set(['producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd']);
const CLEANUP_POLICIES = new Set(['delete', 'compact', 'compact,delete']);

function configOptions({ configs, live }: Topic): ConfigObject {
  const {
    'retention.ms': retention,
    'compression.type': compression,
    'cleanup.policy': policy,
    ...rest
  } = configs;
  const others: Record<string, string | null> = { ...rest };
  const retentionSeconds = secondsOf(retention);
  const inherited = live?.configs?.find(({ name }) => name === 'retention.ms')?.value ?? null;
  const isRetentionElsewhere = retention === undefined && inherited !== USUAL_RETENTION;
  if (isRetentionElsewhere || (retention !== undefined && retentionSeconds === null))
    others['retention.ms'] = retention ?? null;
  const isCompression = typeof compression === 'string' && COMPRESSIONS.has(compression);
  if (compression !== undefined && !isCompression) others['compression.type'] = compression;
  const isPolicy = typeof policy === 'string' && CLEANUP_POLICIES.has(policy);
  if (policy !== undefined && !isPolicy) others['cleanup.policy'] = policy;
  return {
    retentionPeriod: retentionSeconds === null ? null : readableNumber(retentionSeconds),
    compression: isCompression ? compression : null,
    cleanupPolicy: isPolicy ? policy : null,
    configs: configsValue(others),
  };
}

/** Whole seconds from 1; null for what `retentionPeriod` cannot say. */
function secondsOf(retention: string | null | undefined): bigint | null {
  if (typeof retention !== 'string' || !/^[1-9]\d{0,15}$/.test(retention)) return null;
  const value = BigInt(retention);
  return value % 1000n === 0n ? value / 1000n : null;
}

function configsValue(configs: TopicConfigs): ConfigObject | null {
  const entries = Object.entries(configs).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0
    ? null
    : Object.fromEntries(entries.map(([name, value]) => [name, literalOf(value)]));
}

function literalOf(value: string | null): ConfigValue {
  if (value === null) return code('null');
  if (value === 'true' || value === 'false') return value === 'true';
  const isNumber =
    /^-?(0|[1-9]\d{0,15})$/.test(value) && Number.isSafeInteger(Number(value)) && value !== '-0';
  return isNumber ? readableNumber(BigInt(value)) : value;
}

/** `604_800`: with a mark between thousands. */
function readableNumber(value: bigint): Code {
  const text = String(value);
  return code(text.length < 5 ? text : text.replace(/\B(?=(\d{3})+$)/g, '_'));
}
