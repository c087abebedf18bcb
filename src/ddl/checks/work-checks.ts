import type { Check } from '../../model/check.ts';
import type { Operation } from '../../model/operation.ts';
import { quoteString } from '../../model/tokens.ts';
import { checkOf, ofTable } from './question.ts';

/** Unfinished mutations: another one waits behind them, and behind a failing one forever. */
function mutationCheck(operation: Operation): Check {
  const reason = `if(latest_fail_reason = '', '', concat(' fails: ', substring(latest_fail_reason, 1, 200)))`;
  return checkOf(operation, {
    asks: 'unfinished or failing mutations on the table',
    sql: `SELECT count() AS hits, arraySlice(groupArray(concat(substring(command, 1, 100), ${reason})), 1, 3) AS samples FROM system.mutations WHERE ${ofTable(operation)} AND NOT is_done`,
    means: 'blocks',
  });
}

/** The columns whose files an operation writes anew; null for those of whole parts. */
function rewrittenColumn(operation: Operation): string | null {
  switch (operation.kind) {
    case 'ModifyTableColumn':
      return operation.after.name;
    case 'MaterializeTableColumn':
      return operation.column;
    default:
      return null;
  }
}

/** What only unlinks or links files needs no room. */
const NEEDS_NO_ROOM: ReadonlySet<Operation['kind']> = new Set([
  'DropTableColumn',
  'RenameTableColumn',
  'DropTableIndex',
  'DropTableProjection',
  'RawSql',
  'PopulateMaterializedView',
]);

/**
 * Old and new files stand side by side until the old parts are cleaned away. A compact part is one file: it is written anew
 * whole.
 */
function diskCheck(operation: Operation): readonly Check[] {
  if (NEEDS_NO_ROOM.has(operation.kind)) return [];
  const column = rewrittenColumn(operation);
  const needed =
    column === null
      ? `SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE ${ofTable(operation)} AND active`
      : `SELECT sum(if(part_type = 'Wide', column_bytes_on_disk, bytes_on_disk)) AS bytes FROM system.parts_columns WHERE ${ofTable(operation)} AND active AND column = ${quoteString(column)}`;
  const { database, name } = operation.target;
  const policy = `SELECT storage_policy FROM system.tables WHERE database = ${quoteString(database)} AND name = ${quoteString(name)}`;
  const disks = `SELECT arrayJoin(disks) FROM system.storage_policies WHERE policy_name = (${policy})`;
  const free = `SELECT sum(unreserved_space) FROM system.disks WHERE name IN (${disks})`;
  return [
    checkOf(operation, {
      asks: 'times the rewritten files do not fit the free disk space',
      sql: `SELECT toUInt64(needed > free) AS hits, if(needed > free, [concat('needs ', formatReadableSize(needed), ', free ', formatReadableSize(free))], []) AS samples FROM (SELECT (${needed}) AS needed, (${free}) AS free)`,
      means: 'blocks',
    }),
  ];
}

/** What stands in the way of work on the stored files. */
export function workChecks(operation: Operation): readonly Check[] {
  if (operation.cost.class !== 'mutation' && operation.cost.class !== 'rewrite') return [];
  return [mutationCheck(operation), ...diskCheck(operation)];
}
