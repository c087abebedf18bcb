import type { Api } from './api.ts';
import type { OlapDictionary } from './dictionary.ts';
import type { IngestApi } from './ingest.ts';
import type { MaterializedView } from './materialized-view.ts';
import type { OlapTable } from './olap-table.ts';
import { currentRegistry, type DeclarationKind } from './registry.ts';
import type { SelectRowPolicy } from './row-policy.ts';
import type { SqlResource } from './sql-resource.ts';
import type { Stream } from './stream.ts';
import type { Untyped } from './untyped.ts';
import type { View } from './view.ts';
import type { WebApp } from './web-app.ts';
import type { Workflow } from './workflow.ts';

interface Named {
  readonly name: string;
  readonly database?: string | undefined;
  readonly config?: { readonly version?: string; readonly database?: string; readonly path?: string };
}

// Objects are kept by kind, so what comes out is of the class that declares that kind.
function declared<O extends object>(kind: DeclarationKind, keyOf: (object: Named) => string): Map<string, O> {
  const found = new Map<string, O>();
  for (const declaration of currentRegistry().declarations) {
    if (declaration.kind === kind) found.set(keyOf(declaration.object as Named), declaration.object as O);
  }
  return found;
}

const byName = (object: Named): string => object.name;
const byVersion = (object: Named): string =>
  object.config?.version ? `${object.name}_${object.config.version}` : object.name;
const byDatabase = (object: Named): string => {
  const database = object.config?.database ?? object.database;
  return database ? `${database}::${object.name}` : object.name;
};

/** Tables declared so far, by name, or `name_version`. */
export const getTables = (): Map<string, OlapTable<Untyped>> => declared('table', byVersion);
/** A table by name, or `name_version`. */
export const getTable = (name: string): OlapTable<Untyped> | undefined => getTables().get(name);
/** Streams declared so far, by name. */
export const getStreams = (): Map<string, Stream<Untyped>> => declared('stream', byName);
/** A stream by name. */
export const getStream = (name: string): Stream<Untyped> | undefined => getStreams().get(name);
/** Ingest endpoints declared so far, by name. */
export const getIngestApis = (): Map<string, IngestApi<Untyped>> => declared('ingest-api', byName);
/** An ingest endpoint by name. */
export const getIngestApi = (name: string): IngestApi<Untyped> | undefined => getIngestApis().get(name);
/** Query endpoints declared so far, by name, or `name:version`. */
export const getApis = (): Map<string, Api<Untyped>> =>
  declared('api', (api) => (api.config?.version ? `${api.name}:${api.config.version}` : api.name));
/** A query endpoint by name, `name:version` or path. */
export const getApi = (nameOrPath: string): Api<Untyped> | undefined => {
  const apis = getApis();
  return (
    apis.get(nameOrPath) ??
    [...apis.values()].find((api) => api.name === nameOrPath || api.config.path === nameOrPath)
  );
};
/** SQL resources declared so far, by name. */
export const getSqlResources = (): Map<string, SqlResource> => declared('sql-resource', byName);
/** An SQL resource by name. */
export const getSqlResource = (name: string): SqlResource | undefined => getSqlResources().get(name);
/** Workflows declared so far, by name. */
export const getWorkflows = (): Map<string, Workflow> => declared('workflow', byName);
/** A workflow by name. */
export const getWorkflow = (name: string): Workflow | undefined => getWorkflows().get(name);
/** Web applications declared so far, by name. */
export const getWebApps = (): Map<string, WebApp> => declared('web-app', byName);
/** A web application by name. */
export const getWebApp = (name: string): WebApp | undefined => getWebApps().get(name);
/** Materialized views declared so far, by name. */
export const getMaterializedViews = (): Map<string, MaterializedView<Untyped>> =>
  declared('materialized-view', byName);
/** A materialized view by name. */
export const getMaterializedView = (name: string): MaterializedView<Untyped> | undefined =>
  getMaterializedViews().get(name);
/** Views declared so far, by name, or `database::name`. */
export const getViews = (): Map<string, View> => declared('view', byDatabase);
/** A view by name and database. */
export const getView = (name: string, database?: string): View | undefined =>
  getViews().get(database ? `${database}::${name}` : name);
/** Row policies declared so far, by name. */
export const getSelectRowPolicies = (): Map<string, SelectRowPolicy> => declared('row-policy', byName);
/** A row policy by name. */
export const getSelectRowPolicy = (name: string): SelectRowPolicy | undefined =>
  getSelectRowPolicies().get(name);
/** Dictionaries declared so far, by name, or `database::name`. */
export const getOlapDictionaries = (): Map<string, OlapDictionary<Untyped>> =>
  declared('dictionary', byDatabase);
/** A dictionary by name, or `database::name`. */
export const getOlapDictionary = (name: string): OlapDictionary<Untyped> | undefined =>
  getOlapDictionaries().get(name);
