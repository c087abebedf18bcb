import { innerSteps } from '../facets/views/inner.ts';
import { innerTableName } from '../model/inner-name.ts';
import type { Action, Operation, OperationOf } from '../model/operation.ts';
import { type Command, commandsOf } from './commands.ts';

type Modified = OperationOf<'ModifyMaterializedViewColumns'>;

/** What is done to the inner table, with what each of it may harm and costs. */
export function innerOperations(operation: Modified): readonly Operation[] {
  const { before, after, cost, approved, checks, because, target } = operation;
  if (before.inner === null || after.inner === null) return [];
  const own = { approved, checks, because, target: { ...target, name: innerTableName(target.name) } };
  return innerSteps(before.inner, after.inner).flatMap((step) => {
    if (step.step !== 'do') return [];
    const { action, effect } = step;
    return [{ ...action, ...own, hazards: effect.hazards, cost: { ...cost, class: effect.cost } }];
  });
}

/** A step that was interrupted is run again, and some of it may be done. */
function repeatable(command: Command): Command {
  const sql = command.sql
    .replace(/^ADD (COLUMN|INDEX|PROJECTION|CONSTRAINT) /, 'ADD $1 IF NOT EXISTS ')
    .replace(/^DROP (COLUMN|INDEX|PROJECTION|CONSTRAINT) /, 'DROP $1 IF EXISTS ');
  return { ...command, sql };
}

/** Of an inner table, the parts that go before anything else, so that their columns can change. */
const DROPPED_FIRST = new Set<Action['kind']>([
  'DropTableIndex',
  'DropTableProjection',
  'DropTableConstraint',
]);

/**
 * The commands for the inner table of a view: the indexes and the like that go, what comes or changes, and the columns
 * that go.
 */
export function innerTableCommands(operation: Modified): {
  readonly table: Operation;
  readonly partDrops: readonly Command[];
  readonly changes: readonly Command[];
  readonly columnDrops: readonly Command[];
} {
  const { hazards, cost, approved, checks, because, target } = operation;
  const table = { ...target, name: innerTableName(target.name) };
  const own = { hazards, cost, approved, checks, because, target: table };
  const operations = innerOperations(operation);
  const commandsFor = (isWanted: (kind: Action['kind']) => boolean): readonly Command[] =>
    operations
      .filter(({ kind }) => isWanted(kind))
      .flatMap((one) => commandsOf(one) ?? [])
      .map(repeatable);
  return {
    table: { ...operation, ...own },
    partDrops: commandsFor((kind) => DROPPED_FIRST.has(kind)),
    changes: commandsFor((kind) => kind !== 'DropTableColumn' && !DROPPED_FIRST.has(kind)),
    columnDrops: commandsFor((kind) => kind === 'DropTableColumn'),
  };
}
