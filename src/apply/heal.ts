import { stepsOf } from '../ddl/steps.ts';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { killMutation, readThrough, typesInParts } from '../drivers/clickhouse/mutations.ts';
import { AppError } from '../errors.ts';
import { addressOf, partAddress } from '../model/address.ts';
import type { Operation, OperationOf } from '../model/operation.ts';
import type { Column, Table } from '../model/table.ts';
import { identifierOf, isWord, quoteName, tokenize } from '../model/tokens.ts';
import { rowCount } from '../plan/quantity.ts';
import type { StuckMutation, TableName } from './follow.ts';

/** A table that a failed mutation had made unreadable, and that is as it was before. */
export interface Healing {
  readonly table: TableName;
  /** Columns brought back to the type that their parts hold. */
  readonly columns: readonly string[];
  /** The changes of type that were taken back. */
  readonly undone: readonly Operation[];
  /** What was sent to take them back. */
  readonly statements: readonly string[];
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

/** What is known of a table beside its parts. */
export interface Known {
  /** Those of the plan: where one has changed the type, it knows how the column was before. */
  readonly operations: readonly Operation[];
  /** As it was read; null where it is none of ours. */
  readonly table: Table | null;
}

/** The columns whose type a mutation changes, by its text: `(MODIFY COLUMN `total` UInt64)`. */
function retyped(command: string): ReadonlySet<string> {
  const tokens = tokenize(command);
  return new Set(
    tokens.flatMap((token, at) => {
      if (!isWord(token, 'MODIFY') || !isWord(tokens[at + 1], 'COLUMN')) return [];
      const name = identifierOf(tokens[at + (isWord(tokens[at + 2], 'IF') ? 4 : 2)]);
      return name === null ? [] : [name];
    }),
  );
}

/** The change of type that made the parts foreign, for a plan that does not hold it. */
function changeOf({ database, name, cluster }: Table, column: Column, types: Types): ModifyColumn {
  return {
    kind: 'ModifyTableColumn',
    target: { database, name, cluster },
    because: partAddress(addressOf(database, name), 'column', column.name),
    before: { ...column, type: types.held },
    after: { ...column, type: types.defined },
    hazards: [],
    cost: { class: 'mutation', rows: null, bytes: null, parts: null, seconds: null },
    approved: [],
    checks: [],
  };
}

interface Types {
  readonly held: string;
  readonly defined: string;
}

/** The changes whose new type stands in the definition while parts still hold the old one. */
async function halfDone(
  clickhouse: ClickHouse,
  { table: { database, name }, command }: StuckMutation,
  { operations, table }: Known,
): Promise<readonly ModifyColumn[]> {
  const held = await typesInParts(clickhouse, database, name);
  const rows = await clickhouse.query<{ readonly column: string; readonly type: string }>(
    'SELECT name AS column, type FROM system.columns WHERE database = {database:String} AND table = {name:String}',
    { database, name },
  );
  const defined = new Map(rows.map(({ column, type }) => [column, type]));
  const foreignIn = (column: string): readonly string[] =>
    (held.get(column) ?? []).filter((type) => type !== defined.get(column));
  const planned = operations.filter((operation): operation is ModifyColumn => {
    if (!isOf({ database, name }, operation)) return false;
    const { before, after } = operation;
    return before.type !== after.type && foreignIn(after.name).includes(before.type);
  });
  const known = new Set(planned.map(({ after }) => after.name));
  const others = [...retyped(command)].flatMap((column): readonly ModifyColumn[] => {
    const own = table?.columns.find((each) => each.name === column);
    const [type, ...more] = foreignIn(column);
    const now = defined.get(column);
    // Of several earlier types nobody knows which one holds all the values.
    if (table === null || own === undefined || type === undefined || now === undefined) return [];
    return known.has(column) || more.length > 0 ? [] : [changeOf(table, own, { held: type, defined: now })];
  });
  return [...planned, ...others];
}

/** The same change the other way round: its statements bring back what was, without another rule of ours. */
function reversed(operation: ModifyColumn): ModifyColumn {
  return { ...operation, before: operation.after, after: operation.before };
}

/**
 * Ends a mutation that cannot succeed and brings the definition back to what the parts hold, so that the table can be read
 * again; then reads it. A failed change of type otherwise leaves a column that no SELECT can read.
 *
 * @param known the plan's changes of type of the table are taken back, and those that the mutation itself names
 * @throws AppError MUTATION_FAILING when the table still cannot be read
 */
export async function healTable(
  clickhouse: ClickHouse,
  stuck: StuckMutation,
  known: Known,
): Promise<Healing> {
  const { database, name } = stuck.table;
  const open = await halfDone(clickhouse, stuck, known);
  await killMutation(clickhouse, database, name, stuck.id);
  const statements = stepsOf(open.map(reversed)).flatMap((step) => step.statements);
  try {
    for (const statement of statements)
      await clickhouse.execute(statement, { settings: { mutations_sync: 1, alter_sync: 1 } });
    const columns = open.map(({ after }) => after.name);
    const read = columns.length === 0 ? '*' : columns.map(quoteName).join(', ');
    const rows = await readThrough(clickhouse, database, name, read);
    return { table: stuck.table, columns, undone: open, statements, rows };
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
