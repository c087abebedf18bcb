import { type Problem, problem, throwProblems } from '../errors.ts';
import { engineFacets, engineOf } from '../facets/engines/index.ts';
import { withEnvironmentPlaceholders } from '../facets/secrets.ts';
import { eachTableFacet, makeClauses } from '../facets/tables/index.ts';
import { canonicalTopic, makeTopicClauses } from '../facets/topics/index.ts';
import { type Address, addressOf, sortByAddress } from '../model/address.ts';
import type {
  DeclaredDependency,
  DeclaredProject,
  DeclaredStream,
  DeclaredTable,
} from '../model/declared.ts';
import { type InfraMap, type SqlResource, sqlResourceAddress } from '../model/infra-map.ts';
import type { Table } from '../model/table.ts';
import { type Topic, topicAddress } from '../model/topic.ts';
import type { ProjectConfig } from './config/project-config.ts';
import { dictionaryOf, functionOf } from './dictionary-objects.ts';
import { clusterProblems, databaseProblems, nameProblems } from './placement-problems.ts';
import { streamProblems } from './stream-fit.ts';
import { dependencyAddress, materializedViewOf, referenceAddress, viewOf } from './view-objects.ts';

/** `events` at version `1.2.0` is deployed as `events_1_2_0`. */
export function deployedName(name: string, version: string | null): string {
  return version === null ? name : `${name}_${version.replaceAll('.', '_')}`;
}

/** The server finds a dictionary that an engine names only with its database. */
function withOwnDatabase(declared: DeclaredTable, defaultDatabase: string): DeclaredTable {
  const { dictionary } = declared.config;
  if (declared.engine !== 'Dictionary' || typeof dictionary !== 'string' || dictionary.includes('.'))
    return declared;
  return { ...declared, config: { ...declared.config, dictionary: `${defaultDatabase}.${dictionary}` } };
}

function tableOf(written: DeclaredTable, defaultDatabase: string): Table {
  const declared = withOwnDatabase(written, defaultDatabase);
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
  if (clauses.has('primaryKey') && !clauses.has('orderBy') && table.primaryKey === null)
    return [
      problem('DECLARATION_INVALID', `${table.address}: engine ${declared.engine} needs a key`, {
        position,
        hint: 'Tag its column with Key<…>, or give primaryKeyExpression',
      }),
    ];
  const unwanted = eachTableFacet((name, facet) => {
    if (name === 'columns' || name === 'engine' || name === 'comment') return null;
    const isPresent = facet.clause(table[name], table) !== null || facet.elements(table[name]).length > 0;
    return isPresent && !clauses.has(name) ? name : null;
  }).filter((name) => name !== null);
  const kept = clauses.has('ttl') ? [] : table.columns.filter(({ ttl }) => ttl !== null);
  const parts = [...unwanted, ...kept.map(({ name }) => `TTL of a column (${name})`)];
  return parts.map((part) =>
    problem('DECLARATION_INVALID', `${table.address}: engine ${declared.engine} takes no ${part}`, {
      position,
    }),
  );
}

/** What a stream's topic is called on the cluster: `[namespace.]name[_1_0]`. */
export function topicNameOf(stream: DeclaredStream, namespace: string | null): string {
  return [namespace, deployedName(stream.name, stream.version)]
    .filter((part) => part !== null && part !== '')
    .join('.');
}

function topicOf(stream: DeclaredStream, namespace: string | null, defaultDatabase: string): Topic {
  const name = topicNameOf(stream, namespace);
  return canonicalTopic({
    ...makeTopicClauses((_, facet) => facet.extract(stream)),
    address: topicAddress(name),
    name,
    isPinned: stream.isPinned,
    destination: stream.destination === null ? null : referenceAddress(stream.destination, defaultDatabase),
    version: stream.version,
    lifeCycle: stream.lifeCycle,
    source: stream.source,
    live: null,
  });
}

function sqlResourceOf(
  declared: DeclaredProject['sqlResources'][number],
  defaultDatabase: string,
): SqlResource {
  const addresses = (dependencies: readonly DeclaredDependency[]): readonly Address[] =>
    dependencies.map((dependency) => dependencyAddress(dependency, defaultDatabase)).sort();
  return {
    address: sqlResourceAddress(declared.name),
    name: declared.name,
    setup: declared.setup.map(withEnvironmentPlaceholders),
    teardown: declared.teardown.map(withEnvironmentPlaceholders),
    pullsFrom: addresses(declared.pullsFrom),
    pushesTo: addresses(declared.pushesTo),
    source: declared.source,
  };
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

/** Where the objects of a project live by its configuration, with another default database where the target has one. */
export function placementOf(config: ProjectConfig, defaultDatabase: string): Placement {
  const { additionalDatabases, clusters } = config.clickhouse;
  return { defaultDatabase, additionalDatabases, clusters, namespace: config.redpanda.namespace };
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
    ...nameProblems(project),
    ...project.tables.flatMap((declared, at) => {
      const table = tables[at];
      return table === undefined ? [] : tableProblems(declared, table);
    }),
    ...streamProblems(project, tables, defaultDatabase),
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
