import { AppError, problem } from '../errors.ts';
import { partAddress } from '../model/address.ts';
import type { Plan } from '../model/operation.ts';
import type { Rename, RenameCandidate } from '../model/rename.ts';
import { parseRename } from '../project/declared-renames.ts';
import type { Comparison, Survey } from './survey.ts';

/** What to make of columns that look renamed. */
export interface RenameWishes {
  /** `--rename`, as written: `orders.total=amount`. */
  readonly told: readonly string[];
  /** `--yes-rename`: every pair that looks like a rename is one. */
  readonly acceptAll: boolean;
  /** Asks a person; null where there is none to ask. */
  readonly ask: ((candidate: RenameCandidate) => Promise<'rename' | 'drop'>) | null;
}

/** The comparison with what was decided, and the pairs that nobody has decided. */
export interface Decided {
  readonly comparison: Comparison;
  readonly undecided: readonly RenameCandidate[];
}

function renameOf(text: string, defaultDatabase: string): Rename {
  const rename = parseRename(text, defaultDatabase);
  if (rename !== null) return rename;
  throw new AppError('ARGUMENT_INVALID', `--rename ${text} is not understood.`, {
    hint: 'Write --rename table.before=after for a column, --rename before=after for a table',
  });
}

function asRename({ table, before, after }: RenameCandidate): Rename {
  return { of: 'column', table, before, after };
}

/** Takes the renames that were told, and settles each pair that looks like one: by flag, by asking, or not at all. */
export async function decideRenames(survey: Survey, wishes: RenameWishes): Promise<Decided> {
  const told = wishes.told.map((text) => renameOf(text, survey.target.database));
  const first: Comparison = told.length === 0 ? survey : await survey.renamed(told);
  const accepted: Rename[] = [];
  const undecided: RenameCandidate[] = [];
  for (const candidate of first.candidates) {
    if (wishes.acceptAll) accepted.push(asRename(candidate));
    else if (wishes.ask === null) undecided.push(candidate);
    else if ((await wishes.ask(candidate)) === 'rename') accepted.push(asRename(candidate));
  }
  const comparison = accepted.length === 0 ? first : await survey.renamed([...told, ...accepted]);
  return { comparison, undecided };
}

/** How a pair is told on the command line: `orders.total=amount`. */
export function renameFlag({ table, before, after }: RenameCandidate, defaultDatabase: string): string {
  const name = table.startsWith(`${defaultDatabase}.`) ? table.slice(defaultDatabase.length + 1) : table;
  return `${name}.${before}=${after}`;
}

/** Throws when a plan about to be saved drops a column that may only have a new name, and nobody approved its loss. */
export function requireDecided(
  plan: Plan,
  undecided: readonly RenameCandidate[],
  defaultDatabase: string,
): void {
  const approved = new Set(
    plan.operations
      .filter(({ approved: codes }) => codes.includes('DELETES_DATA'))
      .map(({ because }) => because),
  );
  const open = undecided.filter(({ table, before }) => !approved.has(partAddress(table, 'column', before)));
  if (open.length === 0) return;
  throw new AppError(
    'RENAME_UNDECIDED',
    'Columns look renamed; dropping them would lose their values. Nothing was written.',
    {
      problems: open.map((candidate) =>
        problem(
          'RENAME_UNDECIDED',
          `${candidate.table}: is \`${candidate.after}\` the new name of \`${candidate.before}\`?`,
          {
            hint: `If so: --rename ${renameFlag(candidate, defaultDatabase)} (or @renamedFrom in the code, or --yes-rename for all); if not: --yes-destructive`,
          },
        ),
      ),
    },
  );
}
