import { addressOf } from '../model/address.ts';
import type { Plan } from '../model/operation.ts';
import type { Rename } from '../model/rename.ts';
import type { Told } from '../model/told.ts';

/** The renames that a plan holds: told by flags when it was made, they are not in the code. */
function renamesOf(plan: Plan): readonly Rename[] {
  return plan.operations.flatMap((operation): readonly Rename[] => {
    const { database, name } = operation.target;
    if (operation.kind === 'RenameTable')
      return [{ of: 'table', database, before: name, after: operation.after }];
    if (operation.kind !== 'RenameTableColumn') return [];
    return [
      { of: 'column', table: addressOf(database, name), before: operation.before, after: operation.after },
    ];
  });
}

/** What was told when a plan was made and does not stand in the code: its renames, and the older versions that it drops. */
export function toldBy(plan: Plan): Told {
  const drop = plan.operations.flatMap(({ kind, target }) =>
    kind === 'DropTable' ? [addressOf(target.database, target.name)] : [],
  );
  return { renames: renamesOf(plan), versions: { drop, backfill: true } };
}
