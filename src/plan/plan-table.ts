import type { ChangeOf } from '../diff/change.ts';
import { isCommentChange } from '../facets/columns/definition.ts';
import { engineOf, isMergeTree } from '../facets/engines/index.ts';
import type { FacetStep } from '../facets/facet.ts';
import { settingChanges } from '../facets/settings-text.ts';
import { type TableFacetName, tableFacets } from '../facets/tables/index.ts';
import { REBUILD_HINT } from '../facets/tables/keys.ts';
import { type Address, partAddress } from '../model/address.ts';
import type { Action } from '../model/operation.ts';
import type { Table } from '../model/table.ts';
import { keptBack } from './life-cycle.ts';
import { type Planned, planned, refused, type TableSizes, withheld, withStake } from './planned.ts';

type Altered = Extract<ChangeOf<'table'>, { readonly kind: 'altered' }>;

/** What ALTER can do on the table's engine; the reason when it cannot. */
function engineRefusal(table: Table, action: Action): string | null {
  const { alters, name } = engineOf(table.engine.name);
  if (action.kind === 'ModifyTableComment') return null;
  if (action.kind === 'ModifyTableColumn' && isCommentChange(action.before, action.after)) return null;
  if (action.kind === 'ModifyTableSettings') {
    const { reset } = settingChanges(action.before, action.after);
    if (alters.settings === 'set' && reset.length > 0)
      return `${name} tables cannot take the setting ${reset.join(', ')} back to its default`;
    return alters.settings === 'none' ? `${name} tables take no ALTER of their settings` : null;
  }
  if (action.kind === 'AddTableConstraint' || action.kind === 'DropTableConstraint')
    return isMergeTree(name) ? null : `${name} tables take no ALTER of their constraints`;
  if (action.kind === 'RenameTableColumn')
    return alters.rename ? null : `${name} tables cannot rename columns`;
  return alters.columns ? null : `${name} tables take no ALTER but of comments`;
}

function planStep(step: FacetStep, change: Altered, sizes: TableSizes): Planned {
  const because: Address =
    step.part === null ? change.address : partAddress(change.address, step.part[0], step.part[1]);
  if (step.step === 'refuse') return refused(because, step.because, step.hint);
  const kept = keptBack(change.declared.lifeCycle, step.action, change.before);
  if (kept !== null) return withheld(because, kept.change, kept.because);
  const problem = engineRefusal(change.before, step.action);
  if (problem !== null)
    return refused(because, problem, 'Declare it under a new name, or drop it by hand and plan again');
  return planned({
    object: change.declared,
    because,
    action: step.action,
    effect: step.effect,
    size: sizes.get(change.address),
  });
}

function planFacet<K extends TableFacetName>(facet: K, change: Altered): readonly FacetStep[] {
  const { before, after, declared } = change;
  return tableFacets[facet].operations(
    { before: before[facet], after: after[facet], declared: declared[facet] },
    { before, after, declared },
  );
}

function planAltered(change: Altered, sizes: TableSizes): readonly Planned[] {
  const { before, declared, address } = change;
  if (declared.lifeCycle === 'EXTERNALLY_MANAGED') {
    return [
      withheld(
        address,
        `alter table (${change.facets.map(({ facet }) => facet).join(', ')})`,
        'EXTERNALLY_MANAGED: this tool never touches it',
      ),
    ];
  }
  if (before.notUnderstood !== null) {
    return [
      refused(
        address,
        `not fully understood: ${before.notUnderstood.reason}`,
        'Change it by hand, or report the text of the table so that the tool learns it',
      ),
    ];
  }
  return change.facets.flatMap(({ facet, verdict }) => {
    if (verdict.is === 'rebuild') return [refused(`${address}/${facet}`, verdict.because, REBUILD_HINT)];
    if (verdict.is === 'refuse') return [refused(`${address}/${facet}`, verdict.because, verdict.hint)];
    return planFacet(facet as TableFacetName, change).map((step) => planStep(step, change, sizes));
  });
}

/** What a difference of a table asks for. */
export function planTable(change: ChangeOf<'table'>, sizes: TableSizes): readonly Planned[] {
  if (change.kind === 'altered') return planAltered(change, sizes);
  const object = change.kind === 'added' ? change.declared : change.before;
  const action: Action =
    change.kind === 'added' ? { kind: 'CreateTable', table: change.declared } : { kind: 'DropTable' };
  const kept = keptBack(object.lifeCycle, action, object);
  if (kept !== null) return [withheld(change.address, kept.change, kept.because)];
  const losesRows = change.kind === 'removed' && engineOf(object.engine.name).holdsData;
  const effect = { cost: 'metadata', hazards: losesRows ? (['DELETES_DATA'] as const) : [] } as const;
  const size = sizes.get(change.address);
  const result = planned({ object, because: change.address, action, effect, size });
  return [losesRows ? withStake(result, size) : result];
}
