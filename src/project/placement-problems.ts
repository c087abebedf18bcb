import { type Problem, problem } from '../errors.ts';
import type { DeclaredProject } from '../model/declared.ts';
import { isServerDatabase, reservedBy } from '../model/reserved-names.ts';

/** Databases named by declarations that the configuration does not list. */
export function databaseProblems(project: DeclaredProject, databases: readonly string[]): readonly Problem[] {
  const objects = [
    ...project.tables,
    ...project.views,
    ...project.materializedViews,
    ...project.dictionaries,
  ];
  return objects.flatMap(({ name, database, source }): readonly Problem[] => {
    if (database === null || databases.includes(database)) return [];
    const isServers = isServerDatabase(database);
    const message = isServers
      ? `${name}: database \`${database}\` is ClickHouse's own`
      : `${name}: database \`${database}\` is not configured`;
    const hint = isServers
      ? 'Name a database of yours, or leave it out'
      : `Add it to clickhouse_config.additional_databases in moose.config.toml: additional_databases = ["${database}"]`;
    return [problem('DECLARATION_INVALID', message, { position: source, hint })];
  });
}

/** Clusters named by declarations that the configuration does not list. */
export function clusterProblems(project: DeclaredProject, clusters: readonly string[]): readonly Problem[] {
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

/** Names that are not the project's to give. */
export function nameProblems(project: DeclaredProject): readonly Problem[] {
  const objects = [
    ...project.tables,
    ...project.views,
    ...project.materializedViews,
    ...project.dictionaries,
  ];
  return objects.flatMap(({ name, source }): readonly Problem[] => {
    const owner = reservedBy(name);
    if (owner === null) return [];
    const words =
      owner === 'ClickHouse'
        ? 'names like this are for tables that ClickHouse makes by itself'
        : 'names that begin with _moose are for the tables of this tool';
    return [
      problem('DECLARATION_INVALID', `${name}: ${words}`, { position: source, hint: 'Give another name' }),
    ];
  });
}
