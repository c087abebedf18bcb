import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Step, stepsOf } from '../ddl/steps.ts';
import { AppError, CATALOGUE, type Problem } from '../errors.ts';
import { writeFileSet } from '../files/file-set.ts';
import { MIGRATION_FILES, MIGRATION_FOLDER } from '../files/migration-files.ts';
import { isAsRehearsed, type PlanFile, planContent } from '../files/plan.ts';
import type { PlanHeader } from '../files/plan-header.ts';
import { receiptFor, withReceipt } from '../files/receipt.ts';
import { type Desired, emptyInfraMap, type InfraMap } from '../model/infra-map.ts';
import type { Hazard, Plan } from '../model/operation.ts';
import { withSources } from '../model/source-of.ts';
import { withCodeFrames } from '../project/framed-problems.ts';
import { shadowVersion } from '../rehearse/shadow.ts';
import { openShadowPool, type ShadowPool } from '../rehearse/shadow-pool.ts';
import { shownProblems } from './apply-checks.ts';
import { readDeclared } from './check-code.ts';
import { requireSameCode } from './check-drift.ts';
import { gathered, readSaved, type SavedFiles, withFrames } from './check-files.ts';
import { type CheckedPlan, paperProblems, rehearseSaved } from './check-plan.ts';
import { type OpenedProject, openProject } from './project.ts';
import { secretsOf, withoutSecrets } from './shown-secrets.ts';
import type { Talk } from './talk.ts';

/** What `check` is told on the command line. */
export interface CheckOptions {
  readonly cwd: string;
  readonly configFile: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Hazards that apply will be told to allow, besides those approved in the plan. */
  readonly allow: readonly Hazard[];
  /** Writes the receipt of this rehearsal into plan.yaml when there is no problem. */
  readonly writeReceipt: boolean;
}

/** What was found out about a saved migration without any server. */
export interface Checked {
  /** Null where plan.yaml is missing or cannot be read. */
  readonly plan: Plan | null;
  readonly steps: readonly Step[];
  /** Null too for a plan that the peer or a person wrote. */
  readonly header: PlanHeader | null;
  readonly database: string;
  /** The states before and after; empty where their file cannot be read. */
  readonly base: InfraMap;
  readonly desired: InfraMap;
  readonly rehearsed: PlanHeader['rehearsed'];
  /** Whether the receipt in plan.yaml was for these operations. */
  readonly isReceiptFresh: boolean;
  /** What the rehearsal left out, and what else is worth knowing; a line each. */
  readonly notes: readonly string[];
  /** All that is wrong; empty when the migration can be applied. */
  readonly problems: readonly Problem[];
  /** 0, or the gravest of: 1 a file is wrong, 3 the code moved on, 4 the plan may not run. */
  readonly exitCode: number;
  /** Paths of the written files, relative to the project. */
  readonly files: readonly string[];
  /** The plan as plan.yaml holds it, for `--json`; null without a plan of our own. */
  readonly document: Readonly<Record<string, unknown>> | null;
}

const GRAVITY = [70, 1, 3, 4, 5];

function exitCodeOf(problems: readonly Problem[]): number {
  const codes = new Set<number>(problems.map(({ code }) => CATALOGUE[code]));
  return GRAVITY.find((exit) => codes.has(exit)) ?? 0;
}

function databasesOf(
  { config }: OpenedProject,
  database: string,
  states: readonly InfraMap[],
): readonly string[] {
  const named = states.flatMap((map) => [
    ...map.tables.map((object) => object.database),
    ...map.views.map((object) => object.database),
    ...map.materializedViews.map((object) => object.database),
    ...map.dictionaries.map((object) => object.database),
  ]);
  return [...new Set([database, ...config.clickhouse.additionalDatabases, ...named])];
}

/** The default database of a migration: of its plan, and where that cannot be read, of the states that it leads from and to. */
function databaseOf({ plan, base, desired }: SavedFiles): string | null {
  if (plan !== null) return plan.header?.target.database ?? null;
  return (desired ?? base)?.map.defaultDatabase ?? null;
}

interface Inspection {
  readonly opened: OpenedProject;
  readonly saved: SavedFiles;
  readonly database: string;
  readonly databases: readonly string[];
  readonly shadows: ShadowPool;
  readonly shadowVersion: string;
  readonly options: CheckOptions;
  readonly talk: Talk;
}

/** The wanted state: of local_infra_map.json, once the code is known to be the same; of the code, where the peer wrote it. */
async function wantedState(inspection: Inspection, problems: Problem[]): Promise<Desired | null> {
  const { opened, saved, database, shadows, talk } = inspection;
  const { plan, base, desired } = saved;
  const engineVersion = plan?.header?.target.engineVersion ?? null;
  const declared = await gathered(problems, () =>
    withCodeFrames(opened.config.projectDir, () =>
      readDeclared({ opened, database, engineVersion, base, shadows, talk }),
    ),
  );
  if (desired === null || !desired.isOurs) return declared;
  if (declared !== null) await gathered(problems, async () => requireSameCode(declared.canonical, desired));
  const wanted = declared === null ? desired.map : withSources(desired.map, declared.canonical);
  return { declared: wanted, canonical: wanted };
}

