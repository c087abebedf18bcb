import type { SourcePosition } from '../errors.ts';
import type { Address } from './address.ts';
import type { Dictionary } from './dictionary.ts';
import type { Json } from './json.ts';
import type { SqlFunction } from './sql-function.ts';
import type { Ownership, Table } from './table.ts';
import type { Topic } from './topic.ts';
import type { MaterializedView, View } from './view.ts';

/** SQL the user wrote by hand to set something up and to take it down again; never parsed. */
export interface SqlResource {
  /** `sql/name`. */
  readonly address: Address;
  readonly name: string;
  readonly setup: readonly string[];
  readonly teardown: readonly string[];
  /** Addresses read and written, where the declaration says so. */
  readonly pullsFrom: readonly Address[];
  readonly pushesTo: readonly Address[];
  readonly source: SourcePosition | null;
}

/** What hand-written SQL is called among addresses. */
export function sqlResourceAddress(name: string): Address {
  return `sql/${name}`;
}

export type ComponentKind =
  | 'api'
  | 'ingest-api'
  | 'workflow'
  | 'web-app'
  | 'transform'
  | 'consumer'
  | 'row-policy';

/** Something declared that this tool records but does not change: APIs, workflows, web apps, stream functions. */
export interface Component {
  /** `api/orders`, `workflow/nightly`. */
  readonly address: Address;
  readonly kind: ComponentKind;
  readonly name: string;
  /** Plain data about it (paths, schedules…), no functions, no secrets. */
  readonly detail: Readonly<Record<string, Json>>;
  readonly source: SourcePosition | null;
}

/** All resources of one state. Lists are sorted by address; absence is null or empty, never undefined. */
export interface InfraMap {
  readonly defaultDatabase: string;
  readonly tables: readonly Table[];
  readonly views: readonly View[];
  readonly materializedViews: readonly MaterializedView[];
  readonly dictionaries: readonly Dictionary[];
  readonly functions: readonly SqlFunction[];
  readonly topics: readonly Topic[];
  readonly sqlResources: readonly SqlResource[];
  readonly components: readonly Component[];
}

/** The wanted state twice: as the user wrote it, and as the engine understands it. Both hold the same objects. */
export interface Desired {
  readonly declared: InfraMap;
  readonly canonical: InfraMap;
}

export function emptyInfraMap(defaultDatabase: string): InfraMap {
  return {
    defaultDatabase,
    tables: [],
    views: [],
    materializedViews: [],
    dictionaries: [],
    functions: [],
    topics: [],
    sqlResources: [],
    components: [],
  };
}

/** Every object of a map that a ClickHouse server holds, whatever its family. */
export function serverObjects(
  map: InfraMap,
): readonly (Ownership & { readonly address: Address; readonly name: string })[] {
  return [...map.tables, ...map.views, ...map.materializedViews, ...map.dictionaries, ...map.functions];
}
