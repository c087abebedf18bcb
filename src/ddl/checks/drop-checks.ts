import type { Check } from '../../model/check.ts';
import type { Operation } from '../../model/operation.ts';
import { quoteName, quoteString } from '../../model/tokens.ts';
import { checkOf, readName } from './question.ts';

/** Our own questions are in the log too. */
const OF_OTHERS = "NOT startsWith(http_user_agent, 'moose-migrate')";

/** How far back readers are looked for. */
const DAYS = 30;

/**
 * The user's own setting counts where there is one; the size of a view is that of the table inside it. A view whose drop was
 * refused stays, but no row reaches it any more (26.7).
 */
function sizeCheck(operation: Operation): Check {
  const { database, name } = operation.target;
  const [own, server] = ['settings', 'server_settings'].map(
    (table) => `SELECT value FROM system.${table} WHERE name = 'max_table_size_to_drop'`,
  );
  return checkOf(operation, {
    asks: 'table larger than max_table_size_to_drop, which the server will not drop',
    sql: `WITH toUInt64(ifNull((${own} AND changed), (${server}))) AS most SELECT count() AS hits, groupArray(formatReadableSize(total_bytes)) AS samples FROM system.tables WHERE database = ${quoteString(database)} AND name = ${quoteString(name)} AND total_bytes > most AND most > 0`,
    means: 'blocks',
  });
}

/** The texts of queries are not shown: there may be secrets in them. */
function runningCheck(operation: Operation): Check {
  const { name } = operation.target;
  return checkOf(operation, {
    asks: 'queries that use the table right now',
    sql: `SELECT count() AS hits, arraySlice(groupUniqArray(concat(user, ': ', toString(query_kind), ' for ', toString(round(elapsed)), ' s')), 1, 3) AS samples FROM system.processes WHERE ${OF_OTHERS} AND match(query, ${quoteString(asWord(name))})`,
    means: 'BREAKS_DEPENDENTS',
  });
}

function readersCheck(operation: Operation, column: string | null): Check {
  const { database } = operation.target;
  const name = readName(operation);
  const used =
    column === null
      ? `has(tables, ${quoteString(logged(database, name))})`
      : `has(columns, ${quoteString(logged(database, name, column))})`;
  return checkOf(operation, {
    asks: `queries of the last ${DAYS} days that use the ${column === null ? 'table' : `column ${column}`}`,
    sql: `SELECT sum(queries) AS hits, arraySlice(groupArray(concat(user, ': ', toString(queries))), 1, 3) AS samples FROM (SELECT user, count() AS queries FROM system.query_log WHERE event_date >= today() - ${DAYS} AND type = 'QueryFinish' AND query_kind IN ('Select', 'Insert') AND ${OF_OTHERS} AND ${used} GROUP BY user ORDER BY queries DESC)`,
    means: 'BREAKS_DEPENDENTS',
  });
}

/** A pattern for a name that stands by itself: `(^|\W)orders(\W|$)`. */
function asWord(name: string): string {
  return `(^|\\W)${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(\\W|$)`;
}

/** A name as the query log has it: quoted only where it must be. */
function logged(...names: readonly string[]): string {
  return names.map((name) => (/^[A-Za-z_]\w*$/.test(name) ? name : quoteName(name))).join('.');
}

/** Who would miss what is dropped, and whether the server lets it go. */
export function dropChecks(operation: Operation): readonly Check[] {
  if (operation.kind === 'DropTable' || operation.kind === 'DropMaterializedView')
    return [sizeCheck(operation), runningCheck(operation), readersCheck(operation, null)];
  return operation.kind === 'DropTableColumn' ? [readersCheck(operation, operation.column)] : [];
}
