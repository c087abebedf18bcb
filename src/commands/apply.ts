import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endMoves } from '../apply/move-topic.ts';
import { type Patience, patiently } from '../apply/patience.ts';
import type { ApplyReport } from '../apply/report.ts';
import { runSteps } from '../apply/run-steps.ts';
import {
  type KeptLock,
  keepLock,
  type MigrationJournal,
  takeLock,
  wakefulClock,
  writeEntries,
  writeEvent,
} from '../apply/session.ts';
import { stepsOf } from '../ddl/steps.ts';
import type { FailingMutation } from '../drivers/clickhouse/mutations.ts';
import { isProcessGone, ownProcess } from '../drivers/own-process.ts';
import { AppError } from '../errors.ts';
import { MIGRATION_FOLDER, type MigrationReading, readMigration } from '../files/migration-files.ts';
import { hashOperations } from '../model/hash.ts';
import { type JournaledMigration, seenDone } from '../model/journal.ts';
import type { Hazard, Operation, Plan } from '../model/operation.ts';
import { NOTHING_TOLD } from '../model/told.ts';
import { operationKey } from '../plan/halfway.ts';
import { requireDoable, requireParsable, requireProved, requireTopicsReached } from './apply-checks.ts';
import { afterHealing, awaitEarlier, requireNoneFailing } from './apply-earlier.ts';
import { failureOf, unreadFailure } from './apply-ending.ts';
import { contextOf, type Run, type RunWishes } from './apply-run.ts';
import { sqlResourcesAfter, stateAfter, stateDuring, withSetUp } from './apply-state.ts';
import type { AskApproval } from './approve.ts';
import { approvedBefore } from './ask-before.ts';
import { requireSameCode, requireSameDatabase } from './check-drift.ts';
import { requireOlap, requireSameCluster, requireSameTopics } from './cluster-check.ts';
import type { Comparison } from './compare.ts';
import { failingOf } from './failing-mutations.ts';
import { requireSchemas } from './schema-verdicts.ts';
import { whereItStands } from './standing.ts';
import { type Survey, type SurveyOptions, surveyed } from './survey.ts';
import type { Talk } from './talk.ts';
import { toldBy } from './told-by.ts';
import { requireNoUnfinished } from './unfinished.ts';
import { validateTopics } from './validate-topics.ts';
import { lateQuestions } from './wanted-checks.ts';
import { liveTables, requireClear, unansweredNotes, weigh } from './weigh.ts';

export interface ApplyOptions extends SurveyOptions, RunWishes {
  /** Hazards allowed on the command line, besides those approved in the plan. */
  readonly allow: readonly Hazard[];
  /** Asks a person about the others; null where there is nobody to ask. */
  readonly ask: AskApproval | null;
  /** How long to wait for another migration. */
  readonly lockTimeoutSeconds: number;
  /** How long to try again after a lost connection and other failures that pass. */
  readonly retrySeconds: number;
  /** What to make of hand-written SQL that was sent and never answered; null to stop and ask. */
  readonly unclearSql: 'done' | 'again' | null;
}

/** How it ended, and what is left that nobody may or can do. */
export interface Applied {
  readonly report: ApplyReport;
  readonly plan: Plan;
  /**
   * Differences that remain on the server in the end; null where it cannot be read. Not empty though everything ran means that
   * the server did something else than asked.
   */
  readonly remaining: Plan | null;
  /** Mutations of our tables that keep failing in the end: their parts do not hold what the definitions say. */
  readonly failing: readonly FailingMutation[];
  /** Operations that an earlier run had already done. */
  readonly resumed: readonly Operation[];
  /** APPLY_STOPPED or APPLY_UNVERIFIED; null when all went well. */
  readonly failure: AppError | null;
}

/** Who applies, for the lock and the journal: `ann@build-7`. */
export function currentActor(): string {
  return `${userInfo().username}@${hostname()}`;
}

/** An engine of our own that is gone does not come back. */
function patienceOf(survey: Survey, options: ApplyOptions): Patience {
  const seconds = survey.target.kind === 'server' || survey.kafka !== null ? options.retrySeconds : 0;
  const isOver = options.isInterrupted;
  return { seconds, sleep: (milliseconds) => sleep(milliseconds), random: Math.random, isOver };
}

