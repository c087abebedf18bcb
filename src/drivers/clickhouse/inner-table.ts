import { AppError } from '../../errors.ts';
import { innerReferenceIn, withInnerName } from '../../model/inner-name.ts';

const VIEW =
  "SELECT toString(uuid) AS uuid FROM system.tables WHERE database = {database:String} AND name = {view:String} AND engine = 'MaterializedView'";
const NO_IDENTITY = '00000000-0000-0000-0000-000000000000';

/**
 * A statement with the name that the inner table of a view has on this server: `.inner_id.` and the view's identity, or
 * `.inner.` and the view's name in a database that knows no identities.
 *
 * @throws AppError QUERY_FAILED where there is no such view
 */
export async function resolveInnerTable(
  statement: string,
  query: (sql: string, parameters: Readonly<Record<string, unknown>>) => Promise<readonly unknown[]>,
): Promise<string> {
  const reference = innerReferenceIn(statement);
  if (reference === null) return statement;
  const { database, view } = reference;
  const [row] = await query(VIEW, { database, view });
  const uuid = typeof row === 'object' && row !== null && 'uuid' in row ? String(row.uuid) : null;
  if (uuid === null)
    throw new AppError('QUERY_FAILED', `There is no materialized view ${database}.${view} on the server.`);
  return withInnerName(statement, reference, uuid === NO_IDENTITY ? `.inner.${view}` : `.inner_id.${uuid}`);
}
