import { join } from 'node:path';
import { AppError } from '../errors.ts';
import { DEV_FOLDER, readPlan } from '../files/migration-files.ts';
import { hashOperations } from '../model/hash.ts';
import { serverObjects } from '../model/infra-map.ts';
import type { Plan } from '../model/operation.ts';
import type { RenameCandidate } from '../model/rename.ts';
import { type Applied, type ApplyOptions, applyOn } from './apply.ts';
import { type Approval, approvedByAsking, type OpenItem, openItems } from './approve.ts';
import { sizesOf } from './ask-before.ts';
import { KEEP_VERSIONS } from './decide-versions.ts';
import { type Generated, planOn, savePlan } from './generate.ts';
import { abandonIn } from './migration-control.ts';
import { type Survey, type SurveyOptions, surveyed } from './survey.ts';
import type { Talk } from './talk.ts';

/** How a plan is run; where to, and what for, is not for dev to say. */
export type CycleWishes = Omit<ApplyOptions, keyof SurveyOptions | 'allow' | 'ask' | 'unclearSql'> & {
  readonly approval: Approval;
  readonly acceptsRenames: boolean;
  /** Asks a person whether a column or table has a new name; null where there is none to ask. */
  readonly askRename: ((candidate: RenameCandidate) => Promise<'rename' | 'drop'>) | null;
  /** Told of a plan before anything becomes of it. */
  readonly planned: (generated: Generated) => void;
};

/** What became of one save. */
export type CycleEnding =
  | { readonly is: 'unchanged'; readonly generated: Generated }
  | { readonly is: 'applied'; readonly generated: Generated; readonly applied: Applied }
  /** It began, and did not come to its end. */
  | { readonly is: 'stopped'; readonly generated: Generated; readonly applied: Applied }
  /** The plan holds what nobody has approved; nothing was changed. */
  | { readonly is: 'waiting'; readonly generated: Generated; readonly open: readonly OpenItem[] }
  /** The plan holds what cannot be done; nothing was changed. */
  | { readonly is: 'refused'; readonly generated: Generated }
  /** There is no plan, or it could not begin: nothing was changed. */
  | { readonly is: 'failed'; readonly error: AppError }
  | { readonly is: 'interrupted' };

/** Plans from the code as it is now and, where nothing speaks against it, applies: the same way as generate and apply. */
export async function runCycle(
  options: SurveyOptions,
  wishes: CycleWishes,
  now: Date,
  talk: Talk,
): Promise<CycleEnding> {
  try {
    return await surveyed(options, talk, (survey) => cycleOn(survey, { options, wishes, now }, talk), {
      isRehearsed: true,
      mode: 'dev',
    });
  } catch (error) {
    if (error instanceof AppError && error.code !== 'TOOL_BUG') return { is: 'failed', error };
    throw error;
  }
}

interface Cycle {
  readonly options: SurveyOptions;
  readonly wishes: CycleWishes;
  readonly now: Date;
}

async function cycleOn(survey: Survey, { options, wishes, now }: Cycle, talk: Talk): Promise<CycleEnding> {
  const { approval, acceptsRenames, askRename } = wishes;
  const generated = await planOn(
    survey,
    {
      // A person is asked once the plan has been shown.
      approval: { ...approval, ask: null },
      renames: { told: [], denied: [], acceptAll: acceptsRenames, ask: askRename },
      versions: KEEP_VERSIONS,
      now,
    },
    talk,
  );
  wishes.planned(generated);
  if (generated.plan.refused.length > 0) return { is: 'refused', generated };
  if (generated.plan.operations.length === 0 && isRecorded(survey)) return { is: 'unchanged', generated };
  const review = { ...generated, sizes: sizesOf(survey) };
  const plan = await approvedByAsking(review, [], approval.ask);
  const open = openItems({ ...review, plan }, []);
  if (open.length > 0) return { is: 'waiting', generated, open };
  if (wishes.isInterrupted()) return { is: 'interrupted' };
  await giveUpOwn(survey, plan, options.kafkaBrokers, talk);
  const files = await savePlan(survey, { ...generated, plan }, DEV_FOLDER, now);
  const applying = { ...options, ...wishes, allow: [], ask: null, unclearSql: null };
  const applied = await applyOn(survey, DEV_FOLDER, applying, talk);
  const is = applied.failure === null ? 'applied' : 'stopped';
  return { is, generated: { ...generated, plan, files }, applied };
}

/** Whether all that the code declares is known to be ours: what was there before us becomes so by an empty migration. */
function isRecorded({ desired, state }: Survey): boolean {
  return serverObjects(desired.declared).every(
    ({ address, lifeCycle }) => lifeCycle === 'EXTERNALLY_MANAGED' || state.objects.has(address),
  );
}

/**
 * A migration of ours that stopped halfway is in nobody's way: the next plan starts from where the server is. One that somebody
 * began with another command is left to them.
 */
async function giveUpOwn(survey: Survey, plan: Plan, brokers: string | null, talk: Talk): Promise<void> {
  const newest = await survey.stores.journal.newest();
  if (newest === null || !newest.isOpen || newest.migration === hashOperations(plan.operations)) return;
  const folder = join(survey.config.projectDir, DEV_FOLDER);
  const own = await readPlan(folder, survey.target.database).catch(() => null);
  if (own === null || hashOperations(own.plan.operations) !== newest.migration) return;
  await abandonIn(survey.stores, { ...survey, database: survey.target.database, brokers }, talk);
  talk.note('the plan of an earlier save had stopped halfway; it was given up, what ran of it stays');
}
