import { engineOf } from '../facets/engines/index.ts';
import { neverRefreshed } from '../facets/views/refresh.ts';
import { addressOf, databaseAddress } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation } from '../model/operation.ts';
import { identifierOf, isSymbol, tokenize } from '../model/tokens.ts';
import { shadowDictionary } from './shadow-dictionary.ts';
import { namesStorage, shadowForm, usableSettings } from './shadow-form.ts';
import { shadowMaterializedView, shadowView } from './shadow-view.ts';

/** Table functions and statements that reach out of the engine: hand-written SQL with one of them is not run. */
const REACHES_OUT = new Set(
  's3 s3cluster gcs url urlcluster file filecluster hdfs hdfscluster remote remotesecure cluster clusterallreplicas mysql postgresql mongodb redis sqlite odbc jdbc azureblobstorage azureblobstoragecluster iceberg icebergs3 deltalake hudi arrowflight executable system backup restore'.split(
    ' ',
  ),
);

/** How an operation is rehearsed: as another one; not at all, and why; or not at all, because the shadow is made like that. */
export type ShadowOperation =
  | { readonly is: 'run'; readonly operation: Operation }
  | { readonly is: 'skip'; readonly because: string }
  | { readonly is: 'given' };

/** True for SQL that calls something which would touch the network or files. */
export function reachesOut(sql: string): boolean {
  const tokens = tokenize(sql);
  return tokens.some((token, at) => {
    const name = identifierOf(token)?.toLowerCase();
    if (name === undefined || !REACHES_OUT.has(name)) return false;
    return isSymbol(tokens[at + 1], '(') || at === 0;
  });
}

function skip(because: string): ShadowOperation {
  return { is: 'skip', because };
}

function run(operation: Operation): ShadowOperation {
  return { is: 'run', operation: { ...operation, target: { ...operation.target, cluster: null } } };
}

function isStandIn(map: InfraMap, operation: Operation): boolean {
  const address = addressOf(operation.target.database, operation.target.name);
  const table = map.tables.find((candidate) => candidate.address === address);
  return table !== undefined && engineOf(table.engine.name).inShadow === 'stand-in';
}

/**
 * An operation in the form in which the shadow can run it. `map` is the state just before it.
 *
 * @param known the MergeTree settings of the shadow
 */
export function shadowOperation(
  operation: Operation,
  map: InfraMap,
  known: ReadonlySet<string>,
): ShadowOperation {
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
      return /\bDEFINER\b/.test(operation.after)
        ? skip('the users of the target are not here')
        : run(operation);
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
      return namesStorage(operation.after) || namesStorage(operation.before)
        ? skip('it names disks or volumes of the target')
        : run(operation);
    case 'RawSql':
      // The shadow has every database of the project from the start.
      if (operation.because === databaseAddress(operation.target.database)) return { is: 'given' };
      return operation.sql.some(reachesOut) ? skip('its SQL reaches out of the engine') : run(operation);
    default:
      return run(operation);
  }
}
