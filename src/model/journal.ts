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
  /** Version of the tool that wrote it; empty in the journals of the first ones. */
  readonly tool: string;
}

/** What a writer says; when and by which tool, the store adds. */
export type NewJournalEntry = Omit<JournalEntry, 'at' | 'tool'>;

/** A migration as the journal tells it: from its last beginning to its end, or to now. */
export interface JournaledMigration {
  readonly migration: string;
  readonly isOpen: boolean;
  readonly entries: readonly JournalEntry[];
  /** How often it was ever begun or taken up again. */
  readonly runs: number;
}

export function isEnd({ event }: Pick<JournalEntry, 'event'>): boolean {
  return event === 'finished' || event === 'abandoned';
}

/** Gathers the entries of the newest migration; null for an empty journal. Entries are oldest first. */
export function newestMigration(entries: readonly JournalEntry[]): JournaledMigration | null {
  const last = entries.at(-1);
  if (last === undefined) return null;
  const own = entries.filter(({ migration }) => migration === last.migration);
  const earlierEnd = own.slice(0, -1).findLastIndex(isEnd);
  return {
    migration: last.migration,
    isOpen: !isEnd(last),
    entries: own.slice(earlierEnd + 1),
    runs: own.filter(({ event }) => event === 'started').length,
  };
}

/** The entry that tells most of a statement, by its name with which its query ids begin; null when it was never sent. */
export function newestOf({ entries }: JournaledMigration, name: string): JournalEntry | null {
  return (
    entries
      .slice(entries.findLastIndex(isEnd) + 1)
      .findLast(({ queryIds }) => queryIds.some((id) => id.startsWith(`${name}-`))) ?? null
  );
}

/**
 * When a statement was written down to be sent; empty where nobody knows. What was written of it later, such as that nobody knew
 * how it ended, may be from a time after a restart of the server.
 */
export function sentAtOf({ entries }: JournaledMigration, queryId: string): string {
  return (
    entries.findLast(({ event, queryIds }) => event === 'step-sent' && queryIds.includes(queryId))?.at ?? ''
  );
}

/** Operations of a migration that were written down together, and the entry that tells newest of them. */
export interface JournaledPart {
  readonly operations: readonly string[];
  readonly entry: JournalEntry;
}

/**
 * What is known of each operation, in the order in which they were first sent. Steps are cut anew in every run, so that an
 * operation may stand among others than before; statements written by hand are sent one by one, and each counts for itself.
 */
export function partsOf({ entries }: Pick<JournaledMigration, 'entries'>): readonly JournaledPart[] {
  const newest = new Map<string, { readonly operation: string; readonly entry: JournalEntry }>();
  for (const entry of entries.filter(({ event }) => event.startsWith('step-'))) {
    for (const operation of entry.operations) {
      const own = operation.startsWith('RawSql ') ? entry.statements : [];
      newest.set([operation, ...own].join('\n'), { operation, entry });
    }
  }
  const parts = new Map<JournalEntry, readonly string[]>();
  for (const { operation, entry } of newest.values())
    parts.set(entry, [...(parts.get(entry) ?? []), operation]);
  return [...parts].map(([entry, operations]) => ({ operations, entry }));
}

/** Whether a journaled operation is about an object or a part of it. */
export function isAbout(operation: string, address: string): boolean {
  return operation.endsWith(` ${address}`) || operation.includes(` ${address}/`);
}

/**
 * What is to be written down of operations whose end nobody has written down, and which a later run finds done.
 *
 * @param done names of all that is done
 */
export function seenDone(
  newest: JournaledMigration,
  done: ReadonlySet<string>,
  actor: string,
): readonly NewJournalEntry[] {
  return partsOf(newest).flatMap(({ operations, entry }): readonly NewJournalEntry[] => {
    const seen = operations.filter((operation) => done.has(operation));
    if (entry.event === 'step-done' || seen.length === 0) return [];
    const { migration, statements, queryIds } = entry;
    const sent =
      seen.length === entry.operations.length ? { statements, queryIds } : { statements: [], queryIds: [] };
    return [
      {
        migration,
        event: 'step-done',
        operations: seen,
        ...sent,
        actor,
        detail: 'found done by a later run',
      },
    ];
  });
}

/** What was sent last and has no end written down; null when everything that was sent has one. */
export function openSending({ entries }: JournaledMigration): JournalEntry | null {
  const last = entries.findLast(({ event }) => event.startsWith('step-'));
  return last?.event === 'step-sent' ? last : null;
}
