import { commandsOf } from '../../src/ddl/commands.ts';
import { type ReadObject, readObject } from '../../src/ddl/read-object.ts';
import type { Operation } from '../../src/model/operation.ts';
import { namesIn } from '../../src/model/tokens.ts';
import { canonicalReading } from '../../src/rehearse/canonical-reading.ts';
import type { Seen } from './scenario-server.ts';

function targetOf({ target }: Operation): string {
  return `${target.database}.${target.name}`;
}

function isCostly({ cost }: Operation): boolean {
  return cost.class === 'mutation' || cost.class === 'rewrite';
}

/** Stands for the inner table of a view, whose name is another on each server. */
const INNER = '(inner table)';

/** The tables of which the plan says that ALTER will touch their data; null where hand-written SQL leaves it open. */
export function tablesToMutate(operations: readonly Operation[]): readonly string[] | null {
  // An INSERT, such as that of a new version, writes new parts and mutates none.
  const isOpen = (operation: Operation): boolean =>
    operation.kind === 'RawSql' && !operation.sql.every((sql) => /^\s*(INSERT|SELECT)\b/i.test(sql));
  if (operations.some((operation) => isOpen(operation) && isCostly(operation))) return null;
  const costly = operations.filter(
    (operation) =>
      isCostly(operation) &&
      (commandsOf(operation) !== null || operation.kind === 'ModifyMaterializedViewColumns'),
  );
  const names = costly.map((operation) =>
    operation.kind === 'ModifyMaterializedViewColumns' ? INNER : targetOf(operation),
  );
  return [...new Set(names)].sort();
}

/** The tables on which mutations were started between two looks. */
export function tablesMutated(before: Seen, after: Seen): readonly string[] {
  return [...after.mutations]
    .filter(([address, started]) => started > (before.mutations.get(address) ?? 0))
    .map(([address]) => (/^[^.]*\.\.inner/.test(address) ? INNER : address))
    .sort();
}

/** The tables that were dropped and made again: another table by the same name, and they are under no other name. */
export function tablesReplaced(before: Seen, after: Seen): readonly string[] {
  const kept = new Set([...after.objects.values()].map(({ uuid }) => uuid));
  return [...before.objects]
    .filter(([address, { uuid, engine }]) => {
      const now = after.objects.get(address);
      const isTable = engine !== 'View' && engine !== 'Dictionary';
      return isTable && now !== undefined && now.uuid !== uuid && !kept.has(uuid);
    })
    .map(([address]) => address);
}

/** How many rows each table held before that held any, and how many it holds now; null where it is gone. */
export function rowCounts(
  before: Seen,
  after: Seen,
): readonly { readonly table: string; readonly before: number; readonly after: number | null }[] {
  return [...before.objects].flatMap(([table, { rows }]) =>
    rows === null || rows === 0
      ? []
      : [{ table, before: rows, after: after.objects.get(table)?.rows ?? null }],
  );
}

/** Columns of tables with as many rows as before whose definition stayed and whose values did not. */
export function valuesChanged(before: Seen, after: Seen, except: readonly string[]): readonly string[] {
  return [...before.values]
    .filter(([column, checksum]) => after.values.has(column) && after.values.get(column) !== checksum)
    .map(([column]) => column)
    .filter((column) => !except.some((table) => column.startsWith(`${table} `)));
}

/** True for an object that hand-written SQL of the plan names: nobody else may say what becomes of it. */
export function namedByHand(operations: readonly Operation[], address: string): boolean {
  const name = address.slice(address.indexOf('.') + 1);
  return operations.some(
    (operation) => operation.kind === 'RawSql' && operation.sql.some((sql) => namesIn(sql).has(name)),
  );
}

/** The texts of some live objects, to find that nobody touched them. */
export function textsOf({ objects }: Seen, addresses: Iterable<string>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...addresses].map((address) => [address, `${objects.get(address)?.uuid} ${objects.get(address)?.text}`]),
  );
}

/** What the live objects say, in canonical form: the server prints equal settings in one order or another. */
export function definitionsOf({ objects }: Seen): readonly ReadObject[] {
  return [...objects].map(([address, { engine, text }]) => {
    const dot = address.indexOf('.');
    return canonicalReading(
      readObject({ database: address.slice(0, dot), name: address.slice(dot + 1), engine, text }),
    );
  });
}
