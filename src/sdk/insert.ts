/** What to do with rows that cannot be inserted: stop, leave them out, or find out which they are. */
export type ErrorStrategy = 'fail-fast' | 'discard' | 'isolate';

/** Options of `OlapTable.insert`. */
export interface InsertOptions {
  /** @default 'fail-fast' */
  readonly strategy?: ErrorStrategy;
  /** Largest number of bad rows. */
  readonly allowErrors?: number;
  /** Largest share of bad rows, 0 to 1. */
  readonly allowErrorsRatio?: number;
  readonly deadLetterQueue?: boolean;
  /** @default true */
  readonly validate?: boolean;
  /** @default false */
  readonly skipValidationOnRetry?: boolean;
}

/** A row that was not inserted, and why. */
export interface FailedRecord<T> {
  readonly record: T;
  readonly error: string;
  readonly index?: number;
}

/** What `OlapTable.insert` did. */
export interface InsertResult<T> {
  readonly successful: number;
  readonly failed: number;
  readonly total: number;
  readonly failedRecords?: readonly FailedRecord<T>[];
}

/** Outcome of checking one record. */
export interface RecordCheck<T> {
  readonly success: boolean;
  readonly data?: T;
  readonly errors?: readonly string[];
}

/** Outcome of checking many. */
export interface RecordsCheck<T> {
  readonly valid: readonly T[];
  readonly invalid: readonly {
    readonly record: unknown;
    readonly error: string;
    readonly index?: number;
    readonly path?: string;
  }[];
  readonly total: number;
}
