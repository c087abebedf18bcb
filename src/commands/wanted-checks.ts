import { copyChecks, copyIn } from '../ddl/checks/copies.ts';
import { type CheckedTable, checksOf, rowChecks } from '../ddl/checks/index.ts';
import { plainEngineName } from '../facets/engines/index.ts';
import { addressOf, addressOfName } from '../model/address.ts';
import type { Check } from '../model/check.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation, OperationOf, Plan } from '../model/operation.ts';
import type { Table } from '../model/table.ts';
import { namesIn } from '../model/tokens.ts';
import { askedTable, beforeRenames } from '../plan/before-renames.ts';

/** What is known of the live tables: how many rows they hold, and what they are. */
export interface LiveTables {
  /** By address; null where the server does not know. What is not in it is not there. */
  readonly rows: ReadonlyMap<string, number | null>;
  readonly managed: InfraMap;
}

/** What to ask because of one operation. */
export interface Wanted {
  readonly operation: Operation;
  /** At once. */
  readonly checks: readonly Check[];
  /** Just before its own step, in the names of then. */
  readonly late: readonly Check[];
}

const ABOUT_ROWS: ReadonlySet<Operation['kind']> = new Set([
  'ModifyTableColumn',
  'ModifyTableTtl',
  'AddTableConstraint',
  'ModifyOrderBy',
  'ModifyMaterializedViewColumns',
  'CreateMaterializedView',
]);

const WRITES = /\b(ALTER|UPDATE|DELETE|INSERT|TRUNCATE|EXCHANGE|RENAME)\b/i;

/** SQL written by hand that names the table may be what mends its rows: the answers of before it say nothing. */
function isBehindSql(operations: readonly Operation[], at: number, names: readonly string[]): boolean {
  return operations.slice(0, at).some(
    (earlier) =>
      earlier.kind === 'RawSql' &&
      earlier.sql.some((sql) => {
        const used = namesIn(sql);
        return WRITES.test(sql) && names.some((name) => used.has(name));
      }),
  );
}

/** What is known where a plan begins. */
interface Beginning extends LiveTables {
  readonly operations: readonly Operation[];
  /** By address: what is there, and what the plan makes. */
  readonly tables: ReadonlyMap<string, Table>;
  /** Each operation in the names of now; null where the plan makes its table. */
  readonly asked: readonly (Operation | null)[];
}

/** Copies of one table into another that hand-written SQL makes, or the filling of a new version. */
function wantedOfSql(operation: OperationOf<'RawSql'>, at: number, beginning: Beginning): Wanted {
  const { operations, tables, rows, managed } = beginning;
  const found = operation.sql.flatMap((sql) => copyIn(sql, managed.defaultDatabase) ?? []);
  const wanted = found.map((copy) => {
    const [source, target] = [copy.from, copy.into].map(({ database, name }) => addressOf(database, name));
    const [from, into] = [tables.get(source ?? ''), tables.get(target ?? '')];
    const checks =
      from === undefined || into === undefined
        ? []
        : copyChecks(operation, { copy, from, into, rows: rows.get(source ?? '') ?? null });
    const isLate = !rows.has(source ?? '') || isBehindSql(operations, at, [copy.from.name]);
    return { checks, isLate };
  });
  return {
    operation,
    checks: wanted.filter(({ isLate }) => !isLate).flatMap(({ checks }) => checks),
    late: wanted.filter(({ isLate }) => isLate).flatMap(({ checks }) => checks),
  };
}

function knownOf(table: Table | undefined, rows: number | null | undefined): CheckedTable {
  return {
    rows: rows ?? null,
    orderBy: table?.orderBy ?? null,
    engine: plainEngineName(table?.engine.name ?? ''),
  };
}

function wantedOfOperation(operation: Operation, at: number, beginning: Beginning): Wanted {
  const { operations, asked, tables, rows } = beginning;
  // The rows are asked under the names that they have now: nothing is renamed yet.
  const stored = asked[at] ?? null;
  const table = askedTable(stored ?? operation);
  const address = addressOfName(table);
  const about = knownOf(tables.get(address), rows.get(address));
  const isThere = stored !== null && rows.has(address);
  const names = [table.name, askedTable(operation).name];
  // A table that is not there yet, though the plan makes it by no operation of its own, can only be asked later.
  const isUnseen = stored !== null && !isThere;
  const isLate = ABOUT_ROWS.has(operation.kind) && (isUnseen || isBehindSql(operations, at, names));
  const checks = isThere ? checksOf(stored, about) : [];
  if (!isLate) return { operation, checks, late: [] };
  const ofRows = new Set((stored === null ? [] : rowChecks(stored, about)).map(({ sql }) => sql));
  return {
    operation,
    checks: checks.filter(({ sql }) => !ofRows.has(sql)),
    // The key that is known may have other names by then; the operation says it as it will be.
    late: rowChecks(operation, { ...about, orderBy: null }),
  };
}

/** The questions that a plan asks of the data, operation by operation. */
export function wantedOf({ operations }: Plan, live: LiveTables): readonly Wanted[] {
  const made = operations.flatMap((operation) => (operation.kind === 'CreateTable' ? [operation.table] : []));
  const tables = new Map([...live.managed.tables, ...made].map((table) => [table.address, table]));
  const beginning = { ...live, operations, tables, asked: beforeRenames(operations) };
  return operations.map((operation, at) =>
    operation.kind === 'RawSql'
      ? wantedOfSql(operation, at, beginning)
      : wantedOfOperation(operation, at, beginning),
  );
}

/** The operations whose questions about rows wait for SQL that runs before them. */
export type LateQuestions = ReadonlyMap<Operation, readonly Check[]>;

export function lateQuestions(plan: Plan, live: LiveTables): LateQuestions {
  return new Map(
    wantedOf(plan, live).flatMap(({ operation, late }) =>
      late.length === 0 ? [] : [[operation, late] as const],
    ),
  );
}
