import { addressOf } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation } from '../model/operation.ts';
import { namesIn } from '../model/tokens.ts';
import { rankOf } from './table-order.ts';

/**
 * When an operation runs. Teardown comes before setup, but for what a surviving object reads until it has been changed.
 */
const PHASES = [
  'teardown-sql',
  'teardown-views',
  'teardown-tables',
  'rename',
  'create-tables',
  'alter-tables',
  'views',
  'raw-sql',
  'late-teardown',
] as const;
type Phase = (typeof PHASES)[number];

const phaseOf: Readonly<Record<Operation['kind'], Phase>> = {
  DropMaterializedView: 'teardown-views',
  DropView: 'teardown-views',
  DropTable: 'teardown-tables',
  DropTableColumn: 'teardown-tables',
  RenameTable: 'rename',
  RenameTableColumn: 'rename',
  CreateTable: 'create-tables',
  // Dropping and adding an index of one name belong side by side, so these are no teardown of their own.
  DropTableIndex: 'alter-tables',
  DropTableProjection: 'alter-tables',
  DropTableConstraint: 'alter-tables',
  AddTableColumn: 'alter-tables',
  ModifyTableColumn: 'alter-tables',
  MaterializeTableColumn: 'alter-tables',
  ModifyOrderBy: 'alter-tables',
  ModifySampleBy: 'alter-tables',
  RemoveSampleBy: 'alter-tables',
  AddTableIndex: 'alter-tables',
  MaterializeTableIndex: 'alter-tables',
  AddTableProjection: 'alter-tables',
  MaterializeTableProjection: 'alter-tables',
  AddTableConstraint: 'alter-tables',
  ModifyTableComment: 'alter-tables',
  ModifyTableSettings: 'alter-tables',
  ModifyTableTtl: 'alter-tables',
  CreateView: 'views',
  ModifyView: 'views',
  CreateMaterializedView: 'views',
  ModifyMaterializedViewQuery: 'views',
  PopulateMaterializedView: 'views',
  RawSql: 'raw-sql',
};

interface Placed {
  readonly operation: Operation;
  readonly phase: number;
  readonly depth: number;
  /** Place within the phase of a table. */
  readonly rank: number;
  readonly index: number;
}

/** The text by which an operation's object depends on others; empty for one that depends on nothing. */
function dependsBy(operation: Operation): string {
  switch (operation.kind) {
    case 'CreateTable':
      return [
        ...operation.table.engine.args,
        ...operation.table.columns.map((column) => column.default?.expression ?? ''),
      ]
        .join(' , ')
        .replaceAll("'", '`');
    case 'CreateView':
    case 'CreateMaterializedView':
      return `${operation.view.select} ${'target' in operation.view ? (operation.view.target ?? '') : ''}`;
    case 'ModifyView':
      return operation.after.select;
    case 'ModifyMaterializedViewQuery':
      return operation.after;
    default:
      return '';
  }
}

/** How many objects of the same plan must exist before this one: its place among creations, reversed among drops. */
function depths(operations: readonly Operation[], live: InfraMap): ReadonlyMap<Operation, number> {
  const texts = new Map<string, string>(
    [...live.views, ...live.materializedViews].map((view) => [view.name, view.select]),
  );
  for (const operation of operations) {
    const text = dependsBy(operation);
    if (text !== '') texts.set(operation.target.name, text);
  }
  const names = new Set(operations.map((operation) => operation.target.name));
  const memo = new Map<string, number>();
  const depthOf = (name: string): number => {
    const known = memo.get(name);
    if (known !== undefined) return known;
    memo.set(name, 0);
    const text = texts.get(name);
    const needs =
      text === undefined ? [] : [...namesIn(text)].filter((other) => other !== name && names.has(other));
    const depth = needs.length === 0 ? 0 : 1 + Math.max(...needs.map(depthOf));
    memo.set(name, depth);
    return depth;
  };
  return new Map(operations.map((operation) => [operation, depthOf(operation.target.name)]));
}

/** The address a materialized view writes to. */
function writesTo({ target }: Operation, live: InfraMap): string | null {
  return (
    live.materializedViews.find((view) => view.database === target.database && view.name === target.name)
      ?.target ?? null
  );
}

/** True for a drop of something that a changed object still names: that object must be changed first. */
function isStillRead(operation: Operation, operations: readonly Operation[], live: InfraMap): boolean {
  if (operation.kind !== 'DropTableColumn' && operation.kind !== 'DropTable') return false;
  const { name } = operation.target;
  const address = addressOf(operation.target.database, name);
  const dropped = operation.kind === 'DropTableColumn' ? operation.column : name;
  return operations.some((other) => {
    if (other === operation) return false;
    if (other.kind === 'ModifyMaterializedViewQuery')
      return namesIn(other.before).has(name) || writesTo(other, live) === address;
    if (other.kind === 'ModifyView') return namesIn(other.before.select).has(name);
    if (
      operation.kind !== 'DropTableColumn' ||
      other.target.name !== name ||
      other.target.database !== operation.target.database
    )
      return false;
    return beforeNames(other).has(dropped);
  });
}

/** The names that an alteration of a table takes out of use. */
function beforeNames(operation: Operation): ReadonlySet<string> {
  switch (operation.kind) {
    case 'ModifyTableTtl':
      return namesIn(operation.before ?? '');
    case 'ModifyOrderBy':
      return namesIn(operation.before ?? '');
    case 'ModifyTableColumn':
      return namesIn(
        [operation.before.default?.expression, operation.before.ttl]
          .filter((text) => typeof text === 'string')
          .join(' , '),
      );
    // Their expressions are not in the operation; they always go first.
    case 'DropTableIndex':
    case 'DropTableProjection':
    case 'DropTableConstraint':
    case 'RemoveSampleBy':
    case 'ModifySampleBy':
      return EVERY_NAME;
    default:
      return new Set();
  }
}

const EVERY_NAME: ReadonlySet<string> = Object.freeze(Object.assign(new Set<string>(), { has: () => true }));

function compare(a: Placed, b: Placed): number {
  if (a.phase !== b.phase) return a.phase - b.phase;
  if (a.depth !== b.depth) return a.depth - b.depth;
  const [left, right] = [
    `${a.operation.target.database}.${a.operation.target.name}`,
    `${b.operation.target.database}.${b.operation.target.name}`,
  ];
  if (left !== right) return left < right ? -1 : 1;
  return a.rank !== b.rank ? a.rank - b.rank : a.index - b.index;
}

function phaseIn(operation: Operation, operations: readonly Operation[], live: InfraMap): Phase {
  // Hand-written SQL that sets nothing up takes something down.
  if (operation.kind === 'RawSql' && operation.resource === null) return 'teardown-sql';
  return isStillRead(operation, operations, live) ? 'late-teardown' : phaseOf[operation.kind];
}

/** The operations in the order in which they can run; the same input gives the same order. */
export function orderOperations(operations: readonly Operation[], live: InfraMap): readonly Operation[] {
  const depth = depths(operations, live);
  const placed = operations.map((operation, index): Placed => {
    const phase = phaseIn(operation, operations, live);
    const isView = phase === 'teardown-views';
    const isDeep = isView || phase === 'create-tables' || phase === 'views';
    const own = isDeep ? (depth.get(operation) ?? 0) : 0;
    const rank = rankOf(operation, operations);
    return { operation, phase: PHASES.indexOf(phase), depth: isView ? -own : own, rank, index };
  });
  return placed.sort(compare).map(({ operation }) => operation);
}
