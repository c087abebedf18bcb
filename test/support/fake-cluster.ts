import { randomBytes } from 'node:crypto';
import type { AnyApi, Api, ValueOf } from '../../src/drivers/kafka/codec.ts';
import {
  describeConfigs1,
  describeConfigs3,
  incrementalAlterConfigs0,
  RESOURCE,
} from '../../src/drivers/kafka/messages/configs.ts';
import { fetch4 } from '../../src/drivers/kafka/messages/fetch.ts';
import { describeLogDirs1 } from '../../src/drivers/kafka/messages/log-dirs.ts';
import { metadata4, metadata12 } from '../../src/drivers/kafka/messages/metadata.ts';
import {
  alterPartitionReassignments0,
  listPartitionReassignments0,
} from '../../src/drivers/kafka/messages/reassignments.ts';
import {
  createPartitions0,
  createTopics4,
  deleteTopics1,
  deleteTopics6,
} from '../../src/drivers/kafka/messages/topics.ts';
import { listOffsets1 } from '../../src/drivers/kafka/messages/use.ts';
import type { Faults } from './fake-broker.ts';
import { FakeBrokerConfigs } from './fake-broker-configs.ts';
import { INHERITED, KAFKA_ONLY } from './fake-configs.ts';
import { FakeMessages } from './fake-messages.ts';
import { FakeReplicas } from './fake-replicas.ts';

const REPLICATION_CONFIG = 'replication.factor';

export type FakeFlavour = 'kafka' | 'redpanda';

interface FakeTopic {
  readonly id: string;
  readonly name: string;
  readonly partitions: number;
  readonly configs: Readonly<Record<string, string>>;
}

interface Refusal {
  readonly code: number;
  readonly message: string | null;
}

interface Spoken {
  readonly api: AnyApi;
  handle(request: unknown): unknown;
}

/** The topics of a fake broker, and what it answers. Its rules are those seen on the real ones, as far as tests need them. */
export class FakeCluster {
  readonly id: string;
  readonly replicas: FakeReplicas;
  readonly messages = new FakeMessages();
  readonly brokerConfigs = new FakeBrokerConfigs();
  private readonly brokers: readonly number[];
  private readonly topics = new Map<string, FakeTopic>();
  /** What readers are shown: the topics of a moment ago while a fault delays them. */
  private shown = new Map<string, FakeTopic>();
  private readonly flavour: FakeFlavour;
  private readonly port: number;
  private readonly faults: Faults;

  constructor(flavour: FakeFlavour, port: number, faults: Faults, brokers: readonly number[]) {
    this.brokers = brokers;
    this.replicas = new FakeReplicas(brokers, (topic) => this.topics.get(topic)?.partitions ?? 0);
    this.flavour = flavour;
    this.port = port;
    this.faults = faults;
    this.id = flavour === 'redpanda' ? 'redpanda.4f1c' : randomBytes(16).toString('base64url');
  }

  /** The requests of this flavour: Redpanda has no topic ids, and tells no types. */
  apis(): readonly Spoken[] {
    const common = [
      spoken(createTopics4, (request) => this.create(request)),
      spoken(createPartitions0, (request) => this.grow(request)),
      spoken(incrementalAlterConfigs0, (request) => this.alter(request)),
      spoken(alterPartitionReassignments0, (request) => this.replicas.alter(request)),
      spoken(listPartitionReassignments0, () => this.replicas.list()),
      spoken(describeLogDirs1, (request) => this.replicas.sizes(this.sizesOf(), request)),
      spoken(listOffsets1, (request) => this.messages.offsets(request)),
      spoken(fetch4, (request) => this.messages.read(request)),
    ];
    const kafka = [
      spoken(metadata12, ({ topics }) => this.tell(topics?.map(({ name }) => name ?? '') ?? null)),
      spoken(describeConfigs3, ({ resources }) => this.describe(resources)),
      spoken(deleteTopics6, ({ topics }) => ({
        throttleMs: 0,
        topics: topics.map((each) => this.remove(each)),
      })),
    ];
    const redpanda = [
      spoken(metadata4, ({ topics: names }) => {
        const told = this.tell(names);
        return { ...told, topics: told.topics.map((topic) => ({ ...topic, name: topic.name ?? '' })) };
      }),
      spoken(describeConfigs1, ({ resources }) => this.describe(resources)),
      spoken(deleteTopics1, ({ names }) => ({
        throttleMs: 0,
        topics: names.map((name) => this.remove({ name, id: null })),
      })),
    ];
    return [...common, ...(this.flavour === 'kafka' ? kafka : redpanda)];
  }

