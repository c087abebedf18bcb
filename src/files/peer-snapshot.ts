import * as z from 'zod';
import { addressOf, sortByAddress } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Json } from '../model/json.ts';
import type { Table } from '../model/table.ts';
import type { Topic } from '../model/topic.ts';
import { COMPONENT_SECTIONS, componentFromPeer } from './component.ts';
import { withSnakeViews } from './letter-case.ts';
import type { Path, Reading } from './reading.ts';
import { checkShape, type Fault } from './shape.ts';
import { sqlResourceFromFile, sqlResourceShape } from './sql-resource.ts';
import { tableFromFile, tableShape } from './table.ts';
import { topicFromFile, topicShape } from './topic.ts';
import { materializedViewFromFile, materializedViewShape, viewFromFile, viewShape } from './view.ts';

const syncShape = z.object({ source_topic_id: z.string(), target_table_id: z.string() });

/**
 * The infra map in a file of the peer, as far as our model holds it. Keys nobody knows are left out, since the peer adds some
 * with every version; `dmv1_views`, orchestration workers and the like declare nothing that we manage.
 */
export function snapshotFromPeer(content: object, fault: Fault): InfraMap | null {
  const file = withSnakeViews(content);
  const database = typeof file.default_database === 'string' ? file.default_database : 'local';
  const reading: Reading = { database, isOurs: false, fault };
  const entries = <T, U>(
    section: string,
    shape: z.ZodType<T>,
    read: (value: T, key: string, path: Path) => U,
  ): readonly (readonly [string, U])[] =>
    entriesOf(file[section], section, shape, fault).map(
      ([key, value]) => [key, read(value, key, [section, key])] as const,
    );

  const tables = entries('tables', tableShape, (table, _key, path) => tableFromFile(table, reading, path));
  const addressOfTable = addressLookup(tables, database);
  const destinations = new Map(
    entries('topic_to_table_sync_processes', syncShape, (sync) => sync).map(([, sync]) => [
      sync.source_topic_id,
      addressOfTable(sync.target_table_id),
    ]),
  );
  const topics = entries('topics', topicShape, (topic, key): Topic => {
    const read = topicFromFile(topic);
    return { ...read, destination: destinations.get(key) ?? destinations.get(read.name) ?? null };
  });
  return {
    defaultDatabase: database,
    tables: sortByAddress(tables.map(([, table]) => table)),
    views: sortByAddress(
      valuesOf(entries('views', viewShape, (view, _key, path) => viewFromFile(view, reading, path))),
    ),
    materializedViews: sortByAddress(
      valuesOf(
        entries('materialized_views', materializedViewShape, (view, _key, path) =>
          materializedViewFromFile(view, reading, path),
        ),
      ),
    ),
    // Its dictionaries and functions are read from the server: what its file says of them is not known.
    dictionaries: [],
    functions: [],
    topics: sortByAddress(valuesOf(topics)),
    sqlResources: sortByAddress(
      valuesOf(
        entries('sql_resources', sqlResourceShape, (resource) =>
          sqlResourceFromFile(resource, addressOfTable),
        ),
      ),
    ),
    components: sortByAddress(
      COMPONENT_SECTIONS.flatMap((section) =>
        valuesOf(entries(section, z.json(), (value, key) => componentFromPeer(section, key, value as Json))),
      ),
    ),
  };
}

function valuesOf<T>(entries: readonly (readonly [string, T])[]): readonly T[] {
  return entries.map(([, value]) => value);
}

/** The peer's ids hold database, name and, once more, version: `local_events_2_0_2_0`. */
function addressLookup(
  tables: readonly (readonly [string, Table])[],
  database: string,
): (id: string) => string {
  const addresses = new Map(
    tables.flatMap(([key, table]) => [[key, table.address] as const, [table.name, table.address] as const]),
  );
  return (id) => addresses.get(id) ?? (id.includes('.') ? id : addressOf(database, id));
}

function entriesOf<T>(
  section: unknown,
  name: string,
  shape: z.ZodType<T>,
  fault: Fault,
): readonly (readonly [string, T])[] {
  if (section === undefined || section === null) return [];
  if (typeof section !== 'object' || Array.isArray(section)) {
    fault([name], `${name} must be a group of keys`);
    return [];
  }
  return Object.entries(section).flatMap(([key, value]) => {
    const read = checkShape(shape, withoutUnknownKeys(shape, value), [name, key], fault);
    return read === null ? [] : [[key, read] as const];
  });
}

/** The value without the keys that a shape refuses, at every depth. */
function withoutUnknownKeys(shape: z.ZodType, value: unknown): unknown {
  const checked = shape.safeParse(value);
  const unknown = checked.success
    ? []
    : checked.error.issues.filter((issue) => issue.code === 'unrecognized_keys');
  if (unknown.length === 0) return value;
  const copy: unknown = structuredClone(value);
  for (const { path, keys } of unknown) {
    const holder = path.reduce<unknown>(
      (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : null),
      copy,
    );
    if (typeof holder === 'object' && holder !== null)
      for (const key of keys) Reflect.deleteProperty(holder, key);
  }
  return copy;
}
