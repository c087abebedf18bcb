import type { Address } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Table } from '../model/table.ts';
import type { Topic } from '../model/topic.ts';

/** A table or a topic: what has versions. */
export interface Versioned {
  readonly address: Address;
  readonly name: string;
  readonly version: string | null;
  /** Topics are in none. */
  readonly database?: string;
}

/** A live object that is an older version of a declared one. */
export interface OldVersion<T extends Versioned> {
  readonly old: T;
  /** Of the declared ones that it is an older version of, the newest. */
  readonly newest: T;
}

type Numbers = readonly number[];

function numbersOf(version: string): Numbers {
  return version.split('.').map(Number);
}

function compare(a: Numbers, b: Numbers): number {
  const length = Math.max(a.length, b.length);
  const differing = Array.from({ length }, (_, at) => (a[at] ?? 0) - (b[at] ?? 0));
  return differing.find((difference) => difference !== 0) ?? 0;
}

/** The name without its version: `events` of `events_1_2`; null for what has no version made of numbers. */
function baseName({ name, version }: Versioned): string | null {
  if (version === null || !/^\d+(\.\d+)*$/.test(version)) return null;
  const suffix = `_${version.replaceAll('.', '_')}`;
  return name.endsWith(suffix) ? name.slice(0, -suffix.length) : null;
}

/** The version that a name of the same base tells; the base itself is older than every version. Null for another object. */
function versionIn(name: string, base: string): Numbers | null {
  if (name === base) return [];
  const rest = name.startsWith(`${base}_`) ? name.slice(base.length + 1) : '';
  return /^\d+(_\d+)*$/.test(rest) ? rest.split('_').map(Number) : null;
}

/** The live objects that are older versions of one declared one, the newest first. */
export function olderVersionsOf<T extends Versioned>(declared: T, live: readonly T[]): readonly T[] {
  const base = baseName(declared);
  if (base === null || declared.version === null) return [];
  const own = numbersOf(declared.version);
  return live
    .flatMap((object) => {
      const version = object.database === declared.database ? versionIn(object.name, base) : null;
      const isOlder =
        version !== null &&
        object.address !== declared.address &&
        (version.length === 0 || compare(version, own) < 0);
      return isOlder ? [{ object, version }] : [];
    })
    .sort((a, b) =>
      a.version.length === 0 ? 1 : b.version.length === 0 ? -1 : compare(b.version, a.version),
    )
    .map(({ object }) => object);
}

/** Every live object that the code no longer declares because it declares a newer version of it. */
export function oldVersions<T extends Versioned>(
  declared: readonly T[],
  live: readonly T[],
): ReadonlyMap<Address, OldVersion<T>> {
  const current = new Set(declared.map(({ address }) => address));
  const pairs = declared.flatMap((newest) => olderVersionsOf(newest, live).map((old) => ({ old, newest })));
  const found = new Map<Address, OldVersion<T>>();
  for (const pair of pairs) {
    const known = found.get(pair.old.address);
    const isNewer =
      known === undefined ||
      compare(numbersOf(pair.newest.version ?? ''), numbersOf(known.newest.version ?? '')) > 0;
    if (!current.has(pair.old.address) && isNewer) found.set(pair.old.address, pair);
  }
  return found;
}

/** The same for all of two states that has versions. */
export function oldVersionsIn(
  declared: InfraMap,
  live: InfraMap,
): ReadonlyMap<Address, OldVersion<Table> | OldVersion<Topic>> {
  return new Map<Address, OldVersion<Table> | OldVersion<Topic>>([
    ...oldVersions(declared.tables, live.tables),
    ...oldVersions(declared.topics, live.topics),
  ]);
}
