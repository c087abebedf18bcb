import { setTimeout as sleep } from 'node:timers/promises';
import { mutationsEnded, type StuckMutation } from '../apply/follow.ts';
import { type Healing, healingText } from '../apply/heal.ts';
import { statementsEnded, stuckError } from '../apply/observe.ts';
import { tablesOf } from '../apply/run-sending.ts';
import { type KeptLock, type MigrationJournal, writeEntries } from '../apply/session.ts';
import { type FailingMutation, failingMutations } from '../drivers/clickhouse/mutations.ts';
import { AppError } from '../errors.ts';
import { addressOf } from '../model/address.ts';
import {
  isAbout,
  type JournaledMigration,
  type NewJournalEntry,
  openSending,
  partsOf,
} from '../model/journal.ts';
import type { Plan } from '../model/operation.ts';
import { operationKey } from '../plan/halfway.ts';
import type { Applied } from './apply.ts';
import { healIfWished, mayNotContinue, type RunWishes } from './apply-run.ts';
import { failingNote, failingOf } from './failing-mutations.ts';
import type { Survey } from './survey.ts';
import type { Talk } from './talk.ts';

interface Earlier {
  readonly survey: Survey;
  readonly plan: Plan;
  readonly newest: JournaledMigration | null;
  readonly journal: MigrationJournal;
  readonly run: RunWishes;
  readonly lock: KeptLock | null;
  readonly talk: Talk;
}

/** What the newest migration has not done on a table, as the journal names it. */
function openOn(newest: JournaledMigration | null, address: string): readonly string[] {
  const parts = newest === null ? [] : partsOf(newest).filter(({ entry }) => entry.event !== 'step-done');
  return parts.flatMap(({ operations }) => operations.filter((operation) => isAbout(operation, address)));
}

/** Writes down that a table was changed before anything of the plan was sent. */
async function writeHealing(
  { journal, newest }: Earlier,
  { table, ...stuck }: StuckMutation,
  { undone, statements, detail }: Pick<Healing, 'undone' | 'statements'> & { readonly detail: string },
): Promise<void> {
  const { migration, actor } = journal;
  const address = addressOf(table.database, table.name);
  const operations = undone.length > 0 ? undone.map(operationKey) : openOn(newest, address);
  const words = `Mutation ${stuck.id} of ${address} ${stuck.command} kept failing: ${stuck.reason}\n${detail}`;
  const own = { migration, actor, queryIds: [] };
  const entry: NewJournalEntry = { ...own, event: 'step-failed', operations, statements, detail: words };
  const end: NewJournalEntry = { ...own, event: 'abandoned', operations: [], statements: [], detail: '' };
  // Where no migration is open, none begins by this.
  await writeEntries(journal, newest?.isOpen === true ? [entry] : [entry, end]);
}

/** Ends a mutation that keeps failing, if that is wished, and tells it; null when it is not wished. */
async function healed(earlier: Earlier, stuck: StuckMutation): Promise<string | null> {
  const { survey, plan, run, talk } = earlier;
  try {
    const healing = await healIfWished(survey, plan.operations, run, stuck);
    if (healing === null) return null;
    const text = healingText(healing);
    talk.note(text);
    await writeHealing(earlier, stuck, { ...healing, detail: text });
    return text;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'MUTATION_FAILING') throw error;
    // The mutation is gone, so this is no refusal any more.
    await writeHealing(earlier, stuck, { undone: [], statements: [], detail: error.message });
    throw new AppError('APPLY_STOPPED', error.message, { cause: error, hint: error.hint });
  }
}

/** Waits for what the unfinished migration has left running. */
async function ownEnded(earlier: Earlier, newest: JournaledMigration): Promise<readonly string[]> {
  const { survey, plan, journal, run, lock } = earlier;
  const { clickhouse } = survey;
  const { patience } = journal;
  const stop = (): string | null => mayNotContinue(run, lock);
  const queryIds = openSending(newest)?.queryIds ?? [];
  if (queryIds.length > 0) await statementsEnded({ clickhouse, patience, mayNotContinue: stop }, queryIds);
  const tables = tablesOf(plan);
  const told = { clock: run.clock, tell: () => undefined, mayNotContinue: stop, sleep: patience.sleep };
  const stuck = await mutationsEnded({ clickhouse, tables, ...told });
  if (stuck === null) return [];
  if (stuck === 'interrupted')
    throw new AppError('APPLY_STOPPED', 'Stopped while an earlier mutation still runs.', {
      hint: 'It goes on by itself: `migrate resume` waits for it, and then runs what is left.',
    });
  const text = await healed(earlier, stuck);
  if (text === null) throw stuckError(stuck, null);
  return [text];
}

const LOOK_AGAIN_MS = 500;

function stuckOf({ database, table, ...mutation }: FailingMutation): StuckMutation {
  return { ...mutation, table: { database, name: table } };
}

/** The failing mutations of our tables that still fail at a second look: the server may just have been short of memory. */
async function stillFailing({
  clickhouse,
  databases,
  managed,
  live,
}: Survey): Promise<readonly StuckMutation[]> {
  if (failingOf({ live, managed }).length === 0) return [];
  await sleep(LOOK_AGAIN_MS);
  const failing = await failingMutations(clickhouse, databases);
  return failingOf({ live: { ...live, failing }, managed }).map(stuckOf);
}

/**
 * Waits for what an earlier run has left running on the server, and ends what keeps failing if that is wished.
 *
 * @returns what was ended, a text each: the server is changed by then
 * @throws AppError MUTATION_FAILING where the unfinished migration cannot end well
 */
export async function awaitEarlier(earlier: Earlier): Promise<readonly string[]> {
  const { newest } = earlier;
  const texts = newest?.isOpen === true ? [...(await ownEnded(earlier, newest))] : [];
  for (const stuck of await stillFailing(earlier.survey)) {
    const text = await healed(earlier, stuck);
    if (text !== null) texts.push(text);
    else earlier.talk.note(failingNote({ ...stuck, ...stuck.table, table: stuck.table.name }));
  }
  return texts;
}

/**
 * Throws MUTATION_FAILING where nothing is to be done and yet not all is done: the definition alone looks as if it were.
 *
 * @param earlier how the server was before; what fails once may succeed the next time
 */
export function requireNoneFailing(earlier: Survey, now: Survey): void {
  const before = new Set(failingOf(earlier).map(({ table, id }) => `${table} ${id}`));
  const [first] = failingOf(now).filter(({ table, id }) => before.has(`${table} ${id}`));
  if (first === undefined) return;
  throw stuckError(stuckOf(first), null);
}

/** Runs the rest of an apply. What stops it is no refusal where a mutation was ended before. */
export async function afterHealing(texts: readonly string[], rest: () => Promise<Applied>): Promise<Applied> {
  try {
    return await rest();
  } catch (error) {
    if (texts.length === 0 || !(error instanceof AppError) || error.exitCode === 70) throw error;
    const because = error.message.replace('nothing was changed', 'nothing else was changed');
    throw new AppError('APPLY_STOPPED', [...texts, `Then the plan could not go on. ${because}`].join('\n'), {
      cause: error,
      hint: error.hint ?? 'Mend the cause, then: migrate resume',
      problems: error.problems,
    });
  }
}
