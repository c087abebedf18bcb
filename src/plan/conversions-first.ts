import type { InfraMap } from '../model/infra-map.ts';
import type { Operation, OperationKind, OperationOf } from '../model/operation.ts';
import { namesIn, quoteName } from '../model/tokens.ts';
import { asBefore } from './before-renames.ts';
import { columnsOf, mustFollow, noticesInView, type Reach, reachOf } from './reach.ts';

type Conversion = OperationOf<'ModifyTableColumn'>;
type Rename = OperationOf<'RenameTable' | 'RenameTableColumn'>;

function isConversion(operation: Operation): operation is Conversion {
  return operation.kind === 'ModifyTableColumn' && operation.before.type !== operation.after.type;
}

/** Whether a conversion names by its new name what a rename renames. */
function isAbout({ after, target }: Conversion, rename: Operation): rename is Rename {
  if (rename.target.database !== target.database) return false;
  if (rename.kind === 'RenameTable') return rename.after === target.name;
  return (
    rename.kind === 'RenameTableColumn' && rename.target.name === target.name && rename.after === after.name
  );
}

/** What can be done under the old names as well: these name no column. */
const DROPS: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'DropTableIndex',
  'DropTableProjection',
  'DropTableConstraint',
]);

const isOfPart = ({ kind }: Operation): boolean =>
  kind === 'AddTableColumn' || kind === 'ModifyTableColumn' || kind === 'MaterializeTableColumn';

/** Two columns of one table are told apart, so that one does not wait for the other. */
function waitsFor(later: Reach, earlier: Reach): boolean {
  const [own, other] = [columnsOf(later.operation), columnsOf(earlier.operation)];
  const isSame = [...later.objects].every((address) => earlier.objects.has(address));
  const isApart =
    isSame && own !== null && other !== null && isOfPart(later.operation) && isOfPart(earlier.operation);
  if (!isApart) return mustFollow(later, earlier);
  // Where the other column stands is said by names too, and waits for nothing.
  const place = earlier.operation.kind === 'AddTableColumn' ? earlier.operation.after : null;
  const reads = own.some((name) => name !== place && earlier.names.has(name));
  return reads || other.some((name) => later.names.has(name));
}

/** What of a conversion may name columns. */
function columnText({ before, after }: Conversion): string {
  const texts = [before, after].flatMap(({ name, default: value, ttl }) => [
    quoteName(name),
    value?.expression ?? '',
    ttl ?? '',
  ]);
  return texts.join(' , ');
}

/** The same operation in front of a rename; null where it must stay behind it. */
function crossed(operation: Operation, rename: Operation, live: InfraMap): Operation | null {
  const [own, other] = [reachOf(operation, live), reachOf(rename, live)];
  if (rename.kind !== 'RenameTable' && rename.kind !== 'RenameTableColumn')
    return waitsFor(own, other) ? null : operation;
  const isTaken =
    isConversion(operation) &&
    rename.kind === 'RenameTableColumn' &&
    namesIn(columnText(operation)).has(rename.before);
  const isOfTable = isOfPart(operation) && rename.kind === 'RenameTable';
  if (DROPS.has(operation.kind) || isOfTable || (isConversion(operation) && !isTaken))
    return asBefore(operation, rename);
  return mustFollow(own, other) ? null : operation;
}

/** The operations with a conversion, and what it waits for, in front of a rename; null where something holds it behind that. */
function movedBefore(
  operations: readonly Operation[],
  at: number,
  from: number,
  live: InfraMap,
): readonly Operation[] | null {
  let moving = operations.slice(from, from + 1);
  const staying: Operation[] = [];
  for (const [index, earlier] of [...operations.slice(at, from).entries()].toReversed()) {
    const over = moving.map((each) => crossed(each, earlier, live));
    const isFree = over.every((each) => each !== null);
    if (!isFree && index === 0) return null;
    if (isFree) staying.unshift(earlier);
    moving = isFree ? over : [earlier, ...moving];
  }
  return [...operations.slice(0, at), ...moving, ...staying, ...operations.slice(from + 1)];
}

/** Whether a view that reads or fills the column adapts to the rename after the conversion. */
function isSeen(operations: readonly Operation[], at: number, from: number, live: InfraMap): boolean {
  const [rename, conversion, ...later] = [...operations.slice(at, at + 1), ...operations.slice(from)].map(
    (operation) => reachOf(operation, live),
  );
  if (rename === undefined || conversion === undefined) return false;
  return later.some(
    (each) => each.isOfView && noticesInView(each, rename) && noticesInView(each, conversion),
  );
}

function withFirst(
  operations: readonly Operation[],
  conversion: Conversion,
  live: InfraMap,
): readonly Operation[] {
  const from = operations.indexOf(conversion);
  const at = operations.slice(0, from).findLastIndex((earlier) => isAbout(conversion, earlier));
  if (at === -1 || !isSeen(operations, at, from, live)) return operations;
  const moved = movedBefore(operations, at, from, live);
  if (moved === null) return operations;
  const next = moved.find((each) => isConversion(each) && !operations.includes(each));
  return next !== undefined && isConversion(next) ? withFirst(moved, next, live) : moved;
}

/**
 * Converts a column under its old name, and in the table's old name, where a view reads it: a conversion lasts as long as the
 * table is large, and between a rename and the view's new query rows are refused or missed.
 *
 * @param operations in an order in which they can run
 * @param live the managed state, with the names of before
 */
export function conversionsFirst(operations: readonly Operation[], live: InfraMap): readonly Operation[] {
  return operations
    .filter(isConversion)
    .reduce<readonly Operation[]>((list, conversion) => withFirst(list, conversion, live), operations);
}
