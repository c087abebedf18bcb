import { AppError, problem } from '../errors.ts';
import { partAddress } from '../model/address.ts';
import type { Plan } from '../model/operation.ts';
import type { Rename, RenameCandidate } from '../model/rename.ts';
import type { VersionWishes } from '../model/told.ts';
import type { Comparison } from './compare.ts';
import type { Survey } from './survey.ts';
import { toldRenames } from './told-renames.ts';

/** What to make of columns that look renamed. */
export interface RenameWishes {
  /** `--rename`, as written: `orders.total=amount`. */
  readonly told: readonly string[];
  /** `--not-renamed`, as written: `orders.total` looks renamed and is not. */
  readonly denied: readonly string[];
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

function asRename({ table, before, after }: RenameCandidate): Rename {
  return { of: 'column', table, before, after };
}

function isNamed(candidate: RenameCandidate, name: string, database: string): boolean {
  return name === `${candidate.table}.${candidate.before}` || name === oldNameOf(candidate, database);
}

/** `orders.total`, with its database where that is not the default one. */
function oldNameOf({ table, before }: RenameCandidate, defaultDatabase: string): string {
  const name = table.startsWith(`${defaultDatabase}.`) ? table.slice(defaultDatabase.length + 1) : table;
  return `${name}.${before}`;
}

/** Takes the renames that were told, and settles each pair that looks like one: by flag, by asking, or not at all. */
export async function decideRenames(
  survey: Survey,
  wishes: RenameWishes,
  versions: VersionWishes,
): Promise<Decided> {
  const decided = (renames: readonly Rename[]): Promise<Comparison> => survey.decided({ renames, versions });
  const isAsRead = wishes.told.length === 0 && versions.drop.length === 0 && versions.backfill;
  const { database } = survey.target;
  const told = toldRenames(wishes.told, survey);
  const first: Comparison = isAsRead ? survey : await decided(told);
  const accepted: Rename[] = [];
  const undecided: RenameCandidate[] = [];
  const unknown = wishes.denied.filter(
    (name) => !first.candidates.some((each) => isNamed(each, name, database)),
  );
  if (unknown.length > 0)
    throw new AppError(
      'ARGUMENT_INVALID',
      `--not-renamed ${unknown.join(' ')}: no such column looks renamed.`,
      {
        hint: 'Write --not-renamed table.column with the name that the column has on the server',
      },
    );
  for (const candidate of first.candidates) {
    if (wishes.denied.some((name) => isNamed(candidate, name, database))) continue;
    if (wishes.acceptAll) accepted.push(asRename(candidate));
    else if (wishes.ask === null) undecided.push(candidate);
    else if ((await wishes.ask(candidate)) === 'rename') accepted.push(asRename(candidate));
  }
  const comparison = accepted.length === 0 ? first : await decided([...told, ...accepted]);
  return { comparison, undecided };
}

/** How a pair is told on the command line: `orders.total=amount`. */
export function renameFlag(candidate: RenameCandidate, defaultDatabase: string): string {
  return `${oldNameOf(candidate, defaultDatabase)}=${candidate.after}`;
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
            hint: `If so: --rename ${renameFlag(candidate, defaultDatabase)} (or @renamedFrom in the code, or --yes-rename for all); if not: --not-renamed ${oldNameOf(candidate, defaultDatabase)}`,
          },
        ),
      ),
    },
  );
}
