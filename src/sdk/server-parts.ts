import { unavailable, unavailableLater } from './unavailable.ts';
import type { Untyped } from './untyped.ts';

/** A cache in Redis, in a running server. */
export class MooseCache {
  /** The cache. @throws Error in this library: it needs a running server. */
  static get(): Promise<MooseCache> {
    return unavailableLater('MooseCache.get()');
  }

  /** Stores a value for some seconds. @throws Error in this library: it needs a running server. */
  set(_key: string, _value: string | object, _ttlSeconds?: number): Promise<void> {
    return unavailableLater('MooseCache.set()');
  }

  /** A value, or null. @throws Error in this library: it needs a running server. */
  get<T = string>(_key: string): Promise<T | null> {
    return unavailableLater('MooseCache.get()');
  }

  /** Removes a value. @throws Error in this library: it needs a running server. */
  delete(_key: string): Promise<void> {
    return unavailableLater('MooseCache.delete()');
  }

  /** Removes the values whose key begins so. @throws Error in this library: it needs a running server. */
  clearKeys(_prefix: string): Promise<void> {
    return unavailableLater('MooseCache.clearKeys()');
  }

  /** Removes all values. @throws Error in this library: it needs a running server. */
  clear(): Promise<void> {
    return unavailableLater('MooseCache.clear()');
  }

  /** Closes the connection, if there is one. */
  disconnect(): Promise<void> {
    return Promise.resolve();
  }
}

/** One line for the console of the server. */
export interface CliLogData {
  readonly message_type?: 'Info' | 'Success' | 'Warning' | 'Error' | 'Highlight';
  readonly action: string;
  readonly message: string;
}

/** Shows a line on the server's console; without a server nothing happens. */
export function cliLog(_line: CliLogData): void {}

/** Where the library logs to. */
export interface Logger {
  logPrefix: string;
  log: (message: string) => void;
  error: (message: string) => void;
  warn: (message: string) => void;
}

/** Logs an error and its stack. */
export function logError(logger: Logger, error: Error): void {
  logger.error(error.message);
  if (error.stack) logger.error(error.stack);
}

/** `dist/x.ts` as the compiler names its output: `dist/x.js`. */
export function mapTstoJs(path: string): string {
  return path.replace(/\.([cm]?)ts$/, '.$1js');
}

/** A ClickHouse client. @throws Error in this library: it needs a running server. */
export function getClickhouseClient(_config: Untyped): Untyped {
  return unavailable('getClickhouseClient()');
}

/** A Kafka client. @throws Error in this library: it needs a running server. */
export function getKafkaClient(_config: Untyped, _logger?: Logger): Promise<Untyped> {
  return unavailableLater('getKafkaClient()');
}

/** A Kafka producer. @throws Error in this library: it needs a running server. */
export function getKafkaProducer(_config: Untyped, _logger?: Logger): Promise<Untyped> {
  return unavailableLater('getKafkaProducer()');
}

/** A Temporal client. @throws Error in this library: it needs a running server. */
export function getTemporalClient(..._connection: readonly Untyped[]): Promise<Untyped> {
  return unavailableLater('getTemporalClient()');
}

/** Options of a {@link DataSource}. */
export interface DataSourceConfig {
  readonly name: string;
  readonly supportsIncremental?: boolean;
}

/** Somewhere rows come from; user code extends it. */
export abstract class DataSource<T = Untyped, ItemType = Untyped> {
  protected readonly name: string;
  protected readonly supportsIncremental: boolean;

  constructor(config: DataSourceConfig) {
    this.name = config.name;
    this.supportsIncremental = config.supportsIncremental ?? false;
  }

  abstract extract(): AsyncIterable<ItemType> | Promise<T> | Promise<readonly T[]>;
  abstract testConnection(): Promise<{ readonly success: boolean; readonly message?: string }>;
}

/** A request that was refused; its errors tell why. */
export class BadRequestError extends Error {
  readonly errors: readonly Untyped[];

  constructor(errors: readonly Untyped[]) {
    super('Validation failed');
    this.errors = errors;
  }
}

/** The data of a successful validation. @throws BadRequestError for another. */
export function assertValid<T>(result: {
  readonly success: boolean;
  readonly data?: T;
  readonly errors?: readonly Untyped[];
}): T {
  if (!result.success) throw new BadRequestError(result.errors ?? []);
  return result.data as T;
}

/** Runs a query for validated parameters. */
export interface QueryHandler<P, R> {
  readonly run: (params: P) => Promise<R>;
  readonly fromObject: (input: unknown) => Promise<R>;
  readonly fromUrl: (url: Untyped) => Promise<R>;
}

/** Joins a validation and a query. */
export function createQueryHandler<P, R>(parts: {
  readonly fromUrl: (input: Untyped) => Untyped;
  readonly fromObject: (input: unknown) => Untyped;
  readonly queryFn: (params: P) => Promise<R>;
}): QueryHandler<P, R> {
  return {
    run: parts.queryFn,
    fromObject: (input) => parts.queryFn(assertValid<P>(parts.fromObject(input))),
    fromUrl: (url) => parts.queryFn(assertValid<P>(parts.fromUrl(url))),
  };
}
