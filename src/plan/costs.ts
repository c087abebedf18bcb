import { type Address, addressOf, partAddress } from '../model/address.ts';
import type { Cost, Hazard, Operation } from '../model/operation.ts';

/** What is known of the stored files, for costs. */
export interface StoredSizes {
  /** By address of the column, index or projection, in bytes. */
  readonly bytesOf: (address: Address) => number | null;
  /** Null where the server's speed is not known. */
  readonly bytesPerSecond: number | null;
}

/** Work that lasts longer by estimate wants approval. */
const LONG_SECONDS = 600;

/** The part of the table whose files an operation touches; null for all of it. */
function touched(operation: Operation): Address | null {
  const table = addressOf(operation.target.database, operation.target.name);
  switch (operation.kind) {
    case 'ModifyTableColumn':
      return partAddress(table, 'column', operation.before.name);
    case 'DropTableColumn':
    case 'MaterializeTableColumn':
      return partAddress(table, 'column', operation.column);
    case 'RenameTableColumn':
      return partAddress(table, 'column', operation.before);
    case 'DropTableIndex':
      return partAddress(table, 'index', operation.index);
    case 'DropTableProjection':
      return partAddress(table, 'projection', operation.projection);
    default:
      return null;
  }
}

/** What only takes files away or links them under another name: nothing is written. */
const WRITES_NOTHING: ReadonlySet<Operation['kind']> = new Set([
  'DropTable',
  'DropTableColumn',
  'RenameTableColumn',
  'DropTableIndex',
  'DropTableProjection',
]);

function costOf(operation: Operation, stored: Operation, { bytesOf, bytesPerSecond }: StoredSizes): Cost {
  const { cost } = operation;
  if (cost.class !== 'mutation' && cost.class !== 'rewrite') return cost;
  const part = touched(stored);
  // What the server does not list has no files yet, or may not be seen: the table's size is the upper bound.
  const bytes = (part === null ? null : bytesOf(part)) ?? cost.bytes;
  const sized = { ...cost, bytes };
  const isEstimated = isTimed({ ...operation, cost: sized }) && bytes !== null && bytesPerSecond !== null;
  return { ...sized, seconds: isEstimated ? Math.ceil(bytes / bytesPerSecond) : null };
}

/** Whether an operation writes so much as anything, so that somebody wants to know how long that takes. */
export function isTimed({ kind, cost }: Operation): boolean {
  const isWork = cost.class === 'mutation' || cost.class === 'rewrite';
  return isWork && !WRITES_NOTHING.has(kind) && cost.bytes !== null && cost.bytes > 0;
}

/**
 * The operation with the size of what it touches and the time that takes by estimate.
 *
 * @param stored the same operation in the names that its table and columns have now
 */
export function withCost(operation: Operation, stored: Operation, sizes: StoredSizes): Operation {
  const cost = costOf(operation, stored, sizes);
  const isLong = cost.seconds !== null && cost.seconds > LONG_SECONDS;
  const hazards: readonly Hazard[] = isLong
    ? [...new Set([...operation.hazards, 'LONG_RUNNING' as const])].sort()
    : operation.hazards;
  return { ...operation, cost, hazards };
}
