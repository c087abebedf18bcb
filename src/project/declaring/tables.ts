import type { DeclaredColumn, DeclaredTable } from '../../model/declared.ts';
import { didYouMean } from '../../model/nearest-name.ts';
import type { Declaration } from '../../sdk/registry.ts';
import { plainConfig } from './plain-values.ts';
import { kindOf, membersOf, type Reading } from './reading.ts';
import { checkTableConfig } from './table-config.ts';

/** Every declared table, also those that pipelines and materialized views have made. */
export function readTables(reading: Reading): readonly DeclaredTable[] {
  return reading.declared('table').map((declaration) => readTable(reading, declaration));
}

function readTable(reading: Reading, declaration: Declaration): DeclaredTable {
  const table = membersOf(declaration.object);
  const config = membersOf(table.config);
  const name = reading.name(declaration, 'a table', table.name);
  const what = `table ${name}`;
  const columns = readColumns(reading, declaration, what, config.schema);
  const plain = plainConfig(reading, declaration, what, config);
  checkTableConfig(reading, declaration, what, plain);
  checkOrder(reading, declaration, what, plain, columns);
  for (const key of ['ver', 'isDeleted', 'sign'])
    checkNames(reading, declaration, `${key} of ${what}`, plain[key] ?? [], columns);
  return {
    name,
    database: reading.text(declaration, `the database of ${what}`, config.database),
    version: reading.text(declaration, `the version of ${what}`, config.version),
    cluster: reading.text(declaration, `the cluster of ${what}`, config.cluster),
    lifeCycle: reading.lifeCycle(declaration, what, config.lifeCycle),
    engine: reading.text(declaration, `the engine of ${what}`, config.engine) ?? 'MergeTree',
    config: plain,
    columns,
    source: reading.positionOf(declaration),
  };
}

/** Columns of the type argument, or else of the schema. */
export function readColumns(
  reading: Reading,
  declaration: Declaration,
  what: string,
  schema: unknown,
): readonly DeclaredColumn[] {
  const fromType = reading.siteColumns(declaration);
  if (fromType.length > 0) return fromType;
  if (schema !== undefined && !reading.reportMissing(declaration, `the schema of ${what}`, schema)) {
    const { columns, notices } = reading.zodColumns(declaration, schema);
    reading.notices.push(...notices.map((notice) => `${what}: ${notice}`));
    return columns;
  }
  if (schema === undefined && !reading.lacksColumns) {
    reading.report(
      declaration,
      `${what} has no columns`,
      'Name its row type, as in `new OlapTable<Row>(…)`, or give it a zod `schema`.',
    );
  }
  return [];
}

function checkOrder(
  reading: Reading,
  declaration: Declaration,
  what: string,
  config: Readonly<Record<string, unknown>>,
  columns: readonly DeclaredColumn[],
): void {
  const { orderByFields: fields, orderByExpression: expression } = config;
  const hasFields = Array.isArray(fields) && fields.length > 0;
  if (hasFields && typeof expression === 'string' && expression !== '') {
    reading.report(declaration, `${what} has both orderByFields and orderByExpression`, 'Keep one of them.');
  }
  if (fields !== undefined && fields !== null && !Array.isArray(fields)) {
    reading.report(declaration, `orderByFields of ${what} is ${kindOf(fields)}, not a list of columns`);
  } else {
    checkNames(reading, declaration, `orderByFields of ${what}`, fields ?? [], columns);
  }
}

/** Every name must be a column, or `column.field` of a nested one. */
function checkNames(
  reading: Reading,
  declaration: Declaration,
  what: string,
  names: unknown,
  columns: readonly DeclaredColumn[],
): void {
  if (columns.length === 0 || reading.lacksColumns) return;
  const known = columns.map((column) => column.name);
  for (const name of Array.isArray(names) ? names : [names]) {
    if (typeof name !== 'string' || known.includes(name) || known.includes(name.split('.')[0] ?? ''))
      continue;
    const hint = /\W/.test(name) ? 'An expression goes into orderByExpression.' : null;
    reading.report(
      declaration,
      `${what} names "${name}", which is no column${didYouMean(name, known)}`,
      hint,
    );
  }
}
