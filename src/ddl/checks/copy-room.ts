import { isMergeTree } from '../../facets/engines/index.ts';
import { keyExpressions } from '../../model/canonical-text.ts';
import type { Check } from '../../model/check.ts';
import type { Operation } from '../../model/operation.ts';
import type { Table } from '../../model/table.ts';
import { quoteString } from '../../model/tokens.ts';
import { type Copied, newRows } from './copied-rows.ts';
import { distinct } from './key-checks.ts';
import { checkOf, sourceCheck } from './question.ts';

/** What a setting of the table is: its own value, or the server's. */
function settingOf({ engine, settings }: Table, name: string): string {
  const list = engine.name.startsWith('Replicated')
    ? 'replicated_merge_tree_settings'
    : 'merge_tree_settings';
  return settings[name] ?? `(SELECT value FROM system.${list} WHERE name = ${quoteString(name)})`;
}

/** The copy is about as large as what it is made of. */
function diskCheck(operation: Operation, { from, into }: Copied): readonly Check[] {
  // A disk that the table names itself is in no policy.
  if (into.settings.disk !== undefined) return [];
  const needed = `SELECT sum(bytes_on_disk) FROM system.parts WHERE database = ${quoteString(from.database)} AND table = ${quoteString(from.name)} AND active`;
  const disks = `SELECT arrayJoin(disks) FROM system.storage_policies WHERE policy_name = ${settingOf(into, 'storage_policy')}`;
  const free = `SELECT sum(unreserved_space) FROM system.disks WHERE name IN (${disks})`;
  return [
    checkOf(operation, {
      asks: 'times the copy does not fit the free space on the disks of its storage policy',
      sql: `SELECT toUInt64(needed > free) AS hits, if(needed > free, [concat('needs ', formatReadableSize(needed), ', free ', formatReadableSize(free))], []) AS samples FROM (SELECT (${needed}) AS needed, (${free}) AS free)`,
      means: 'blocks',
    }),
  ];
}

/**
 * One INSERT is only slowed down by too many parts, never stopped (26.7): but once it has made more than max_parts_in_total,
 * no other INSERT is taken.
 */
function partitionChecks(operation: Operation, copied: Copied): readonly Check[] {
  const { copy, into } = copied;
  const key = keyExpressions(into.partitionBy);
  if (key.length === 0) return [];
  const source = newRows(copied, key);
  const partitions = distinct(key);
  const beyond = (limit: string): string =>
    `toUInt64(if(${partitions} > toUInt64(${limit}), ${partitions}, 0)) AS hits, emptyArrayString() AS samples`;
  const about = { where: null, shows: null, settles: [] } as const;
  const atOnce = sourceCheck(operation, source, {
    ...about,
    asks: copy.takesAnyPartitions
      ? 'partitions that the copy fills at once, which takes memory: its statement lifts max_partitions_per_insert_block'
      : 'partitions that the copy may fill at once, more than max_partitions_per_insert_block: it would fail',
    results: beyond(
      "(SELECT if(value = '0', '18446744073709551615', value) FROM system.settings WHERE name = 'max_partitions_per_insert_block')",
    ),
    means: copy.takesAnyPartitions ? 'tells' : 'MAY_FAIL_ON_DATA',
  });
  const inTotal = sourceCheck(operation, source, {
    ...about,
    asks: 'partitions that the copy makes, more than max_parts_in_total: later INSERTs would be refused',
    results: beyond(settingOf(into, 'max_parts_in_total')),
    means: 'BLOCKS_WRITES',
  });
  return [atOnce, inTotal];
}

/** Whether there is room for a copy: on the disks, and within the limits of parts. */
export function copyRoomChecks(operation: Operation, copied: Copied): readonly Check[] {
  if (!isMergeTree(copied.into.engine.name)) return [];
  return [...diskCheck(operation, copied), ...partitionChecks(operation, copied)];
}
