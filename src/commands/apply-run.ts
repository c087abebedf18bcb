import { changeTopic } from '../apply/change-topic.ts';
import type { StuckMutation } from '../apply/follow.ts';
import { type Healing, healingText, healTable } from '../apply/heal.ts';
import { observe, requireOnce } from '../apply/observe.ts';
import type { Patience } from '../apply/patience.ts';
import type { ApplyEvent } from '../apply/report.ts';
import type { Ending } from '../apply/run-sending.ts';
import type { RunContext } from '../apply/run-steps.ts';
import { leavesNoTrace, queryIdOf, type Sending, sendingsOf } from '../apply/sending.ts';
import { type KeptLock, type MigrationJournal, writeEntries } from '../apply/session.ts';
import { AppError } from '../errors.ts';
import { type JournalEvent, type NewJournalEntry, sentAtOf } from '../model/journal.ts';
import type { Hazard, Operation, Plan } from '../model/operation.ts';
import { operationKey } from '../plan/halfway.ts';
import { askLate } from './preflight.ts';
import { registryOf } from './schemas.ts';
import type { Survey } from './survey.ts';
import { toldBy } from './told-by.ts';
import type { LateQuestions } from './wanted-checks.ts';

/** What a person wishes of the way a plan is run. */
export interface RunWishes {
  readonly tell: (event: ApplyEvent) => void;
  readonly clock: () => number;
  /** True once somebody asked to stop after the running statement. */
  readonly isInterrupted: () => boolean;
  /** Whether to end a mutation that keeps failing and to take the change of type back. */
  readonly mayKill: (stuck: StuckMutation) => Promise<boolean>;
}

/** One run of a migration. */
export interface Run {
  readonly survey: Survey;
  readonly plan: Plan;
  readonly wishes: RunWishes;
  readonly journal: MigrationJournal;
  readonly lock: KeptLock | null;
  readonly patience: Patience;
  /** How often this migration was begun, this time included. */
  readonly number: number;
  /** Of this run alone. */
  readonly mark: string;
  /** Questions that wait for SQL of the plan. */
  readonly late: LateQuestions;
  /** `--allow`. */
  readonly allow: readonly Hazard[];
  /** Names of statements without trace that an earlier run has done. */
  readonly ran: ReadonlySet<string>;
}

/** Why nothing more may be sent; null to go on. */
export function mayNotContinue(wishes: RunWishes, lock: KeptLock | null): string | null {
  if (wishes.isInterrupted()) return 'stopped on request';
  return lock?.isLost() === true ? 'the lock was lost' : null;
}

/** Ends a mutation that keeps failing, if that is wished; null when it is not. */
export async function healIfWished(
  survey: Survey,
  operations: readonly Operation[],
  wishes: RunWishes,
  stuck: StuckMutation,
): Promise<Healing | null> {
  if (!(await wishes.mayKill(stuck))) return null;
  const { database, name } = stuck.table;
  const table = survey.managed.tables.find((each) => each.database === database && each.name === name);
  return healTable(survey.clickhouse, stuck, { operations, table: table ?? null });
}

const EVENTS: Readonly<Record<Ending['status'], JournalEvent>> = {
  done: 'step-done',
  failed: 'step-failed',
  unknown: 'step-unknown',
  'not-run': 'step-unknown',
};

interface Journaling {
  before(sending: Sending, queryIds: readonly string[]): Promise<void>;
  after(sending: Sending, queryIds: readonly string[], ending: Ending): Promise<void>;
  rest(): Promise<void>;
}

function journaling(journal: MigrationJournal): Journaling {
  // What is done shows on the server, so its entry may wait for the next one and share its INSERT.
  let waiting: readonly NewJournalEntry[] = [];
  const write = async (entries: readonly NewJournalEntry[]): Promise<void> => {
    const all = [...waiting, ...entries];
    if (all.length > 0) await writeEntries(journal, all);
    waiting = [];
  };
  const entryOf = (
    { step, statements }: Sending,
    queryIds: readonly string[],
    event: JournalEvent,
    detail: string,
  ): NewJournalEntry => ({
    migration: journal.migration,
    event,
    operations: step.operations.map(operationKey),
    statements,
    queryIds,
    actor: journal.actor,
    detail,
  });
  return {
    before: (sending, queryIds) => write([entryOf(sending, queryIds, 'step-sent', '')]),
    async after(sending, queryIds, { status, error }) {
      const entry = entryOf(sending, queryIds, EVENTS[status], error?.message ?? '');
      if (status === 'done' && !leavesNoTrace(sending.step)) waiting = [...waiting, entry];
      // The report must reach the user, whatever becomes of the journal: what failed has stopped everything anyway.
      else if (status === 'done') await write([entry]);
      else await write([entry]).catch(() => undefined);
    },
    rest: () => write([]),
  };
}

/** Joins what a run needs: the server, the journal, the person. */
export function contextOf(run: Run): RunContext {
  const { survey, plan, wishes, journal, lock, patience } = run;
  const { clickhouse } = survey;
  const entries = journaling(journal);
  const stop = (): string | null => mayNotContinue(wishes, lock);
  return {
    clickhouse,
    secrets: survey.secrets,
    tell: wishes.tell,
    clock: wishes.clock,
    patience,
    changeTopic: async (operation, tell) => {
      const { kafka, topics } = survey;
      if (kafka === null) throw new AppError('TOOL_BUG', 'A plan with topics was begun without brokers');
      const ids = new Map(topics?.managed.map(({ name, live }) => [name, live?.id ?? null]));
      const idOf = (name: string): string | null => ids.get(name) ?? null;
      const registry = registryOf(survey.config);
      await changeTopic(operation, {
        admin: kafka,
        registry,
        idOf,
        sleep: patience.sleep,
        clock: wishes.clock,
        mayNotContinue: stop,
        tell,
      });
    },
    queryId: (name, attempt) => queryIdOf(name, run, attempt),
    mayNotContinue: stop,
    inTheWay: async (step) => {
      try {
        const lines = await askLate(clickhouse, step.operations, run.late, run.allow);
        return lines.length === 0 ? null : lines.join('; ');
      } catch (error) {
        return `the data could not be asked before ${step.operations[0]?.because}: ${String(error)}`;
      }
    },
    sendings: (step) =>
      sendingsOf(journal.migration, step).filter(
        ({ step: { on }, names }) => on === 'kafka' || !names.every((name) => run.ran.has(name)),
      ),
    isLockLost: () => lock?.isLost() === true,
    beforeSending: entries.before,
    afterSending: entries.after,
    afterAll: entries.rest,
    confirm: (sending, queryIds) => requireOnce({ clickhouse, patience }, sending, queryIds),
    observe: (sending, queryIds, error, tell) =>
      observe(sending, queryIds, error, {
        clickhouse,
        patience,
        clock: wishes.clock,
        tell,
        mayNotContinue: stop,
        remaining: async () => (await survey.again(toldBy(plan))).plan,
        // Not by the clock of this machine, which may be another one than the server's.
        sentAt: async (queryId) => {
          const newest = await journal.store.newest();
          return newest === null ? '' : sentAtOf(newest, queryId);
        },
        heal: async (stuck) => {
          const healing = await healIfWished(survey, plan.operations, wishes, stuck);
          return healing === null ? null : healingText(healing);
        },
      }),
  };
}