  /** All brokers share a port: they are asked for their sizes one after the other. */
  private asked = 0;
  private sizesOf(): number {
    this.asked += 1;
    return this.brokers[(this.asked - 1) % this.brokers.length] ?? 0;
  }

  private known(): typeof INHERITED {
    return this.flavour === 'kafka' ? { ...INHERITED, ...KAFKA_ONLY } : INHERITED;
  }

  private look(): void {
    if (this.faults.lookedPast > 0) this.faults.lookedPast -= 1;
    else this.shown = new Map(this.topics);
  }

  private tell(names: readonly string[] | null): ValueOf<typeof metadata12.response> {
    this.look();
    const wanted = names ?? [...this.shown.keys()];
    return {
      throttleMs: 0,
      brokers: this.brokers.map((id) => ({ id, host: '127.0.0.1', port: this.port, rack: `fake${id}` })),
      clusterId: this.id,
      controllerId: 7,
      topics: wanted.map((name) => {
        const topic = this.shown.get(name);
        const isLeaderless = (index: number): boolean => index === 0 && this.faults.leaderless.has(name);
        return {
          errorCode: topic === undefined ? 3 : 0,
          name,
          id: topic?.id ?? null,
          isInternal: false,
          partitions: Array.from({ length: topic?.partitions ?? 0 }, (_, index) => ({
            errorCode: isLeaderless(index) ? 5 : 0,
            index,
            leader: isLeaderless(index) ? -1 : 7,
            leaderEpoch: 0,
            replicas: this.replicas.on(name, index),
            inSync: isLeaderless(index) ? [] : this.replicas.on(name, index),
            offline: [],
          })),
          // Not worked out, as by a broker that was not asked for it.
          authorizedOperations: -2_147_483_648,
        };
      }),
    };
  }

  private describe(
    resources: readonly { readonly type: number; readonly name: string }[],
  ): ValueOf<typeof describeConfigs3.response> {
    return {
      throttleMs: 0,
      resources: resources.map(({ type, name }) => {
        if (type === RESOURCE.broker) return this.brokerConfigs.describe(name);
        const topic = this.shown.get(name);
        const known = topic === undefined ? [] : Object.entries(this.known());
        return {
          errorCode: topic === undefined ? 3 : 0,
          errorMessage: null,
          type,
          name,
          configs: known.map(([key, [inherited, kind]]) => {
            const own = topic?.configs[key];
            const basic = { name: key, value: inherited, source: 5 };
            const first = own === undefined ? basic : { name: key, value: own, source: 1 };
            const synonyms = own === undefined ? [basic] : [first, basic];
            return {
              ...first,
              readOnly: false,
              isSensitive: false,
              synonyms,
              type: kind,
              documentation: null,
            };
          }),
        };
      }),
    };
  }

  private create(request: ValueOf<typeof createTopics4.request>): ValueOf<typeof createTopics4.response> {
    const topics = request.topics.map(({ name, partitions, replicationFactor, configs }) => {
      const given = Object.fromEntries(configs.map((each) => [each.name, each.value ?? '']));
      const refusal =
        this.refusalOf(name) ??
        (this.topics.has(name) ? { code: 36, message: `Topic '${name}' already exists.` } : null) ??
        (replicationFactor > this.brokers.length
          ? { code: 38, message: `there are not ${replicationFactor} brokers, but ${this.brokers.length}` }
          : null) ??
        this.configRefusal(given);
      if (refusal === null && !request.validateOnly) {
        const kept = Object.entries(given).filter(([key]) => key in this.known());
        const id = randomBytes(16).toString('base64url');
        this.topics.set(name, { id, name, partitions, configs: Object.fromEntries(kept) });
        this.replicas.place(name, replicationFactor);
      }
      return { name, errorCode: refusal?.code ?? 0, errorMessage: refusal?.message ?? null };
    });
    return { throttleMs: 0, topics };
  }

