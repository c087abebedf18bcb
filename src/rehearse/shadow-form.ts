import { engineOf, isMergeTree, withoutCoordination } from '../facets/engines/index.ts';
import { hiddenSecrets } from '../facets/secrets.ts';
import type { Settings, Table } from '../model/table.ts';
import { namesIn } from '../model/tokens.ts';

/** Settings that name things of the target's environment (disks, policies, Keeper): compared apart, never sent to the shadow. */
const OF_ENVIRONMENT = new Set(['storage_policy', 'disk', 'table_disk', 'replicated_deduplication_window']);

/** A table in the form in which the shadow may create it, and what was left out and must be put back. */
export interface ShadowForm {
  readonly table: Table;
  /** Fields whose canonical value the shadow could not give; they are taken from the declaration. */
  readonly keep: Partial<
    Pick<Table, 'engine' | 'settings' | 'ttl' | 'partitionBy' | 'orderBy' | 'primaryKey' | 'sampleBy'>
  >;
}

/** The settings that the shadow may be given: none that name things of the target, none that it does not know. */
export function usableSettings(settings: Settings, known: ReadonlySet<string> | null): Settings {
  const entries = Object.entries(settings).filter(
    ([name]) => !OF_ENVIRONMENT.has(name) && (known === null || known.has(name)),
  );
  return Object.fromEntries(entries);
}

/** True for a TTL that moves rows to a disk or volume. */
export function namesStorage(ttl: string | null): boolean {
  const names = namesIn(ttl ?? '');
  return [...names].some((name) => /^(DISK|VOLUME)$/i.test(name));
}

/**
 * Replicated and Shared engines become their plain form; engines that would reach for the network or need what the shadow
 * does not have are stood in for by Memory, so that their columns are still judged.
 */
export function shadowForm(table: Table, knownSettings: ReadonlySet<string> | null): ShadowForm {
  const plain = { ...table, cluster: null, lifeCycle: 'FULLY_MANAGED', source: null } as const;
  if (engineOf(table.engine.name).inShadow === 'stand-in') {
    const { partitionBy, orderBy, primaryKey, sampleBy, ttl, settings, engine } = table;
    const nothing = {
      partitionBy: null,
      orderBy: null,
      primaryKey: null,
      sampleBy: null,
      ttl: null,
      settings: {},
    };
    const keep = {
      partitionBy,
      orderBy,
      primaryKey,
      sampleBy,
      ttl,
      settings,
      engine: { name: engine.name, args: engine.args.map(hiddenSecrets) },
    };
    return { table: { ...plain, ...nothing, engine: { name: 'Memory', args: [] } }, keep };
  }
  const engine = isMergeTree(table.engine.name) ? withoutCoordination(table.engine) : table.engine;
  const isTtlApart = namesStorage(table.ttl);
  return {
    table: {
      ...plain,
      engine,
      settings: usableSettings(table.settings, knownSettings),
      ttl: isTtlApart ? null : table.ttl,
    },
    keep: {
      settings: table.settings,
      ...(engine === table.engine ? {} : { engine: table.engine }),
      ...(isTtlApart ? { ttl: table.ttl } : {}),
    },
  };
}

/** The shadow's reading of a table, completed with what had to be left out. */
export function restore(read: Table, form: ShadowForm): Table {
  const { keep } = form;
  const coordinated = keep.engine !== undefined && isMergeTree(keep.engine.name);
  const engine =
    keep.engine === undefined
      ? read.engine
      : coordinated
        ? recoordinated(keep.engine, read.engine)
        : keep.engine;
  // A setting the shadow knows is judged in its print; one it does not is compared as written.
  const settings = { ...(keep.settings ?? {}), ...read.settings };
  return { ...read, ...keep, engine, settings };
}

/** Path and replica as declared, the other arguments as the shadow prints them. */
function recoordinated(declared: Table['engine'], read: Table['engine']): Table['engine'] {
  const own = withoutCoordination(declared).args.length;
  const coordination = declared.args.slice(0, declared.args.length - own);
  return { name: declared.name, args: [...coordination, ...read.args] };
}