const NOT_REACHED = { is: 'not-rehearsed', because: 'other problems come first' } as const;

interface Proof {
  readonly receipt: PlanHeader['rehearsed'];
  readonly notes: readonly string[];
}

/** Everything about the plan itself: what can be read from it, then its rehearsal. */
async function proved(whole: CheckedPlan, inspection: Inspection, problems: Problem[]): Promise<Proof> {
  const { opened, options } = inspection;
  const onPaper = paperProblems(whole, options.allow);
  problems.push(...onPaper);
  // A hazard that waits for its approval says nothing about whether the plan works.
  if (onPaper.some(({ code }) => code !== 'HAZARD_NOT_ALLOWED')) return { receipt: NOT_REACHED, notes: [] };
  const result = await gathered(problems, () =>
    rehearseSaved(whole, { config: opened.config, ...inspection }),
  );
  if (result === null) return { receipt: { is: 'not-rehearsed', because: 'it failed' }, notes: [] };
  if ('receipt' in result) {
    problems.push(...shownProblems(whole.plan, result.plan));
    return result;
  }
  problems.push(...result);
  return { receipt: NOT_REACHED, notes: [] };
}

async function saveReceipt(
  folder: string,
  file: PlanFile,
  receipt: PlanHeader['rehearsed'],
  talk: Talk,
): Promise<readonly string[]> {
  const sealed = receiptFor(receipt, file.plan.operations);
  if (file.header === null || sealed.is !== 'rehearsed') {
    talk.note('no receipt was written: only a plan that `migrate generate` wrote has a place for it');
    return [];
  }
  const text = await readFile(join(folder, MIGRATION_FILES.plan), 'utf8');
  await writeFileSet(folder, [{ name: MIGRATION_FILES.plan, text: withReceipt(text, sealed) }]);
  return [`${MIGRATION_FOLDER}/${MIGRATION_FILES.plan}`];
}

function requireEngine(): string {
  const version = shadowVersion();
  if (version !== null) return version;
  throw new AppError('ENGINE_MISSING', 'A check needs the embedded ClickHouse, which is not there.', {
    hint: 'npm install chdb ffi-rs (and not MOOSE_SHADOW=off)',
  });
}

function contentOf({ plan, header }: PlanFile): Checked['document'] {
  return header === null ? null : planContent(plan, header);
}

/**
 * Proves a saved migration without any server, as a pull request wants it: the files fit their schema and each other, the
 * code is what they say, nothing protected is touched, every hazard is approved, and the plan, run on an embedded ClickHouse
 * over the state it starts from, ends in the desired one. Tells all that is wrong at once.
 *
 * @param openPool where the embedded engines come from
 */
export async function check(
  options: CheckOptions,
  talk: Talk,
  openPool: typeof openShadowPool = openShadowPool,
): Promise<Checked> {
  const version = requireEngine();
  const opened = await openProject(options, talk);
  const folder = join(opened.config.projectDir, MIGRATION_FOLDER);
  const problems: Problem[] = [];
  talk.phase('Reading the project and its migration');
  const saved = await readSaved(folder, opened.config.clickhouse.database, problems);
  const { plan: file, base } = saved;
  const database = databaseOf(saved) ?? opened.config.clickhouse.database;
  const states = [saved.base, saved.desired].flatMap((snapshot) => (snapshot === null ? [] : [snapshot.map]));
  const databases = databasesOf(opened, database, states);
  const shadows = openPool(databases);
  shadows.prepare();
  const inspection = { opened, saved, database, databases, shadows, shadowVersion: version, options, talk };
  try {
    const desired = await wantedState(inspection, problems);
    const isWhole = file !== null && base !== null && desired !== null;
    const { receipt, notes } = isWhole
      ? await proved({ plan: file, base, desired }, inspection, problems)
      : { receipt: NOT_REACHED, notes: [] };
    const writes = options.writeReceipt && problems.length === 0 && file !== null;
    const checked: Checked = {
      plan: file?.plan ?? null,
      steps: file === null ? [] : stepsOf(file.plan.operations),
      header: file?.header ?? null,
      database,
      base: base?.map ?? emptyInfraMap(database),
      desired: desired?.canonical ?? emptyInfraMap(database),
      rehearsed: receipt,
      isReceiptFresh: file !== null && isAsRehearsed(file),
      notes,
      problems: await withFrames(problems, folder),
      exitCode: exitCodeOf(problems),
      files: writes ? await saveReceipt(folder, file, receipt, talk) : [],
      document: file === null ? null : contentOf(file),
    };
    // A comment on a pull request is read by more people than the plan is.
    return file === null ? checked : withoutSecrets(checked, secretsOf(file.plan));
  } finally {
    await shadows.close();
  }
}
