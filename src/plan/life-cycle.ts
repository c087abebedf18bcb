import { columnEffect } from '../facets/columns/definition.ts';
import { mergesRows } from '../facets/engines/index.ts';
import { losesMessages } from '../facets/topics/configs.ts';
import { innerEffect } from '../facets/views/inner.ts';
import type { Address } from '../model/address.ts';
import { keyExpressions } from '../model/canonical-text.ts';
import type { LifeCycle } from '../model/life-cycle.ts';
import type { Action, Hazard } from '../model/operation.ts';
import type { Column, Table } from '../model/table.ts';
import { expiresRows } from './ttl-text.ts';

/** What of a table decides what an action takes from it. */
export type KeptTable = Pick<Table, 'engine' | 'orderBy' | 'columns'>;

/**
 * What a life cycle keeps back of an action; null when it may run.
 *
 * @param table the table as it is before the action; null for other objects, and where it is not known
 */
export function keptBack(
  lifeCycle: LifeCycle,
  action: Action,
  table: KeptTable | null,
): { readonly change: string; readonly because: string } | null {
  if (lifeCycle === 'FULLY_MANAGED') return null;
  const change = changeInWords(action);
  if (lifeCycle === 'EXTERNALLY_MANAGED')
    return { change, because: 'EXTERNALLY_MANAGED: this tool never touches it' };
  const loss = lossBy(action, table);
  return loss === null ? null : { change, because: `DELETION_PROTECTED: ${loss}` };
}

/** What the life cycle of a table keeps back of a view that would replace all of its rows; null when it may be made. */
export function keptFromReplacing(
  lifeCycle: LifeCycle,
  table: Address,
): { readonly change: string; readonly because: string } | null {
  if (lifeCycle === 'FULLY_MANAGED') return null;
  const because = `${table} is ${lifeCycle}: no row of it is replaced, as each run of the view would do`;
  return { change: 'create materialized view', because };
}

const DROPPED = 'nothing of it is dropped';

/** What an action would take from an object; null for one that loses no data. */
function lossBy(action: Action, table: KeptTable | null): string | null {
  switch (action.kind) {
    case 'DropTable':
    case 'DropTableColumn':
    case 'DropView':
    case 'DropMaterializedView':
    case 'DropDictionary':
    case 'DropFunction':
    case 'DeleteTopic':
      return DROPPED;
    case 'ModifyTopicConfig':
      return losesMessages(action) ? 'no message of it expires sooner than before' : null;
    case 'ModifyTableTtl':
      return expiresRows(action.before, action.after) ? 'no row of it expires sooner than before' : null;
    case 'ModifyTableColumn':
      return lossInColumn(action.before, action.after);
    case 'ModifyOrderBy': {
      const before = keyExpressions(table?.orderBy ?? action.before).length;
      const isShorter = keyExpressions(action.after).length < before;
      const mergesMore = isShorter && (table === null || mergesRows(table.engine.name));
      return mergesMore ? 'no rows of it are merged that were told apart before' : null;
    }
    case 'MaterializeTableColumn':
      return writesOver(action.column, table) ? 'no value of it is written over' : null;
    case 'ModifyMaterializedViewColumns':
      return losesValues(innerEffect(action.before.inner, action.after.inner).hazards);
    default:
      return null;
  }
}

/** What a conversion may do to values that are there. Whether it does depends on the rows of the day: protection does not. */
const LOSES_VALUES: readonly Hazard[] = [
  'DELETES_DATA',
  'EXPIRES_ROWS',
  'CHANGES_VALUES',
  'MAY_FAIL_ON_DATA',
];

function lossInColumn(before: Column, after: Column): string | null {
  if (expiresRows(before.ttl, after.ttl)) return 'no value of it expires sooner than before';
  return losesValues(columnEffect({ ...before, ttl: null }, { ...after, ttl: null }).hazards);
}

function losesValues(hazards: readonly Hazard[]): string | null {
  return hazards.some((hazard) => LOSES_VALUES.includes(hazard))
    ? 'no value of it is narrowed or given up'
    : null;
}

/**
 * Whether MATERIALIZE COLUMN puts other values in the place of those that are stored: it computes a MATERIALIZED column anew
 * for every row, and a DEFAULT only where a part has no file of it (26.7).
 */
export function writesOver(column: string, table: Pick<Table, 'columns'> | null): boolean {
  const kind = table?.columns.find(({ name }) => name === column)?.default?.kind;
  return table === null || kind === 'MATERIALIZED';
}

function changeInWords(action: Action): string {
  const words = action.kind.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  switch (action.kind) {
    case 'DropTableColumn':
      return `drop column ${action.column}`;
    case 'ModifyTableColumn':
      return action.before.type === action.after.type
        ? `modify column ${action.after.name}`
        : `modify column ${action.after.name}: ${action.before.type} -> ${action.after.type}`;
    case 'ModifyOrderBy':
      return `modify ORDER BY: ${action.before ?? 'none'} -> ${action.after}`;
    case 'ModifyTableTtl':
      return `modify TTL: ${action.before ?? 'none'} -> ${action.after ?? 'none'}`;
    default:
      return words;
  }
}
