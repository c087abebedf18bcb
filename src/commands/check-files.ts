import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type Problem, problem } from '../errors.ts';
import {
  belongingProblems,
  MIGRATION_FILES,
  MIGRATION_FOLDER,
  readPlan,
  readSnapshot,
} from '../files/migration-files.ts';
import type { PlanFile } from '../files/plan.ts';
import type { Snapshot } from '../files/snapshot.ts';
import { codeFrame } from '../model/code-frame.ts';

/** What could be read of a saved migration; null where a file is missing or wrong. */
export interface SavedFiles {
  readonly plan: PlanFile | null;
  readonly base: Snapshot | null;
  readonly desired: Snapshot | null;
}

/** What an error is about, each problem standing for itself. */
function problemsOf(error: AppError): readonly Problem[] {
  if (error.problems.length === 0) return [problem(error.code, error.message, { hint: error.hint })];
  return error.problems.map((each) => ({ ...each, hint: each.hint ?? error.hint }));
}

/** Does something whose failure is one problem among others; null when it failed. */
export async function gathered<T>(problems: Problem[], work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'TOOL_BUG') throw error;
    problems.push(...problemsOf(error));
    return null;
  }
}

/**
 * Reads the three files of a migration, and tells of each what is wrong with it; then whether they belong together.
 *
 * @param database the one meant by `database: null` in a plan that names no target
 */
export async function readSaved(folder: string, database: string, problems: Problem[]): Promise<SavedFiles> {
  const plan = await gathered(problems, () => readPlan(folder, database));
  const base = await gathered(problems, () => readSnapshot(folder, 'base'));
  const desired = await gathered(problems, () => readSnapshot(folder, 'desired'));
  if (plan !== null) problems.push(...belongingProblems(plan, { base, desired }));
  return { plan, base, desired };
}

/** Problems that stand in plan.yaml, with the lines around their place. */
export async function withFrames(problems: readonly Problem[], folder: string): Promise<readonly Problem[]> {
  const file = `${MIGRATION_FOLDER}/${MIGRATION_FILES.plan}`;
  if (!problems.some(({ position, frame }) => frame === null && position?.file === file)) return problems;
  const text = await readFile(join(folder, MIGRATION_FILES.plan), 'utf8');
  return problems.map((each) =>
    each.frame === null && each.position !== null && each.position.file === file
      ? { ...each, frame: codeFrame(text, each.position.line, each.position.column, 1) }
      : each,
  );
}