/** Runs what is left and proves the end: the server is read again and must be what the code declares. */
async function runAndVerify(
  run: Run,
  left: readonly Operation[],
  talk: Talk,
): Promise<Omit<Applied, 'resumed'>> {
  const { survey, plan, journal, patience } = run;
  const { state } = survey;
  const store = survey.stores.state;
  await patiently(patience, () => store.write(stateDuring(survey, state.sqlResources)));
  await writeEvent(journal, 'started');
  const report = await runSteps(stepsOf(left), contextOf(run));
  const sqlResources = sqlResourcesAfter(survey, report);
  if (report.outcome === 'stopped') {
    // The server may be what failed: the report must reach the user all the same.
    if (sqlResources !== state.sqlResources)
      await store.write(stateDuring(survey, sqlResources)).catch(() => undefined);
    await writeEvent(
      { ...journal, patience: { ...patience, seconds: 0 } },
      'stopped',
      report.because ?? '',
    ).catch(() => undefined);
    // What the server says now; where it says nothing, the report alone must do.
    const now = await survey.again(toldBy(plan)).catch(() => null);
    const failing = now === null ? [] : failingOf(now);
    return { report, plan, remaining: now?.plan ?? null, failing, failure: failureOf(report, plan, null) };
  }
  talk.phase('Reading the server again');
  try {
    await patiently(patience, () => store.write(stateDuring(survey, sqlResources)));
    const after = await patiently(patience, () => survey.again(NOTHING_TOLD));
    await patiently(patience, () => store.write(stateAfter(survey, after.managed, sqlResources)));
    const failure = failureOf(report, plan, after.plan);
    await writeEvent(journal, failure === null ? 'finished' : 'stopped', failure?.message ?? '');
    return { report, plan, remaining: after.plan, failing: failingOf(after), failure };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { report, plan, remaining: null, failing: [], failure: unreadFailure(error) };
  }
}

/** The comparison after the lock is ours: somebody may have migrated while we waited. */
function compareLocked(survey: Survey, plan: Plan): Promise<Comparison> {
  return survey.again(toldBy(plan));
}

async function applyLocked(
  survey: Survey,
  saved: MigrationReading,
  options: ApplyOptions,
  lock: KeptLock | null,
  talk: Talk,
): Promise<Applied> {
  const { plan } = saved.plan;
  const { stores } = survey;
  const patience = patienceOf(survey, options);
  const migration = hashOperations(plan.operations);
  const newest = await stores.journal.newest();
  requireNoUnfinished(newest, migration, 'a different plan cannot start before it is finished or given up');
  const fence = lock?.fence ?? null;
  const journal: MigrationJournal = {
    store: stores.journal,
    migration,
    actor: currentActor(),
    fence,
    patience,
  };
  const healed = await awaitEarlier({ survey, plan, newest, journal, run: options, lock, talk });
  return afterHealing(healed, () =>
    applyReady({ survey, saved, newest, journal, patience, migration }, options, lock, talk),
  );
}

/** What a plan is begun with. */
interface Ready {
  readonly survey: Survey;
  readonly saved: MigrationReading;
  readonly newest: JournaledMigration | null;
  readonly journal: MigrationJournal;
  readonly patience: Patience;
  readonly migration: string;
}

