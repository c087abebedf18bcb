import type { Table } from '../../model/table.ts';
import { namesIn } from '../../model/tokens.ts';

/** The names that stand in the keys and engine arguments of a table: columns that only a rebuild can drop, rename or retype. */
export function keyNames(table: Table): ReadonlySet<string> {
  const texts = [table.orderBy, table.primaryKey, table.partitionBy, table.sampleBy, ...table.engine.args];
  return namesIn(texts.filter((text) => text !== null).join(' , '));
}

/** Why a change cannot be made in place, in the words used for every such change. */
export function needsRebuild(what: string): string {
  return `ClickHouse cannot change ${what} of an existing table; it takes a new table and a copy of the rows`;
}

export const REBUILD_HINT =
  'Declare a new table (a new `version`), copy the rows with INSERT … SELECT, then switch readers over';
