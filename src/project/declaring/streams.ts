import type { DeclaredColumn, DeclaredStream } from '../../model/declared.ts';
import type { TopicConfigs } from '../../model/topic.ts';
import type { Declaration } from '../../sdk/registry.ts';
import { isSqlObject } from '../../sdk/sql.ts';
import type { StreamConfig } from '../../sdk/stream.ts';
import { checkOptions, type OptionsOf } from './options.ts';
import { referenceOf } from './plain-values.ts';
import { kindOf, membersOf, type Reading } from './reading.ts';
import { readSchema } from './stream-schema.ts';

const OPTIONS: OptionsOf<StreamConfig<never>> = {
  parallelism: true,
  replicationFactor: true,
  retentionPeriod: true,
  compression: true,
  cleanupPolicy: true,
  destination: true,
  version: true,
  lifeCycle: true,
  configs: true,
  pinConfigs: true,
  defaultDeadLetterQueue: true,
  schemaConfig: true,
  schema: true,
  metadata: true,
};

const SEVEN_DAYS = 604_800;

/** Every declared stream, also those of pipelines, and dead letter queues. */
export function readStreams(reading: Reading): readonly DeclaredStream[] {
  return reading.declared('stream').map((declaration) => readStream(reading, declaration));
}

function readStream(reading: Reading, declaration: Declaration): DeclaredStream {
  const stream = membersOf(declaration.object);
  const config = membersOf(stream.config);
  const name = reading.name(declaration, 'a stream', stream.name);
  const what = `stream ${name}`;
  checkOptions(reading, declaration, what, config, OPTIONS);
  const { destination } = config;
  if (
    destination !== undefined &&
    !isSqlObject(destination) &&
    !reading.reportMissing(declaration, `the destination of ${what}`, destination)
  ) {
    reading.report(declaration, `the destination of ${what} is ${kindOf(destination)}, not a table`);
  }
  if (isSqlObject(destination) && destination.kind !== 'OlapTable')
    reading.report(declaration, `the destination of ${what} is a ${destination.kind}, not a table`);
  const configs = readConfigs(reading, declaration, what, config);
  const retention = readRetention(reading, declaration, what, config.retentionPeriod, configs);
  return {
    name,
    version: reading.text(declaration, `the version of ${what}`, config.version),
    partitions: readWhole(reading, declaration, `parallelism of ${what}`, config.parallelism) ?? 1,
    replicationFactor: readWhole(
      reading,
      declaration,
      `replicationFactor of ${what}`,
      config.replicationFactor,
    ),
    retentionSeconds: retention,
    destination: isSqlObject(destination) ? referenceOf(destination) : null,
    configs,
    isPinned: config.pinConfigs === true,
    schema: readSchema(reading, declaration, what, config.schemaConfig),
    lifeCycle: reading.lifeCycle(declaration, what, config.lifeCycle),
    columns:
      stream.kind === 'DeadLetterQueue' ? DEAD_LETTER : streamColumns(reading, declaration, config.schema),
    source: reading.positionOf(declaration),
  };
}

/** What a dead letter queue holds, whatever the messages were that failed. */
const DEAD_LETTER: readonly DeclaredColumn[] = [
  ['originalRecord', 'JSON'],
  ['errorMessage', 'String'],
  ['errorType', 'String'],
  ['failedAt', "DateTime('UTC')"],
  ['source', 'LowCardinality(String)'],
].map(([name = '', type = '']) => ({ name, type, tags: {}, position: null }));

/** A topic needs no columns: a stream may hold anything. */
function streamColumns(
  reading: Reading,
  declaration: Declaration,
  schema: unknown,
): readonly DeclaredColumn[] {
  const fromType = reading.siteColumns(declaration);
  if (fromType.length > 0 || schema === undefined || reading.reportMissing(declaration, 'the schema', schema))
    return fromType;
  return reading.zodColumns(declaration, schema).columns;
}

/** A whole number from 1; null when it is not there, or was reported. */
function readWhole(reading: Reading, declaration: Declaration, what: string, value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  if (!reading.reportMissing(declaration, what, value)) {
    reading.report(
      declaration,
      `${what} is ${typeof value === 'number' ? value : kindOf(value)}, not a whole number from 1`,
    );
  }
  return null;
}

const RETENTION_CONFIG = 'retention.ms';

/** Seven days where the code says nothing; null where it leaves them to the broker, or says them among the configs. */
function readRetention(
  reading: Reading,
  declaration: Declaration,
  what: string,
  value: unknown,
  configs: TopicConfigs,
): number | null {
  const seconds = readWhole(reading, declaration, `retentionPeriod of ${what}`, value);
  const inConfigs = configs[RETENTION_CONFIG];
  if (inConfigs === undefined) return value === undefined ? SEVEN_DAYS : seconds;
  if (seconds !== null && inConfigs !== String(seconds * 1000))
    reading.report(declaration, `${what} has both retentionPeriod and configs['${RETENTION_CONFIG}']`);
  return null;
}

/** Options that are another name for a config. */
const NAMED_CONFIGS = { compression: 'compression.type', cleanupPolicy: 'cleanup.policy' } as const;

function readConfigs(
  reading: Reading,
  declaration: Declaration,
  what: string,
  config: Readonly<Record<string, unknown>>,
): TopicConfigs {
  const configs: Record<string, string | null> = {};
  const add = (key: string, place: string, value: unknown): void => {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      configs[key] = String(value);
    else if (value === null) configs[key] = null;
    else if (!reading.reportMissing(declaration, `${place} of ${what}`, value)) {
      reading.report(declaration, `${place} of ${what} is ${kindOf(value)}, not a text, number or boolean`);
    }
  };
  for (const [key, value] of Object.entries(membersOf(config.configs))) add(key, `configs.${key}`, value);
  for (const [option, key] of Object.entries(NAMED_CONFIGS)) {
    const value = config[option];
    if (value === undefined) continue;
    if (key in configs && configs[key] !== value)
      reading.report(declaration, `${what} has both ${option} and configs['${key}']`);
    else add(key, option, value);
  }
  return configs;
}
