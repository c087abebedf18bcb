import type { ConfigSource, ConfigType, LiveConfig, LiveTopic } from '../../model/topic.ts';
import { brokerError, ERROR } from './broker-error.ts';
import type { BrokerConnections } from './connection.ts';
import { refusal } from './connection-error.ts';
import { describeConfigs1, describeConfigs3, RESOURCE } from './messages/configs.ts';
import { readMetadata, type TopicState } from './metadata.ts';
import type { TopicListing } from './topic-admin.ts';

/** DescribeConfigs: https://kafka.apache.org/documentation/#dynamicbrokerconfigs */
const SOURCES: Readonly<Record<number, ConfigSource>> = {
  1: 'topic',
  2: 'broker',
  3: 'cluster',
  4: 'static',
  5: 'default',
};

const TYPES: Readonly<Record<number, ConfigType>> = {
  1: 'boolean',
  2: 'text',
  3: 'whole',
  4: 'whole',
  5: 'whole',
  6: 'decimal',
  7: 'list',
  8: 'class',
  9: 'secret',
};

const TRIES = 25;
const PAUSE_MS = 200;
/** A topic has about 35 configs: an answer of this many topics stays below a megabyte. */
const TOPICS_AT_ONCE = 200;

/** Every topic that we may see, without configs. */
export async function listTopics(connections: BrokerConnections): Promise<readonly TopicListing[]> {
  return (await readStates(connections, null)).map(({ listing }) => listing);
}

/** Topics with configs. One that is not there, or is just being deleted, is left out. */
export async function readTopics(
  connections: BrokerConnections,
  names: readonly string[] | null,
): Promise<readonly LiveTopic[]> {
  if (names?.length === 0) return [];
  const states = await readStates(connections, names);
  const configs = await readConfigs(
    connections,
    states.map(({ listing }) => listing.name),
  );
  return states.flatMap(({ listing }) => {
    const reading = configs.get(listing.name);
    return reading === undefined ? [] : [{ ...listing, configs: reading.configs }];
  });
}

/** A topic that was made a moment ago may be known without its partitions: it is asked for again. */
async function readStates(
  connections: BrokerConnections,
  names: readonly string[] | null,
): Promise<readonly TopicState[]> {
  for (let tries = 1; ; tries += 1) {
    const { topics } = await readMetadata(connections, names);
    const found = topics.filter(({ errorCode }) => errorCode !== ERROR.unknownTopic);
    const isComing = ({ errorCode, listing }: TopicState): boolean =>
      errorCode === ERROR.leaderNotAvailable && listing.partitions.length === 0;
    if (tries === TRIES || !found.some(isComing)) return found.filter((state) => isKnown(state, connections));
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function isKnown({ errorCode, listing }: TopicState, { target }: BrokerConnections): boolean {
  // A leader that is missing is a fact about a partition, and no reason to know nothing of the topic.
  const error = errorCode === ERROR.leaderNotAvailable ? null : brokerError(errorCode, null);
  if (error === null) return true;
  throw refusal(error, `to tell about topic ${listing.name}`, target);
}

interface ConfigReading {
  /** Null where we have no right to them. */
  readonly configs: readonly LiveConfig[] | null;
}

async function readConfigs(
  connections: BrokerConnections,
  names: readonly string[],
): Promise<ReadonlyMap<string, ConfigReading>> {
  const readings = new Map<string, ConfigReading>();
  for (let at = 0; at < names.length; at += TOPICS_AT_ONCE) {
    const resources = await describe(connections, RESOURCE.topic, names.slice(at, at + TOPICS_AT_ONCE));
    for (const { name, errorCode, errorMessage, configs } of resources) {
      const error = brokerError(errorCode, errorMessage);
      if (error === null) readings.set(name, { configs });
      else if (error.code === ERROR.topicDenied) readings.set(name, { configs: null });
      else if (error.code !== ERROR.unknownTopic)
        throw refusal(error, `the configs of topic ${name}`, connections.target);
    }
  }
  return readings;
}

interface DescribedResource {
  readonly name: string;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly configs: readonly LiveConfig[];
}

/** Configs of topics, or of one broker, which must be asked itself. */
export async function describe(
  connections: BrokerConnections,
  type: (typeof RESOURCE)[keyof typeof RESOURCE],
  names: readonly string[],
): Promise<readonly DescribedResource[]> {
  const resources = names.map((name) => ({ type, name, names: null }));
  const to = type === RESOURCE.broker ? { broker: Number(names[0]) } : 'any';
  if (connections.speaks(describeConfigs3)) {
    const request = { resources, includeSynonyms: true, includeDocumentation: false };
    const answer = await connections.ask(describeConfigs3, request, to);
    return answer.resources.map((each) => ({
      ...each,
      configs: each.configs.map((config) => liveConfig(config, TYPES[config.type] ?? null)).sort(byName),
    }));
  }
  const answer = await connections.ask(describeConfigs1, { resources, includeSynonyms: true }, to);
  return answer.resources.map((each) => ({
    ...each,
    configs: each.configs.map((config) => liveConfig(config, null)).sort(byName),
  }));
}

interface Synonym {
  readonly name: string;
  readonly value: string | null;
  readonly source: number;
}

interface ConfigEntry {
  readonly name: string;
  readonly value: string | null;
  readonly readOnly: boolean;
  readonly source: number;
  readonly isSensitive: boolean;
  /** Every value there is for it, the one that counts first. */
  readonly synonyms: readonly Synonym[];
}

function liveConfig(entry: ConfigEntry, type: ConfigType | null): LiveConfig {
  const { name, readOnly, isSensitive } = entry;
  // A broker hides it itself; nobody is to depend on that.
  const value = isSensitive ? null : entry.value;
  const source = SOURCES[entry.source] ?? 'unknown';
  const next = entry.synonyms.find((each) => SOURCES[each.source] !== 'topic');
  return {
    name,
    value,
    source,
    inherited: source !== 'topic' ? value : isSensitive || next === undefined ? null : inUnitOf(name, next),
    isReadOnly: readOnly,
    isSensitive,
    type,
  };
}

/** A broker may have its retention in hours, and that of its topics in ms; its default is in no list at all (Kafka 4.1). */
function inUnitOf(name: string, { name: synonym, value }: Synonym): string | null {
  const unit = synonym.endsWith('.hours') ? 3_600_000n : synonym.endsWith('.minutes') ? 60_000n : 1n;
  if (value === null || unit === 1n || !name.endsWith('.ms')) return value;
  return /^-?\d+$/.test(value) ? String(BigInt(value) * unit) : null;
}

const byName = (a: LiveConfig, b: LiveConfig): number => (a.name < b.name ? -1 : 1);
