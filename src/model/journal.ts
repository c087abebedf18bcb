/** What happened in a migration, in the order in which it was written down. */
export type JournalEvent =
  | 'started'
  | 'step-sent'
  | 'step-done'
  | 'step-failed'
  | 'step-unknown'
  | 'finished'
  | 'stopped'
  | 'abandoned';

export const JOURNAL_EVENTS = [
  'started',
  'step-sent',
  'step-done',
  'step-failed',
  'step-unknown',
  'finished',
  'stopped',
  'abandoned',
] as const satisfies readonly JournalEvent[];

/** One line of the journal. A step is written down before it is sent and again when its end is known. */
export interface JournalEntry {
  /** Hash of the plan's operations: the same plan is the same migration, however often it is taken up again. */
  readonly migration: string;
  readonly event: JournalEvent;
  /** UTC, as the store's clock has it: `2026-11-20 10:30:00.123456`. */
  readonly at: string;
  /** Which operations: `ModifyTableColumn local.orders/column/total`, one each; empty for the migration itself. */
  readonly operations: readonly string[];
  /** Statements of the step, secrets as placeholders. */
  readonly statements: readonly string[];
  /** Under which the server knows the statements. */
  readonly queryIds: readonly string[];
  /** Who and where: `ann@build-7`. */
  readonly actor: string;
  /** The server's answer where it failed; otherwise empty. */
  readonly detail: string;
}

/** A migration as the journal tells it. */
export interface JournaledMigration {
  readonly migration: string;
  readonly isOpen: boolean;
  readonly entries: readonly JournalEntry[];
}

/** Gathers the entries of the newest migration; null for an empty journal. Entries are oldest first. */
export function newestMigration(entries: readonly JournalEntry[]): JournaledMigration | null {
  const last = entries.at(-1);
  if (last === undefined) return null;
  const own = entries.filter(({ migration }) => migration === last.migration);
  return {
    migration: last.migration,
    isOpen: last.event !== 'finished' && last.event !== 'abandoned',
    entries: own,
  };
}

/** What became of a step, by the newest entry that names its operations; null when it was never sent. */
export function stepState(
  { entries }: JournaledMigration,
  operations: readonly string[],
): JournalEvent | null {
  const wanted = JSON.stringify(operations);
  const start = entries.findLastIndex(({ event }) => event === 'abandoned' || event === 'finished') + 1;
  const found = entries
    .slice(start)
    .findLast((entry) => entry.event.startsWith('step-') && JSON.stringify(entry.operations) === wanted);
  return found?.event ?? null;
}
