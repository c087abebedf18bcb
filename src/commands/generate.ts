import { join } from 'node:path';
import { type Step, stepsOf } from '../ddl/steps.ts';
import { writeFileSet } from '../files/file-set.ts';
import { planContent, printPlan } from '../files/plan.ts';
import type { PlanHeader } from '../files/plan-header.ts';
import { printSnapshot } from '../files/snapshot.ts';
import { MIGRATION_FILES } from './migration-files.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Plan } from '../model/operation.ts';
import { type Approval, approve } from './approve.ts';
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
  readonly isRehearsed: boolean;
  /** The plan as plan.yaml holds it, for `--json`. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** Why no plan is rehearsed yet: definitions are checked one by one, the statements are not run. */
const NOT_REHEARSED = { is: 'not-rehearsed', because: 'this version checks the definitions on an embedded ClickHouse, but does not run the plan there' } as const;

function headerOf(survey: Survey, now: Date): PlanHeader {
  return {
    createdAt: now.toISOString(),
    target: { database: survey.target.database, engineVersion: survey.live.version },
    rehearsed: NOT_REHEARSED,
  };
}

/** Writes plan.yaml and both snapshots, all of them or none. */
async function save(survey: Survey, plan: Plan, now: Date): Promise<readonly string[]> {
  const directory = join(survey.config.projectDir, MIGRATION_FILES.directory);
  await writeFileSet(directory, [
    { name: MIGRATION_FILES.plan, text: printPlan(plan, headerOf(survey, now)) },
    { name: MIGRATION_FILES.base, text: printSnapshot(survey.managed) },
    { name: MIGRATION_FILES.desired, text: printSnapshot(survey.desired.canonical) },
  ]);
  return [MIGRATION_FILES.plan, MIGRATION_FILES.base, MIGRATION_FILES.desired].map((name) => `${MIGRATION_FILES.directory}/${name}`);
}

/** Compares the code with the servers and makes a plan; with `save`, writes it down. Changes nothing on any server. */
export async function generate(options: GenerateOptions, talk: Talk): Promise<Generated> {
  return surveyed(options, talk, async (survey) => {
    const plan = approve(survey.plan, options.approval);
    const files = options.save ? await save(survey, plan, options.now) : [];
    return {
      plan,
      steps: stepsOf(plan.operations),
      files,
      desired: survey.desired.canonical,
      unmanaged: survey.unmanaged,
      database: survey.target.database,
      engineVersion: survey.live.version,
      isRehearsed: false,
      document: planContent(plan, headerOf(survey, options.now)),
    };
  });
}
