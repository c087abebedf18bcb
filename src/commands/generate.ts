import { join } from 'node:path';
import { createText } from '../ddl/create-text.ts';
import { type Step, stepsOf } from '../ddl/steps.ts';
import type { FailingMutation } from '../drivers/clickhouse/mutations.ts';
import { AppError } from '../errors.ts';
import { MIGRATION_FILES, MIGRATION_FOLDER, readSnapshot, writeMigration } from '../files/migration-files.ts';
import { planContent } from '../files/plan.ts';
import type { PlanHeader } from '../files/plan-header.ts';
import { receiptFor } from '../files/receipt.ts';
import { compareAddresses } from '../model/address.ts';
import { hashOperations } from '../model/hash.ts';
import type { InfraMap } from '../model/infra-map.ts';
import { isTopicOperation, type Plan } from '../model/operation.ts';
import type { RenameCandidate } from '../model/rename.ts';
import { topicAddress } from '../model/topic.ts';
import { keptOfTopics } from '../plan/plan-topic.ts';
import { reroutedLines } from '../plan/rerouted.ts';
import { undeclaredAround } from '../plan/undeclared-around.ts';
import { readingsOf } from '../rehearse/reading.ts';
import { surroundingsFor } from '../rehearse/surroundings.ts';
import { timed } from '../timing.ts';
import { refusedProblems } from './apply-checks.ts';
import { type Approval, approve, type Review } from './approve.ts';
import { sizesOf } from './ask-before.ts';
import { isOlapMissing, kafkaReceiptOf } from './cluster-check.ts';
import { decideRenames, type RenameWishes, requireDecided } from './decide-renames.ts';
import { decideVersions, type VersionChoices } from './decide-versions.ts';
import { failingOf } from './failing-mutations.ts';
import { rehearse } from './rehearse.ts';
import { judgeSchemas } from './schema-verdicts.ts';
import { type Survey, type SurveyOptions, surveyed } from './survey.ts';
import type { Talk } from './talk.ts';
import { requireNoneAtWork } from './unfinished.ts';
import { validateTopics } from './validate-topics.ts';
import { type Weighed, weigh } from './weigh.ts';

export interface GenerateOptions extends SurveyOptions {
  readonly save: boolean;
  readonly approval: Approval;
  readonly renames: RenameWishes;
  readonly versions: VersionChoices;
  /** The moment written into the plan. */
  readonly now: Date;
}

/** A plan as it was made, and what a person wants to know of it. */
export interface Generated {
  readonly plan: Plan;
  readonly steps: readonly Step[];
  /** Paths of the written files, relative to the project; empty when nothing was saved. */
  readonly files: readonly string[];
  /** What is ours of the live state; the plan starts there. */
  readonly base: InfraMap;
  readonly desired: InfraMap;
  /** Live objects that neither the code nor the state names. */
  readonly unmanaged: readonly string[];
  /** Why topics are only recorded, not planned; null where they are planned. */
  readonly topicsLeftOut: 'switched-off' | 'no-brokers' | null;
  readonly database: string;
  readonly engineVersion: string;
  readonly rehearsed: PlanHeader['rehearsed'];
  /** What the rehearsal left out, a line each. */
  readonly notes: readonly string[];
  /** Mutations of our tables that keep failing: no comparison of definitions shows what is wrong there. */
  readonly failing: readonly FailingMutation[];
  /** Columns and tables that look renamed, and that nobody has decided. */
  readonly undecided: readonly RenameCandidate[];
  /** What the plan's questions to the data found, and what it breaks. */
  readonly weighed: Weighed;
  /** The plan as plan.yaml holds it, for `--json`. */
  readonly document: Readonly<Record<string, unknown>>;
}

function headerOf(survey: Survey, plan: Plan, rehearsed: PlanHeader['rehearsed'], now: Date): PlanHeader {
  return {
    createdAt: now.toISOString(),
    target: { database: survey.target.database, engineVersion: survey.live.version },
    rehearsed,
    kafka: kafkaReceiptOf(survey, plan),
  };
}

/** Topics of ours that left the code while nobody asks the brokers: their deletion waits until somebody does. */
function unseenTopicNotes({ state, desired }: Survey): readonly string[] {
  const declared = new Set(desired.declared.topics.map(({ address }) => address));
  const left = [...state.objects.keys()].filter(
    (address) => address.startsWith(topicAddress('')) && !declared.has(address),
  );
  return left
    .sort(compareAddresses)
    .map(
      (address) =>
        `${address} is ours and left the code: it stays until topics are planned, which deletes it then`,
    );
}

/** How topics were proved, and what stays on them though the code says nothing of it. */
function topicNotes(survey: Survey, { operations }: Plan): readonly string[] {
  const { topics, managed, desired } = survey;
  if (topics === null) return unseenTopicNotes(survey);
  const changed = operations.filter(isTopicOperation).length;
  const validated = `${changed} of ${operations.length} operations are on topics: validated by the brokers, not rehearsed`;
  return [...(changed === 0 ? [] : [validated]), ...keptOfTopics(managed, desired.canonical, topics.flavour)];
}

function olapNotes({ config }: Survey, plan: Plan): readonly string[] {
  if (!isOlapMissing(config, plan)) return [];
  return [
    'what is planned for ClickHouse is not applied while features.olap is off: set olap = true in [features], or MOOSE_FEATURES__OLAP=true',
  ];
}

