import * as z from 'zod';
import { AppError } from '../errors.ts';
import { addressOf, compareAddresses, sortByAddress } from '../model/address.ts';
import { hashInfraMap } from '../model/hash.ts';
import type { InfraMap } from '../model/infra-map.ts';
import { functionAddress } from '../model/sql-function.ts';
import { noSurroundings, type Surroundings } from '../model/surroundings.ts';
import type { UndeclaredObject } from '../model/undeclared.ts';
import {
  COMPONENT_SECTIONS,
  type ComponentSection,
  componentFromFile,
  componentShape,
  componentToFile,
  SECTION_OF_KIND,
} from './component.ts';
import { dictionaryFromFile, dictionaryShape, dictionaryToFile } from './dictionary.ts';
import { functionFromFile, functionShape, functionToFile } from './function.ts';
import { withCamelKeys, withSnakeViews } from './letter-case.ts';
import type { Printing, Reading } from './reading.ts';
import { checkShape, type Fault } from './shape.ts';
import { sqlResourceFromFile, sqlResourceShape, sqlResourceToFile } from './sql-resource.ts';
import { surroundingsFromFile, surroundingsShape, surroundingsToFile } from './surroundings.ts';
import { tableFromFile, tableShape, tableToFile } from './table.ts';
import { topicFromFile, topicShape, topicToFile } from './topic.ts';
import {
  materializedViewFromFile,
  materializedViewShape,
  materializedViewToFile,
  viewFromFile,
  viewShape,
  viewToFile,
} from './view.ts';

/** The version of a snapshot; one of a later version is refused. */
export const SNAPSHOT_VERSION = 1;

/** Every database is written by name: a snapshot is read without knowing a default. */
const PRINTING: Printing = { database: null };

const keyed = <T extends z.ZodType>(shape: T) => z.record(z.string(), shape).default({});

const componentSections = {
  api_endpoints: keyed(componentShape),
  workflows: keyed(componentShape),
  web_apps: keyed(componentShape),
  function_processes: keyed(componentShape),
  select_row_policies: keyed(componentShape),
} satisfies Readonly<Record<ComponentSection, unknown>>;

const undeclaredShape = z.strictObject({
  database: z.string(),
  name: z.string(),
  engine: z.string(),
  text: z.string(),
});

const snapshotShape = z.strictObject({
  version: z.literal(SNAPSHOT_VERSION),
  hash: z.string(),
  checksum: z.string(),
  default_database: z.string(),
  kafka_cluster_id: z.string().nullable().default(null),
  tables: keyed(tableShape),
  views: keyed(viewShape),
  materialized_views: keyed(materializedViewShape),
  olap_dictionaries: keyed(dictionaryShape),
  sql_functions: keyed(functionShape),
  topics: keyed(topicShape),
  topic_to_table_sync_processes: keyed(
    z.strictObject({ source_topic_id: z.string(), target_table_id: z.string() }),
  ),
  sql_resources: keyed(sqlResourceShape),
  ...componentSections,
  undeclared_objects: keyed(undeclaredShape),
  surroundings: surroundingsShape.nullable().default(null),
});

/** All of a snapshot but its checksum; maps are keyed by address. */
export function snapshotToFile({ map, undeclared, kafkaCluster, surroundings }: SnapshotContent): object {
  const around = surroundingsToFile(surroundings);
  const fed = map.topics.filter((topic) => topic.destination !== null);
  const components = COMPONENT_SECTIONS.map((section) => {
    const held = map.components.filter((component) => SECTION_OF_KIND[component.kind] === section);
    return [section, byAddress(held, componentToFile)];
  });
  return {
    version: SNAPSHOT_VERSION,
    hash: hashInfraMap(map),
    default_database: map.defaultDatabase,
    ...(kafkaCluster === null ? {} : { kafka_cluster_id: kafkaCluster }),
    tables: byAddress(map.tables, (table) => tableToFile(table, PRINTING)),
    views: byAddress(map.views, (view) => withCamelKeys(viewToFile(view, PRINTING))),
    materialized_views: byAddress(map.materializedViews, (view) =>
      withCamelKeys(materializedViewToFile(view, PRINTING)),
    ),
    olap_dictionaries: byAddress(map.dictionaries, (dictionary) => dictionaryToFile(dictionary, PRINTING)),
    sql_functions: byAddress(map.functions, functionToFile),
    topics: byAddress(map.topics, topicToFile),
    topic_to_table_sync_processes: byAddress(fed, (topic) => ({
      source_topic_id: topic.address,
      target_table_id: topic.destination,
    })),
    sql_resources: byAddress(map.sqlResources, sqlResourceToFile),
    ...Object.fromEntries(components),
    ...(undeclared.length === 0 ? {} : { undeclared_objects: undeclaredToFile(undeclared) }),
    ...(around === null ? {} : { surroundings: around }),
  };
}

