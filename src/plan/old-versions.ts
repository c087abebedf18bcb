import type { Address } from '../model/address.ts';
import type { Table } from '../model/table.ts';

/** A live table that is an older version of a declared one. */
export interface OldVersion {
  readonly old: Table;
  /** Of the declared tables that it is an older version of, the newest. */
  readonly newest: Table;
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

/** The name without its version: `events` of `events_1_2`; null for a table that has no version made of numbers. */
function baseName({ name, version }: Table): string | null {
  if (version === null || !/^\d+(\.\d+)*$/.test(version)) return null;
  const suffix = `_${version.replaceAll('.', '_')}`;
  return name.endsWith(suffix) ? name.slice(0, -suffix.length) : null;
}

/** The version that a name of the same base tells; the base itself is older than every version. Null for another table. */
function versionIn(name: string, base: string): Numbers | null {
  if (name === base) return [];
  const rest = name.startsWith(`${base}_`) ? name.slice(base.length + 1) : '';
  return /^\d+(_\d+)*$/.test(rest) ? rest.split('_').map(Number) : null;
}

/** The live tables that are older versions of one declared table, the newest first. */
export function olderVersionsOf(declared: Table, live: readonly Table[]): readonly Table[] {
  const base = baseName(declared);
  if (base === null || declared.version === null) return [];
  const own = numbersOf(declared.version);
  return live
    .flatMap((table) => {
      const version = table.database === declared.database ? versionIn(table.name, base) : null;
      const isOlder =
        version !== null &&
        table.address !== declared.address &&
        (version.length === 0 || compare(version, own) < 0);
      return isOlder ? [{ table, version }] : [];
    })
    .sort((a, b) =>
      a.version.length === 0 ? 1 : b.version.length === 0 ? -1 : compare(b.version, a.version),
    )
    .map(({ table }) => table);
}

/** Every live table that the code no longer declares because it declares a newer version of it. */
export function oldVersions(
  declared: readonly Table[],
  live: readonly Table[],
): ReadonlyMap<Address, OldVersion> {
  const current = new Set(declared.map(({ address }) => address));
  const pairs = declared.flatMap((newest) => olderVersionsOf(newest, live).map((old) => ({ old, newest })));
  const found = new Map<Address, OldVersion>();
  for (const pair of pairs) {
    const known = found.get(pair.old.address);
    const isNewer =
      known === undefined ||
      compare(numbersOf(pair.newest.version ?? ''), numbersOf(known.newest.version ?? '')) > 0;
    if (!current.has(pair.old.address) && isNewer) found.set(pair.old.address, pair);
  }
  return found;
}
