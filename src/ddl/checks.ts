import { isNullable, removedEnumLabels, typeChange } from '../facets/types/change.ts';
import { isEnum } from '../facets/types/enum.ts';
import { innerTypes, parseType, printType, type TypeNode } from '../facets/types/type-text.ts';
import type { Check } from '../model/check.ts';
import type { Operation, OperationOf } from '../model/operation.ts';
import { isWord, quoteName, quoteQualified, quoteString, splitList, tokenize } from '../model/tokens.ts';

/** A question over more rows than this looks at a part of them. */
const SAMPLED_ROWS = 50_000_000;

/** Seconds after which a question gives up. */
const LIMIT_SECONDS = 60;

/** What is known of the table that a check asks about. */
export interface CheckedTable {
  /** Null where not known. */
  readonly rows: number | null;
}

interface RowQuestion {
  readonly operation: Operation;
  readonly hit: string;
  readonly where: string;
  /** What to show of a hit; null where there is nothing to see. */
  readonly show: string | null;
  readonly hazard: Check['hazard'];
  readonly settles: Check['settles'];
  readonly rows: number | null;
}

function rowCheck({ operation, hit, where, show, hazard, settles, rows }: RowQuestion): Check {
  const isSampled = rows !== null && rows > SAMPLED_ROWS;
  const table = quoteQualified(operation.target.database, operation.target.name);
  const source = isSampled ? `(SELECT * FROM ${table} LIMIT ${SAMPLED_ROWS})` : table;
  const samples =
    show === null ? 'emptyArrayString()' : `groupUniqArray(3)(substring(toString(${show}), 1, 200))`;
  const sql = `SELECT count() AS hits, ${samples} AS samples FROM ${source} WHERE ${where} SETTINGS max_execution_time = ${LIMIT_SECONDS}`;
  // A part of the rows proves nothing about the others.
  return {
    because: operation.because,
    hit,
    sql,
    hazard,
    settles: isSampled ? [] : settles,
    sampled: isSampled ? SAMPLED_ROWS : null,
  };
}

function unwrapped(node: TypeNode): TypeNode {
  const inner = innerTypes(node).at(-1);
  return (node.name === 'Nullable' || node.name === 'LowCardinality') && inner !== undefined
    ? unwrapped(inner)
    : node;
}

const COMPOSED = new Set([
  'Array',
  'Map',
  'Tuple',
  'Nested',
  'JSON',
  'Object',
  'Variant',
  'Dynamic',
  'AggregateFunction',
  'SimpleAggregateFunction',
]);

/** True where a value of the column would fail to convert or come back as another one; null where no query can tell. */
function conversionFault(column: string, before: TypeNode, after: TypeNode): string | null {
  const [from, to] = [unwrapped(before), unwrapped(after)];
  if (from.name === 'Array' && to.name === 'Array') {
    const [inner, wanted] = [innerTypes(from)[0], innerTypes(to)[0]];
    const fault = inner === undefined || wanted === undefined ? null : conversionFault('x', inner, wanted);
    return fault === null ? null : `arrayExists(x -> ifNull(${fault}, 0), ${column})`;
  }
  if (COMPOSED.has(from.name) || COMPOSED.has(to.name)) return null;
  if (/^Enum/.test(to.name)) return null;
  const converted = `accurateCastOrNull(${/^Enum/.test(from.name) ? `toString(${column})` : column}, ${quoteString(printType(to))})`;
  const back = /^Enum/.test(from.name) ? 'String' : printType(from);
  return `${column} IS NOT NULL AND (${converted} IS NULL OR accurateCastOrNull(${converted}, ${quoteString(back)}) != ${/^Enum/.test(from.name) ? `toString(${column})` : column})`;
}

/** From text, a value that does not parse fails the mutation and leaves the column unreadable: that can never be approved. */
function failsOutright(before: TypeNode, after: TypeNode): boolean {
  const [from, to] = [unwrapped(before), unwrapped(after)];
  return ['String', 'FixedString'].includes(from.name) && !['String'].includes(to.name);
}

function labelsCheck(operation: OperationOf<'ModifyTableColumn'>, rows: number | null): readonly Check[] {
  const labels = removedEnumLabels(operation.before.type, operation.after.type);
  const node = unwrapped(parseType(operation.before.type));
  const element = node.name === 'Array' ? innerTypes(node).map(unwrapped)[0] : undefined;
  // Deeper inside a type no simple question reaches.
  if (labels.length === 0 || !isEnum(element ?? node)) return [];
  const column = quoteName(operation.before.name);
  const list = labels.map(quoteString).join(', ');
  const where =
    element === undefined
      ? `toString(${column}) IN (${list})`
      : `arrayExists(x -> toString(x) IN (${list}), ${column})`;
  // Every later read of such a row would fail (691).
  return [
    rowCheck({
      operation,
      hit: `rows whose ${operation.before.name} is one of the removed values`,
      where,
      show: column,
      hazard: null,
      settles: ['MAY_FAIL_ON_DATA'],
      rows,
    }),
  ];
}

function nullsCheck(operation: OperationOf<'ModifyTableColumn'>, rows: number | null): readonly Check[] {
  const { before, after } = operation;
  if (!isNullable(before.type) || isNullable(after.type)) return [];
  const column = quoteName(before.name);
  return [
    rowCheck({
      operation,
      hit: `rows whose ${before.name} is NULL and would become the default`,
      where: `${column} IS NULL`,
      show: null,
      hazard: 'CHANGES_VALUES',
      settles: ['CHANGES_VALUES'],
      rows,
    }),
  ];
}

