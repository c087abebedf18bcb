/**
 * Where everything that user code declares is noted. It lives on `globalThis` under a registered symbol, so that
 * several copies of the sdk (one per package of a monorepo) write into the same one. Nothing here computes.
 */
const REGISTRY = Symbol.for('moose-migrate.registry');

/** What kind of thing is declared. */
export type DeclarationKind =
  | 'table'
  | 'stream'
  | 'view'
  | 'materialized-view'
  | 'sql-resource'
  | 'api'
  | 'ingest-api'
  | 'ingest-pipeline'
  | 'workflow'
  | 'web-app'
  | 'transform'
  | 'consumer'
  | 'dictionary'
  | 'sql-function'
  | 'row-policy';

/** One object that user code has declared. */
export interface Declaration {
  readonly kind: DeclarationKind;
  /** The sdk object; for `transform` and `consumer` a plain description of it. */
  readonly object: object;
  /** Its `stack` says where it was declared. Read only when asked for: making the text is the slow part. */
  readonly trace: { readonly stack?: string };
}

/** What a column of a call site looks like to the sdk. */
export interface SiteColumn {
  readonly name: string;
  readonly type: string;
}

/** What a project has declared so far, and what is known of the places where it did. */
export interface Registry {
  readonly declarations: Declaration[];
  /** Index of the `new X<T>(…)` call that made an object. */
  readonly sites: WeakMap<object, number>;
  /** The IngestPipeline or MaterializedView that made an object, whose type argument gives that object's columns. */
  readonly owners: WeakMap<object, object>;
  /** Columns of a call site, in declared order; empty when nobody has extracted any. */
  columnsOfSite(index: number): readonly SiteColumn[];
}

const holder = globalThis as { [REGISTRY]?: Registry };

/** A registry that knows nothing yet. */
export function createRegistry(columnsOfSite: Registry['columnsOfSite'] = () => []): Registry {
  return { declarations: [], sites: new WeakMap(), owners: new WeakMap(), columnsOfSite };
}

/** The registry in use; made on first use, so that the sdk also works in plain programs and tests. */
export function currentRegistry(): Registry {
  holder[REGISTRY] ??= createRegistry();
  return holder[REGISTRY];
}

let currentOwner: object | null = null;

/** Runs `make`; what it declares belongs to `owner`. */
export function withOwner<R>(owner: object, make: () => R): R {
  const before = currentOwner;
  currentOwner = owner;
  try {
    return make();
  } finally {
    currentOwner = before;
  }
}

/** Notes one declared object. */
export function declare(kind: DeclarationKind, object: object): void {
  const trace: { stack?: string } = {};
  captureStack(trace);
  const registry = currentRegistry();
  registry.declarations.push({ kind, object, trace });
  if (currentOwner !== null) registry.owners.set(object, currentOwner);
}

/** Index of the call that made `object`, or else its owner; undefined when unknown. */
export function siteOf(registry: Registry, object: object): number | undefined {
  const own = registry.sites.get(object);
  if (own !== undefined) return own;
  const owner = registry.owners.get(object);
  return owner === undefined ? undefined : siteOf(registry, owner);
}

/** Columns of an object's type argument; empty when unknown. */
export function knownColumns(object: object): readonly SiteColumn[] {
  const registry = currentRegistry();
  const site = siteOf(registry, object);
  return site === undefined ? [] : registry.columnsOfSite(site);
}

// `captureStackTrace` is V8's and not in the standard library's types; elsewhere there are simply no positions.
function captureStack(target: { stack?: string }): void {
  const capture = (Error as { captureStackTrace?: (target: object) => void }).captureStackTrace;
  capture?.call(Error, target);
}