  private grow(
    request: ValueOf<typeof createPartitions0.request>,
  ): ValueOf<typeof createPartitions0.response> {
    const topics = request.topics.map(({ name, count }) => {
      const topic = this.topics.get(name);
      const refusal =
        this.refusalOf(name) ??
        (topic === undefined ? { code: 3, message: null } : null) ??
        (count <= (topic?.partitions ?? 0)
          ? { code: 37, message: `${count} is not more than before` }
          : null);
      if (topic !== undefined && refusal === null && !request.validateOnly)
        this.topics.set(name, { ...topic, partitions: count });
      return { name, errorCode: refusal?.code ?? 0, errorMessage: refusal?.message ?? null };
    });
    return { throttleMs: 0, topics };
  }

  private alter(
    request: ValueOf<typeof incrementalAlterConfigs0.request>,
  ): ValueOf<typeof incrementalAlterConfigs0.response> {
    const resources = request.resources.map(({ type, name, configs }) => {
      if (type === RESOURCE.broker) return this.brokerConfigs.alter(name, configs);
      const topic = this.topics.get(name);
      const set = configs.filter(({ alteration }) => alteration === 0);
      const given = Object.fromEntries(set.map((each) => [each.name, each.value ?? '']));
      const hasValue = configs.some(({ alteration, value }) => alteration === 1 && value !== null);
      const refusal =
        this.refusalOf(name) ??
        (topic === undefined ? { code: 3, message: null } : null) ??
        (hasValue ? { code: 42, message: 'a deletion carries a value' } : null) ??
        this.configRefusal(given);
      if (topic !== undefined && refusal === null && !request.validateOnly) {
        const deleted = configs.filter(({ alteration }) => alteration === 1).map((each) => each.name);
        const left = Object.entries({ ...topic.configs, ...given }).filter(
          ([key]) => key in this.known() && !deleted.includes(key),
        );
        this.topics.set(name, { ...topic, configs: Object.fromEntries(left) });
        const copies = Number(given[REPLICATION_CONFIG] ?? 0);
        if (copies > 0) this.replicas.move(name, this.brokers.slice(0, copies));
      }
      return { errorCode: refusal?.code ?? 0, errorMessage: refusal?.message ?? null, type, name };
    });
    return { throttleMs: 0, resources };
  }

  private remove(wanted: { readonly name: string | null; readonly id: string | null }): {
    readonly name: string;
    readonly id: string | null;
    readonly errorCode: number;
    readonly errorMessage: string | null;
  } {
    const topic = [...this.topics.values()].find(({ name, id }) =>
      wanted.id === null ? name === wanted.name : id === wanted.id,
    );
    const name = topic?.name ?? wanted.name ?? '';
    const refusal =
      this.refusalOf(name) ??
      (topic === undefined ? { code: wanted.id === null ? 3 : 100, message: null } : null);
    if (refusal === null) this.topics.delete(name);
    return { name, id: wanted.id, errorCode: refusal?.code ?? 0, errorMessage: refusal?.message ?? null };
  }

  private refusalOf(name: string): Refusal | null {
    if (this.faults.notController > 0) {
      this.faults.notController -= 1;
      return { code: 41, message: null };
    }
    return this.faults.refused.get(name) ?? null;
  }

  private configRefusal(configs: Readonly<Record<string, string>>): Refusal | null {
    for (const [key, value] of Object.entries(configs)) {
      if (key === REPLICATION_CONFIG && this.flavour === 'redpanda') continue;
      const known = { ...INHERITED, ...KAFKA_ONLY }[key];
      if (known === undefined) return { code: 40, message: `Unknown topic config name: ${key}` };
      if ([3, 5].includes(known[1]) && !/^-?\d+$/.test(value))
        return { code: 40, message: `Invalid value ${value} for configuration ${key}: Not a number` };
    }
    return null;
  }
}

function spoken<Q, A>(api: Api<Q, A>, handle: (request: Q) => NoInfer<A>): Spoken {
  // What comes was read with the codec of this very request.
  return { api: api as AnyApi, handle: (request) => handle(request as Q) };
}
