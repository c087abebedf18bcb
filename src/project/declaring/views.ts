import { plainSecrets } from '../../facets/plain-secrets.ts';
import { securityText } from '../../facets/views/security.ts';
import type { DeclaredDependency, DeclaredSqlResource, DeclaredView } from '../../model/declared.ts';
import { didYouMean } from '../../model/nearest-name.ts';
import type { Declaration } from '../../sdk/registry.ts';
import { isSqlObject } from '../../sdk/sql.ts';
import type { ViewConfig } from '../../sdk/view.ts';
import { checkOptions, type OptionsOf } from './options.ts';
import { referenceOf, sqlText } from './plain-values.ts';
import { kindOf, membersOf, type Reading } from './reading.ts';

const OPTIONS: OptionsOf<ViewConfig> = {
  selectStatement: true,
  baseTables: true,
  sqlSecurity: true,
  definer: true,
  database: true,
  cluster: true,
  comment: true,
  lifeCycle: true,
  metadata: true,
};

/** Every declared view. */
export function readViews(reading: Reading): readonly DeclaredView[] {
  return reading.declared('view').map((declaration) => {
    const view = membersOf(declaration.object);
    const name = reading.name(declaration, 'a view', view.name);
    const config = membersOf(view.config);
    checkOptions(reading, declaration, `view ${name}`, config, OPTIONS);
    return readView(reading, declaration, `view ${name}`, name, config, 'baseTables');
  });
}

/** What every view says, materialized or not. */
export function readView(
  reading: Reading,
  declaration: Declaration,
  what: string,
  name: string,
  config: Readonly<Record<string, unknown>>,
  sourcesKey: string,
): DeclaredView {
  const select = sqlText(reading, declaration, `the SELECT of ${what}`, config.selectStatement);
  checkSecrets(reading, declaration, `the SELECT of ${what}`, select);
  return {
    name,
    database: reading.text(declaration, `the database of ${what}`, config.database),
    select,
    comment: reading.text(declaration, `the comment of ${what}`, config.comment),
    security: readSecurity(reading, declaration, what, config),
    sources: readDependencies(reading, declaration, [sourcesKey, what], config[sourcesKey]),
    lifeCycle: reading.lifeCycle(declaration, what, config.lifeCycle),
    cluster: reading.text(declaration, `the cluster of ${what}`, config.cluster),
    source: reading.positionOf(declaration),
  };
}

const SECURITIES = ['INVOKER', 'DEFINER', 'NONE'];

function readSecurity(
  reading: Reading,
  declaration: Declaration,
  what: string,
  config: Readonly<Record<string, unknown>>,
): string | null {
  const kind = reading.text(declaration, `sqlSecurity of ${what}`, config.sqlSecurity);
  const definer = reading.text(declaration, `the definer of ${what}`, config.definer);
  if (kind !== null && !SECURITIES.includes(kind))
    reading.report(
      declaration,
      `sqlSecurity of ${what} is "${kind}"${didYouMean(kind, SECURITIES)}`,
      `One of ${SECURITIES.join(', ')}.`,
    );
  if (definer !== null && kind !== null && kind !== 'DEFINER')
    reading.report(
      declaration,
      `${what} has a definer and sqlSecurity ${kind}`,
      'A definer goes with DEFINER alone.',
    );
  return securityText(kind, definer);
}

/** The text goes into plans and snapshots, and into the journal of the server. */
function checkSecrets(reading: Reading, declaration: Declaration, what: string, sql: string): void {
  for (const place of plainSecrets(sql))
    reading.report(
      declaration,
      `${what} holds a password or key (${place})`,
      "Put in mooseRuntimeEnv.get('NAME') instead, between the same quotes.",
    );
}

/** Every declared piece of hand-written SQL. */
export function readSqlResources(reading: Reading): readonly DeclaredSqlResource[] {
  return reading.declared('sql-resource').map((declaration) => {
    const resource = membersOf(declaration.object);
    const name = reading.name(declaration, 'an SQL resource', resource.name);
    const what = `SQL resource ${name}`;
    const statements = (part: string): readonly string[] => {
      const list = resource[part];
      if (Array.isArray(list))
        return list.map((text, index) => {
          const label = `${part}[${index}] of ${what}`;
          const sql = sqlText(reading, declaration, label, text);
          checkSecrets(reading, declaration, label, sql);
          return sql;
        });
      reading.report(declaration, `${part} of ${what} is ${kindOf(list)}, not a list of statements`);
      return [];
    };
    return {
      name,
      setup: statements('setup'),
      teardown: statements('teardown'),
      pullsFrom: readDependencies(reading, declaration, ['pullsDataFrom', what], resource.pullsDataFrom),
      pushesTo: readDependencies(reading, declaration, ['pushesDataTo', what], resource.pushesDataTo),
      source: reading.positionOf(declaration),
    };
  });
}

/** Declared tables, views and pieces of hand-written SQL in a list. */
export function readDependencies(
  reading: Reading,
  declaration: Declaration,
  [key, what]: readonly [key: string, what: string],
  value: unknown,
): readonly DeclaredDependency[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    const label = `${key} of ${what}`;
    if (!reading.reportMissing(declaration, label, value)) {
      reading.report(declaration, `${label} is ${kindOf(value)}, not a list`);
    }
    return [];
  }
  return value.flatMap((item: unknown, index): readonly DeclaredDependency[] => {
    const label = `${key}[${index}] of ${what}`;
    if (isSqlObject(item)) return [referenceOf(item)];
    const sqlResource = sqlResourceName(item);
    if (sqlResource !== null) return [{ sqlResource }];
    if (reading.reportMissing(declaration, label, item)) return [];
    reading.report(
      declaration,
      `${label} is ${kindOf(item)}, not a table or view`,
      item === undefined ? CIRCLE : null,
    );
    return [];
  });
}

const CIRCLE = 'Two files import each other, so this one ran before the other had declared it.';

function sqlResourceName(value: unknown): string | null {
  const { kind, name } = membersOf(value);
  return kind === 'SqlResource' && typeof name === 'string' ? name : null;
}
