import { AppError, type Problem, problem } from '../errors.ts';
import { addressOf, splitAddress } from '../model/address.ts';
import type { Rename } from '../model/rename.ts';
import type { Table } from '../model/table.ts';
import { parseRename } from '../project/declared-renames.ts';
import type { Survey } from './survey.ts';

type Sides = Pick<Survey, 'databases' | 'desired' | 'live' | 'managed' | 'target'>;

const FORM = 'Write --rename table.before=after for a column, --rename before=after for a table';

function hasColumn(table: Table | undefined, name: string): boolean {
  return table?.columns.some((column) => column.name === name) ?? false;
}

/** `shop.orders=sales` is a column of a table `shop`, unless there is none and `shop` is a database. */
function isQualifiedTable(rename: Rename, { databases, desired, live, target }: Sides): boolean {
  if (rename.of === 'table') return false;
  const { database, name } = splitAddress(rename.table, target.database);
  const isTable =
    live.objects.some(({ address }) => address === rename.table) ||
    desired.canonical.tables.some(({ address }) => address === rename.table);
  return database === target.database && !isTable && databases.includes(name);
}

function readRename(text: string, sides: Sides): Rename | null {
  const rename = parseRename(text, sides.target.database);
  if (rename?.of !== 'column' || !isQualifiedTable(rename, sides)) return rename;
  const database = splitAddress(rename.table, sides.target.database).name;
  const after = rename.after.startsWith(`${database}.`)
    ? rename.after.slice(database.length + 1)
    : rename.after;
  return { of: 'table', database, before: rename.before, after };
}

/** What a rename names and nobody knows; null where it may be meant. */
function unknownIn(rename: Rename, { desired, live, managed }: Sides): string | null {
  if (rename.of === 'table') {
    const [before, after] = [
      addressOf(rename.database, rename.before),
      addressOf(rename.database, rename.after),
    ];
    if (!live.objects.some(({ address }) => address === before)) return `the server has no table ${before}`;
    return desired.canonical.tables.some(({ address }) => address === after)
      ? null
      : `the code declares no table ${after}`;
  }
  const wanted = desired.canonical.tables.find(({ address }) => address === rename.table);
  if (wanted === undefined) return `the code declares no table ${rename.table}`;
  if (!hasColumn(wanted, rename.after))
    return `the code declares no column \`${rename.after}\` of ${rename.table}`;
  const own = managed.tables.find(({ address }) => address === rename.table);
  // A new table may be an old one that is renamed as well, or a version that is filled from one.
  const sources = own === undefined ? managed.tables : [own];
  return sources.some((table) => hasColumn(table, rename.before))
    ? null
    : `${rename.table} has no column \`${rename.before}\` on the server`;
}

/**
 * The renames of `--rename`, each of something that is there on one side and wanted on the other.
 *
 * @throws ARGUMENT_INVALID for those that are not understood or name nothing, all of them together
 */
export function toldRenames(texts: readonly string[], sides: Sides): readonly Rename[] {
  const problems: Problem[] = [];
  const renames: Rename[] = [];
  for (const text of texts) {
    const rename = readRename(text, sides);
    const fault = rename === null ? 'it is not understood' : unknownIn(rename, sides);
    if (fault !== null)
      problems.push(problem('ARGUMENT_INVALID', `--rename ${text}: ${fault}`, { hint: FORM }));
    else if (rename !== null) renames.push(rename);
  }
  if (problems.length === 0) return renames;
  throw new AppError('ARGUMENT_INVALID', 'Renames that cannot be meant; nothing was written.', { problems });
}
