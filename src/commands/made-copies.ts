import { type CopyText, copyChecks, copyIn } from '../ddl/checks/copies.ts';
import { type Address, addressOf } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Hazard, Operation, OperationOf } from '../model/operation.ts';
import type { Rename } from '../model/rename.ts';
import type { Table } from '../model/table.ts';
import { identifierOf, tokenize } from '../model/tokens.ts';
import { backfillOf, keepsAll } from '../plan/backfill.ts';
import { simulateOperation } from '../plan/simulate.ts';

/** The filling of a new version as the tool itself makes it, so that its hazards can be told without the plan's word. */
interface MadeCopy {
  /** Where the rows come from. */
  readonly from: Address;
  /** Whether all of them, and all that they hold, come into the new version. */
  readonly keepsAll: boolean;
  readonly hazards: readonly Hazard[];
  /** True where the plan records that the rows were asked about the hazard, and none was found. */
  isSettled(hazard: Hazard): boolean;
}

/** The columns that a copy takes from others than those of their own name. */
function renamesIn({ columns }: CopyText, from: Table, into: Table): readonly Rename[] {
  const old = new Set(from.columns.map(({ name }) => name));
  return columns.flatMap(({ name, value }): readonly Rename[] => {
    const before = tokenize(value)
      .flatMap((token) => identifierOf(token) ?? [])
      .find((each) => old.has(each));
    return before === undefined || old.has(name)
      ? []
      : [{ of: 'column', table: into.address, before, after: name }];
  });
}

/**
 * The copies in SQL that the tool itself would write, word for word; SQL that was written by hand is none.
 *
 * @param map the state that the SQL meets
 */
export function copiesMade(operation: OperationOf<'RawSql'>, map: InfraMap): readonly MadeCopy[] {
  const tableOf = (place: CopyText['from']): Table | undefined =>
    map.tables.find(({ address }) => address === addressOf(place.database, place.name));
  return operation.sql.flatMap((sql): readonly MadeCopy[] => {
    const copy = copyIn(sql, map.defaultDatabase);
    const [from, into] = [copy && tableOf(copy.from), copy && tableOf(copy.into)];
    if (copy === null || !from || !into) return [];
    const made = backfillOf(from, into, renamesIn(copy, from, into), false);
    if (made === null || !made.sql.includes(sql)) return [];
    const checks = copyChecks(operation, { copy, from, into, rows: null });
    const clean = new Set(operation.checks.flatMap(({ asks, found }) => (found === 0 ? [asks] : [])));
    return [
      {
        from: from.address,
        keepsAll: keepsAll(made),
        hazards: made.hazards,
        isSettled(hazard) {
          const about = checks.filter(({ settles, means }) => settles.includes(hazard) || means === hazard);
          return (
            about.some(({ settles }) => settles.includes(hazard)) &&
            about.every(({ asks }) => clean.has(asks))
          );
        },
      },
    ];
  });
}

/** True where the filling of a new version, as the tool itself makes it, copies all of a table before it goes. */
export function isCopiedBefore(drop: Operation, earlier: readonly Operation[], base: InfraMap): boolean {
  const table = addressOf(drop.target.database, drop.target.name);
  let map = base;
  return earlier.some((operation) => {
    const copies = operation.kind === 'RawSql' ? copiesMade(operation, map) : [];
    map = simulateOperation(map, operation);
    return copies.some((copy) => copy.from === table && copy.keepsAll);
  });
}
