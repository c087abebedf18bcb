import { addressOf, partAddress } from '../model/address.ts';
import { stableJson } from '../model/hash.ts';
import { type InfraMap, serverObjects } from '../model/infra-map.ts';
import { didYouMean } from '../model/nearest-name.ts';
import { isTopicOperation, type Operation } from '../model/operation.ts';
import type { Table } from '../model/table.ts';
import { namesIn } from '../model/tokens.ts';
import { populateFaults } from './populate-faults.ts';
import { simulateOperation } from './simulate.ts';
import { topicFault } from './topic-faults.ts';

/** An operation that cannot be meant for the state that it meets. */
export interface WalkFault {
  /** Index of the operation. */
  readonly at: number;
  readonly message: string;
}

interface Named {
  readonly name: string;
}

function missing(owner: string, noun: string, name: string, known: readonly Named[]): string | null {
  if (known.some((part) => part.name === name)) return null;
  const names = known.map((part) => part.name);
  return `${owner} has no ${noun} ${name} at this point${didYouMean(name, names)}`;
}

function taken(owner: string, noun: string, name: string, known: readonly Named[]): string | null {
  return known.some((part) => part.name === name)
    ? `${owner} has the ${noun} ${name} already at this point`
    : null;
}

/** `before` as the plan says it, against what is there. */
function otherBefore(owner: string, noun: string, said: unknown, found: unknown): string | null {
  if (stableJson(said) === stableJson(found)) return null;
  return `${owner}: the plan says that its ${noun} is ${inWords(said)}, and it is ${inWords(found)}`;
}

function inWords(value: unknown): string {
  if (value === null) return 'none';
  return typeof value === 'string' ? value : stableJson(value);
}

function columnFaults(
  table: Table,
  operation: Extract<Operation, { kind: 'ModifyTableColumn' }>,
): readonly (string | null)[] {
  const { before, after } = operation;
  const gone = missing(table.address, 'column', after.name, table.columns);
  if (gone !== null) return [gone];
  const found = table.columns.find(({ name }) => name === after.name);
  const renames =
    before.name === after.name
      ? null
      : `${table.address}: before_column is ${before.name} and after_column is ${after.name}; a new name takes RenameTableColumn`;
  if (renames !== null || found === undefined) return [renames];
  const differing = Object.keys(before)
    .filter((key) => stableJson(Reflect.get(before, key)) !== stableJson(Reflect.get(found, key)))
    .map((key) =>
      otherBefore(
        partAddress(table.address, 'column', after.name),
        key,
        Reflect.get(before, key),
        Reflect.get(found, key),
      ),
    );
  return differing;
}

/** What is wrong with an alteration of a table that is there. */
function partFaults(table: Table, operation: Operation): readonly (string | null)[] {
  const { address, columns, indexes, projections, constraints } = table;
  switch (operation.kind) {
    case 'AddTableColumn':
      return [
        taken(address, 'column', operation.column.name, columns),
        operation.after === null ? null : missing(address, 'column', operation.after, columns),
      ];
    case 'DropTableColumn':
    case 'MaterializeTableColumn':
      return [missing(address, 'column', operation.column, columns)];
    case 'RenameTableColumn':
      return [
        missing(address, 'column', operation.before, columns),
        taken(address, 'column', operation.after, columns),
      ];
    case 'ModifyTableColumn':
      return columnFaults(table, operation);
    case 'AddTableIndex':
      return [taken(address, 'index', operation.index.name, indexes)];
    case 'DropTableIndex':
    case 'MaterializeTableIndex':
      return [missing(address, 'index', operation.index, indexes)];
    case 'AddTableProjection':
      return [taken(address, 'projection', operation.projection.name, projections)];
    case 'DropTableProjection':
    case 'MaterializeTableProjection':
      return [missing(address, 'projection', operation.projection, projections)];
    case 'AddTableConstraint':
      return [taken(address, 'constraint', operation.constraint.name, constraints)];
    case 'DropTableConstraint':
      return [missing(address, 'constraint', operation.constraint, constraints)];
    case 'ModifyTableTtl':
      return [otherBefore(address, 'TTL', operation.before, table.ttl)];
    case 'ModifyTableComment':
      return [otherBefore(address, 'comment', operation.before, table.comment)];
    case 'ModifyTableSettings':
      return [otherBefore(address, 'settings', operation.before, table.settings)];
    default:
      return [];
  }
}

