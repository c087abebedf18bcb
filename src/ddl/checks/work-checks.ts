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
 * Old and new files stand side by side until the old parts are cleaned away, and a mutation writes each part to the disk that
 * it is on: room on another disk of the policy is no help. A compact part is one file: it is written anew whole.
 */
function diskCheck(operation: Operation): readonly Check[] {
  if (NEEDS_NO_ROOM.has(operation.kind)) return [];
  const column = rewrittenColumn(operation);
  const written =
    column === null
      ? `SELECT disk_name AS name, sum(bytes_on_disk) AS needed FROM system.parts WHERE ${ofTable(operation)} AND active GROUP BY name`
      : `SELECT disk_name AS name, sum(if(part_type = 'Wide', column_bytes_on_disk, bytes_on_disk)) AS needed FROM system.parts_columns WHERE ${ofTable(operation)} AND active AND column = ${quoteString(column)} GROUP BY name`;
  const free = 'SELECT name, unreserved_space AS free FROM system.disks';
  return [
    checkOf(operation, {
      asks: 'disks on which the rewritten files do not fit the free space',
      sql: `SELECT count() AS hits, arraySlice(groupArray(concat(name, ' needs ', formatReadableSize(needed), ', free ', formatReadableSize(free))), 1, 3) AS samples FROM (${written}) AS written INNER JOIN (${free}) AS disks USING (name) WHERE needed > free`,
      means: 'blocks',
    }),
  ];
}

/** Parts of which each is a task of its own: with so many, their number takes the time and not their size. */
const MANY_PARTS = 1000;

/** A mutation makes one part of each, so that no limit of parts is nearer than before; but it may take long. */
function partsCheck(operation: Operation): Check {
  return checkOf(operation, {
    asks: `parts that are written anew one by one, more than ${MANY_PARTS}: the time is theirs, whatever their size`,
    sql: `SELECT if(count() > ${MANY_PARTS}, count(), 0) AS hits, emptyArrayString() AS samples FROM system.parts WHERE ${ofTable(operation)} AND active`,
    means: 'tells',
  });
}

/** What stands in the way of work on the stored files. */
export function workChecks(operation: Operation): readonly Check[] {
  if (operation.cost.class !== 'mutation' && operation.cost.class !== 'rewrite') return [];
  const disk = diskCheck(operation);
  return [mutationCheck(operation), ...disk, ...(disk.length === 0 ? [] : [partsCheck(operation)])];
}
