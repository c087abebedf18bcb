import type { DeclaredColumn, DeclaredStream } from '../../model/declared.ts';
import type { Declaration } from '../../sdk/registry.ts';
import { isSqlObject } from '../../sdk/sql.ts';
import { columnsFromZod } from '../extract/zod-columns.ts';
import { referenceOf } from './plain-values.ts';
import { kindOf, membersOf, type Reading } from './reading.ts';

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
  const { destination } = config;
  if (
    destination !== undefined &&
    !isSqlObject(destination) &&
    !reading.reportMissing(declaration, `the destination of ${what}`, destination)
  ) {
    reading.report(declaration, `the destination of ${what} is ${kindOf(destination)}, not a table`);
  }
  return {
    name,
    version: reading.text(declaration, `the version of ${what}`, config.version),
    partitions: readWhole(reading, declaration, `parallelism of ${what}`, config.parallelism, 1) ?? 1,
    retentionSeconds:
      config.retentionPeriod === null
        ? null
        : readWhole(reading, declaration, `retentionPeriod of ${what}`, config.retentionPeriod, SEVEN_DAYS),
    destination: isSqlObject(destination) ? referenceOf(destination) : null,
    configs: readConfigs(reading, declaration, what, config.configs),
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
  const { columns, problems } = columnsFromZod(schema, reading.positionOf(declaration));
  reading.problems.push(...problems);
  return columns;
}

function readWhole(
  reading: Reading,
  declaration: Declaration,
  what: string,
  value: unknown,
  whenAbsent: number,
): number | null {
  if (value === undefined) return whenAbsent;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  if (!reading.reportMissing(declaration, what, value)) {
    reading.report(
      declaration,
      `${what} is ${typeof value === 'number' ? value : kindOf(value)}, not a whole number from 1`,
    );
  }
  return whenAbsent;
}

function readConfigs(
  reading: Reading,
  declaration: Declaration,
  what: string,
  value: unknown,
): Readonly<Record<string, string>> {
  const configs: Record<string, string> = {};
  for (const [key, member] of Object.entries(membersOf(value))) {
    if (typeof member === 'string' || typeof member === 'number' || typeof member === 'boolean')
      configs[key] = String(member);
    else if (!reading.reportMissing(declaration, `configs.${key} of ${what}`, member)) {
      reading.report(
        declaration,
        `configs.${key} of ${what} is ${kindOf(member)}, not a text, number or boolean`,
      );
    }
  }
  return configs;
}
