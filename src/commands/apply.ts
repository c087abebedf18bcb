import { join } from 'node:path';
import type { ApplyEvent, ApplyReport } from '../apply/report.ts';
import { runSteps } from '../apply/run-steps.ts';
import { type Step, stepsOf } from '../ddl/steps.ts';
import { parseOnServer } from '../drivers/clickhouse/statement.ts';
import type { StoredState } from '../drivers/state-store.ts';
import { AppError, type Problem, problem } from '../errors.ts';
import { placeholdersIn } from '../facets/secrets.ts';
import { MIGRATION_FOLDER, type MigrationReading, readMigration } from '../files/migration-files.ts';
import { isAsRehearsed, type PlanFile } from '../files/plan.ts';
import type { InfraMap, SqlResource } from '../model/infra-map.ts';
import type { LifeCycle } from '../model/life-cycle.ts';
import type { Hazard, Plan } from '../model/operation.ts';
import { simulate } from '../plan/simulate.ts';
import { failureOf } from './apply-ending.ts';
import { openHazards } from './approve.ts';
import { checkDrift, driftLines, requireSameCode } from './check-drift.ts';
import { preflight, requirePreflight } from './preflight.ts';
import { rehearse } from './rehearse.ts';
import { type Comparison, type Survey, type SurveyOptions, surveyed } from './survey.ts';
import type { Talk } from './talk.ts';

export interface ApplyOptions extends SurveyOptions {
  /** Hazards allowed on the command line, besides those approved in the plan. */
  readonly allow: readonly Hazard[];
  readonly tell: (event: ApplyEvent) => void;
  readonly clock: () => number;
}

/** How it ended, and what is left that nobody may or can do. */
export interface Applied {
  readonly report: ApplyReport;
  readonly plan: Plan;
  /** Differences that remain when everything ran; not empty means that the server did something else than asked. */
  readonly remaining: Plan | null;
  /** APPLY_STOPPED or APPLY_UNVERIFIED; null when all went well. */
  readonly failure: AppError | null;
}

/** Refusals and hazards stay data until here: a plan with any of them open does not start. */
function requireDoable(file: PlanFile, allow: readonly Hazard[]): void {
  const { plan, positions } = file;
  const refused = plan.refused.map((refusal) => problem('PLAN_REFUSED', `${refusal.address}: ${refusal.because}`, { hint: refusal.hint }));
  const hazards = plan.operations.flatMap((operation, at): readonly Problem[] => {
    const open = openHazards(operation, allow);
    const position = positions[at] ?? null;
    return open.length === 0 ? [] : [problem('HAZARD_NOT_ALLOWED', `${operation.kind} ${operation.because}: ${open.join(', ')}`, { position })];
  });
  if (refused.length > 0) {
    throw new AppError('PLAN_REFUSED', 'The plan holds changes that cannot be made safely; nothing was changed.', { problems: refused });
  }
  if (hazards.length > 0) {
    const codes = [...new Set(plan.operations.flatMap((operation) => openHazards(operation, allow)))].sort().join(',');
    throw new AppError('HAZARD_NOT_ALLOWED', 'The plan holds hazards that nobody has approved; nothing was changed.', {
      problems: hazards,
      hint: `Approve them in the plan (approved: […], or migrate generate --save --yes-destructive), or allow them here: --allow ${codes}`,
    });
  }
}

/** A plan whose operations are not those of its receipt (written by hand, by Moose, or edited since) is rehearsed now. */
async function requireProved(survey: Survey, file: PlanFile, talk: Talk): Promise<void> {
  if (isAsRehearsed(file)) return;
  const { notes } = await rehearse(survey, file.plan, talk);
  notes.forEach(talk.note);
}

/** Every statement is parsed by the target before the first one runs. */
async function requireParsable(survey: Survey, steps: readonly Step[]): Promise<void> {
  const statements = steps.flatMap((step) => step.statements);
  const errors = await parseOnServer(survey.clickhouse, statements);
  const problems = statements.flatMap((statement, at): readonly Problem[] => {
    const error = errors[at];
    return error === null || error === undefined ? [] : [problem('STATEMENT_INVALID', `${error.message}\n${statement}`)];
  });
  const missing = statements.flatMap(placeholdersIn).filter(({ from, name }) => survey.secrets(from, name) === null);
  const unset = [...new Set(missing.map(({ name }) => name))].map((name) => problem('STATEMENT_INVALID', `the value of ${name} is not set`, { hint: `Set ${name} in the environment` }));
  if (problems.length + unset.length > 0) {
    throw new AppError('STATEMENT_INVALID', 'The target cannot run some statements of the plan; nothing was changed.', { problems: [...problems, ...unset] });
  }
}

