import * as z from 'zod';
import type { Topic } from '../model/infra-map.ts';
import {
  ignored,
  lifeCycle,
  metadataShape,
  metadataToFile,
  name,
  optionalText,
  settingsFromFile,
  settingsShape,
  sourceFromFile,
} from './texts.ts';

const SIZE_CONFIG = 'max.message.bytes';

export const topicShape = z
  .strictObject({
    name,
    version: optionalText,
    retention_period: z
      .strictObject({ secs: z.number(), nanos: z.number().default(0) })
      .nullable()
      .default(null),
    partition_count: z.int().min(1).default(1),
    max_message_bytes: z.int().nullable().default(null),
    configs: settingsShape.default({}),
    life_cycle: lifeCycle,
    metadata: metadataShape.nullable().default(null),
    columns: ignored,
    schema_config: ignored,
    source_primitive: ignored,
  })
  .meta({ id: 'Topic' });

export function topicToFile(topic: Topic): object {
  return {
    name: topic.name,
    version: topic.version,
    retention_period: topic.retentionSeconds === null ? null : { secs: topic.retentionSeconds, nanos: 0 },
    partition_count: topic.partitions,
    configs: topic.configs,
    life_cycle: topic.lifeCycle,
    ...metadataToFile(topic.source),
  };
}

/** The destination stands elsewhere in the file: see the sync processes of the snapshot. */
export function topicFromFile(file: z.infer<typeof topicShape>): Topic {
  const { retention_period: retention, max_message_bytes: size } = file;
  return {
    address: `topic/${file.name}`,
    name: file.name,
    partitions: file.partition_count,
    retentionSeconds: retention === null ? null : retention.secs + retention.nanos / 1e9,
    destination: null,
    configs: { ...(size === null ? {} : { [SIZE_CONFIG]: String(size) }), ...settingsFromFile(file.configs) },
    version: file.version,
    lifeCycle: file.life_cycle,
    source: sourceFromFile(file.metadata),
  };
}
