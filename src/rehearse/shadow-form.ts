import { engineOf, isMergeTree, withoutCoordination } from '../facets/engines/index.ts';
import { hiddenSecrets } from '../facets/secrets.ts';
import { noSurroundings, type Surroundings } from '../model/surroundings.ts';
import type { Engine, Settings, Table } from '../model/table.ts';
import { namesIn, quoteString, stringValue } from '../model/tokens.ts';

/** Settings that name things of the target (disks, policies, Keeper): where the shadow lacks them they are compared apart. */
const OF_ENVIRONMENT = new Set(['storage_policy', 'disk', 'table_disk', 'replicated_deduplication_window']);

/** What a shadow knows and has. */
export interface Known {
  /** Names of its settings, of MergeTree tables and of queries: CREATE takes both, and keeps only the former. */
  readonly settings: ReadonlySet<string>;
  /** What it stands in for. */
  readonly surroundings: Surroundings;
}

/** A table in the form in which the shadow may create it, and what was left out and must be put back. */
export interface ShadowForm {
  readonly table: Table;
  /** Fields whose canonical value the shadow could not give; they are taken from the declaration. */
  readonly keep: Partial<
    Pick<Table, 'engine' | 'settings' | 'ttl' | 'partitionBy' | 'orderBy' | 'primaryKey' | 'sampleBy'>
  >;
}

/** A policy or disk by its name alone. What an argument list makes would be made outside of the shadow's folder. */
function hasStorage(name: string, value: string, { policies, disks }: Surroundings): boolean {
  const plain = stringValue(value);
  if (name === 'storage_policy') return policies?.some((policy) => policy.name === plain) === true;
  return name === 'disk' && disks?.includes(plain) === true;
}

/** The settings that the shadow may be given: none that name what it does not have. Null knows, and has, everything. */
export function usableSettings(settings: Settings, known: Known | null): Settings {
  const entries = Object.entries(settings).filter(([name, value]) => {
    if (OF_ENVIRONMENT.has(name)) return known === null || hasStorage(name, value, known.surroundings);
    return known === null || known.settings.has(name);
  });
  return Object.fromEntries(entries);
}

/** Whether the shadow makes tables of this engine itself. */
function isMadeItself(table: Table, known: Known | null): boolean {
  if (engineOf(table.engine.name).inShadow === 'itself') return true;
  return table.engine.name === 'Distributed' && (known === null || known.surroundings.clusters !== null);
}

/** True for a TTL that moves rows to a disk or volume. */
export function namesStorage(ttl: string | null): boolean {
  const names = namesIn(ttl ?? '');
  return [...names].some((name) => /^(DISK|VOLUME)$/i.test(name));
}

function isGraphite({ name }: Engine): boolean {
  return name.endsWith('GraphiteMergeTree');
}

/** Without path and replica; and a rollup needs its rules, which servers tell only of those that a table has. */
function shadowEngine(engine: Engine, known: Known | null): Engine {
  const plain = withoutCoordination(engine);
  const hasRollup = known?.surroundings.rollups?.some(({ name }) => plain.args[0] === quoteString(name));
  return isGraphite(plain) && known !== null && hasRollup !== true ? { name: 'MergeTree', args: [] } : plain;
}

/**
 * Replicated and Shared engines become their plain form; engines that would reach for the network or need what the shadow
 * does not have are stood in for by Memory, so that their columns are still judged.
 */
export function shadowForm(table: Table, known: Known | null): ShadowForm {
  const plain = { ...table, cluster: null, lifeCycle: 'FULLY_MANAGED', source: null } as const;
  if (!isMadeItself(table, known)) {
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
  const engine = isMergeTree(table.engine.name) ? shadowEngine(table.engine, known) : table.engine;
  const isTtlApart = namesStorage(table.ttl) && known !== null && known.surroundings.disks === null;
  return {
    table: {
      ...plain,
      engine,
      settings: usableSettings(table.settings, known),
      ttl: isTtlApart ? null : table.ttl,
    },
    keep: {
      settings: table.settings,
      ...(engine === table.engine && !isGraphite(engine) ? {} : { engine: table.engine }),
      ...(namesStorage(table.ttl) ? { ttl: table.ttl } : {}),
    },
  };
}

/**
 * The shadow's reading of a table, completed with what had to be left out of it; its reading shows what that was. A setting
 * that was given and is not there is one of queries: it was for the CREATE alone.
 *
 * @param known what the shadow knows and has
 */
export function restore(read: Table, wanted: Table, known: Known): Table {
  const isStoodIn = read.engine.name === 'Memory' && engineOf(wanted.engine.name).inShadow === 'stand-in';
  const { keep } = shadowForm(wanted, isStoodIn ? NOTHING : null);
  const isCoordinated =
    keep.engine !== undefined && withoutCoordination(keep.engine).name === read.engine.name;
  const engine =
    keep.engine === undefined
      ? read.engine
      : isCoordinated
        ? recoordinated(keep.engine, read.engine)
        : keep.engine;
  // A setting the shadow knows is judged in its print; one it does not is compared as written.
  const given = isStoodIn ? {} : usableSettings(wanted.settings, known);
  const apart = Object.entries(keep.settings ?? {}).filter(
    ([name]) => !(name in given) || name in read.settings,
  );
  const settings = { ...Object.fromEntries(apart), ...read.settings };
  return { ...read, ...keep, ttl: read.ttl ?? keep.ttl ?? null, engine, settings };
}

const NOTHING: Known = { settings: new Set(), surroundings: noSurroundings };

/** Path and replica as declared, the other arguments as the shadow prints them. */
function recoordinated(declared: Table['engine'], read: Table['engine']): Table['engine'] {
  const own = withoutCoordination(declared).args.length;
  const coordination = declared.args.slice(0, declared.args.length - own);
  return { name: declared.name, args: [...coordination, ...read.args] };
}
