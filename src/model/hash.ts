import { createHash } from 'node:crypto';
import { addressOfName, sortByAddress } from './address.ts';
import type { InfraMap } from './infra-map.ts';
import type { LifeCycle } from './life-cycle.ts';
import type { Hazard, Operation } from './operation.ts';
import type { NotUnderstood } from './table.ts';
import type { MaterializedView } from './view.ts';

/** JSON without blanks and with the keys of every object in code unit order; properties that are undefined are left out. */
export function stableJson(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? 'null';
}

/** Whether two plain values say the same; the keys of an object have no order. What is read from a file has them in another. */
export function isSameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b) || stableJson(a) === stableJson(b);
}

// Every run hashes whole states: plain assignment is three times as fast as Object.fromEntries or a replacer.
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || 'toJSON' in value) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const inner = sorted((value as Readonly<Record<string, unknown>>)[key]);
    if (key === '__proto__') Object.defineProperty(copy, key, { value: inner, enumerable: true });
    else copy[key] = inner;
  }
  return copy;
}

/** `sha256:` and the hex digest of a text in UTF-8. */
export function hashText(text: string): string {
  return `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`;
}

/**
 * The hash of all that is compared between two states. Left out are what only the code knows (source place, version, life
 * cycle, cluster, the sources a view names), the components, the default database, and every object that is managed
 * externally. The order of tables and other objects has no weight; the order of columns has.
 */
export function hashInfraMap(map: InfraMap): string {
  return hashText(
    stableJson({
      tables: compared(map.tables),
      views: compared(map.views),
      materializedViews: compared(map.materializedViews.map(withTargetAddress)),
      // A family without objects leaves no trace, so that a plan made before the family was known keeps its hashes.
      ...(map.dictionaries.length === 0 ? {} : { dictionaries: compared(map.dictionaries) }),
      ...(map.functions.length === 0 ? {} : { functions: compared(map.functions) }),
      topics: compared(map.topics),
      sqlResources: sortByAddress(map.sqlResources).map(({ source: _source, ...rest }) => rest),
    }),
  );
}

interface Compared {
  readonly address: string;
  readonly lifeCycle: LifeCycle;
  readonly notUnderstood?: NotUnderstood | null;
}

const NOT_COMPARED = new Set(['lifeCycle', 'cluster', 'source', 'version', 'sources', 'startsEmpty', 'live']);

function compared(objects: readonly Compared[]): readonly object[] {
  return sortByAddress(objects)
    .filter((object) => object.lifeCycle !== 'EXTERNALLY_MANAGED')
    .map(({ notUnderstood, ...object }) => ({
      ...Object.fromEntries(
        Object.entries(object).filter(
          // As above: a topic without a schema has the hash of before there were any.
          ([key, value]) => !NOT_COMPARED.has(key) && !(key === 'schema' && value === null),
        ),
      ),
      // What we could not read still must not change unseen.
      ...(notUnderstood === null || notUnderstood === undefined
        ? {}
        : { serverText: notUnderstood.serverText }),
    }));
}

// A target counts as its address, as when it was kept so: plans and journals of then keep their hashes.
function withTargetAddress(view: MaterializedView): Compared & { readonly target: string | null } {
  return { ...view, target: view.target === null ? null : addressOfName(view.target) };
}

function hashedViews(operation: Operation): object {
  switch (operation.kind) {
    case 'CreateMaterializedView':
    case 'PopulateMaterializedView':
      return { view: withTargetAddress(operation.view) };
    case 'ModifyMaterializedViewColumns':
      return { before: withTargetAddress(operation.before), after: withTargetAddress(operation.after) };
    default:
      return {};
  }
}

/** What the brokers said while a plan was made, which is no part of what it does. */
function withoutInherited<O extends object>(operation: O): O {
  const { inherited: _inherited, ...rest } = { inherited: null, ...operation };
  return rest as O;
}

/** The hash of what operations do, in their order; why they are there, their cost and what was approved have no weight. */
export function hashOperations(operations: readonly Operation[]): string {
  return hashText(
    stableJson(
      operations.map((operation) => {
        const { because: _b, hazards: _h, cost: _c, approved: _a, checks: _k, ...rest } = operation;
        return { ...withoutInherited(rest), ...hashedViews(operation) };
      }),
    ),
  );
}

/** What a rehearsal may show though no operation tells it by its own words. */
const SHOWN_BY_REHEARSAL: readonly Hazard[] = ['BLOCKS_WRITES', 'LOSES_ROWS_IN_GAP'];

/**
 * The hash in a receipt: of the operations that were rehearsed, with those of their hazards that a rehearsal may have shown.
 * Whoever takes one of these out of a plan has it rehearsed again.
 */
export function hashRehearsed(operations: readonly Operation[]): string {
  const hash = hashOperations(operations);
  const shown = operations.map(({ hazards }) =>
    SHOWN_BY_REHEARSAL.filter((hazard) => hazards.includes(hazard)),
  );
  return shown.every(({ length }) => length === 0) ? hash : hashText(stableJson([hash, shown]));
}
