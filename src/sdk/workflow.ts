import type { OlapTable } from './olap-table.ts';
import { declare } from './registry.ts';
import { unavailableLater } from './unavailable.ts';
import type { Untyped } from './untyped.ts';

/** What a task's function gets. Without input it gets none. */
export type TaskContext<I> = I extends null
  ? { readonly state: Untyped; readonly input?: null }
  : { readonly state: Untyped; readonly input: I };

/** Does the work of a task. */
export type TaskHandler<I, O> = (context: TaskContext<I>) => Promise<O> | O;

/** Options of a {@link Task}. */
export interface TaskConfig<I, O> {
  readonly run: TaskHandler<I, O>;
  /** Tasks that follow, each with this one's output as its input. */
  readonly onComplete?: readonly (
    | Task<O extends undefined ? null : O, Untyped>
    | Task<O, Untyped>
    | undefined
  )[];
  /** Runs when the workflow is cancelled. */
  readonly onCancel?: (context: TaskContext<I>) => Promise<void> | void;
  /** @default 3 */
  readonly retries?: number;
  /** Length of time such as `30s`, `5m`, `1h`, or `never`. @default '1h' */
  readonly timeout?: string;
}

/**
 * A step of a {@link Workflow}.
 *
 * @example export const load = new Task<null, number>('load', { run: async () => 42, retries: 2, timeout: '10m' });
 */
export class Task<I, O = Untyped> {
  readonly name: string;
  readonly config: TaskConfig<I, O>;

  constructor(name: string, config: TaskConfig<I, O>) {
    this.name = name;
    this.config = config;
  }
}

/** Options of a {@link Workflow}. */
export interface WorkflowConfig {
  readonly startingTask: Task<Untyped, Untyped> | Task<null, Untyped>;
  /** @default 3 */
  readonly retries?: number;
  /** @default '1h' */
  readonly timeout?: string;
  /** Cron expression, or `@every 1h`. @default none, started by hand */
  readonly schedule?: string;
}

/**
 * Tasks run one after the other. The tool records it and changes nothing for it.
 *
 * @example export const nightly = new Workflow('nightly', { startingTask: load, schedule: '0 3 * * *' });
 */
export class Workflow {
  readonly name: string;
  readonly config: WorkflowConfig;

  constructor(name: string, config: WorkflowConfig) {
    this.name = name;
    this.config = config;
    declare('workflow', this);
  }
}

/** Options of an {@link ETLPipeline}. */
export interface ETLPipelineConfig<T, U> {
  readonly extract: AsyncIterable<T> | (() => AsyncIterable<T>);
  readonly transform: (sourceData: T) => Promise<U>;
  readonly load: ((data: U[]) => Promise<void>) | OlapTable<U>;
}

/** A workflow in three steps. The tool records it as a workflow. */
export class ETLPipeline<T, U> {
  readonly name: string;
  readonly config: ETLPipelineConfig<T, U>;

  constructor(name: string, config: ETLPipelineConfig<T, U>) {
    this.name = name;
    this.config = config;
    declare('workflow', this);
  }

  /** Runs it. @throws Error in this library: it needs a running server. */
  run(): Promise<void> {
    return unavailableLater('ETLPipeline.run()');
  }
}

/** A task of a file in `scripts/`, the form before {@link Task}. */
export type TaskFunction = (input?: Untyped) => Promise<{ readonly task: string; readonly data: Untyped }>;

/** What a file in `scripts/` gives back, the form before {@link Task}. */
export interface TaskDefinition {
  readonly task: TaskFunction;
  readonly config?: { readonly retries: number };
}
