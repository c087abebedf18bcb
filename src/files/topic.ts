import * as z from 'zod';
import { COMPATIBILITY_LEVELS } from '../model/subject.ts';
import { type Topic, type TopicConfigs, topicAddress } from '../model/topic.ts';
import {
  ignored,
  lifeCycle,
  metadataShape,
  metadataToFile,
  name,
  optionalText,
  present,
  sourceFromFile,
} from './texts.ts';

const SIZE_CONFIG = 'max.message.bytes';
const RETENTION_CONFIG = 'retention.ms';

/** A schema that is made from a row type. */
export const topicSchemaShape = z.strictObject({
  subject: name,
  text: name.describe('JSON Schema on one line.'),
  compatibility: z.enum(COMPATIBILITY_LEVELS).nullable().default(null),
});

export const topicShape = z
  .strictObject({
    name,
    version: optionalText,
    retention_period: z
      .strictObject({ secs: z.number(), nanos: z.number().default(0) })
      .nullable()
      .default(null),
    partition_count: z.int().min(1).default(1),
    replication_factor: z.int().min(1).nullable().default(null),
    max_message_bytes: z.int().nullable().default(null),
    configs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}),
    pinned: z.boolean().default(false),
    schema: topicSchemaShape.nullable().default(null),
    life_cycle: lifeCycle,
    metadata: metadataShape.nullable().default(null),
    columns: ignored,
    schema_config: ignored,
    source_primitive: ignored,
  })
  .meta({ id: 'Topic' });

type TopicFile = z.infer<typeof topicShape>;

/** The retention stands apart, as the peer writes it; one without end stays among the configs. */
export function topicToFile(topic: Topic): object {
  const { [RETENTION_CONFIG]: retention, ...others } = topic.configs;
  const isPeriod = typeof retention === 'string' && /^(0|[1-9]\d{0,14})$/.test(retention);
  const milliseconds = isPeriod ? Number(retention) : 0;
  const period = { secs: Math.floor(milliseconds / 1000), nanos: (milliseconds % 1000) * 1e6 };
  return {
    name: topic.name,
    version: topic.version,
    retention_period: isPeriod ? period : null,
    partition_count: topic.partitions,
    ...present({
      replication_factor: topic.replicationFactor,
      pinned: topic.isPinned || null,
      schema: topic.schema,
    }),
    configs: isPeriod ? others : topic.configs,
    life_cycle: topic.lifeCycle,
    ...metadataToFile(topic.source),
  };
}

/** The destination stands elsewhere in the file: see the sync processes of the snapshot. */
export function topicFromFile(file: TopicFile): Topic {
  return {
    address: topicAddress(file.name),
    name: file.name,
    partitions: file.partition_count,
    replicationFactor: file.replication_factor,
    configs: configsFromFile(file),
    isPinned: file.pinned,
    schema: file.schema,
    destination: null,
    version: file.version,
    lifeCycle: file.life_cycle,
    source: sourceFromFile(file.metadata),
    live: null,
  };
}

function configsFromFile(file: TopicFile): TopicConfigs {
  const { retention_period: retention, max_message_bytes: size } = file;
  const entries = Object.entries(file.configs).map(
    ([key, value]) => [key, value === null ? null : String(value)] as const,
  );
  return {
    ...(retention === null
      ? {}
      : { [RETENTION_CONFIG]: String(retention.secs * 1000 + Math.round(retention.nanos / 1e6)) }),
    ...(size === null ? {} : { [SIZE_CONFIG]: String(size) }),
    ...Object.fromEntries(entries),
  };
}
