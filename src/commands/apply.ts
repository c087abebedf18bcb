import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApplyEvent, ApplyReport } from '../apply/report.ts';
import { type RunContext, runSteps } from '../apply/run-steps.ts';
import { type KeptLock, keepLock, type MigrationJournal, takeLock, writeEvent } from '../apply/session.ts';
import { type Step, stepsOf } from '../ddl/steps.ts';
import { AppError } from '../errors.ts';
import { MIGRATION_FOLDER, type MigrationReading, readMigration } from '../files/migration-files.ts';
import { addressOf } from '../model/address.ts';
import { hashOperations, hashText } from '../model/hash.ts';
import { type JournaledMigration, newestMigration } from '../model/journal.ts';
import type { Hazard, Operation, Plan } from '../model/operation.ts';
import type { Rename } from '../model/rename.ts';
import { isWithoutTrace, operationKey } from '../plan/halfway.ts';
import { requireDoable, requireParsable, requireProved } from './apply-checks.ts';
import { failureOf } from './apply-ending.ts';
import { sqlResourcesAfter, stateAfter, stateDuring } from './apply-state.ts';
import { requireSameCode } from './check-drift.ts';
import { preflight, requirePreflight } from './preflight.ts';
import { whereItStands } from './standing.ts';
import { type Comparison, type Survey, type SurveyOptions, surveyed } from './survey.ts';
import type { Talk } from './talk.ts';

export interface ApplyOptions extends SurveyOptions {
  /** Hazards allowed on the command line, besides those approved in the plan. */
  readonly allow: readonly Hazard[];
  /** How long to wait for another migration. */
  readonly lockTimeoutSeconds: number;
  /** What to make of hand-written SQL that was sent and never answered; null to stop and ask. */
  readonly unclearSql: 'done' | 'again' | null;
  readonly tell: (event: ApplyEvent) => void;
  readonly clock: () => number;
  /** True once somebody asked to stop after the running statement. */
  readonly isInterrupted: () => boolean;
}

/** How it ended, and what is left that nobody may or can do. */
export interface Applied {
  readonly report: ApplyReport;
  readonly plan: Plan;
  /** Differences that remain when everything ran; not empty means that the server did something else than asked. */
  readonly remaining: Plan | null;
  /** Operations that an earlier run had already done. */
  readonly resumed: readonly Operation[];
  /** APPLY_STOPPED or APPLY_UNVERIFIED; null when all went well. */
  readonly failure: AppError | null;
}

/** Who applies, for the lock and the journal: `ann@build-7`. */
export function currentActor(): string {
  return `${userInfo().username}@${hostname()}`;
}

/** The renames that a plan holds: told by flags when it was made, they are not in the code. */
function renamesOf(plan: Plan): readonly Rename[] {
  return plan.operations.flatMap((operation): readonly Rename[] => {
    const { database, name } = operation.target;
    if (operation.kind === 'RenameTable')
      return [{ of: 'table', database, before: name, after: operation.after }];
    if (operation.kind !== 'RenameTableColumn') return [];
    return [
      { of: 'column', table: addressOf(database, name), before: operation.before, after: operation.after },
    ];
  });
}

function requireNoOther(newest: JournaledMigration | null, migration: string): void {
  if (newest === null || !newest.isOpen || newest.migration === migration) return;
  throw new AppError(
    'MIGRATION_UNFINISHED',
    'Another migration stopped halfway on this target; a different plan cannot start before it is finished or given up.',
    {
      hint: '`migrate status` shows it; `migrate resume` finishes it with the plan it was begun with, `migrate abandon` gives it up',
    },
  );
}

function contextOf(
  survey: Survey,
  options: ApplyOptions,
  journal: MigrationJournal,
  lock: KeptLock | null,
): RunContext {
  const names = (step: Step): readonly string[] => step.operations.map(operationKey);
  type Entry = Parameters<typeof journal.store.append>[0][number];
  const entryOf = (
    step: Step,
    event: Entry['event'],
    queryIds: readonly string[],
    detail: string,
  ): Entry => ({
    migration: journal.migration,
    event,
    operations: names(step),
    statements: step.statements,
    queryIds,
    actor: journal.actor,
    detail,
  });
  // What is done shows on the server, so its entry may wait for the next step's and share its INSERT.
  let waiting: readonly Entry[] = [];
  const write = async (entries: readonly Entry[]): Promise<void> => {
    const all = [...waiting, ...entries];
    waiting = [];
    await journal.store.append(all);
  };
  const ends = {
    done: 'step-done',
    failed: 'step-failed',
    unknown: 'step-unknown',
    'not-run': 'step-unknown',
  } as const;
  const attempt = randomUUID().slice(0, 8);
  return {
    clickhouse: survey.clickhouse,
    secrets: survey.secrets,
    tell: options.tell,
    clock: options.clock,
    queryId: (statement) =>
      `moose-${journal.migration.slice(7, 19)}-${hashText(statement).slice(7, 19)}-${attempt}`,
    mayNotContinue: () =>
      options.isInterrupted() ? 'stopped on request' : lock?.isLost() === true ? 'the lock was lost' : null,
    beforeStep: (step, queryIds) => write([entryOf(step, 'step-sent', queryIds, '')]),
    afterStep: async (step, status, detail) => {
      const entry = entryOf(step, ends[status], [], detail);
      if (status === 'done' && !step.operations.some(isWithoutTrace)) waiting = [...waiting, entry];
      else await write([entry]);
    },
    afterAll: () => write([]),
  };
}