function managedBy(map: InfraMap): readonly (readonly [string, LifeCycle])[] {
  return [...map.tables, ...map.views, ...map.materializedViews].filter(({ lifeCycle }) => lifeCycle !== 'EXTERNALLY_MANAGED').map(({ address, lifeCycle }) => [address, lifeCycle] as const);
}

/** What is ours once the plan has run: what the code declares, and what left the code but was kept. */
function stateAfter(survey: Survey, live: InfraMap, sqlResources: readonly SqlResource[]): StoredState {
  const kept = managedBy(live).filter(([address]) => survey.state.objects.has(address));
  return { objects: new Map([...kept, ...managedBy(survey.desired.declared)]), sqlResources };
}

/** Until the server is read again: an object made by a migration that stops halfway is ours all the same. */
function stateDuring(survey: Survey, sqlResources: readonly SqlResource[]): StoredState {
  return { objects: new Map([...survey.state.objects, ...managedBy(survey.desired.declared)]), sqlResources };
}

/** The hand-written SQL that is set up when these steps have run; no server can tell. */
function sqlResourcesAfter({ state, managed }: Survey, { steps }: ApplyReport): readonly SqlResource[] {
  const done = steps.filter(({ status }) => status === 'done').map(({ operation }) => operation);
  return simulate({ ...managed, sqlResources: state.sqlResources }, done).sqlResources;
}

function requireNoDrift(survey: Survey, saved: MigrationReading): 'none' | 'already-applied' {
  const check = checkDrift(survey.managed, saved.base, survey.plan);
  if (check.is !== 'drifted') return check.is;
  const lines = ['The server is not in the state that the plan starts from; nothing was changed.', ...driftLines(check.drift)];
  throw new AppError('LIVE_DRIFTED', lines.join('\n'), {
    hint: 'See what happened there, then make a new plan: migrate generate --save',
  });
}

async function verify(survey: Survey, sqlResources: readonly SqlResource[]): Promise<Comparison> {
  const after = await survey.again();
  await survey.store.write(stateAfter(survey, after.managed, sqlResources));
  return after;
}

/**
 * Runs the saved plan as it stands: checks that code and server are still those it was made from, that everything in it is
 * approved and can be parsed; then runs it, reads the server again and compares once more. Nothing is planned anew.
 */
export async function apply(options: ApplyOptions, talk: Talk): Promise<Applied> {
  return surveyed(options, talk, async (survey) => {
    const saved = await readMigration(join(survey.config.projectDir, MIGRATION_FOLDER), survey.target.database);
    const { plan } = saved.plan;
    requireSameCode(survey.desired.canonical, saved.desired);
    const drift = requireNoDrift(survey, saved);
    if (drift === 'already-applied') {
      await survey.store.write(stateAfter(survey, survey.managed, survey.desired.declared.sqlResources));
      return { report: { outcome: 'already-applied', steps: [] }, plan, remaining: null, failure: null };
    }
    requireDoable(saved.plan, options.allow);
    await requireProved(survey, saved.plan, talk);
    const steps = stepsOf(plan.operations);
    await requireParsable(survey, steps);
    requirePreflight(plan, await preflight(survey.clickhouse, plan, survey.live), options.allow);
    await survey.store.write(stateDuring(survey, survey.state.sqlResources));
    const report = await runSteps(steps, { clickhouse: survey.clickhouse, secrets: survey.secrets, tell: options.tell, clock: options.clock });
    const sqlResources = sqlResourcesAfter(survey, report);
    if (sqlResources !== survey.state.sqlResources) await survey.store.write(stateDuring(survey, sqlResources));
    if (report.outcome === 'stopped') return { report, plan, remaining: null, failure: failureOf(report, plan, null) };
    talk.phase('Reading the server again');
    const after = await verify(survey, sqlResources);
    return { report, plan, remaining: after.plan, failure: failureOf(report, plan, after.plan) };
  });
}
