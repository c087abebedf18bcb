import { checksOf } from '../ddl/checks/index.ts';
import { growthCheck } from '../ddl/topic-checks.ts';
import { plainEngineName } from '../facets/engines/index.ts';
import { effectWhenOmitted } from '../files/effect.ts';
import { addressOf, addressOfName } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Hazard, Operation, OperationKind, OperationOf } from '../model/operation.ts';
import { askedTable } from '../plan/before-renames.ts';
import { certainLoss } from '../plan/certain-loss.ts';
import { brokenBy } from '../plan/dependents.ts';
import { isAddedBefore, withFoundBefore } from '../plan/found-before.ts';
import { gapHazards } from '../plan/gap-hazards.ts';
import { writesOver } from '../plan/life-cycle.ts';
import { passedNameHazards } from '../plan/passed-names.ts';
import { emptiedByOperation } from '../plan/replaced-rows.ts';
import { simulateOperation } from '../plan/simulate.ts';
import { sqlHazards } from '../plan/sql-hazards.ts';
import { copiesMade, isCopiedBefore } from './made-copies.ts';

/** An operation with hazards that it has and does not name: somebody took them out of the plan. */
export interface UnsaidHazards {
  /** Index of the operation. */
  readonly at: number;
  readonly message: string;
  readonly hazards: readonly Hazard[];
}

/** Operations whose own words tell what they may harm; of the others the state does. */
const TELLING = new Set<OperationKind>([
  'ModifyTableColumn',
  'ModifyMaterializedViewColumns',
  'ModifyTableTtl',
  'AddTableConstraint',
  'IncreaseTopicPartitions',
  'ModifyTopicConfig',
  'RegisterTopicSchema',
]);

/** What an operation may harm, whatever `hazards` says: the loss that is certain, and what the rows may have against it. */
interface Harm {
  /** What is lost for certain; null for nothing. */
  readonly loss: string | null;
  readonly hazards: readonly Hazard[];
}

/** Values that were written by somebody, and are computed anew by the expression of the column. */
function overwriteHazards(
  operation: OperationOf<'MaterializeTableColumn'>,
  map: InfraMap,
  earlier: readonly Operation[],
): readonly Hazard[] {
  const { column, target } = operation;
  const address = addressOf(target.database, target.name);
  const table = map.tables.find((each) => each.address === address) ?? null;
  return writesOver(column, table) && !isAddedBefore(operation, column, earlier) ? ['CHANGES_VALUES'] : [];
}

function harmOf(operation: Operation, map: InfraMap, base: InfraMap, earlier: readonly Operation[]): Harm {
  const before = earlier.flatMap((other) => (other.kind === 'RawSql' ? other.sql : []));
  if (operation.kind === 'RawSql') {
    const copied = copiesMade(operation, map).flatMap((copy) => copy.hazards);
    return { loss: null, hazards: [...new Set([...sqlHazards(operation.sql, map, before), ...copied])] };
  }
  const emptied = emptiedByOperation(operation, map, base, earlier);
  if (emptied !== null) return { loss: `the rows of ${emptied}`, hazards: ['DELETES_DATA'] };
  const loss = certainLoss(operation, map);
  if (loss !== null) {
    const isCopied = operation.kind === 'DropTable' && isCopiedBefore(operation, earlier, base);
    if (!isCopied) return { loss, hazards: ['DELETES_DATA'] };
    // What came after the copy is lost all the same; and who says that everything is has said enough.
    const isSaid = operation.hazards.includes('DELETES_DATA');
    return { loss: null, hazards: isSaid ? [] : ['LOSES_ROWS_IN_GAP'] };
  }
  if (operation.kind === 'MaterializeTableColumn')
    return { loss, hazards: overwriteHazards(operation, map, earlier) };
  if (!TELLING.has(operation.kind)) return { loss, hazards: [] };
  const found = withFoundBefore(operation, map);
  const hazards = [operation, found].flatMap((each) => effectWhenOmitted(each).hazards);
  return { loss, hazards: [...new Set(hazards)] };
}

