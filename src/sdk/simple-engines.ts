import type { ClickHouseEngines as Engines } from './engines.ts';
import type { TableOptions } from './table-options.ts';

/**
 * Tables without parameters.
 *
 * @see https://clickhouse.com/docs/engines/table-engines#table_engines
 * @example new OlapTable<Hit>('recent', { engine: ClickHouseEngines.Memory, settings: { max_rows_to_keep: '1000' } })
 */
export interface SimpleEngineConfig<T> extends TableOptions<T> {
  readonly engine:
    | Engines.Memory
    | Engines.Null
    | Engines.Log
    | Engines.TinyLog
    | Engines.StripeLog
    | Engines.Set;
}

/**
 * Rows made up at every SELECT, for tests.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/special/generate
 * @example new OlapTable<Hit>('made_up', { engine: ClickHouseEngines.GenerateRandom, randomSeed: 7, maxStringLength: 12 })
 */
export interface GenerateRandomConfig<T> extends TableOptions<T> {
  readonly engine: Engines.GenerateRandom;
  /** The same seed gives the same rows. @default another one each time */
  readonly randomSeed?: number;
  /** Bytes of the longest text; needs `randomSeed`. @default 10 */
  readonly maxStringLength?: number;
  /** Elements of the longest array or map; needs `randomSeed`. @default 10 */
  readonly maxArrayLength?: number;
}
