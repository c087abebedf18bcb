import { join } from 'node:path';
import { type Step, stepsOf } from '../ddl/steps.ts';
import { MIGRATION_FILES, MIGRATION_FOLDER, writeMigration } from '../files/migration-files.ts';
import { planContent } from '../files/plan.ts';
import type { PlanHeader } from '../files/plan-header.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Plan } from '../model/operation.ts';
import type { RenameCandidate } from '../model/rename.ts';
import { timed } from '../timing.ts';
import { type Approval, approve } from './approve.ts';
import { decideRenames, type RenameWishes, requireDecided } from './decide-renames.ts';
import { type Preflight, preflight, withProvedHazards } from './preflight.ts';
import { rehearse } from './rehearse.ts';
import { type Survey, type SurveyOptions, surveyed } from './survey.ts';
import type { Talk } from './talk.ts';

export interface GenerateOptions extends SurveyOptions {
  readonly save: boolean;
  readonly approval: Approval;
  readonly renames: RenameWishes;
  /** The moment written into the plan. */
  readonly now: Date;
}

/** A plan as it was made, and what a person wants to know of it. */
export interface Generated {
  readonly plan: Plan;
  readonly steps: readonly Step[];
  /** Paths of the written files, relative to the project; empty when nothing was saved. */
  readonly files: readonly string[];
  readonly desired: InfraMap;
  /** Live objects that neither the code nor the state names. */
  readonly unmanaged: readonly string[];
  readonly database: string;
  readonly engineVersion: string;
  readonly rehearsed: PlanHeader['rehearsed'];
  /** What the rehearsal left out, a line each. */
  readonly notes: readonly string[];
  /** Columns that look renamed, and that nobody has decided. */
  readonly undecided: readonly RenameCandidate[];
  /** What the plan's questions to the data found. */
  readonly preflight: Preflight;
  /** The plan as plan.yaml holds it, for `--json`. */
  readonly document: Readonly<Record<string, unknown>>;
}

function headerOf(survey: Survey, rehearsed: PlanHeader['rehearsed'], now: Date): PlanHeader {
  return {
    createdAt: now.toISOString(),
    target: { database: survey.target.database, engineVersion: survey.live.version },
    rehearsed,
  };
}

/** Writes plan.yaml and both snapshots, all of them or none. */
async function save(survey: Survey, plan: Plan, header: PlanHeader): Promise<readonly string[]> {
  const migration = { plan, header, base: survey.managed, desired: survey.desired.canonical };
  await writeMigration(join(survey.config.projectDir, MIGRATION_FOLDER), migration);
  return [MIGRATION_FILES.plan, MIGRATION_FILES.base, MIGRATION_FILES.desired].map(
    (name) => `${MIGRATION_FOLDER}/${name}`,
  );
}

/** Compares the code with the servers, makes a plan and proves it; with `save`, writes it down. Changes nothing on any server. */
export async function generate(options: GenerateOptions, talk: Talk): Promise<Generated> {
  const planned = async (survey: Survey): Promise<Generated> => {
    const { comparison, undecided } = await decideRenames(survey, options.renames);
    const { receipt, notes, ...rehearsed } = await timed('rehearsal', () =>
      rehearse(survey, comparison.plan, talk),
    );
    const found = await preflight(survey.clickhouse, rehearsed.plan, survey.live);
    const plan = approve(withProvedHazards(rehearsed.plan, found, survey.live), options.approval);
    if (options.save) requireDecided(plan, undecided, survey.target.database);
    const header = headerOf(survey, receipt, options.now);
    const files = options.save ? await save(survey, plan, header) : [];
    return {
      plan,
      steps: stepsOf(plan.operations),
      files,
      desired: survey.desired.canonical,
      unmanaged: survey.unmanaged,
      database: survey.target.database,
      engineVersion: survey.live.version,
      rehearsed: receipt,
      notes,
      preflight: found,
      undecided,
      document: planContent(plan, header),
    };
  };
  return surveyed(options, talk, planned, true);
}
