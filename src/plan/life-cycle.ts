import type { LifeCycle } from '../model/life-cycle.ts';
import type { Action } from '../model/operation.ts';

/** What a life cycle keeps back of an action; null when it may run. */
export function keptBack(
  lifeCycle: LifeCycle,
  action: Action,
): { readonly change: string; readonly because: string } | null {
  if (lifeCycle === 'FULLY_MANAGED') return null;
  const change = changeInWords(action);
  if (lifeCycle === 'EXTERNALLY_MANAGED')
    return { change, because: 'EXTERNALLY_MANAGED: this tool never touches it' };
  return losesData(action) ? { change, because: 'DELETION_PROTECTED: nothing of it is dropped' } : null;
}

function losesData(action: Action): boolean {
  switch (action.kind) {
    case 'DropTable':
    case 'DropTableColumn':
    case 'DropView':
    case 'DropMaterializedView':
    case 'DropDictionary':
    case 'DropFunction':
      return true;
    default:
      return false;
  }
}

function changeInWords(action: Action): string {
  const words = action.kind.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return action.kind === 'DropTableColumn' ? `drop column ${action.column}` : words;
}
