import type { InfraMap } from '../model/infra-map.ts';
import type { Operation, OperationKind } from '../model/operation.ts';
import { conversionsFirst } from './conversions-first.ts';
import { refillOf } from './gap-hazards.ts';
import { mustFollow, noticesInView, type Reach, reachOf } from './reach.ts';

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
 * before the changes of the views that adapt to it. What a rename and a conversion do to one column, the conversion does first.
 *
 * @param operations in an order in which they can run
 * @param live the managed state, with the tables' names of before
 */
export function closeGaps(operations: readonly Operation[], live: InfraMap): readonly Operation[] {
  if (!operations.some(opens) || live.materializedViews.length + live.views.length === 0) return operations;
  const reaches = conversionsFirst(operations, live).map((operation) => reachOf(operation, live));
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
