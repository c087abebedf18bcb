import { AppError, type Problem, problem } from '../errors.ts';
import { addressOf, partAddress } from '../model/address.ts';
import type { Plan } from '../model/operation.ts';
import { placeOf, type Rename, type RenameCandidate } from '../model/rename.ts';
import type { VersionWishes } from '../model/told.ts';
import type { Comparison } from './compare.ts';
import type { Survey } from './survey.ts';
import { toldRenames } from './told-renames.ts';

/** What to make of columns and tables that look renamed. */
export interface RenameWishes {
  /** `--rename`, as written: `orders.total=amount`. */
  readonly told: readonly string[];
  /** `--not-renamed`, as written: `orders.total`, or the table `orders`, looks renamed and is not. */
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

/** What a pair takes the old name of: a table, or a column of one. */
function oldAddress(candidate: RenameCandidate): string {
  return candidate.of === 'table'
    ? addressOf(candidate.database, candidate.before)
    : `${candidate.table}.${candidate.before}`;
}

/** `orders.total` or `orders`, with its database where that is not the default one. */
function oldNameOf(candidate: RenameCandidate, defaultDatabase: string): string {
  const name = oldAddress(candidate);
  return name.startsWith(`${defaultDatabase}.`) ? name.slice(defaultDatabase.length + 1) : name;
}

function isNamed(candidate: RenameCandidate, name: string, database: string): boolean {
  return name === oldAddress(candidate) || name === oldNameOf(candidate, database);
}

function isSame(one: RenameCandidate, other: RenameCandidate): boolean {
  return (
    one.of === other.of &&
    placeOf(one) === placeOf(other) &&
    one.before === other.before &&
    one.after === other.after
  );
}

function requireMeant(
  denied: readonly string[],
  candidates: readonly RenameCandidate[],
  database: string,
): void {
  const unknown = denied.filter((name) => !candidates.some((each) => isNamed(each, name, database)));
  if (unknown.length === 0) return;
  throw new AppError(
    'ARGUMENT_INVALID',
    `--not-renamed ${unknown.join(' ')}: no such column or table looks renamed.`,
    {
      hint: 'Write --not-renamed table.column with the name that the column has on the server, --not-renamed table for a table',
    },
  );
}

/**
 * Takes the renames that were told, and settles each pair that looks like one: by flag, by asking, or not at all. A table that
 * is renamed may show columns that look renamed, which are settled next.
 */
export async function decideRenames(
  survey: Survey,
  wishes: RenameWishes,
  versions: VersionWishes,
): Promise<Decided> {
  const decided = (renames: readonly Rename[]): Promise<Comparison> => survey.decided({ renames, versions });
  const isAsRead = wishes.told.length === 0 && versions.drop.length === 0 && versions.backfill;
  const { database } = survey.target;
  const told = toldRenames(wishes.told, survey);
  let comparison: Comparison = isAsRead ? survey : await decided(told);
  const seen: RenameCandidate[] = [];
  const accepted: Rename[] = [];
  const undecided: RenameCandidate[] = [];
  for (;;) {
    const fresh = comparison.candidates.filter((each) => !seen.some((other) => isSame(each, other)));
    seen.push(...fresh);
    const known = accepted.length;
    // Nothing is asked that a mistake would make vain; what a renamed table will show is not known yet.
    if (!fresh.some(({ of }) => of === 'table')) requireMeant(wishes.denied, seen, database);
    for (const candidate of fresh) {
      if (wishes.denied.some((name) => isNamed(candidate, name, database))) continue;
      if (wishes.acceptAll) accepted.push(candidate);
      else if (wishes.ask === null) undecided.push(candidate);
      else if ((await wishes.ask(candidate)) === 'rename') accepted.push(candidate);
    }
    if (accepted.length === known) {
      requireMeant(wishes.denied, seen, database);
      return { comparison, undecided };
    }
    comparison = await decided([...told, ...accepted]);
  }
}

/** How a pair is told on the command line: `orders.total=amount`, `orders=sales`. */
export function renameFlag(candidate: RenameCandidate, defaultDatabase: string): string {
  return `${oldNameOf(candidate, defaultDatabase)}=${candidate.after}`;
}

/** What an operation that drops the old half of a pair is about. */
function dropOf(candidate: RenameCandidate): string {
  return candidate.of === 'table'
    ? addressOf(candidate.database, candidate.before)
    : partAddress(candidate.table, 'column', candidate.before);
}

function undecidedProblem(candidate: RenameCandidate, database: string): Problem {
  const inCode = candidate.of === 'table' ? 'renamedFrom' : '@renamedFrom';
  return problem(
    'RENAME_UNDECIDED',
    `${placeOf(candidate)}: is ${candidate.of === 'table' ? 'table ' : ''}\`${candidate.after}\` the new name of \`${candidate.before}\`?`,
    {
      hint: `If so: --rename ${renameFlag(candidate, database)} (or ${inCode} in the code, or --yes-rename for all); if not: --not-renamed ${oldNameOf(candidate, database)}`,
    },
  );
}

function undecidedText(open: readonly RenameCandidate[]): string {
  const [tables, columns] = [open.some(({ of }) => of === 'table'), open.some(({ of }) => of === 'column')];
  if (!tables) return 'Columns look renamed; dropping them would lose their values. Nothing was written.';
  return `Tables${columns ? ' and columns' : ''} look renamed; dropping them would lose ${columns ? 'rows and values' : 'their rows'}. Nothing was written.`;
}

/** Throws when a plan about to be saved drops what may only have a new name, and nobody approved its loss. */
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
  const open = undecided.filter((candidate) => !approved.has(dropOf(candidate)));
  if (open.length === 0) return;
  throw new AppError('RENAME_UNDECIDED', undecidedText(open), {
    problems: open.map((candidate) => undecidedProblem(candidate, defaultDatabase)),
  });
}
