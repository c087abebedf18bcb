import { addressOf } from '../model/address.ts';
import type { Operation, OperationOf, Plan } from '../model/operation.ts';
import type { Rename } from '../model/rename.ts';
import type { Told } from '../model/told.ts';
import { topicAddress } from '../model/topic.ts';

function isOfSame(one: Rename, other: Rename): boolean {
  if (one.of === 'table') return other.of === 'table' && other.database === one.database;
  return other.of === 'column' && other.table === one.table;
}

/** What was `before` somewhere has come from further back: `a` to `b` and `b` to `c` is `a` to `c`. */
function joined(renames: readonly Rename[], next: Rename): readonly Rename[] {
  const earlier = renames.find((each) => isOfSame(each, next) && each.after === next.before);
  if (earlier === undefined) return [...renames, next];
  return renames.map((each) => (each === earlier ? { ...each, after: next.after } : each));
}

function renamesIn(operation: Operation): readonly Rename[] {
  const { database, name } = operation.target;
  const [of, table] = ['table' as const, addressOf(database, name)];
  switch (operation.kind) {
    case 'RenameTable':
      return [{ of, database, before: name, after: operation.after }];
    case 'RenameTableColumn':
      return [{ of: 'column', table, before: operation.before, after: operation.after }];
    default:
      return [];
  }
}

/** Two names change places at once: each of them takes what the other one had. */
function exchanged(renames: readonly Rename[], operation: OperationOf<'ExchangeTables'>): readonly Rename[] {
  const { database, name } = operation.target;
  const pairs = [
    [name, operation.other],
    [operation.other, name],
  ] as const;
  const held = pairs.map(([before, after]) => {
    const each: Rename = { of: 'table', database, before, after };
    const earlier = renames.find((other) => isOfSame(other, each) && other.after === before);
    return { each: { ...each, before: earlier?.before ?? before }, earlier };
  });
  const replaced = new Set(held.map(({ earlier }) => earlier));
  return [...renames.filter((rename) => !replaced.has(rename)), ...held.map(({ each }) => each)];
}

/** The renames that a plan holds, from the first name to the last: told by flags when it was made, they are not in the code. */
function renamesOf({ operations }: Plan): readonly Rename[] {
  return operations.reduce<readonly Rename[]>(
    (renames, operation) =>
      operation.kind === 'ExchangeTables'
        ? exchanged(renames, operation)
        : renamesIn(operation).reduce(joined, renames),
    [],
  );
}

/** What was told when a plan was made and does not stand in the code: its renames, and the older versions that it drops. */
export function toldBy(plan: Plan): Told {
  const drop = plan.operations.flatMap(({ kind, target }) =>
    kind === 'DropTable'
      ? [addressOf(target.database, target.name)]
      : kind === 'DeleteTopic'
        ? [topicAddress(target.name)]
        : [],
  );
  return { renames: renamesOf(plan), versions: { drop, backfill: true } };
}
