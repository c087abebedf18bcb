import { mutationsEnded } from '../apply/follow.ts';
import { statementsEnded, stuckError } from '../apply/observe.ts';
import type { Patience } from '../apply/patience.ts';
import { tablesOf } from '../apply/run-sending.ts';
import type { KeptLock } from '../apply/session.ts';
import { AppError } from '../errors.ts';
import { type JournaledMigration, openSending } from '../model/journal.ts';
import type { Plan } from '../model/operation.ts';
import { healIfWished, mayNotContinue, type RunWishes } from './apply-run.ts';
import type { Survey } from './survey.ts';
import type { Talk } from './talk.ts';

/** Waits for what an earlier run has left running on the server. Throws MUTATION_FAILING where it cannot end well. */
export async function awaitEarlier(
  survey: Survey,
  plan: Plan,
  newest: JournaledMigration | null,
  wishes: {
    readonly run: RunWishes;
    readonly patience: Patience;
    readonly lock: KeptLock | null;
    readonly talk: Talk;
  },
): Promise<void> {
  if (newest === null || !newest.isOpen) return;
  const { clickhouse } = survey;
  const { run, patience, lock, talk } = wishes;
  const stop = (): string | null => mayNotContinue(run, lock);
  const queryIds = openSending(newest)?.queryIds ?? [];
  if (queryIds.length > 0) await statementsEnded({ clickhouse, patience, mayNotContinue: stop }, queryIds);
  const tables = tablesOf(plan);
  const told = { clock: run.clock, tell: () => undefined, mayNotContinue: stop, sleep: patience.sleep };
  const stuck = await mutationsEnded({ clickhouse, tables, ...told });
  if (stuck === null) return;
  if (stuck === 'interrupted')
    throw new AppError('APPLY_STOPPED', 'Stopped while an earlier mutation still runs.', {
      hint: 'It goes on by itself: `migrate resume` waits for it, and then runs what is left.',
    });
  const healed = await healIfWished(survey, plan.operations, run, stuck);
  if (healed === null) throw stuckError(stuck, null);
  talk.note(healed);
}
