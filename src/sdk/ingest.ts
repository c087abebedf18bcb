import { type DeadLetterModel, DeadLetterQueue } from './dead-letter-queue.ts';
import type { LifeCycle } from './life-cycle.ts';
import { OlapTable } from './olap-table.ts';
import { declare, withOwner } from './registry.ts';
import { Stream, type StreamConfig } from './stream.ts';
import type { OlapConfig } from './table-engines.ts';
import type { RowSchema } from './table-options.ts';
import type { Metadata } from './untyped.ts';

/** Options of an {@link IngestApi}. */
export interface IngestConfig<T> {
  /** Stream that takes every valid record. */
  readonly destination: Stream<T>;
  /** Where invalid records go. @default none, they are refused */
  readonly deadLetterQueue?: DeadLetterQueue<T>;
  readonly version?: string;
  /** Path behind `/ingest/`. @default the name */
  readonly path?: string;
  readonly schema?: RowSchema<T>;
  readonly metadata?: Metadata;
}

/** An HTTP endpoint that takes records into a stream. The tool records it and changes nothing for it. */
export class IngestApi<T> {
  /** The record type; exists for the type checker alone. */
  declare readonly __row?: T;
  readonly name: string;
  readonly config: IngestConfig<T>;
  readonly metadata: Metadata;

  constructor(name: string, config: IngestConfig<T>) {
    this.name = name;
    this.config = config;
    this.metadata = { ...config?.metadata };
    declare('ingest-api', this);
  }
}

/** Options of an {@link IngestPipeline}: for each part `true`, its options, or `false`. */
export interface IngestPipelineConfig<T> {
  /** @default false */
  readonly table?: boolean | OlapConfig<T>;
  /** @default false */
  readonly stream?: boolean | Omit<StreamConfig<T>, 'destination'>;
  /** Needs `stream`. @default false */
  readonly ingestApi?: boolean | Omit<IngestConfig<T>, 'destination'>;
  /** @deprecated The old name of `ingestApi`. */
  readonly ingest?: boolean | Omit<IngestConfig<T>, 'destination'>;
  /** @default false */
  readonly deadLetterQueue?: boolean | StreamConfig<DeadLetterModel>;
  /** Version of every part. */
  readonly version?: string;
  /** Path of the endpoint behind `/ingest/`. @default the name */
  readonly path?: string;
  /** Who may change the parts that do not say it themselves. @default LifeCycle.FULLY_MANAGED */
  readonly lifeCycle?: LifeCycle | `${LifeCycle}`;
  /** A zod schema to take the columns from, in place of a type argument. */
  readonly schema?: RowSchema<T>;
  readonly metadata?: Metadata;
}

/**
 * Endpoint, stream and table for one type of record, all of the same name; the dead letter queue is
 * `<name>DeadLetterQueue`.
 *
 * @example export const clicks = new IngestPipeline<Click>('clicks', { table: { orderByFields: ['at'] }, stream: true, ingestApi: true });
 */
export class IngestPipeline<T> {
  /** The record type; exists for the type checker alone. */
  declare readonly __row?: T;
  readonly name: string;
  readonly config: IngestPipelineConfig<T>;
  readonly metadata: Metadata;
  /** The table, when the config asks for one. */
  readonly table?: OlapTable<T>;
  /** The stream, when the config asks for one; it feeds the table. */
  readonly stream?: Stream<T>;
  /** The endpoint, when the config asks for one. */
  readonly ingestApi?: IngestApi<T>;
  /** The dead letter queue, when the config asks for one. */
  readonly deadLetterQueue?: DeadLetterQueue<T>;

  constructor(name: string, config: IngestPipelineConfig<T>) {
    this.name = name;
    this.config = config;
    this.metadata = { ...config.metadata };
    declare('ingest-pipeline', this);
    const parts = withOwner(this, () => makeParts(name, config));
    this.table = parts.table;
    this.stream = parts.stream;
    this.deadLetterQueue = parts.deadLetterQueue;
    this.ingestApi = parts.ingestApi;
  }
}

interface PipelineParts<T> {
  readonly table: OlapTable<T> | undefined;
  readonly stream: Stream<T> | undefined;
  readonly deadLetterQueue: DeadLetterQueue<T> | undefined;
  readonly ingestApi: IngestApi<T> | undefined;
}

function makeParts<T>(name: string, config: IngestPipelineConfig<T>): PipelineParts<T> {
  const shared = sharedOptions(config);
  const version = config.version === undefined ? {} : { version: config.version };
  const table = config.table
    ? new OlapTable<T>(name, { ...shared, ...options(config.table), ...version } as OlapConfig<T>)
    : undefined;
  const stream = config.stream
    ? new Stream<T>(name, {
        ...shared,
        ...options(config.stream),
        ...version,
        ...(table && { destination: table }),
      })
    : undefined;
  const deadLetterQueue = config.deadLetterQueue
    ? new DeadLetterQueue<T>(`${name}DeadLetterQueue`, {
        ...(config.lifeCycle && { lifeCycle: config.lifeCycle }),
        ...options(config.deadLetterQueue),
        ...version,
      })
    : undefined;
  const endpoint = config.ingestApi ?? config.ingest;
  const path = config.path === undefined ? {} : { path: config.path };
  const failed = deadLetterQueue && { deadLetterQueue };
  // A missing stream is reported when the project is read, with its place; here it would stop everything else.
  const destination = stream as Stream<T>;
  const ingestApi = endpoint
    ? new IngestApi<T>(name, { ...options(endpoint), ...version, ...path, ...failed, destination })
    : undefined;
  return { table, stream, deadLetterQueue, ingestApi };
}

function options<C extends object>(part: boolean | C): C | Record<string, never> {
  return typeof part === 'object' ? part : {};
}

function sharedOptions<T>(
  config: IngestPipelineConfig<T>,
): Pick<StreamConfig<T>, 'lifeCycle' | 'schema' | 'metadata'> {
  const { lifeCycle, schema, metadata } = config;
  return { ...(lifeCycle && { lifeCycle }), ...(schema && { schema }), ...(metadata && { metadata }) };
}
