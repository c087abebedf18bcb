import { stepsOf } from '../ddl/steps.ts';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { killMutation, readThrough, typesInParts } from '../drivers/clickhouse/mutations.ts';
import { AppError } from '../errors.ts';
import { addressOf } from '../model/address.ts';
import type { Operation, OperationOf } from '../model/operation.ts';
import { quoteName } from '../model/tokens.ts';
import { rowCount } from '../plan/quantity.ts';
import type { StuckMutation, TableName } from './follow.ts';

/** A table that a failed mutation had made unreadable, and that is as it was before. */
export interface Healing {
  readonly table: TableName;
  /** Columns brought back to the type that their parts hold. */
  readonly columns: readonly string[];
  /** Rows that were read to prove it. */
  readonly rows: number;
}

type ModifyColumn = OperationOf<'ModifyTableColumn'>;

function isOf({ database, name }: TableName, operation: Operation): operation is ModifyColumn {
  return (
    operation.kind === 'ModifyTableColumn' &&
    operation.target.database === database &&
    operation.target.name === name
  );
}

/** The operations whose new type stands in the definition while parts still hold the old one. */
async function halfDone(
  clickhouse: ClickHouse,
  { database, name }: TableName,
  operations: readonly Operation[],
): Promise<readonly ModifyColumn[]> {
  const held = await typesInParts(clickhouse, database, name);
  const rows = await clickhouse.query<{ readonly column: string; readonly type: string }>(
    'SELECT name AS column, type FROM system.columns WHERE database = {database:String} AND table = {name:String}',
    { database, name },
  );
  const defined = new Map(rows.map(({ column, type }) => [column, type]));
  return operations.filter((operation): operation is ModifyColumn => {
    if (!isOf({ database, name }, operation)) return false;
    const { before, after } = operation;
    const now = defined.get(after.name);
    const isForeign = (held.get(after.name) ?? []).some((type) => type !== now);
    return before.type !== after.type && isForeign;
  });
}

/** The same change the other way round: its statements bring back what was, without another rule of ours. */
function reversed(operation: ModifyColumn): ModifyColumn {
  return { ...operation, before: operation.after, after: operation.before };
}

/**
 * Ends a mutation that cannot succeed and brings the definition back to what the parts hold, so that the table can be read
 * again; then reads it. A failed change of type otherwise leaves a column that no SELECT can read.
 *
 * @param operations those of the plan: the table's changes of type among them are taken back
 * @throws AppError MUTATION_FAILING when the table still cannot be read
 */
export async function healTable(
  clickhouse: ClickHouse,
  stuck: StuckMutation,
  operations: readonly Operation[],
): Promise<Healing> {
  const { database, name } = stuck.table;
  const open = await halfDone(clickhouse, stuck.table, operations);
  await killMutation(clickhouse, database, name, stuck.id);
  const steps = stepsOf(open.map(reversed));
  try {
    for (const { statements } of steps)
      for (const statement of statements)
        await clickhouse.execute(statement, { settings: { mutations_sync: 1, alter_sync: 1 } });
    const columns = open.map(({ after }) => after.name);
    const read = columns.length === 0 ? '*' : columns.map(quoteName).join(', ');
    const rows = await readThrough(clickhouse, database, name, read);
    return { table: stuck.table, columns, rows };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(
      'MUTATION_FAILING',
      `Mutation ${stuck.id} of ${addressOf(database, name)} was ended, but the table cannot be read yet: ${error.message}`,
      {
        cause: error,
        hint: 'Bring the column back to a type that holds all its values: ALTER TABLE … MODIFY COLUMN',
      },
    );
  }
}

/** What happened to a table, for people. */
export function healingText({ table, columns, rows }: Healing): string {
  const back = columns.length === 0 ? '' : ` ${columns.join(', ')} is of its earlier type again;`;
  return `The mutation was ended.${back} ${addressOf(table.database, table.name)} can be read: ${rowCount(rows)}.`;
}