function leftOut({ topics, config }: Survey): Generated['topicsLeftOut'] {
  if (topics !== null) return null;
  return config.features.streamingEngine ? 'no-brokers' : 'switched-off';
}

/** What of the options is about the plan, and not about where both sides are. */
export type PlanWishes = Omit<GenerateOptions, keyof SurveyOptions | 'save'>;

/**
 * Writes a plan that was made for a survey, and both snapshots, into a folder of the project: all of them or none. Answers their
 * paths, relative to the project.
 * @throws AppError RENAME_UNDECIDED, LOCK_HELD, MIGRATION_UNFINISHED, FILE_UNWRITABLE
 */
export async function savePlan(
  survey: Survey,
  { plan, rehearsed, undecided }: Generated,
  folder: string,
  now: Date,
): Promise<readonly string[]> {
  requireDecided(plan, undecided, survey.target.database);
  await requireNoneAtWork(
    survey.stores,
    hashOperations(plan.operations),
    'a new plan would overwrite the one that `migrate resume` needs, so nothing was saved',
  );
  const [base, desired] = [survey.managed, survey.desired.canonical];
  const undeclared = undeclaredAround(survey.live.objects, [base, desired]);
  const header = headerOf(survey, plan, rehearsed, now);
  const texts = [
    ...undeclared.map(({ text }) => text),
    ...[base, desired].flatMap(readingsOf).map(createText),
  ];
  const surroundings = surroundingsFor(texts, survey.surroundings.known());
  const migration = { plan, header, base, desired, undeclared, surroundings };
  await writeMigration(join(survey.config.projectDir, folder), migration);
  return [MIGRATION_FILES.plan, MIGRATION_FILES.base, MIGRATION_FILES.desired].map(
    (name) => `${folder}/${name}`,
  );
}

/** The brokers' word on the plan; what is refused of it anyhow is told along with what they refuse. */
async function requireValidTopics({ kafka, desired }: Survey, plan: Plan): Promise<void> {
  try {
    await validateTopics(kafka, plan, desired.declared.topics);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'PREFLIGHT_FAILED') throw error;
    const problems = [...error.problems, ...refusedProblems(plan, desired.canonical)];
    throw new AppError(error.code, error.message, { cause: error, hint: error.hint, problems });
  }
}

/** Makes a plan between the two sides of a survey and proves it. */
export async function planOn(survey: Survey, wishes: PlanWishes, talk: Talk): Promise<Generated> {
  const versions = await decideVersions(survey, wishes.versions);
  const { comparison, undecided } = await decideRenames(survey, wishes.renames, versions);
  const judged = await timed('schemas', () => judgeSchemas(survey, comparison.plan));
  await timed('topics', () => requireValidTopics(survey, judged.plan));
  const { receipt, notes, ...rehearsed } = await timed('rehearsal', () =>
    rehearse(survey, judged.plan, talk),
  );
  const weighed = await timed('questions to the data', () => weigh(survey, rehearsed.plan));
  const review: Review = {
    plan: weighed.plan,
    steps: stepsOf(weighed.plan.operations),
    weighed,
    sizes: sizesOf(survey),
    desired: survey.desired.canonical,
    database: survey.target.database,
    engineVersion: survey.live.version,
  };
  const plan = await approve(review, wishes.approval);
  const rehearsal = receiptFor(receipt, plan.operations);
  return {
    plan,
    steps: stepsOf(plan.operations),
    files: [],
    base: survey.managed,
    desired: survey.desired.canonical,
    unmanaged: [...survey.unmanaged, ...(survey.topics?.unmanaged ?? [])],
    topicsLeftOut: leftOut(survey),
    database: survey.target.database,
    engineVersion: survey.live.version,
    rehearsed: rehearsal,
    notes: [
      ...comparison.doubts,
      ...notes,
      ...topicNotes(survey, plan),
      ...judged.notes,
      ...olapNotes(survey, plan),
    ],
    weighed,
    failing: failingOf(survey),
    undecided,
    document: planContent(plan, headerOf(survey, plan, rehearsal, wishes.now)),
  };
}

/** What the plan saved before says otherwise of the tables that topics feed; no server knows it. */
async function reroutes({ config, desired }: Survey): Promise<readonly string[]> {
  // A snapshot of hundreds of tables takes its time.
  if (desired.canonical.topics.length === 0) return [];
  // Who has none, or one that cannot be read, is about to write one.
  const saved = await readSnapshot(join(config.projectDir, MIGRATION_FOLDER), 'desired').catch(() => null);
  if (saved === null || saved.map.defaultDatabase !== desired.canonical.defaultDatabase) return [];
  return reroutedLines(saved.map, desired.canonical);
}

/** Compares the code with the servers, makes a plan and proves it; with `save`, writes it down. Changes nothing on any server. */
export async function generate(options: GenerateOptions, talk: Talk): Promise<Generated> {
  const planned = async (survey: Survey): Promise<Generated> => {
    const made = await planOn(survey, options, talk);
    const generated = { ...made, notes: [...made.notes, ...(await reroutes(survey))] };
    if (!options.save) return generated;
    return { ...generated, files: await savePlan(survey, generated, MIGRATION_FOLDER, options.now) };
  };
  return surveyed(options, talk, planned, { isRehearsed: true, mode: 'prod' });
}
