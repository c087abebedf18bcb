import { join } from 'node:path';
import { type Step, stepsOf } from '../ddl/steps.ts';
import { MIGRATION_FILES, MIGRATION_FOLDER, writeMigration } from '../files/migration-files.ts';
import { planContent } from '../files/plan.ts';
import type { PlanHeader } from '../files/plan-header.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Plan } from '../model/operation.ts';
import { type Approval, approve } from './approve.ts';
import { rehearse } from './rehearse.ts';
import { type Survey, type SurveyOptions, surveyed } from './survey.ts';
import type { Talk } from './talk.ts';

export interface GenerateOptions extends SurveyOptions {
  readonly save: boolean;
  readonly approval: Approval;
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
  /** The plan as plan.yaml holds it, for `--json`. */
  readonly document: Readonly<Record<string, unknown>>;
}

function headerOf(survey: Survey, rehearsed: PlanHeader['rehearsed'], now: Date): PlanHeader {
  return { createdAt: now.toISOString(), target: { database: survey.target.database, engineVersion: survey.live.version }, rehearsed };
}

/** Writes plan.yaml and both snapshots, all of them or none. */
async function save(survey: Survey, plan: Plan, header: PlanHeader): Promise<readonly string[]> {
  const migration = { plan, header, base: survey.managed, desired: survey.desired.canonical };
  await writeMigration(join(survey.config.projectDir, MIGRATION_FOLDER), migration);
  return [MIGRATION_FILES.plan, MIGRATION_FILES.base, MIGRATION_FILES.desired].map((name) => `${MIGRATION_FOLDER}/${name}`);
}

/** Compares the code with the servers, makes a plan and proves it; with `save`, writes it down. Changes nothing on any server. */
export async function generate(options: GenerateOptions, talk: Talk): Promise<Generated> {
  return surveyed(options, talk, async (survey) => {
    const { receipt, notes, ...rehearsed } = await rehearse(survey, survey.plan, talk);
    const plan = approve(rehearsed.plan, options.approval);
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
      document: planContent(plan, header),
    };
  });
}
