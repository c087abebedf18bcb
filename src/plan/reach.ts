import { addressOf } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import { isTopicOperation, type Operation, type OperationKind } from '../model/operation.ts';
import { namesIn } from '../model/tokens.ts';
import { isBackfill } from './backfill.ts';
import { takesAllColumns } from './dependents.ts';

/** What of an operation decides whether it may change places with another one. */
export interface Reach {
  readonly operation: Operation;
  /** Addresses of the objects that it makes, changes or takes away. */
  readonly objects: ReadonlySet<string>;
  /** Names of those objects. */
  readonly objectNames: readonly string[];
  /** Every name in it, and in the view that it is about. */
  readonly names: ReadonlySet<string>;
  readonly isOfView: boolean;
  readonly takesAll: boolean;
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

const OF_VIEWS = /^(Create|Drop|Modify|Populate)(Materialized)?View/;

/** @param live the managed state, with the names of before */
export function reachOf(operation: Operation, live: InfraMap): Reach {
  const { because: _b, hazards: _h, cost: _c, approved: _a, checks: _k, target, ...action } = operation;
  const { database, name } = target;
  const view = [...live.views, ...live.materializedViews].find(
    ({ address }) => address === addressOf(database, name),
  );
  const into = live.materializedViews.find(({ address }) => address === view?.address)?.target ?? null;
  const texts = [...textsIn(action), view?.select ?? '', into?.name ?? ''];
  const further =
    operation.kind === 'RenameTable'
      ? [operation.after]
      : operation.kind === 'ExchangeTables'
        ? [operation.other]
        : [];
  const objectNames = [name, ...further];
  return {
    operation,
    objects: new Set(objectNames.map((each) => addressOf(database, each))),
    objectNames,
    names: new Set([name, ...texts, ...texts.flatMap((text) => [...namesIn(text)])]),
    isOfView: OF_VIEWS.test(operation.kind),
    takesAll: OF_VIEWS.test(operation.kind) && texts.some(takesAllColumns),
  };
}

/** The column that an operation is about, under all its names; null for what concerns the whole table. */
export function columnsOf(operation: Operation): readonly string[] | null {
  switch (operation.kind) {
    case 'AddTableColumn':
      return [operation.column.name];
    case 'DropTableColumn':
    case 'MaterializeTableColumn':
      return [operation.column];
    case 'ModifyTableColumn':
      return [operation.after.name];
    case 'RenameTableColumn':
      return [operation.before, operation.after];
    default:
      return null;
  }
}

/** Alterations of a table that no query over it can notice. */
const UNNOTICED: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'AddTableIndex',
  'DropTableIndex',
  'MaterializeTableIndex',
  'AddTableProjection',
  'DropTableProjection',
  'MaterializeTableProjection',
  'AddTableConstraint',
  'DropTableConstraint',
  'MaterializeTableColumn',
  'ModifyTableComment',
  'ModifyTableSettings',
  'ModifyTableTtl',
  'ModifyOrderBy',
  'ModifySampleBy',
  'RemoveSampleBy',
]);

/** Whether two alterations of one table must keep their order. Only renames are told apart from what does not name them. */
function areTied(one: Reach, other: Reach): boolean {
  const [renaming, second] = one.operation.kind === 'RenameTableColumn' ? [one, other] : [other, one];
  if (renaming.operation.kind !== 'RenameTableColumn') return true;
  // What these are over does not stand in them.
  if (/^(Drop|Materialize)Table(Index|Projection|Constraint)$/.test(second.operation.kind)) return true;
  const columns = columnsOf(renaming.operation) ?? [];
  return columnsOf(second.operation) === null && !UNNOTICED.has(second.operation.kind)
    ? true
    : columns.some((name) => second.names.has(name));
}

/** Whether a view reads or fills what an operation changes of a table. */
export function noticesInView(view: Reach, table: Reach): boolean {
  if (!table.objectNames.some((name) => view.names.has(name))) return false;
  if (UNNOTICED.has(table.operation.kind)) return false;
  const columns = columnsOf(table.operation);
  return columns === null || view.takesAll || columns.some((name) => view.names.has(name));
}

/** Nobody knows what SQL written by hand touches. */
function isOpaque(operation: Operation): boolean {
  return operation.kind === 'RawSql' && !isBackfill(operation);
}

/** Whether an operation must stay behind another one that stands before it. Rather one time too often. */
export function mustFollow(later: Reach, earlier: Reach): boolean {
  const both = [later.operation, earlier.operation];
  if (both.some((operation) => isOpaque(operation) || isTopicOperation(operation))) return true;
  const isShared = [...later.objects].some((address) => earlier.objects.has(address));
  if (isShared) return later.isOfView || areTied(later, earlier);
  if (later.isOfView && !earlier.isOfView) return noticesInView(later, earlier);
  if (earlier.isOfView && !later.isOfView) return noticesInView(earlier, later);
  return (
    earlier.objectNames.some((name) => later.names.has(name)) ||
    later.objectNames.some((name) => earlier.names.has(name))
  );
}
