import { withEnvironmentPlaceholders } from '../facets/secrets.ts';
import { settingLiteral } from '../facets/settings-text.ts';
import { makeClauses } from '../facets/tables/index.ts';
import { type Address, addressOf } from '../model/address.ts';
import type {
  DeclaredDependency,
  DeclaredMaterializedView,
  DeclaredReference,
  DeclaredRefresh,
  DeclaredView,
} from '../model/declared.ts';
import { sqlResourceAddress } from '../model/infra-map.ts';
import { quoteQualified } from '../model/tokens.ts';
import type { MaterializedView, View } from '../model/view.ts';

export function referenceAddress(reference: DeclaredReference, defaultDatabase: string): Address {
  return addressOf(reference.database ?? defaultDatabase, reference.name);
}

/** The same of whatever else is needed first: `sql/countries` for hand-written SQL. */
export function dependencyAddress(dependency: DeclaredDependency, defaultDatabase: string): Address {
  return 'sqlResource' in dependency
    ? sqlResourceAddress(dependency.sqlResource)
    : referenceAddress(dependency, defaultDatabase);
}

export function viewOf(declared: DeclaredView, defaultDatabase: string): View {
  const database = declared.database ?? defaultDatabase;
  return {
    address: addressOf(database, declared.name),
    database,
    name: declared.name,
    select: withEnvironmentPlaceholders(declared.select.trim().replace(/;\s*$/, '')),
    columns: null,
    security: declared.security,
    comment: declared.comment,
    sources: declared.sources.map((source) => dependencyAddress(source, defaultDatabase)).sort(),
    lifeCycle: declared.lifeCycle,
    cluster: declared.cluster,
    source: declared.source,
    notUnderstood: null,
  };
}

/** What stands behind REFRESH, in the order in which ClickHouse wants it. */
function refreshText(
  { schedule, dependsOn, settings, append }: DeclaredRefresh,
  defaultDatabase: string,
): string {
  const names = dependsOn.map(({ database, name }) => quoteQualified(database ?? defaultDatabase, name));
  const values = Object.entries(settings).map(
    ([name, value]) => `${name} = ${settingLiteral(typeof value === 'boolean' ? Number(value) : value)}`,
  );
  return [
    schedule,
    names.length === 0 ? '' : `DEPENDS ON ${names.join(', ')}`,
    values.length === 0 ? '' : `SETTINGS ${values.join(', ')}`,
    append ? 'APPEND' : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

export function materializedViewOf(
  declared: DeclaredMaterializedView,
  defaultDatabase: string,
): MaterializedView {
  const { target, inner, refresh } = declared;
  return {
    ...viewOf(declared, defaultDatabase),
    target: target === null ? null : { database: target.database ?? defaultDatabase, name: target.name },
    refresh: refresh === null ? null : refreshText(refresh, defaultDatabase),
    inner: inner === null ? null : { ...makeClauses((_, facet) => facet.extract(inner)), comment: null },
    startsEmpty: refresh?.empty === true,
  };
}
