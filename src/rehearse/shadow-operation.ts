import { engineOf } from '../facets/engines/index.ts';
import { neverRefreshed } from '../facets/views/refresh.ts';
import { addressOf, databaseAddress } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import { isTopicOperation, type Operation, type OperationOf } from '../model/operation.ts';
import { beyondShadow } from './reach.ts';
import { shadowDictionary } from './shadow-dictionary.ts';
import { type Known, namesStorage, shadowForm, usableSettings } from './shadow-form.ts';
import { madeReaching, shadowSql } from './shadow-sql.ts';
import { shadowMaterializedView, shadowView } from './shadow-view.ts';
import { definerNames, definersIn } from './surroundings.ts';

/** How an operation is rehearsed: as another one; not at all, and why; or not at all, because the shadow is made like that. */
export type ShadowOperation =
  | {
      readonly is: 'run';
      readonly operation: Operation;
      /** Why some of its statements are not run; null where all of them are. */
      readonly leftOut: string | null;
    }
  | { readonly is: 'skip'; readonly because: string }
  | { readonly is: 'given' };

function skip(because: string): ShadowOperation {
  return { is: 'skip', because };
}

function run(operation: Operation, leftOut: string | null = null): ShadowOperation {
  return { is: 'run', operation: { ...operation, target: { ...operation.target, cluster: null } }, leftOut };
}

/** Those of its statements that the shadow can run, each in a form of its own. */
function rawSql(operation: OperationOf<'RawSql'>): ShadowOperation {
  const forms = operation.sql.map(shadowSql);
  const sql = forms.flatMap((form) => (form.is === 'run' ? [form.sql] : []));
  const [leftOut] = forms.flatMap((form) => (form.is === 'skip' ? [form.because] : []));
  return sql.length === 0 && leftOut !== undefined
    ? skip(leftOut)
    : run({ ...operation, sql }, leftOut ?? null);
}

function isStandIn(map: InfraMap, operation: Operation): boolean {
  const address = addressOf(operation.target.database, operation.target.name);
  const table = map.tables.find((candidate) => candidate.address === address);
  return table !== undefined && engineOf(table.engine.name).inShadow === 'stand-in';
}

/**
 * An operation in the form in which the shadow can run it. `map` is the state just before it.
 *
 * @param known what the shadow knows and has
 */
export function shadowOperation(operation: Operation, map: InfraMap, known: Known): ShadowOperation {
  // The brokers have validated it: it is nothing that an engine could be asked.
  if (isTopicOperation(operation)) return { is: 'given' };
  return leavesEngine(operation, map) ? skip(LEAVES_ENGINE) : withinEngine(operation, map, known);
}

/** Why a view is not made whose SELECT the shadow must not follow. */
export const LEAVES_ENGINE = 'its SELECT reads from outside of the engine';

/** The SELECT that a view has after an operation; null for other operations, and for those that drop it. */
function selectAfter(operation: Operation, map: InfraMap): string | null {
  switch (operation.kind) {
    case 'CreateView':
    case 'CreateMaterializedView':
    case 'PopulateMaterializedView':
      return operation.view.select;
    case 'ModifyView':
    case 'ModifyMaterializedViewColumns':
      return operation.after.select;
    case 'ModifyMaterializedViewQuery':
      return operation.after;
    case 'ModifyMaterializedViewRefresh':
    case 'ModifyViewSecurity': {
      const address = addressOf(operation.target.database, operation.target.name);
      return (
        [...map.views, ...map.materializedViews].find((view) => view.address === address)?.select ?? null
      );
    }
    default:
      return null;
  }
}

function leavesEngine(operation: Operation, map: InfraMap): boolean {
  const select = selectAfter(operation, map);
  if (select === null) return false;
  const views = [...map.views, ...map.materializedViews].filter(({ name }) => name !== operation.target.name);
  const own = { address: operation.because, name: operation.target.name, select };
  return beyondShadow([...views, ...madeReaching(map), own]).has(own.address);
}

// A view that checks no rights would be a way out of the engine, which holds its user by rights.
const AS_OURSELVES = 'DEFINER = CURRENT_USER SQL SECURITY DEFINER';

function asksForNone(sql: string): boolean {
  return /\bSQL\s+SECURITY\s+NONE\b/i.test(sql);
}

function withinEngine(operation: Operation, map: InfraMap, known: Known): ShadowOperation {
  switch (operation.kind) {
    case 'CreateTable':
      return run({ ...operation, table: shadowForm(operation.table, known).table });
    case 'CreateView':
      return run({ ...operation, view: shadowView(operation.view) });
    case 'CreateMaterializedView':
      return run({ ...operation, view: shadowMaterializedView(operation.view, known) });
    case 'ModifyView':
      return run({ ...operation, after: shadowView(operation.after) });
    case 'ModifyMaterializedViewRefresh':
      return run({ ...operation, after: neverRefreshed(operation.after) });
    case 'ModifyViewSecurity':
      if (asksForNone(operation.after)) return run({ ...operation, after: AS_OURSELVES });
      return definersIn(operation.after).every((name) => definerNames(known.surroundings).includes(name))
        ? run(operation)
        : skip('the users of the target are not here');
    case 'CreateDictionary':
      return run({ ...operation, dictionary: shadowDictionary(operation.dictionary, true) });
    case 'ReplaceDictionary':
      return run({ ...operation, after: shadowDictionary(operation.after, true) });
    case 'CreateFunction':
      return run({ ...operation, function: { ...operation.function, cluster: null } });
    case 'ReplaceFunction':
      return run({ ...operation, after: { ...operation.after, cluster: null } });
    case 'ModifyTableSettings': {
      if (isStandIn(map, operation)) return skip('its engine has a stand-in here');
      const [before, after] = [
        usableSettings(operation.before, known),
        usableSettings(operation.after, known),
      ];
      return JSON.stringify(before) === JSON.stringify(after)
        ? skip('its settings name things of the target')
        : run({ ...operation, before, after });
    }
    case 'ModifyTableTtl':
      return (namesStorage(operation.after) || namesStorage(operation.before)) &&
        known.surroundings.disks === null
        ? skip('it names disks or volumes of the target')
        : run(operation);
    case 'RawSql':
      // The shadow has every database of the project from the start.
      if (operation.because === databaseAddress(operation.target.database)) return { is: 'given' };
      return rawSql(operation);
    default:
      return run(operation);
  }
}
