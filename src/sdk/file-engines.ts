import type { ClickHouseEngines as Engines } from './engines.ts';
import type { SqlText } from './sql.ts';
import type { TableOptions } from './table-options.ts';

/**
 * Rows of a web address. An INSERT is a POST there.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/special/url
 * @example new OlapTable<Rate>('rates', {
 *   engine: ClickHouseEngines.URL, url: 'https://rates.example/all.csv', format: 'CSVWithNames',
 *   headers: { Authorization: mooseRuntimeEnv.get('RATES_AUTHORIZATION') },
 * })
 */
export interface UrlConfig<T> extends TableOptions<T> {
  readonly engine: Engines.URL;
  /** With a login in it, only the address without its password is ever shown. */
  readonly url: string;
  readonly format: string;
  /** `gzip`, `zstd`, `none`… @default by the end of the address */
  readonly compression?: string;
  /** Headers of each request; their values are taken for secrets. */
  readonly headers?: { readonly [name: string]: string };
}

/**
 * Rows of files in Hadoop.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/hdfs
 * @example new OlapTable<Hit>('old_hits', { engine: ClickHouseEngines.HDFS, uri: 'hdfs://files.example:9000/hits/*.tsv', format: 'TSV' })
 */
export interface HdfsConfig<T> extends TableOptions<T> {
  readonly engine: Engines.HDFS;
  /** Files to read, wildcards allowed. */
  readonly uri: string;
  readonly format: string;
  /** `gzip`, `zstd`… @default by the end of the name */
  readonly compression?: string;
  readonly partitionBy?: SqlText;
}

/**
 * Rows in one file of the server, in its own data directory.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/special/file
 * @example new OlapTable<Hit>('exported', { engine: ClickHouseEngines.File, format: 'Parquet' })
 */
export interface FileConfig<T> extends TableOptions<T> {
  readonly engine: Engines.File;
  readonly format: string;
}

/**
 * Lines of log files of the server, each read once.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/special/filelog
 * @example new OlapTable<Line>('access_log', { engine: ClickHouseEngines.FileLog, path: 'access', format: 'LineAsString' })
 */
export interface FileLogConfig<T> extends TableOptions<T> {
  readonly engine: Engines.FileLog;
  /** A file or a directory in the server's `user_files_path`. */
  readonly path: string;
  readonly format: string;
}

/**
 * Rows that a script of the server prints, given the rows of queries. The pool keeps its processes running.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/special/executable
 * @example new OlapTable<Score>('scores', {
 *   engine: ClickHouseEngines.Executable, script: 'score.py', format: 'TabSeparated', inputQueries: ['SELECT id, text FROM comments'],
 * })
 */
export interface ExecutableConfig<T> extends TableOptions<T> {
  readonly engine: Engines.Executable | Engines.ExecutablePool;
  /** A file in the server's `user_scripts_path`. */
  readonly script: string;
  /** Format of what it reads and prints. */
  readonly format: string;
  /** SELECTs whose rows it gets: the first on its standard input. @default none */
  readonly inputQueries?: readonly SqlText[];
}

/** Configs of the tables over files, addresses and programs. */
export type FileEngineConfig<T> =
  | UrlConfig<T>
  | HdfsConfig<T>
  | FileConfig<T>
  | FileLogConfig<T>
  | ExecutableConfig<T>;
