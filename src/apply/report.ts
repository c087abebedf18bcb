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
  /** How many of these have run, counted from the first, in earlier runs too; null where they are not told apart. */
  readonly ran: number | null;
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

/** How far the rewriting of a table's parts has come. */
export interface MutationProgress {
  /** Address of the table. */
  readonly table: string;
  readonly id: string;
  readonly command: string;
  readonly parts: { readonly done: number; readonly total: number };
  readonly rows: { readonly done: number; readonly total: number };
  /** Estimated from the speed until now; null before anything is done. */
  readonly secondsLeft: number | null;
  /** What the server says of the part that failed last; null while all goes well. */
  readonly failReason: string | null;
}

/** How far the moving of a topic's replicas has come. */
export interface MoveProgress {
  readonly topic: string;
  readonly partitions: { readonly done: number; readonly total: number };
  /** Of the new replicas, as they are stored; null where the brokers do not tell. */
  readonly bytes: { readonly done: number; readonly total: number } | null;
  /** Estimated from the speed until now; null before anything is copied. */
  readonly secondsLeft: number | null;
}

interface OfStep {
  /** Counts from 0. */
  readonly index: number;
  readonly total: number;
}

/** Told while a plan runs. */
export type ApplyEvent =
  | ({
      readonly event: 'step-started';
      readonly operations: readonly Operation[];
      readonly statements: readonly string[];
    } & OfStep)
  | ({ readonly event: 'step-progress'; readonly mutation: MutationProgress } & OfStep)
  | ({ readonly event: 'step-moving'; readonly move: MoveProgress } & OfStep)
  /** The step is looked at on the server, and sent again as far as it is not done. */
  | ({ readonly event: 'step-retried'; readonly because: string } & OfStep)
  | ({ readonly event: 'step-finished'; readonly reports: readonly StepReport[] } & OfStep);
