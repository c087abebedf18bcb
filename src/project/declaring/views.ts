import type {
  DeclaredMaterializedView,
  DeclaredReference,
  DeclaredSqlResource,
  DeclaredView,
} from '../../model/declared.ts';
import type { Declaration } from '../../sdk/registry.ts';
import { isSqlObject, type SqlObject } from '../../sdk/sql.ts';
import { referenceOf, sqlText } from './plain-values.ts';
import { kindOf, membersOf, type Reading } from './reading.ts';

/** Every declared view. */
export function readViews(reading: Reading): readonly DeclaredView[] {
  return reading.declared('view').map((declaration) => {
    const view = membersOf(declaration.object);
    const name = reading.name(declaration, 'a view', view.name);
    return readView(reading, declaration, `view ${name}`, name, membersOf(view.config), 'baseTables');
  });
}

function readView(
  reading: Reading,
  declaration: Declaration,
  what: string,
  name: string,
  config: Readonly<Record<string, unknown>>,
  sourcesKey: string,
): DeclaredView {
  return {
    name,
    database: reading.text(declaration, `the database of ${what}`, config.database),
    select: sqlText(reading, declaration, `the SELECT of ${what}`, config.selectStatement),
    comment: reading.text(declaration, `the comment of ${what}`, config.comment),
    sources: readReferences(reading, declaration, [sourcesKey, what], config[sourcesKey]),
    lifeCycle: reading.lifeCycle(declaration, what, config.lifeCycle),
    cluster: reading.text(declaration, `the cluster of ${what}`, config.cluster),
    source: reading.positionOf(declaration),
  };
}

/** Every declared materialized view. */
export function readMaterializedViews(reading: Reading): readonly DeclaredMaterializedView[] {
  return reading.declared('materialized-view').map((declaration) => {
    const view = membersOf(declaration.object);
    const config = membersOf(view.config);
    const name = reading.name(declaration, 'a materialized view', view.name);
    const what = `materialized view ${name}`;
    const target = readTarget(reading, declaration, what, view.targetTable);
    const own = readView(reading, declaration, what, name, config, 'selectTables');
    if (target.name === name && target.database === own.database) {
      reading.report(
        declaration,
        `${what} has the name of its target table`,
        'Give the view a name of its own, such as `…_mv`.',
      );
    }
    return {
      ...own,
      target,
      refresh: config.refreshConfig === undefined ? null : refreshText(membersOf(config.refreshConfig)),
    };
  });
}

function readTarget(
  reading: Reading,
  declaration: Declaration,
  what: string,
  target: unknown,
): DeclaredReference {
  if (isSqlObject(target)) return referenceOf(target);
  reading.report(declaration, `${what} has no target table`, 'Give it `targetTable`.');
  return { database: null, name: '' };
}

/** `EVERY 1 HOUR OFFSET 5 MINUTE …`: https://clickhouse.com/docs/sql-reference/statements/create/view#refreshable-materialized-view */
function refreshText(config: Readonly<Record<string, unknown>>): string {
  const { interval, offset, randomize, dependsOn, append } = config;
  const words = [`${String(membersOf(interval).type).toUpperCase()} ${durationText(interval)}`];
  if (offset !== undefined) words.push(`OFFSET ${durationText(offset)}`);
  if (randomize !== undefined) words.push(`RANDOMIZE FOR ${durationText(randomize)}`);
  if (Array.isArray(dependsOn) && dependsOn.length > 0)
    words.push(`DEPENDS ON ${dependsOn.map(dependencyText).join(', ')}`);
  if (append === true) words.push('APPEND');
  return words.join(' ');
}

function durationText(value: unknown): string {
  const { value: count, unit } = membersOf(value);
  return `${String(count)} ${String(unit).toUpperCase()}`;
}

function dependencyText(value: unknown): string {
  if (!isSqlObject(value)) return String(value);
  const { database, name } = referenceOf(value);
  return database === null ? name : `${database}.${name}`;
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
        return list.map((text, index) => sqlText(reading, declaration, `${part}[${index}] of ${what}`, text));
      reading.report(declaration, `${part} of ${what} is ${kindOf(list)}, not a list of statements`);
      return [];
    };
    return {
      name,
      setup: statements('setup'),
      teardown: statements('teardown'),
      pullsFrom: readReferences(reading, declaration, ['pullsDataFrom', what], resource.pullsDataFrom),
      pushesTo: readReferences(reading, declaration, ['pushesDataTo', what], resource.pushesDataTo),
      source: reading.positionOf(declaration),
    };
  });
}

function readReferences(
  reading: Reading,
  declaration: Declaration,
  [key, what]: readonly [key: string, what: string],
  value: unknown,
): readonly DeclaredReference[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    const label = `${key} of ${what}`;
    if (!reading.reportMissing(declaration, label, value)) {
      reading.report(declaration, `${label} is ${kindOf(value)}, not a list`);
    }
    return [];
  }
  const objects = value.filter((item, index): item is SqlObject => {
    const label = `${key}[${index}] of ${what}`;
    if (isSqlObject(item)) return true;
    // A dependency on hand-written SQL has no name on the server.
    if (isSqlResource(item) || reading.reportMissing(declaration, label, item)) return false;
    reading.report(
      declaration,
      `${label} is ${kindOf(item)}, not a table or view`,
      item === undefined ? CIRCLE : null,
    );
    return false;
  });
  return objects.map(referenceOf);
}

const CIRCLE = 'Two files import each other, so this one ran before the other had declared it.';

function isSqlResource(value: unknown): boolean {
  return membersOf(value).kind === 'SqlResource';
}