/**
 * True where the questions that the plan records were answered with none, so that the hazard was rightly taken off. Apply
 * asks them anew.
 */
function isSettled(hazard: Hazard, operation: Operation, map: InfraMap, isRenamed: boolean): boolean {
  const address = addressOf(operation.target.database, operation.target.name);
  const table = map.tables.find((each) => each.address === address);
  const about = {
    rows: null,
    orderBy: table?.orderBy ?? null,
    engine: plainEngineName(table?.engine.name ?? ''),
  };
  if (operation.kind === 'RawSql') return copiesMade(operation, map).some((copy) => copy.isSettled(hazard));
  const asked =
    operation.kind === 'IncreaseTopicPartitions' ? [growthCheck(operation)] : checksOf(operation, about);
  const checks = asked.filter(({ settles, means }) => settles.includes(hazard) || means === hazard);
  const clean = operation.checks.filter(({ found }) => found === 0);
  const isClean = (sql: string): boolean => clean.some((check) => check.sql === sql);
  // Of what the plan renames first, the questions name what is there now.
  const isAsked = isRenamed ? clean.length >= checks.length : checks.every(({ sql }) => isClean(sql));
  return isAsked && checks.some(({ settles }) => settles.includes(hazard));
}

function messageOf(operation: Operation, loss: string | null, unsaid: readonly Hazard[]): string {
  const what = loss === null ? 'has hazards' : `deletes ${loss}`;
  return `${operation.kind} ${operation.because} ${what}, and its hazards do not say ${unsaid.join(', ')}`;
}

/**
 * Operations whose `hazards` were taken out by hand, so that they would run without anybody's yes. A plan as it was made
 * has none.
 *
 * @param states the state that the plan starts from, and the one it ends in
 * @param around all that is known to be there, somebody else's views too
 */
export function unsaidHazards(
  operations: readonly Operation[],
  [base, desired]: readonly [InfraMap, InfraMap],
  around: InfraMap,
): readonly UnsaidHazards[] {
  const broken = brokenBy(operations, around);
  const gaps = gapHazards(operations, base);
  const misplaced = passedNameHazards(operations, base, desired);
  const renamed = new Set<string>();
  let map = base;
  return operations.flatMap((operation, at): readonly UnsaidHazards[] => {
    const { loss, hazards } = harmOf(operation, map, base, operations.slice(0, at));
    const { database, name } = operation.target;
    if (operation.kind === 'RenameTable') renamed.add(addressOf(database, operation.after));
    if (operation.kind === 'ExchangeTables')
      for (const each of [name, operation.other]) renamed.add(addressOf(database, each));
    if (operation.kind === 'RenameTableColumn') renamed.add(addressOf(database, name));
    const isRenamed = renamed.has(addressOfName(askedTable(operation)));
    const open = hazards.filter(
      (hazard) => !operation.hazards.includes(hazard) && !isSettled(hazard, operation, map, isRenamed),
    );
    const certain: readonly Hazard[] = [
      ...(gaps[at] ?? []),
      ...(misplaced[at] ?? []),
      ...(broken.has(operation) ? (['BREAKS_DEPENDENTS'] as const) : []),
    ];
    const unsaid = [...open, ...certain.filter((hazard) => !operation.hazards.includes(hazard))];
    map = simulateOperation(map, operation);
    if (unsaid.length === 0) return [];
    return [{ at, hazards: unsaid, message: messageOf(operation, loss, unsaid) }];
  });
}

/**
 * Operations that the rehearsal has shown to harm what their `hazards` do not say: inserts that are refused, or rows that are
 * missed, until another operation has run.
 *
 * @param rehearsed the same operations in the same order, with the hazards that were shown
 */
export function unsaidByRehearsal(
  operations: readonly Operation[],
  rehearsed: readonly Operation[],
): readonly UnsaidHazards[] {
  return operations.flatMap((operation, at) => {
    const hazards = (rehearsed[at]?.hazards ?? []).filter((hazard) => !operation.hazards.includes(hazard));
    return hazards.length === 0 ? [] : [{ at, hazards, message: messageOf(operation, null, hazards) }];
  });
}