function undeclaredToFile(objects: readonly UndeclaredObject[]): object {
  return Object.fromEntries(
    objects.map(({ database, name, engine, text }) => [
      database === '' ? functionAddress(name) : addressOf(database, name),
      { database, name, engine, text },
    ]),
  );
}

/** What a snapshot of ours holds. */
interface SnapshotContent {
  readonly map: InfraMap;
  readonly undeclared: readonly UndeclaredObject[];
  /** Id of the cluster that the topics are on; null where nobody knows it. */
  readonly kafkaCluster: string | null;
  /** What the definitions name in the server's configuration, as far as it is known. */
  readonly surroundings: Surroundings;
}

/** Null when the content is not what a snapshot of ours has; why was told. */
export function snapshotFromFile(content: object, fault: Fault): SnapshotContent | null {
  const file = checkShape(snapshotShape, withSnakeViews(content), [], fault);
  if (file === null) return null;
  return {
    map: mapFromFile(file, fault),
    undeclared: inOrder(file.undeclared_objects, (object) => object),
    kafkaCluster: file.kafka_cluster_id,
    surroundings: file.surroundings === null ? noSurroundings : surroundingsFromFile(file.surroundings),
  };
}

function mapFromFile(file: z.infer<typeof snapshotShape>, fault: Fault): InfraMap {
  const reading: Reading = { database: file.default_database, isOurs: true, fault };
  const fed = new Map(
    Object.values(file.topic_to_table_sync_processes).map((each) => [
      each.source_topic_id,
      each.target_table_id,
    ]),
  );
  return {
    defaultDatabase: file.default_database,
    tables: inOrder(file.tables, (table, key) => tableFromFile(table, reading, ['tables', key])),
    views: inOrder(file.views, (view, key) => viewFromFile(view, reading, ['views', key])),
    materializedViews: inOrder(file.materialized_views, (view, key) =>
      materializedViewFromFile(view, reading, ['materialized_views', key]),
    ),
    dictionaries: inOrder(file.olap_dictionaries, (dictionary, key) =>
      dictionaryFromFile(dictionary, reading, ['olap_dictionaries', key]),
    ),
    functions: inOrder(file.sql_functions, (each) => functionFromFile(each)),
    topics: inOrder(file.topics, (topic, key) => ({
      ...topicFromFile(topic),
      destination: fed.get(key) ?? null,
    })),
    sqlResources: inOrder(file.sql_resources, (resource) => sqlResourceFromFile(resource)),
    components: sortByAddress(
      COMPONENT_SECTIONS.flatMap((section) =>
        inOrder(file[section], (each, key) => componentFromFile(key, each)),
      ),
    ),
  };
}

function inOrder<T, U>(
  entries: Readonly<Record<string, T>>,
  read: (value: T, key: string) => U,
): readonly U[] {
  const sorted = Object.entries(entries).sort(([a], [b]) => compareAddresses(a, b));
  return sorted.map(([key, value]) => read(value, key));
}

function byAddress<T extends { readonly address: string }>(
  objects: readonly T[],
  toFile: (object: T) => object,
): object {
  const entries = new Map(objects.map((object) => [object.address, toFile(object)]));
  if (entries.size !== objects.length)
    throw new AppError('TOOL_BUG', 'two objects of one kind have the same address');
  return Object.fromEntries(entries);
}
