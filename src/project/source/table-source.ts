import { engineOf, isMergeTree } from '../../facets/engines/index.ts';
import { usualGranularity } from '../../facets/tables/indexes.ts';
import { keyExpressions } from '../../model/canonical-text.ts';
import type { Constraint, Index, Projection, Table } from '../../model/table.ts';
import { splitList } from '../../model/tokens.ts';
import { type ConfigObject, type ConfigValue, configLines } from './config-value.ts';
import { type DeclaredEngine, engineSource } from './engine-source.ts';
import type { Names } from './names.ts';
import {
  declaredAs,
  lifeCycleImport,
  lifeCycleValue,
  type ObjectNames,
  type Place,
  type SourceReading,
  undeclarable,
} from './object-source.ts';
import { rowSource } from './row-source.ts';
import { settingsValue } from './settings-value.ts';
import { readableSql } from './sql-pieces.ts';
import { stringLiteral } from './ts-text.ts';

/** Writes a table: its enums, its row type, its constant. The table is canonical. */
export function tableSource(table: Table, own: ObjectNames, names: Names, place: Place): SourceReading {
  if (table.columns.length === 0) return undeclarable('it has no columns that could be read');
  const engine = engineSource(table, place.variables);
  if (engine.is === 'undeclarable') return engine;
  const config: ConfigObject = {
    database: place.database,
    ...tableOptions(table, engine),
    comment: table.comment,
    lifeCycle: lifeCycleValue(place),
  };
  const row = rowSource(table.columns, own.row, keyColumns(table), names);
  const constant = `export const ${own.constant} = new OlapTable<${own.row}>(${stringLiteral(table.name)}, ${configLines(config, 0)});\n`;
  return declaredAs([...row.declarations, constant].join('\n'), {
    values: ['OlapTable', ...engine.values, ...lifeCycleImport(place)],
    types: row.types,
    variables: engine.variables,
  });
}

/** Engine, keys and clauses of a table, all but its columns and its comment. */
export function tableOptions(table: Table, engine: DeclaredEngine): ConfigObject {
  return {
    ...engine.options,
    ...keyOptions(table, keyColumns(table)),
    ...clauseOptions(table),
    settings: engine.settings,
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
export function keyColumns(table: Table): readonly string[] {
  const key = ownPrimaryKey(table);
  const [sorting, primary] = [plainKey(table.orderBy, table), plainKey(key, table)];
  if (sorting === null || primary === null) return [];
  if (key === null) return sorting.length === 1 ? sorting : [];
  const isLeading = primary.length < sorting.length && primary.every((name, at) => name === sorting[at]);
  // Key columns are read in the order of the columns.
  const inOrder = table.columns.map(({ name }) => name).filter((name) => primary.includes(name));
  return isLeading && inOrder.every((name, at) => name === primary[at]) ? primary : [];
}

/** The primary key where it is not the sorting key. */
function ownPrimaryKey({ primaryKey, orderBy }: Table): string | null {
  return primaryKey === orderBy ? null : primaryKey;
}

function keyOptions(table: Table, keys: readonly string[]): ConfigObject {
  const { clauses } = engineOf(table.engine.name);
  // Without an ORDER BY of its own, the engine's only key is the primary one.
  if (!clauses.has('orderBy'))
    return { primaryKeyExpression: keys.length > 0 ? null : readable(table.primaryKey ?? table.orderBy) };
  const fields = plainKey(table.orderBy, table);
  const hasFields = fields !== null && fields.length > 0;
  const isSaidByKeys = ownPrimaryKey(table) === null || keys.length > 0;
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
    granularity: granularity === usualGranularity(type) ? null : granularity,
  };
}

function projectionValue({ name, body, settings }: Projection): ConfigObject {
  return { name, body, settings: settingsValue(settings) };
}

function constraintValue({ name, expression, kind }: Constraint): ConfigObject {
  return { name, expression, type: kind };
}
