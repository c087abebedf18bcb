import { basename, join } from 'node:path';
import { AppError, type Problem, problem } from '../errors.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Plan } from '../model/operation.ts';
import type { Surroundings } from '../model/surroundings.ts';
import type { UndeclaredObject } from '../model/undeclared.ts';
import { writeFileSet } from './file-set.ts';
import { CHANGE_COLUMN } from './older-operation.ts';
import { type PlanFile, parsePlan, printPlan } from './plan.ts';
import type { PlanHeader } from './plan-header.ts';
import { parseSnapshot, printSnapshot, type Snapshot } from './snapshot.ts';
import { readTextFile } from './text-file.ts';

/** The folder of a project's migration; the name is Moose's, and so are those of the files. */
export const MIGRATION_FOLDER = 'migrations';

/** Where the plans of `moose dev` are kept: beside those that people review, never over them. */
export const DEV_FOLDER = '.moose/dev';

/** The files of a migration, by what they hold. */
export const MIGRATION_FILES = {
  plan: 'plan.yaml',
  /** The live state that the plan starts from. */
  base: 'remote_state.json',
  /** The state that the plan ends in. */
  desired: 'local_infra_map.json',
} as const;

export type SnapshotName = 'base' | 'desired';

/** A plan with the states on both sides of it. */
export interface Migration {
  readonly plan: Plan;
  readonly header: PlanHeader;
  readonly base: InfraMap;
  readonly desired: InfraMap;
  /** Objects of somebody else around ours, as they are before the plan. */
  readonly undeclared: readonly UndeclaredObject[];
  /** What the definitions name in the server's configuration. */
  readonly surroundings: Surroundings;
}

export interface MigrationReading {
  readonly plan: PlanFile;
  readonly base: Snapshot;
  readonly desired: Snapshot;
}

/**
 * Writes all three files into `dir`, or none; the plan comes last.
 *
 * @throws AppError FILE_UNWRITABLE; nothing has changed then.
 */
export async function writeMigration(
  dir: string,
  { plan, header, base, desired, undeclared, surroundings }: Migration,
): Promise<void> {
  await writeFileSet(dir, [
    {
      name: MIGRATION_FILES.base,
      text: printSnapshot(base, undeclared, header.kafka?.cluster ?? null, surroundings),
    },
    { name: MIGRATION_FILES.desired, text: printSnapshot(desired) },
    { name: MIGRATION_FILES.plan, text: printPlan(plan, header) },
  ]);
}

/** Writes plan.yaml alone. @throws AppError FILE_UNWRITABLE; nothing has changed then. */
export async function writePlan(dir: string, plan: Plan, header: PlanHeader): Promise<void> {
  await writeFileSet(dir, [{ name: MIGRATION_FILES.plan, text: printPlan(plan, header) }]);
}

/** Writes both snapshots, or none. @throws AppError FILE_UNWRITABLE; nothing has changed then. */
export async function writeSnapshots(
  dir: string,
  states: Readonly<Record<SnapshotName, InfraMap>>,
): Promise<void> {
  await writeFileSet(dir, [
    { name: MIGRATION_FILES.base, text: printSnapshot(states.base) },
    { name: MIGRATION_FILES.desired, text: printSnapshot(states.desired) },
  ]);
}

/**
 * Reads plan.yaml. `database` is meant by `database: null` in a plan that the peer or a person wrote.
 *
 * @throws AppError FILE_MISSING, FILE_INVALID with every problem.
 */
export async function readPlan(dir: string, database: string | null = null): Promise<PlanFile> {
  const name = labelOf(dir, MIGRATION_FILES.plan);
  const text = await readTextFile(join(dir, MIGRATION_FILES.plan), name);
  const base = text.includes(CHANGE_COLUMN) ? await readSnapshot(dir, 'base').catch(nullWhenMissing) : null;
  return parsePlan(text, name, { database, base: base?.map ?? null });
}

/** Reads one snapshot. @throws AppError FILE_MISSING, FILE_INVALID, FILE_HASH_WRONG. */
export async function readSnapshot(dir: string, which: SnapshotName): Promise<Snapshot> {
  const name = MIGRATION_FILES[which];
  const label = labelOf(dir, name);
  return parseSnapshot(await readTextFile(join(dir, name), label), label);
}

/** How a file is named in messages: `migrations/plan.yaml`. */
function labelOf(dir: string, name: string): string {
  return `${basename(dir)}/${name}`;
}

/**
 * Reads all three files and checks that they belong together.
 *
 * @throws AppError FILE_MISSING, FILE_INVALID; FILE_HASH_WRONG also for a snapshot that another plan was made from.
 */
export async function readMigration(dir: string, database: string | null = null): Promise<MigrationReading> {
  const plan = await readPlan(dir, database);
  const base = await readSnapshot(dir, 'base');
  const desired = await readSnapshot(dir, 'desired');
  const [stranger] = belongingProblems(plan, { base, desired });
  if (stranger !== undefined)
    throw new AppError('FILE_HASH_WRONG', stranger.message, { hint: stranger.hint });
  return { plan, base, desired };
}

/** Snapshots that another plan was made from; a snapshot that could not be read is null. A plan of the peer's names none. */
export function belongingProblems(
  { plan, header }: PlanFile,
  snapshots: Readonly<Record<SnapshotName, Snapshot | null>>,
): readonly Problem[] {
  if (header === null) return [];
  return (['base', 'desired'] as const).flatMap((which) => {
    const snapshot = snapshots[which];
    if (snapshot === null || snapshot.hash === plan[which]) return [];
    const message = `${MIGRATION_FILES[which]} does not belong to ${MIGRATION_FILES.plan}: its hash is another`;
    return [
      problem('FILE_HASH_WRONG', message, {
        hint: 'take all three files from the same commit, or write them anew with `moose migrate generate --save`',
      }),
    ];
  });
}

function nullWhenMissing(error: unknown): null {
  if (error instanceof AppError && error.code === 'FILE_MISSING') return null;
  throw error;
}
