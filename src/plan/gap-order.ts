import { addressOf } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import { isTopicOperation, type Operation, type OperationKind } from '../model/operation.ts';
import { namesIn } from '../model/tokens.ts';
import { takesAllColumns } from './dependents.ts';
import { refillOf } from './gap-hazards.ts';

/** What of an operation decides whether it may change places with another one. */
interface Reach {
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

function reachOf(operation: Operation, live: InfraMap): Reach {
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
function columnsOf(operation: Operation): readonly string[] | null {
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

function noticesInView(view: Reach, table: Reach): boolean {
  if (!table.objectNames.some((name) => view.names.has(name))) return false;
  if (UNNOTICED.has(table.operation.kind)) return false;
  const columns = columnsOf(table.operation);
  return columns === null || view.takesAll || columns.some((name) => view.names.has(name));
}

/** Whether an operation must stay behind another one that stands before it. Rather one time too often. */
function mustFollow(later: Reach, earlier: Reach): boolean {
  const both = [later.operation, earlier.operation];
  if (both.some((operation) => operation.kind === 'RawSql' || isTopicOperation(operation))) return true;
  const isShared = [...later.objects].some((address) => earlier.objects.has(address));
  if (isShared) return later.isOfView || areTied(later, earlier);
  if (later.isOfView && !earlier.isOfView) return noticesInView(later, earlier);
  if (earlier.isOfView && !later.isOfView) return noticesInView(earlier, later);
  return (
    earlier.objectNames.some((name) => later.names.has(name)) ||
    later.objectNames.some((name) => earlier.names.has(name))
  );
}

const CHANGES_VIEWS: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'CreateMaterializedView',
  'ModifyMaterializedViewQuery',
  'ModifyMaterializedViewColumns',
  'ModifyView',
]);

/** Whether something is out of order between an operation and what comes later: rows are refused or missed, or nobody can read. */
function opens({ kind }: Operation): boolean {
  return (
    kind === 'RenameTable' ||
    kind === 'ExchangeTables' ||
    kind === 'RenameTableColumn' ||
    kind === 'ModifyTableColumn' ||
    kind === 'DropTableColumn' ||
    kind === 'DropMaterializedView'
  );
}

/** What puts it in order again. */
function closersOf(
  opener: Reach,
  later: readonly Reach[],
  all: readonly Operation[],
  live: InfraMap,
): readonly Reach[] {
  const { operation } = opener;
  if (operation.kind === 'DropMaterializedView') {
    const refill = refillOf(operation, live, all);
    return later.filter((each) => each.operation === refill);
  }
  if (operation.kind === 'ModifyTableColumn' && operation.before.type === operation.after.type) return [];
  const views = later.filter((each) => CHANGES_VIEWS.has(each.operation.kind) && noticesInView(each, opener));
  if (operation.kind !== 'DropTableColumn') return views;
  const anew = later.filter(
    (each) =>
      each.operation.kind === 'AddTableColumn' &&
      each.operation.column.name === operation.column &&
      mustFollow(each, opener),
  );
  return anew.length === 0 ? [] : [...anew, ...views];
}

/** What must have run before some of these, besides what stands before all of them. */
function neededFor(closers: readonly Reach[], later: readonly Reach[]): ReadonlySet<Reach> {
  const needed = new Set<Reach>();
  for (const each of later.toReversed())
    if (closers.includes(each) || [...needed].some((other) => mustFollow(other, each))) needed.add(each);
  return needed;
}

/** Brings what closes a gap up to what opens it; what that needs and need not wait goes before both. */
function closed(reaches: readonly Reach[], opener: Reach, live: InfraMap): readonly Reach[] {
  const at = reaches.indexOf(opener);
  const later = reaches.slice(at + 1);
  const all = reaches.map(({ operation }) => operation);
  const closers = closersOf(opener, later, all, live);
  if (closers.length === 0) return reaches;
  const needed = neededFor(closers, later);
  const held = new Set([opener]);
  for (const each of later)
    if (closers.includes(each) || (needed.has(each) && [...held].some((other) => mustFollow(each, other))))
      held.add(each);
  const early = later.filter((each) => needed.has(each) && !held.has(each));
  const between = later.filter((each) => held.has(each));
  const rest = later.filter((each) => !needed.has(each));
  return [...reaches.slice(0, at), ...early, opener, ...between, ...rest];
}

/**
 * Keeps short the time in which inserts are refused, or rows missed: a rename, a drop or a change of type stands directly
 * before the changes of the views that adapt to it.
 *
 * @param operations in an order in which they can run
 * @param live the managed state, with the tables' names of before
 */
export function closeGaps(operations: readonly Operation[], live: InfraMap): readonly Operation[] {
  if (!operations.some(opens) || live.materializedViews.length + live.views.length === 0) return operations;
  const reaches = operations.map((operation) => reachOf(operation, live));
  // A conversion may last: what is done last comes to stand next to the view.
  const [lasting, quick] = [true, false].map((isConversion) =>
    reaches.filter(
      ({ operation }) => opens(operation) && (operation.kind === 'ModifyTableColumn') === isConversion,
    ),
  );
  const openers = [...(lasting ?? []), ...(quick ?? [])];
  const ordered = openers.reduce<readonly Reach[]>((list, opener) => closed(list, opener, live), reaches);
  return ordered.map(({ operation }) => operation);
}
