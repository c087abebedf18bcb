import { namesInOrigin } from '../facets/dictionaries/index.ts';
import { addressOf, addressOfName, type ObjectName } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation } from '../model/operation.ts';
import { namesIn } from '../model/tokens.ts';
import { dictionaryNames, namesRead } from './dependencies.ts';

interface State {
  readonly live: InfraMap;
  readonly dictionaries: ReadonlySet<string>;
}

/** The address a materialized view writes to. */
function writesTo({ target }: Operation, live: InfraMap): string | null {
  const isMeant = (view: ObjectName): boolean =>
    view.database === target.database && view.name === target.name;
  const into = live.materializedViews.find(isMeant)?.target ?? null;
  return into === null ? null : addressOfName(into);
}

const READ_UNTIL_CHANGED: ReadonlySet<Operation['kind']> = new Set<Operation['kind']>([
  'DropTableColumn',
  'DropTable',
  'DropView',
]);

/** True for a drop of something that a changed object still names: that object must be changed first. */
function isStillRead(
  operation: Operation,
  operations: readonly Operation[],
  { live, dictionaries }: State,
): boolean {
  if (operation.kind === 'DropDictionary') return isStillAsked(operation, operations, dictionaries);
  if (!READ_UNTIL_CHANGED.has(operation.kind)) return false;
  const { name } = operation.target;
  const address = addressOf(operation.target.database, name);
  const dropped = operation.kind === 'DropTableColumn' ? operation.column : name;
  if (operations.some((other) => isMadeAnew(operation, other))) return false;
  return operations.some((other) => {
    if (other === operation) return false;
    if (other.kind === 'ModifyMaterializedViewQuery')
      return namesIn(other.before).has(name) || writesTo(other, live) === address;
    if (other.kind === 'ModifyView' || other.kind === 'ModifyMaterializedViewColumns')
      return namesIn(other.before.select).has(name);
    if (other.kind === 'ReplaceDictionary')
      return other.before !== null && namesInOrigin(other.before.origin).has(name);
    if (
      operation.kind !== 'DropTableColumn' ||
      other.target.name !== name ||
      other.target.database !== operation.target.database
    )
      return false;
    return beforeNames(other).has(dropped);
  });
}

/** True for the addition of the very column that is dropped: it must be gone by then. */
function isMadeAnew(drop: Operation, other: Operation): boolean {
  return (
    drop.kind === 'DropTableColumn' &&
    other.kind === 'AddTableColumn' &&
    other.column.name === drop.column &&
    other.target.name === drop.target.name &&
    other.target.database === drop.target.database
  );
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

/** Views and defaults that ask a dictionary until they are changed; the server refuses to drop it under a default (630). */
function isStillAsked(
  { target }: Operation,
  operations: readonly Operation[],
  dictionaries: ReadonlySet<string>,
): boolean {
  return operations.some((other) => {
    if (other.kind === 'ModifyView' || other.kind === 'ModifyMaterializedViewColumns')
      return namesRead(other.before.select, dictionaries).has(target.name);
    if (other.kind === 'ModifyMaterializedViewQuery')
      return namesRead(other.before, dictionaries).has(target.name);
    return (
      other.kind === 'ModifyTableColumn' &&
      namesRead(other.before.default?.expression ?? '', dictionaries).has(target.name)
    );
  });
}

/**
 * The drops that must wait until everything else has run, because something that stays still reads what they drop.
 *
 * @param waiting drops that wait for another reason, where they can
 */
export function lateDrops(
  operations: readonly Operation[],
  live: InfraMap,
  waiting: ReadonlySet<Operation>,
): ReadonlySet<Operation> {
  const state = { live, dictionaries: dictionaryNames(operations, live) };
  const canWait = (operation: Operation): boolean =>
    waiting.has(operation) && !operations.some((other) => isMadeAnew(operation, other));
  const late = new Set(
    operations.filter((operation) => canWait(operation) || isStillRead(operation, operations, state)),
  );
  const kept = live.dictionaries.filter(({ name }) =>
    [...late].some(({ kind, target }) => kind === 'DropDictionary' && target.name === name),
  );
  // A table cannot be dropped while a dictionary reads it (630).
  for (const operation of operations) {
    if (
      operation.kind === 'DropTable' &&
      kept.some(({ origin }) => namesInOrigin(origin).has(operation.target.name))
    )
      late.add(operation);
  }
  return late;
}
