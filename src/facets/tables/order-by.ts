import { canonicalKey, keyExpressions } from '../../model/canonical-text.ts';
import type { Table, TableClauses } from '../../model/table.ts';
import { quoteName } from '../../model/tokens.ts';
import { engineOf, isMergeTree } from '../engines/index.ts';
import type { TableFacet } from '../facet.ts';
import { ALTER, SAME } from '../facet.ts';
import { configText, configTexts } from './config.ts';
import { byName } from './keyed.ts';
import { needsRebuild } from './keys.ts';

/** A list of column names as a key. */
export function keyOfFields(fields: readonly string[]): string {
  return `(${fields.map(quoteName).join(', ')})`;
}

/** What may be appended: columns that this plan adds, without a default expression. */
function appendable(before: Table, after: Table): ReadonlySet<string> {
  const existing = byName(before.columns);
  return new Set(
    after.columns
      .filter((column) => !existing.has(column.name) && column.default === null)
      .map((column) => column.name),
  );
}

function isAppend(
  before: readonly string[],
  after: readonly string[],
  columns: ReadonlySet<string>,
): boolean {
  return (
    after.length > before.length &&
    before.every((part, at) => part === after[at]) &&
    after.slice(before.length).every((part) => columns.has(part))
  );
}

/** The key may be shortened only down to an explicit primary key. */
function isShortening(before: Table, after: Table): boolean {
  const [was, is, primary] = [
    keyExpressions(before.orderBy),
    keyExpressions(after.orderBy),
    keyExpressions(before.primaryKey),
  ];
  return (
    primary.length > 0 &&
    is.length < was.length &&
    is.length >= primary.length &&
    is.every((part, at) => part === was[at])
  );
}

/** The declared spelling; but beside a PRIMARY KEY an empty ORDER BY is none, and the server takes the primary key for it. */
function sentKey(declared: string | null, after: string | null): string {
  const isEmpty = declared === null || keyExpressions(declared).length === 0;
  return isEmpty ? (after ?? 'tuple()') : declared;
}

function sortsByKey(engine: string): boolean {
  return isMergeTree(engine) || engine === 'MaterializedPostgreSQL';
}

/**
 * Without a key and without any other clause, arguments of a MergeTree engine are taken for its old syntax, `(date, key, 8192)`,
 * by ATTACH (42). More arguments than the engine has parameters are that syntax, and then the key is among them.
 */
function mustSayNone({ engine, primaryKey }: TableClauses): boolean {
  return (
    isMergeTree(engine.name) &&
    primaryKey === null &&
    engine.args.length > 0 &&
    engine.args.length <= engineOf(engine.name).parameters.length
  );
}

/** ORDER BY: https://clickhouse.com/docs/sql-reference/statements/alter/order-by */
export const orderBy: TableFacet<string | null> = {
  keyword: 'ORDER BY',
  extract({ config, columns, engine }) {
    if (!engineOf(engine).clauses.has('orderBy')) return null;
    const fields = configTexts(config, 'orderByFields');
    if (fields !== null && fields.length > 0) return keyOfFields(fields);
    const expression = configText(config, 'orderByExpression');
    if (expression !== null) return expression;
    // Files in a bucket have an order only where somebody says so.
    if (!sortsByKey(engine)) return null;
    const keys = columns.filter((column) => column.tags.key === true).map((column) => column.name);
    if (keys.length > 0) return keyOfFields(keys);
    // Servers before 24.1 refuse a MergeTree without ORDER BY.
    return isMergeTree(engine) && configText(config, 'primaryKeyExpression') === null ? 'tuple()' : null;
  },
  introspect: (parts) => parts.clauses.get('ORDER BY') ?? null,
  canonical: (value, table) => canonicalKey(value ?? table.primaryKey),
  diff(before, after, tables) {
    if (before === after) return SAME;
    if (after !== null && before !== null) {
      const columns = appendable(tables.before, tables.after);
      if (isAppend(keyExpressions(before), keyExpressions(after), columns)) return ALTER;
      if (isShortening(tables.before, tables.after)) return ALTER;
    }
    return { is: 'rebuild', because: needsRebuild(`ORDER BY (${before ?? 'none'} -> ${after ?? 'none'})`) };
  },
  operations: ({ before, after, declared }) => [
    {
      step: 'do',
      part: null,
      action: { kind: 'ModifyOrderBy', before, after: sentKey(declared, after) },
      effect: { cost: 'metadata', hazards: [] },
    },
  ],
  elements: () => [],
  clause(value, table) {
    if (value !== null) return `ORDER BY ${value}`;
    return mustSayNone(table) ? 'ORDER BY tuple()' : null;
  },
  describe: (before, after) => `ORDER BY ${before ?? 'tuple()'} -> ${after ?? 'tuple()'}`,
  samples: ['id', '(id, at)', '(id, extra)', null],
};
