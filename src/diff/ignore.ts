import type { Address } from '../model/address.ts';
import type { Desired, InfraMap } from '../model/infra-map.ts';
import type { Withheld } from '../model/operation.ts';
import type { Column, Table } from '../model/table.ts';

/** Differences a project does not want to see; the words of `[migration_config] ignore_operations`. */
export type IgnoredOperation =
  | 'ModifyTableTtl'
  | 'ModifyColumnTtl'
  | 'ModifyPartitionBy'
  | 'IgnoreStringLowCardinalityDifferences';

interface Ignored {
  readonly table: Table;
  readonly withheld: readonly Withheld[];
}

function withoutLowCardinality(type: string): string {
  return type.replace(/LowCardinality\((String|Nullable\(String\))\)/g, '$1');
}

/** The declared column with what is ignored taken from the live one. */
function ignoreInColumn(
  declared: Column,
  live: Column,
  ignored: ReadonlySet<IgnoredOperation>,
): { readonly column: Column; readonly changes: readonly string[] } {
  const changes: string[] = [];
  let column = declared;
  if (ignored.has('ModifyColumnTtl') && live.ttl !== declared.ttl) {
    column = { ...column, ttl: live.ttl };
    changes.push('ModifyColumnTtl');
  }
  const sameText = withoutLowCardinality(live.type) === withoutLowCardinality(declared.type);
  if (ignored.has('IgnoreStringLowCardinalityDifferences') && live.type !== declared.type && sameText) {
    column = { ...column, type: live.type };
    changes.push('IgnoreStringLowCardinalityDifferences');
  }
  return { column, changes };
}

function ignoreInTable(canonical: Table, live: Table, ignored: ReadonlySet<IgnoredOperation>): Ignored {
  const withheld: Withheld[] = [];
  const keep = (address: Address, change: string): void => {
    withheld.push({ address, change, because: `ignore_operations: ${change}` });
  };
  let table = canonical;
  if (ignored.has('ModifyTableTtl') && live.ttl !== canonical.ttl) {
    table = { ...table, ttl: live.ttl };
    keep(canonical.address, 'ModifyTableTtl');
  }
  if (ignored.has('ModifyPartitionBy') && live.partitionBy !== canonical.partitionBy) {
    table = { ...table, partitionBy: live.partitionBy };
    keep(canonical.address, 'ModifyPartitionBy');
  }
  const columns = table.columns.map((column) => {
    const before = live.columns.find(({ name }) => name === column.name);
    if (before === undefined) return column;
    const result = ignoreInColumn(column, before, ignored);
    for (const change of result.changes) keep(`${canonical.address}/column/${column.name}`, change);
    return result.column;
  });
  return { table: { ...table, columns }, withheld };
}

/**
 * Takes ignored differences out of the comparison: the wanted side gets the live value, and each one is reported as
 * withheld. Both maps are canonical.
 */
export function ignoreDifferences(
  live: InfraMap,
  desired: Desired,
  operations: readonly IgnoredOperation[],
): { readonly desired: Desired; readonly withheld: readonly Withheld[] } {
  if (operations.length === 0) return { desired, withheld: [] };
  const ignored = new Set(operations);
  const before = new Map(live.tables.map((table) => [table.address, table]));
  const results = new Map<Address, Ignored>();
  for (const canonical of desired.canonical.tables) {
    const own = before.get(canonical.address);
    if (own !== undefined) results.set(canonical.address, ignoreInTable(canonical, own, ignored));
  }
  const adjusted = (tables: readonly Table[], isDeclared: boolean): readonly Table[] =>
    tables.map((table) => {
      const result = results.get(table.address);
      if (result === undefined || result.withheld.length === 0) return table;
      return isDeclared ? overlay(table, result.table) : result.table;
    });
  return {
    desired: {
      declared: { ...desired.declared, tables: adjusted(desired.declared.tables, true) },
      canonical: { ...desired.canonical, tables: adjusted(desired.canonical.tables, false) },
    },
    withheld: [...results.values()].flatMap((result) => result.withheld),
  };
}

/** The user's own spelling with the ignored values put in, so that a column printed for another reason keeps them. */
function overlay(declared: Table, adjusted: Table): Table {
  const columns = declared.columns.map((column) => {
    const other = adjusted.columns.find(({ name }) => name === column.name);
    return other === undefined
      ? column
      : {
          ...column,
          ttl: other.ttl,
          type:
            withoutLowCardinality(other.type) === withoutLowCardinality(column.type)
              ? other.type
              : column.type,
        };
  });
  return { ...declared, ttl: adjusted.ttl, partitionBy: adjusted.partitionBy, columns };
}