/** Runs what is left and proves the end: the server is read again and must be what the code declares. */
async function runAndVerify(
  survey: Survey,
  plan: Plan,
  left: readonly Operation[],
  context: RunContext,
  journal: MigrationJournal,
  talk: Talk,
): Promise<Omit<Applied, 'resumed'>> {
  const { state, store } = survey;
  await store.write(stateDuring(survey, state.sqlResources));
  await writeEvent(journal, 'started');
  const report = await runSteps(stepsOf(left), context);
  const sqlResources = sqlResourcesAfter(survey, report);
  if (report.outcome === 'stopped') {
    // The server may be what failed: the report must reach the user all the same.
    if (sqlResources !== state.sqlResources)
      await store.write(stateDuring(survey, sqlResources)).catch(() => undefined);
    await writeEvent(journal, 'stopped', report.because ?? '').catch(() => undefined);
    return { report, plan, remaining: null, failure: failureOf(report, plan, null) };
  }
  talk.phase('Reading the server again');
  await store.write(stateDuring(survey, sqlResources));
  const after = await survey.again([]);
  await store.write(stateAfter(survey, after.managed, sqlResources));
  const failure = failureOf(report, plan, after.plan);
  await writeEvent(journal, failure === null ? 'finished' : 'stopped', failure?.message ?? '');
  return { report, plan, remaining: after.plan, failure };
}

/** The comparison after the lock is ours: somebody may have migrated while we waited. */
function compareLocked(survey: Survey, plan: Plan): Promise<Comparison> {
  return survey.again(renamesOf(plan));
}

async function applyLocked(
  survey: Survey,
  saved: MigrationReading,
  options: ApplyOptions,
  lock: KeptLock | null,
  talk: Talk,
): Promise<Applied> {
  const { plan } = saved.plan;
  const migration = hashOperations(plan.operations);
  const journal: MigrationJournal = { store: survey.journal, migration, actor: currentActor() };
  const newest = newestMigration(await survey.journal.read());
  requireNoOther(newest, migration);
  const comparison = await compareLocked(survey, plan);
  const current: Survey = { ...survey, ...comparison };
  requireSameCode(current.desired.canonical, saved.desired);
  const standing = await whereItStands(current, saved, newest, options.unclearSql);
  if (standing.is === 'already-applied') {
    await survey.store.write(stateAfter(current, current.managed, current.desired.declared.sqlResources));
    if (newest?.isOpen === true) await writeEvent(journal, 'finished');
    return {
      report: { outcome: 'already-applied', steps: [], because: null },
      plan,
      remaining: null,
      resumed: [],
      failure: null,
    };
  }
  const left: Plan = { ...plan, operations: standing.left };
  requireDoable(saved.plan, options.allow);
  await requireProved(current, saved.plan, left, talk);
  await requireParsable(current, stepsOf(left.operations));
  requirePreflight(left, await preflight(current.clickhouse, left, current.live), options.allow);
  const context = contextOf(current, options, journal, lock);
  return {
    ...(await runAndVerify(current, plan, left.operations, context, journal, talk)),
    resumed: standing.done,
  };
}

/**
 * Runs the saved plan as it stands: takes the lock, checks that code and server are still those it was made from (or that
 * an earlier run of the same plan left them halfway), that everything in it is approved and can be parsed; then runs it
 * step by step into the journal, reads the server again and compares once more. Nothing is planned anew.
 */
export async function apply(options: ApplyOptions, talk: Talk): Promise<Applied> {
  return surveyed(options, talk, async (survey) => {
    const saved = await readMigration(
      join(survey.config.projectDir, MIGRATION_FOLDER),
      survey.target.database,
    );
    requireSameCode(survey.desired.canonical, saved.desired);
    // A file of our own knows no other machine, and its engine lets in no second process.
    if (survey.config.state.storage === 'file') return applyLocked(survey, saved, options, null, talk);
    const held = await takeLock({
      clickhouse: survey.clickhouse,
      token: randomUUID(),
      actor: currentActor(),
      timeoutSeconds: options.lockTimeoutSeconds,
      sleep: (milliseconds) => sleep(milliseconds),
      random: Math.random,
      waiting: talk.phase,
    });
    const lock = keepLock(held);
    try {
      return await applyLocked(survey, saved, options, lock, talk);
    } finally {
      await lock.release();
    }
  });
}
