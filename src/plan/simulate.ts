import { topicAfter } from '../facets/topics/index.ts';
import type { Address } from '../model/address.ts';
import { addressOf, sortByAddress } from '../model/address.ts';
import type { Dictionary } from '../model/dictionary.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation } from '../model/operation.ts';
import { functionAddress, type SqlFunction } from '../model/sql-function.ts';
import type { Column, Table } from '../model/table.ts';
import { topicAddress } from '../model/topic.ts';
import type { MaterializedView, View } from '../model/view.ts';
import { renameColumn } from './rename-text.ts';

function withColumn(columns: readonly Column[], column: Column, after: string | null): readonly Column[] {
  const at = after === null ? 0 : columns.findIndex(({ name }) => name === after) + 1;
  return [...columns.slice(0, at), column, ...columns.slice(at)];
}

function without<P extends { readonly name: string }>(parts: readonly P[], name: string): readonly P[] {
  return parts.filter((part) => part.name !== name);
}

/** The table after one operation on it. Operations that change no definition leave it as it is. */
function alterTable(table: Table, operation: Operation): Table {
  switch (operation.kind) {
    case 'AddTableColumn':
      return { ...table, columns: withColumn(table.columns, operation.column, operation.after) };
    case 'DropTableColumn':
      return { ...table, columns: without(table.columns, operation.column) };
    case 'RenameTableColumn':
      return renameColumn(table, operation.before, operation.after);
    case 'ModifyTableColumn':
      return {
        ...table,
        columns: table.columns.map((column) =>
          column.name === operation.after.name ? operation.after : column,
        ),
      };
    case 'ModifyTableSettings':
      return { ...table, settings: operation.after };
    case 'ModifyTableTtl':
      return { ...table, ttl: operation.after };
    case 'ModifyTableComment':
      return { ...table, comment: operation.after };
    case 'ModifyOrderBy':
      // The primary key stays what it was, whether it was written down or not.
      return { ...table, primaryKey: table.primaryKey ?? table.orderBy, orderBy: operation.after };
    case 'ModifySampleBy':
      return { ...table, sampleBy: operation.expression };
    case 'RemoveSampleBy':
      return { ...table, sampleBy: null };
    case 'AddTableIndex':
      return { ...table, indexes: [...table.indexes, operation.index] };
    case 'DropTableIndex':
      return { ...table, indexes: without(table.indexes, operation.index) };
    case 'AddTableProjection':
      return { ...table, projections: [...table.projections, operation.projection] };
    case 'DropTableProjection':
      return { ...table, projections: without(table.projections, operation.projection) };
    case 'AddTableConstraint':
      return { ...table, constraints: [...table.constraints, operation.constraint] };
    case 'DropTableConstraint':
      return { ...table, constraints: without(table.constraints, operation.constraint) };
    default:
      return table;
  }
}

function replaceAt<T extends { readonly address: Address }>(
  items: readonly T[],
  address: Address,
  change: (item: T) => T,
): readonly T[] {
  return items.map((item) => (item.address === address ? change(item) : item));
}

function removeAt<T extends { readonly address: Address }>(
  items: readonly T[],
  address: Address,
): readonly T[] {
  return items.filter((item) => item.address !== address);
}

function renamed(table: Table, address: Address, after: string): Table {
  return table.address === address
    ? { ...table, name: after, address: addressOf(table.database, after) }
    : table;
}

function commented<T extends View | MaterializedView | Dictionary>(operation: Operation, object: T): T {
  return operation.kind === 'ModifyTableComment' ? { ...object, comment: operation.after } : object;
}

/** A view after an operation that changes one clause of it. */
function alterView<T extends View | MaterializedView>(view: T, operation: Operation): T {
  return operation.kind === 'ModifyViewSecurity'
    ? { ...view, security: operation.after }
    : commented(operation, view);
}

function withFunction(functions: readonly SqlFunction[], made: SqlFunction): readonly SqlFunction[] {
  return sortByAddress([...removeAt(functions, made.address), made]);
}