async function applyReady(
  { survey, saved, newest, journal, patience, migration }: Ready,
  options: ApplyOptions,
  lock: KeptLock | null,
  talk: Talk,
): Promise<Applied> {
  const { plan } = saved.plan;
  const { stores } = survey;
  const comparison = await compareLocked(survey, plan);
  const current: Survey = { ...survey, ...comparison };
  requireSameCode(current.desired.canonical, saved.desired);
  requireSameTopics(saved.plan, current);
  const knowledge = { migration, newest, unclear: options.unclearSql };
  const standing = await whereItStands(current, saved, knowledge);
  const done = standing.is === 'already-applied' ? plan.operations : standing.done;
  if (standing.is === 'already-applied' || standing.left.length === 0) requireNoneFailing(survey, current);
  if (newest?.isOpen === true && current.kafka !== null) await endMoves(current.kafka, done);
  const keys = new Set(done.map(operationKey));
  const seen = newest?.isOpen === true ? seenDone(newest, keys, journal.actor) : [];
  if (standing.is === 'already-applied') {
    await stores.state.write(stateAfter(current, current.managed, current.desired.declared.sqlResources));
    await writeEntries(journal, seen);
    if (newest?.isOpen === true) await writeEvent(journal, 'finished');
    const report: ApplyReport = { outcome: 'already-applied', steps: [], because: null };
    return { report, plan, remaining: null, failing: [], resumed: [], failure: null };
  }
  const left: Plan = { ...plan, operations: standing.left };
  requireDoable(saved.plan, [saved.base.map, saved.desired.map], options.allow, current.desired.canonical);
  requireTopicsReached(current, saved.plan, left);
  await requireProved(current, saved, standing, talk);
  await requireParsable(current, stepsOf(left.operations));
  await validateTopics(current.kafka, left, current.desired.declared.topics);
  await requireSchemas(current.config, left, current.desired.canonical);
  const weighed = await weigh(current, left);
  unansweredNotes(weighed).forEach(talk.note);
  requireClear(weighed, options.allow);
  const mark = randomUUID().slice(0, 8);
  const number = (newest?.migration === migration ? newest.runs : 0) + 1;
  const run: Run = {
    survey: withSetUp(current, standing.done),
    plan,
    wishes: options,
    journal,
    lock,
    patience,
    number,
    mark,
    late: lateQuestions(left, liveTables(current)),
    allow: options.allow,
    ran: standing.ran,
  };
  await writeEntries(journal, seen);
  return { ...(await runAndVerify(run, left.operations, talk)), resumed: standing.done };
}

/** A folder of our own engine lets in no second process; a server needs a lock, wherever the state is kept. */
function needsLock({ target, config }: Survey): boolean {
  return target.kind === 'server' || config.state.storage === 'clickhouse';
}

/**
 * Runs the saved plan as it stands: takes the lock, checks that code and server are still those it was made from (or that
 * an earlier run of the same plan left them halfway), that everything in it is approved and can be parsed; then runs it
 * step by step into the journal, reads the server again and compares once more. Nothing is planned anew.
 */
export async function apply(options: ApplyOptions, talk: Talk): Promise<Applied> {
  return surveyed(options, talk, (survey) => applyOn(survey, MIGRATION_FOLDER, options, talk));
}

/** The same for a survey that is open, and the plan in a folder of the project. */
export async function applyOn(
  survey: Survey,
  folder: string,
  options: ApplyOptions,
  talk: Talk,
): Promise<Applied> {
  const read = await readMigration(join(survey.config.projectDir, folder), survey.target.database);
  requireSameDatabase(read.plan, survey.target.database);
  requireSameCluster(read, survey, survey.config.features.streamingEngine);
  requireOlap(survey.config, read.plan.plan);
  const newest = await survey.stores.journal.newest();
  requireSameCode(survey.desired.canonical, read.desired, newest?.isOpen);
  const plan = await approvedBefore(survey, read, options);
  const saved = { ...read, plan: { ...read.plan, plan } };
  if (!needsLock(survey)) return applyLocked(survey, saved, options, null, talk);
  const clock = wakefulClock();
  const taken = await takeLock({
    clock,
    lock: survey.stores.lock,
    actor: currentActor(),
    process: `${ownProcess()}/${randomUUID()}`,
    newToken: randomUUID,
    timeoutSeconds: options.lockTimeoutSeconds,
    patience: patienceOf(survey, options),
    isGone: isProcessGone,
    waiting: talk.phase,
    freed: talk.note,
  });
  // Giving it back is tried again also where nothing else is; an engine of our own takes its lock along.
  const isServer = survey.target.kind === 'server';
  const releasing = { ...patienceOf(survey, options), seconds: isServer ? 2 : 0, isOver: () => false };
  const lock = keepLock(taken, clock, releasing);
  try {
    return await applyLocked(survey, saved, options, lock, talk);
  } finally {
    await lock.release();
  }
}
