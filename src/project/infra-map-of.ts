import { type Problem, problem, throwProblems } from '../errors.ts';
import { engineFacets, engineOf } from '../facets/engines/index.ts';
import { eachTableFacet, makeClauses } from '../facets/tables/index.ts';
import { type Address, addressOf, sortByAddress } from '../model/address.ts';
import type { DeclaredProject, DeclaredReference, DeclaredStream, DeclaredTable } from '../model/declared.ts';
import type { InfraMap, SqlResource, Topic } from '../model/infra-map.ts';
import type { Table } from '../model/table.ts';
import { dictionaryOf, functionOf } from './dictionary-objects.ts';
import { materializedViewOf, referenceAddress, viewOf } from './view-objects.ts';

/** `events` at version `1.2.0` is deployed as `events_1_2_0`. */
export function deployedName(name: string, version: string | null): string {
  return version === null ? name : `${name}_${version.replaceAll('.', '_')}`;
}

function tableOf(declared: DeclaredTable, defaultDatabase: string): Table {
  const database = declared.database ?? defaultDatabase;
  const name = deployedName(declared.name, declared.version);
  return {
    ...makeClauses((_, facet) => facet.extract(declared)),
    address: addressOf(database, name),
    database,
    name,
    version: declared.version,
    lifeCycle: declared.lifeCycle,
    cluster: declared.cluster,
    source: declared.source,
    notUnderstood: null,
  };
}

/** Clauses that the engine does not take, and names it does not know. */
function tableProblems(declared: DeclaredTable, table: Table): readonly Problem[] {
  const position = declared.source;
  if (!engineFacets.has(declared.engine)) {
    return [
      problem('DECLARATION_INVALID', `${table.address}: unknown engine ${declared.engine}`, {
        position,
        hint: 'Use one of ClickHouseEngines',
      }),
    ];
  }
  if (table.columns.length === 0)
    return [problem('DECLARATION_INVALID', `${table.address}: the table has no columns`, { position })];
  const { clauses } = engineOf(declared.engine);
  const unwanted = eachTableFacet((name, facet) => {
    if (name === 'columns' || name === 'engine' || name === 'comment') return null;
    const isPresent = facet.clause(table[name]) !== null || facet.elements(table[name]).length > 0;
    return isPresent && !clauses.has(name) ? name : null;
  }).filter((name) => name !== null);
  return unwanted.map((name) =>
    problem('DECLARATION_INVALID', `${table.address}: engine ${declared.engine} takes no ${name}`, {
      position,
    }),
  );
}

function topicOf(stream: DeclaredStream, namespace: string | null, defaultDatabase: string): Topic {
  const name = [namespace, deployedName(stream.name, stream.version)]
    .filter((part) => part !== null && part !== '')
    .join('.');
  return {
    address: `topic/${name}`,
    name,
    partitions: stream.partitions,
    retentionSeconds: stream.retentionSeconds,
    destination: stream.destination === null ? null : referenceAddress(stream.destination, defaultDatabase),
    configs: stream.configs,
    version: stream.version,
    lifeCycle: stream.lifeCycle,
    source: stream.source,
  };
}

function sqlResourceOf(
  declared: DeclaredProject['sqlResources'][number],
  defaultDatabase: string,
): SqlResource {
  const addresses = (references: readonly DeclaredReference[]): readonly Address[] =>
    references.map((reference) => referenceAddress(reference, defaultDatabase)).sort();
  return {
    address: `sql/${declared.name}`,
    name: declared.name,
    setup: declared.setup,
    teardown: declared.teardown,
    pullsFrom: addresses(declared.pullsFrom),
    pushesTo: addresses(declared.pushesTo),
    source: declared.source,
  };
}

/** Databases named by declarations that the configuration does not list. */
function databaseProblems(project: DeclaredProject, databases: readonly string[]): readonly Problem[] {
  const objects = [
    ...project.tables,
    ...project.views,
    ...project.materializedViews,
    ...project.dictionaries,
  ];
  const unknown = objects.filter(({ database }) => database !== null && !databases.includes(database));
  return unknown.map(({ name, database, source }) =>
    problem('DECLARATION_INVALID', `${name}: database \`${database}\` is not configured`, {
      position: source,
      hint: `Add it to clickhouse_config.additional_databases in moose.config.toml: additional_databases = ["${database}"]`,
    }),
  );
}

function clusterProblems(project: DeclaredProject, clusters: readonly string[]): readonly Problem[] {
  const objects = [
    ...project.tables,
    ...project.views,
    ...project.materializedViews,
    ...project.dictionaries,
    ...project.functions,
  ];
  const unknown = objects.filter(({ cluster }) => cluster !== null && !clusters.includes(cluster));
  return unknown.map(({ name, cluster, source }) =>
    problem('DECLARATION_INVALID', `${name}: cluster \`${cluster}\` is not configured`, {
      position: source,
      hint: 'Add [[clickhouse_config.clusters]] with this name to moose.config.toml',
    }),
  );
}

/** Deployed names of what can be read from and lives in one database. */
function namesIn(project: DeclaredProject, database: string): ReadonlySet<string> {
  const own = <T extends { readonly database: string | null }>(objects: readonly T[]): readonly T[] =>
    objects.filter((object) => (object.database ?? database) === database);
  return new Set([
    ...own(project.tables).map(({ name, version }) => deployedName(name, version)),
    ...[...own(project.views), ...own(project.materializedViews), ...own(project.dictionaries)].map(
      ({ name }) => name,
    ),
  ]);
}

/** Where a project's objects live. */
export interface Placement {
  readonly defaultDatabase: string;
  readonly additionalDatabases: readonly string[];
  readonly clusters: readonly string[];
  /** Prefix of topic names; null for none. */
  readonly namespace: string | null;
}

/**
 * The declared infra map, every text as the user wrote it. Throws all that is wrong with the declarations at once.
 */
export function infraMapOf(project: DeclaredProject, placement: Placement): InfraMap {
  const { defaultDatabase } = placement;
  const tables = project.tables.map((declared) => tableOf(declared, defaultDatabase));
  throwProblems([
    ...databaseProblems(project, [defaultDatabase, ...placement.additionalDatabases]),
    ...clusterProblems(project, placement.clusters),
    ...project.tables.flatMap((declared, at) => {
      const table = tables[at];
      return table === undefined ? [] : tableProblems(declared, table);
    }),
  ]);
  const names = namesIn(project, defaultDatabase);
  return {
    defaultDatabase,
    tables: sortByAddress(tables),
    views: sortByAddress(project.views.map((view) => viewOf(view, defaultDatabase))),
    materializedViews: sortByAddress(
      project.materializedViews.map((view) => materializedViewOf(view, defaultDatabase)),
    ),
    dictionaries: sortByAddress(
      project.dictionaries.map((dictionary) => dictionaryOf(dictionary, defaultDatabase, names)),
    ),
    functions: sortByAddress(project.functions.map(functionOf)),
    topics: sortByAddress(
      project.streams.map((stream) => topicOf(stream, placement.namespace, defaultDatabase)),
    ),
    sqlResources: sortByAddress(
      project.sqlResources.map((resource) => sqlResourceOf(resource, defaultDatabase)),
    ),
    components: sortByAddress(project.components),
  };
}