/** The map after one operation, computed without any server. */
export function simulateOperation(map: InfraMap, operation: Operation): InfraMap {
  const address = addressOf(operation.target.database, operation.target.name);
  switch (operation.kind) {
    case 'CreateTable':
      return { ...map, tables: sortByAddress([...map.tables, operation.table]) };
    case 'DropTable':
      return { ...map, tables: removeAt(map.tables, address) };
    case 'RenameTable':
      return {
        ...map,
        tables: sortByAddress(map.tables.map((table) => renamed(table, address, operation.after))),
      };
    case 'ExchangeTables': {
      const other = addressOf(operation.target.database, operation.other);
      const placed = map.tables.map((table) =>
        table.address === other
          ? renamed(table, other, operation.target.name)
          : renamed(table, address, operation.other),
      );
      return { ...map, tables: sortByAddress(placed) };
    }
    case 'CreateView':
      return { ...map, views: sortByAddress([...map.views, operation.view]) };
    case 'DropView':
      return { ...map, views: removeAt(map.views, address) };
    case 'ModifyView':
      return { ...map, views: replaceAt(map.views, address, () => operation.after) };
    case 'CreateMaterializedView':
      return { ...map, materializedViews: sortByAddress([...map.materializedViews, operation.view]) };
    case 'DropMaterializedView':
      return { ...map, materializedViews: removeAt(map.materializedViews, address) };
    case 'ModifyMaterializedViewQuery':
      return {
        ...map,
        materializedViews: replaceAt(map.materializedViews, address, (view) => ({
          ...view,
          select: operation.after,
        })),
      };
    case 'ModifyMaterializedViewColumns':
      return {
        ...map,
        materializedViews: replaceAt(map.materializedViews, address, (view) => ({
          ...view,
          select: operation.after.select,
          inner: operation.after.inner,
        })),
      };
    case 'ModifyMaterializedViewRefresh':
      return {
        ...map,
        materializedViews: replaceAt(map.materializedViews, address, (view) => ({
          ...view,
          refresh: operation.after,
        })),
      };
    case 'CreateDictionary':
      return { ...map, dictionaries: sortByAddress([...map.dictionaries, operation.dictionary]) };
    case 'ReplaceDictionary':
      return { ...map, dictionaries: replaceAt(map.dictionaries, address, () => operation.after) };
    case 'DropDictionary':
      return { ...map, dictionaries: removeAt(map.dictionaries, address) };
    case 'CreateFunction':
      return { ...map, functions: withFunction(map.functions, operation.function) };
    case 'ReplaceFunction':
      return { ...map, functions: withFunction(map.functions, operation.after) };
    case 'DropFunction':
      return { ...map, functions: removeAt(map.functions, functionAddress(operation.target.name)) };
    case 'CreateTopic':
      return { ...map, topics: sortByAddress([...map.topics, operation.topic]) };
    case 'DeleteTopic':
      return { ...map, topics: removeAt(map.topics, topicAddress(operation.target.name)) };
    case 'IncreaseTopicPartitions':
    case 'ModifyTopicConfig':
    case 'ReassignTopicReplicas':
    case 'RegisterTopicSchema': {
      const changed = topicAddress(operation.target.name);
      return { ...map, topics: replaceAt(map.topics, changed, (topic) => topicAfter(topic, operation)) };
    }
    case 'RawSql': {
      const { resource } = operation;
      if (resource === null) return { ...map, sqlResources: removeAt(map.sqlResources, operation.because) };
      return {
        ...map,
        sqlResources: sortByAddress([...removeAt(map.sqlResources, resource.address), resource]),
      };
    }
    default:
      return {
        ...map,
        tables: replaceAt(map.tables, address, (table) => alterTable(table, operation)),
        views: replaceAt(map.views, address, (view) => alterView(view, operation)),
        materializedViews: replaceAt(map.materializedViews, address, (view) => alterView(view, operation)),
        dictionaries: replaceAt(map.dictionaries, address, (dictionary) => commented(operation, dictionary)),
      };
  }
}

/** The map after all of them, in order. */
export function simulate(map: InfraMap, operations: readonly Operation[]): InfraMap {
  return operations.reduce(simulateOperation, map);
}
