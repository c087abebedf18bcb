import * as z from 'zod';
import type { Refusal, Withheld } from '../model/operation.ts';
import { KAFKA_FLAVOURS, type KafkaFlavour } from '../model/topic.ts';
import { name, optionalText } from './texts.ts';

/** How a plan went when it was run on the embedded engine, or why it was not. */
export type Rehearsal =
  | {
      readonly is: 'rehearsed';
      /** Version of the engine that it ran on. */
      readonly engine: string;
      /** Hash of the operations that ran: `hashRehearsed` of model/hash.ts. */
      readonly operations: string;
      /** `reached-desired` where the end state was the desired one. */
      readonly outcome: string;
    }
  | { readonly is: 'not-rehearsed'; readonly because: string };

/** What stands in plan.yaml besides the plan itself. */
export interface PlanHeader {
  /** UTC, ISO 8601: `2026-11-20T10:30:00.000Z`. */
  readonly createdAt: string;
  /** The server that the plan was made against: never its host, never credentials. */
  readonly target: { readonly database: string; readonly engineVersion: string };
  readonly rehearsed: Rehearsal;
  /** The cluster whose topics are in the plan; null for a plan without topics. */
  readonly kafka: KafkaReceipt | null;
}

/** What a plan says of a Kafka or Redpanda cluster. Operations on topics are validated by its brokers, not rehearsed. */
export interface KafkaReceipt {
  /** Null where the brokers tell none. */
  readonly cluster: string | null;
  readonly flavour: KafkaFlavour;
  /** Of the topics that are changed or deleted, by name: another topic of the same name is not meant. */
  readonly topicIds: Readonly<Record<string, string>>;
  /** Configs of topics that need no operation, by the name of the topic; null in a plan that does not say. */
  readonly settledConfigs: Readonly<Record<string, readonly string[]>> | null;
}

/** How operations on topics were proved. */
const TOPICS_VALIDATED = 'validated-by-brokers';

/** The version of the `plan:` block; a file of a later one is refused. */
export const PLAN_VERSION = 1;

const hash = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256: and 64 hex digits');

export const planBlockShape = z
  .strictObject({
    version: z.literal(PLAN_VERSION),
    base: hash.describe('Hash of the live state that the plan starts from.'),
    desired: hash.describe('Hash of the state that the plan ends in.'),
    target: z.strictObject({ database: name, engine_version: z.string() }),
    rehearsed: z
      .strictObject({ engine: z.string(), operations: hash, outcome: z.string() })
      .nullable()
      .default(null),
    not_rehearsed: optionalText.describe('Why the plan was not rehearsed.'),
    kafka: z
      .strictObject({
        cluster_id: optionalText,
        flavour: z.enum(KAFKA_FLAVOURS),
        topic_ids: z.record(z.string(), z.string()).default({}),
        settled_configs: z
          .record(z.string(), z.array(z.string()))
          .nullable()
          .default(null)
          .describe('Configs that the code names and that need no operation, by topic.'),
        topics: z.literal(TOPICS_VALIDATED).describe('They are not rehearsed: the brokers checked them.'),
      })
      .nullable()
      .default(null)
      .describe('The cluster whose topics are in the plan.'),
    withheld: z
      .array(z.strictObject({ address: z.string(), change: z.string(), reason: z.string() }))
      .default([])
      .describe('Changes that a life cycle keeps back.'),
    refused: z
      .array(z.strictObject({ address: z.string(), reason: z.string(), hint: optionalText }))
      .default([])
      .describe('Changes that are not made.'),
  })
  .meta({ id: 'Plan', description: 'Written by moose-migrate; not to be edited.' });

type PlanBlockFile = z.infer<typeof planBlockShape>;

interface PlanBlock {
  readonly base: string;
  readonly desired: string;
  readonly refused: readonly Refusal[];
  readonly withheld: readonly Withheld[];
}

function kafkaToFile({ cluster, flavour, topicIds, settledConfigs }: KafkaReceipt): object {
  return {
    cluster_id: cluster,
    flavour,
    topic_ids: topicIds,
    ...(settledConfigs === null ? {} : { settled_configs: settledConfigs }),
    topics: TOPICS_VALIDATED,
  };
}

export function planBlockToFile(plan: PlanBlock, { target, rehearsed, kafka }: PlanHeader): object {
  const isRehearsed = rehearsed.is === 'rehearsed';
  return {
    version: PLAN_VERSION,
    base: plan.base,
    desired: plan.desired,
    target: { database: target.database, engine_version: target.engineVersion },
    rehearsed: isRehearsed
      ? { engine: rehearsed.engine, operations: rehearsed.operations, outcome: rehearsed.outcome }
      : null,
    ...(isRehearsed ? {} : { not_rehearsed: rehearsed.because }),
    ...(kafka === null ? {} : { kafka: kafkaToFile(kafka) }),
    withheld: plan.withheld.map(({ address, change, because }) => ({ address, change, reason: because })),
    refused: plan.refused.map(({ address, because, hint }) => ({ address, reason: because, hint })),
  };
}

export function planBlockFromFile(
  file: PlanBlockFile,
  createdAt: string,
): PlanBlock & { readonly header: PlanHeader } {
  const { rehearsed } = file;
  return {
    base: file.base,
    desired: file.desired,
    withheld: file.withheld.map(({ address, change, reason }) => ({ address, change, because: reason })),
    refused: file.refused.map(({ address, reason, hint }) => ({ address, because: reason, hint })),
    header: {
      createdAt,
      target: { database: file.target.database, engineVersion: file.target.engine_version },
      kafka:
        file.kafka === null
          ? null
          : {
              cluster: file.kafka.cluster_id,
              flavour: file.kafka.flavour,
              topicIds: file.kafka.topic_ids,
              settledConfigs: file.kafka.settled_configs,
            },
      rehearsed:
        rehearsed === null
          ? { is: 'not-rehearsed', because: file.not_rehearsed ?? '' }
          : {
              is: 'rehearsed',
              engine: rehearsed.engine,
              operations: rehearsed.operations,
              outcome: rehearsed.outcome,
            },
    },
  };
}
