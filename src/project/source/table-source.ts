import { engineOf, isMergeTree } from '../../facets/engines/index.ts';
import { settingLiteral } from '../../facets/settings-text.ts';
import { keyExpressions } from '../../model/canonical-text.ts';
import type { LifeCycle } from '../../model/life-cycle.ts';
import type { Constraint, Index, Projection, Settings, Table } from '../../model/table.ts';
import { splitList, stringValue } from '../../model/tokens.ts';
import { columnSource } from './column-source.ts';
import { type ConfigObject, type ConfigValue, code, configLines } from './config-value.ts';
import { engineSource } from './engine-source.ts';
import { createEnums } from './enum-source.ts';
import type { Names } from './names.ts';
import type { ObjectNames, SourceReading } from './object-source.ts';
import { readableSql } from './sql-pieces.ts';
import { stringLiteral } from './ts-text.ts';

/** Writes a table: its enums, its row type, its constant. The table is canonical. */
export function tableSource(
  table: Table,
  own: ObjectNames,
  names: Names,
  place: { readonly database: string | null; readonly lifeCycle: LifeCycle },
): SourceReading {
  if (table.columns.length === 0)
    return { is: 'undeclarable', because: 'it has no columns that could be read' };
  const engine = engineSource(table);
  if (engine.is === 'undeclarable') return engine;
  const keys = keyColumns(table);
  let current = '';
  const enums = createEnums(names, own.row, () => current);
  const columns = table.columns.map((column) => {
    current = column.name;
    return columnSource(column, keys.includes(column.name), enums);
  });
  const config: ConfigObject = {
    database: place.database,
    ...engine.options,
    ...keyOptions(table, keys),
    ...clauseOptions(table),
    lifeCycle: place.lifeCycle === 'FULLY_MANAGED' ? null : code(`LifeCycle.${place.lifeCycle}`),
  };
  const row = `export interface ${own.row} {\n${columns.map(({ text }) => text).join('')}}\n`;
  const constant = `export const ${own.constant} = new OlapTable<${own.row}>(${stringLiteral(table.name)}, ${configLines(config, 0)});\n`;
  const values = [
    'ClickHouseEngines',
    'OlapTable',
    ...(config.lifeCycle === null ? [] : ['LifeCycle']),
    ...(engine.variables.length === 0 ? [] : ['mooseRuntimeEnv']),
  ];
  return {
    is: 'declared',
    source: {
      code: [...enums.declarations(), row, constant].join('\n'),
      values,
      types: columns.flatMap(({ sdk }) => sdk),
      uses: [],
      variables: engine.variables,
    },
  };
}

/** The columns that a key consists of; null when it holds anything else. */
function plainKey(key: string | null, table: Table): readonly string[] | null {
  const names = keyExpressions(key).map(
    (part) => table.columns.find(({ name }) => name === part || `\`${name}\`` === part)?.name,
  );
  return names.some((name) => name === undefined) ? null : names.flatMap((name) => name ?? []);
}

/**
 * The columns to be tagged as Key: those of a primary key that is a shorter beginning of the sorting key, as nothing else says
 * so by itself; else the only column of the sorting key.
 */
function keyColumns(table: Table): readonly string[] {
  const [sorting, primary] = [plainKey(table.orderBy, table), plainKey(table.primaryKey, table)];
  if (sorting === null || primary === null) return [];
  if (table.primaryKey === null) return sorting.length === 1 ? sorting : [];
  const isLeading = primary.length < sorting.length && primary.every((name, at) => name === sorting[at]);
  // Key columns are read in the order of the columns.
  const inOrder = table.columns.map(({ name }) => name).filter((name) => primary.includes(name));
  return isLeading && inOrder.every((name, at) => name === primary[at]) ? primary : [];
}

function keyOptions(table: Table, keys: readonly string[]): ConfigObject {
  const { clauses } = engineOf(table.engine.name);
  // Without an ORDER BY of its own, the engine's only key is the primary one.
  if (!clauses.has('orderBy')) return { primaryKeyExpression: readable(table.primaryKey ?? table.orderBy) };
  const fields = plainKey(table.orderBy, table);
  const hasFields = fields !== null && fields.length > 0;
  const isSaidByKeys = table.primaryKey === null || keys.length > 0;
  const isUnsorted = table.orderBy === null && isMergeTree(table.engine.name);
  return {
    orderByFields: hasFields ? fields : null,
    orderByExpression: hasFields ? null : isUnsorted ? 'tuple()' : readable(table.orderBy),
    primaryKeyExpression: isSaidByKeys ? null : readable(table.primaryKey),
  };
}

function readable(text: string | null): string | null {
  return text === null ? null : readableSql(text);
}

function clauseOptions(table: Table): ConfigObject {
  return {
    partitionBy: readable(table.partitionBy),
    sampleByExpression: readable(table.sampleBy),
    ...(table.ttl === null ? {} : { ttl: readableSql(table.ttl) }),
    indexes: listOrNull(table.indexes.map(indexValue)),
    projections: listOrNull(table.projections.map(projectionValue)),
    constraints: listOrNull(table.constraints.map(constraintValue)),
    settings: settingsValue(table.settings),
    comment: table.comment,
  };
}

function listOrNull(items: readonly ConfigValue[]): readonly ConfigValue[] | null {
  return items.length === 0 ? null : items;
}

function indexValue({ name, expression, type, granularity }: Index): ConfigObject {
  const [, word = type, args = ''] = /^(\w+)\(([\s\S]*)\)$/.exec(type) ?? [];
  return {
    name,
    expression,
    type: word,
    arguments: listOrNull(splitList(args)),
    granularity: granularity === 1 ? null : granularity,
  };
}

function projectionValue({ name, body, settings }: Projection): ConfigObject {
  return { name, body, settings: settingsValue(settings) };
}

function constraintValue({ name, expression, kind }: Constraint): ConfigObject {
  return { name, expression, type: kind };
}

function settingsValue(settings: Settings): ConfigObject | null {
  const entries = Object.entries(settings).map(([name, value]) => [name, settingText(value)] as const);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

/** A value without its quotes, where they come back by themselves. */
function settingText(value: string): string {
  const bare = value.startsWith("'") ? stringValue(value) : value;
  return settingLiteral(bare) === value ? bare : value;
}
