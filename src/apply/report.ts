import type { AppError } from '../errors.ts';
import type { Operation } from '../model/operation.ts';

/**
 * Where an operation ended. `unknown`: it was sent and no answer came, so only the server can tell.
 */
export type StepStatus = 'done' | 'failed' | 'not-run' | 'unknown';

/** What became of one operation. */
export interface StepReport {
  readonly operation: Operation;
  readonly status: StepStatus;
  /** The statements of its step, as sent (secrets as placeholders); several operations may share them. */
  readonly statements: readonly string[];
  /** Of the whole step; null when it did not run. */
  readonly milliseconds: number | null;
  readonly error: AppError | null;
}

/** How a migration ended. */
export interface ApplyReport {
  readonly outcome: 'applied' | 'already-applied' | 'stopped';
  readonly steps: readonly StepReport[];
  /** Why it stopped; null when it did not. */
  readonly because: string | null;
}

/** Told while a plan runs; `index` counts steps from 0. */
export type ApplyEvent =
  | {
      readonly event: 'step-started';
      readonly index: number;
      readonly total: number;
      readonly operations: readonly Operation[];
      readonly statements: readonly string[];
    }
  | {
      readonly event: 'step-finished';
      readonly index: number;
      readonly total: number;
      readonly reports: readonly StepReport[];
    };