const FAMILIES = [
  { kind: /Table$|^(Add|Drop|Rename|Exchange|Modify|Materialize)Table/, key: 'tables', noun: 'table' },
  { kind: /^(Drop|Modify)View$/, key: 'views', noun: 'view' },
  {
    kind: /^(DropMaterializedView|PopulateMaterializedView|ModifyMaterializedView\w*)$/,
    key: 'materializedViews',
    noun: 'materialized view',
  },
  { kind: /^DropDictionary$/, key: 'dictionaries', noun: 'dictionary' },
  { kind: /^(ModifyOrderBy|ModifySampleBy|RemoveSampleBy)$/, key: 'tables', noun: 'table' },
] as const;

const CREATES = /^Create(Table|View|MaterializedView|Dictionary)$/;
/** These change views and dictionaries too. */
const OF_ANY_FAMILY = new Set<Operation['kind']>(['ModifyTableComment', 'ModifyViewSecurity']);

function faultsOf(operation: Operation, map: InfraMap): readonly (string | null)[] {
  if (isTopicOperation(operation)) return [topicFault(operation, map)];
  const address = addressOf(operation.target.database, operation.target.name);
  const objects = serverObjects(map).map((object) => ({ name: object.address }));
  if (CREATES.test(operation.kind))
    return [
      objects.some(({ name }) => name === address) ? `${address} is there already at this point` : null,
    ];
  if (OF_ANY_FAMILY.has(operation.kind) && !map.tables.some((table) => table.address === address))
    return [objects.some(({ name }) => name === address) ? null : unknownObject(address, 'object', objects)];
  const family = FAMILIES.find(({ kind }) => kind.test(operation.kind));
  if (family === undefined) return [];
  const held: readonly { readonly address: string }[] = map[family.key];
  if (!held.some((object) => object.address === address))
    return [
      unknownObject(
        address,
        family.noun,
        held.map((object) => ({ name: object.address })),
      ),
    ];
  const table = map.tables.find((object) => object.address === address);
  if (operation.kind === 'RenameTable') {
    const after = addressOf(operation.target.database, operation.after);
    return [objects.some(({ name }) => name === after) ? `${after} is there already at this point` : null];
  }
  if (operation.kind === 'ExchangeTables') {
    const other = addressOf(operation.target.database, operation.other);
    return [
      held.some((object) => object.address === other) ? null : unknownObject(other, family.noun, objects),
    ];
  }
  return table === undefined ? [] : partFaults(table, operation);
}

function unknownObject(address: string, noun: string, known: readonly Named[]): string {
  const names = known.map(({ name }) => name);
  return `there is no ${noun} ${address} at this point${didYouMean(address, names)}`;
}

/**
 * Follows the operations of a plan through the pure model and tells those that meet another state than they are written for:
 * a column that is not there, a table that is there already, another `before`. Says nothing about what SQL written by hand
 * may have changed.
 */
export function walkFaults(operations: readonly Operation[], base: InfraMap): readonly WalkFault[] {
  const byHand = new Set<string>();
  let map = base;
  return operations.flatMap((operation, at): readonly WalkFault[] => {
    if (operation.kind === 'RawSql')
      for (const name of operation.sql.flatMap((sql) => [...namesIn(sql)])) byHand.add(name);
    const faults = [
      ...(byHand.has(operation.target.name) ? [] : faultsOf(operation, map)),
      ...(operation.kind === 'PopulateMaterializedView'
        ? populateFaults(operation, map, base, operations.slice(0, at))
        : []),
    ];
    const found = faults.filter((message) => message !== null).map((message) => ({ at, message }));
    // What cannot run changes nothing: the operations after it are judged without it.
    if (found.length === 0) map = simulateOperation(map, operation);
    return found;
  });
}