function modifyColumnChecks(
  operation: OperationOf<'ModifyTableColumn'>,
  rows: number | null,
): readonly Check[] {
  const { before, after } = operation;
  const isStored = (column: typeof before): boolean =>
    column.default?.kind !== 'ALIAS' && column.default?.kind !== 'EPHEMERAL';
  if (before.type === after.type || !isStored(before) || !isStored(after)) return [];
  const checks = [...labelsCheck(operation, rows), ...nullsCheck(operation, rows)];
  const { hazards } = typeChange(before.type, after.type);
  const column = quoteName(before.name);
  const [from, to] = [parseType(before.type), parseType(after.type)];
  const isDoubtful = hazards.includes('MAY_FAIL_ON_DATA') || hazards.includes('CHANGES_VALUES');
  const where = isDoubtful ? conversionFault(column, from, to) : null;
  if (where === null) return checks;
  const hazard = failsOutright(from, to) ? null : 'CHANGES_VALUES';
  const show = column;
  return [
    ...checks,
    rowCheck({
      operation,
      hit: `rows whose ${before.name} cannot be ${after.type} as it is`,
      where,
      show,
      hazard,
      settles: ['MAY_FAIL_ON_DATA', 'CHANGES_VALUES'],
      rows,
    }),
  ];
}

/** The moment at which each deleting part of a TTL expires, with its condition; parts that move or merge rows are left out. */
function expiries(ttl: string): readonly string[] {
  return splitList(ttl).flatMap((part) => {
    const tokens = tokenize(part);
    if (
      tokens.some(
        (token) => token.depth === 0 && ['TO', 'RECOMPRESS', 'GROUP'].some((word) => isWord(token, word)),
      )
    )
      return [];
    const at = tokens.find(
      (token) => token.depth === 0 && (isWord(token, 'WHERE') || isWord(token, 'DELETE')),
    );
    const where = tokens.find((token) => token.depth === 0 && isWord(token, 'WHERE'));
    const moment = part.slice(0, at?.start ?? part.length).trim();
    return [
      where === undefined
        ? `(${moment}) <= now()`
        : `(${moment}) <= now() AND (${part.slice(where.end).trim()})`,
    ];
  });
}

function ttlChecks(operation: OperationOf<'ModifyTableTtl'>, rows: number | null): readonly Check[] {
  if (operation.after === null) return [];
  const parts = expiries(operation.after);
  if (parts.length === 0) return [];
  const where = parts.map((part) => `(${part})`).join(' OR ');
  return [
    rowCheck({
      operation,
      hit: 'rows that the new TTL expires at once',
      where,
      show: null,
      hazard: 'EXPIRES_ROWS',
      settles: ['EXPIRES_ROWS'],
      rows,
    }),
  ];
}

function constraintChecks(
  operation: OperationOf<'AddTableConstraint'>,
  rows: number | null,
): readonly Check[] {
  if (operation.constraint.kind !== 'CHECK') return [];
  const where = `NOT (${operation.constraint.expression})`;
  return [
    rowCheck({
      operation,
      hit: 'rows that break the new constraint; inserts like them would fail',
      where,
      show: null,
      hazard: 'BLOCKS_WRITES',
      settles: ['BLOCKS_WRITES'],
      rows,
    }),
  ];
}

/** Unfinished mutations: another one waits behind them, and behind a failing one forever. */
function mutationChecks(operation: Operation): readonly Check[] {
  if (operation.cost.class !== 'mutation' && operation.cost.class !== 'rewrite') return [];
  const { database, name } = operation.target;
  const sql = `SELECT count() AS hits, arraySlice(groupArray(concat(command, if(latest_fail_reason = '', '', concat(' fails: ', substring(latest_fail_reason, 1, 200))))), 1, 3) AS samples FROM system.mutations WHERE database = ${quoteString(database)} AND table = ${quoteString(name)} AND NOT is_done`;
  return [
    {
      because: operation.because,
      hit: 'unfinished mutations on the table',
      sql,
      hazard: null,
      settles: [],
      sampled: null,
    },
  ];
}

function dropChecks(operation: Operation): readonly Check[] {
  const { database, name } = operation.target;
  const sql = `SELECT count() AS hits, groupArray(formatReadableSize(total_bytes)) AS samples FROM system.tables WHERE database = ${quoteString(database)} AND name = ${quoteString(name)} AND total_bytes > (SELECT toUInt64(value) AS bytes FROM system.server_settings WHERE name = 'max_table_size_to_drop') AND (SELECT toUInt64(value) FROM system.server_settings WHERE name = 'max_table_size_to_drop') > 0`;
  return [
    {
      because: operation.because,
      hit: 'table larger than max_table_size_to_drop, which the server will not drop',
      sql,
      hazard: null,
      settles: [],
      sampled: null,
    },
  ];
}

/** The questions that an operation asks of the data before it may run. */
export function checksOf(operation: Operation, { rows }: CheckedTable): readonly Check[] {
  switch (operation.kind) {
    case 'ModifyTableColumn':
      return [...mutationChecks(operation), ...modifyColumnChecks(operation, rows)];
    case 'ModifyTableTtl':
      return ttlChecks(operation, rows);
    case 'AddTableConstraint':
      return constraintChecks(operation, rows);
    case 'DropTable':
      return dropChecks(operation);
    default:
      return mutationChecks(operation);
  }
}
