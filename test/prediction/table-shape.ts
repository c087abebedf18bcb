/** A table as the parts of its CREATE, so that a change of it is a change of a few parts. */
export interface TableShape {
  /** What follows the name of each column, in order. */
  readonly columns: Readonly<Record<string, string>>;
  /** Indexes, projections and constraints, by name. */
  readonly elements: Readonly<Record<string, string>>;
  readonly engine: string;
  readonly partitionBy: string;
  /** Empty where the sorting key is the primary key. */
  readonly primaryKey: string;
  readonly orderBy: string;
  readonly sampleBy: string;
  readonly ttl: string;
  readonly settings: string;
  readonly comment: string;
  /** What is inserted: a SELECT of all writable columns by name. */
  readonly rows: string;
}

/** A part that is given replaces the one of before; a column or element that is null goes. */
export interface Change extends Partial<Omit<TableShape, 'columns' | 'elements'>> {
  readonly columns?: Readonly<Record<string, string | null>>;
  readonly elements?: Readonly<Record<string, string | null>>;
}

function merged(
  before: Readonly<Record<string, string>>,
  change: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string>> {
  const all = Object.entries({ ...before, ...change });
  return Object.fromEntries(all.flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
}

export function changed(before: TableShape, change: Change): TableShape {
  return {
    ...before,
    ...change,
    columns: merged(before.columns, change.columns ?? {}),
    elements: merged(before.elements, change.elements ?? {}),
  };
}

/** Columns that the other parts of the base read. */
const CORE = new Set(['id', 'k', 'd', 'v', 'n', 'm', 'al']);

/** The base with only the columns that a change is about: most changes are about one, and each costs time. */
export function baseFor(...changes: readonly Change[]): TableShape {
  const text = JSON.stringify(changes);
  const isNamed = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(text);
  const columns = Object.entries(BASE.columns).filter(([name]) => CORE.has(name) || isNamed(name));
  return { ...BASE, columns: Object.fromEntries(columns) };
}

/** The CREATE TABLE of a shape. */
export function createOf(name: string, shape: TableShape): string {
  const inside = [
    ...Object.entries(shape.columns).map(([column, rest]) => `\`${column}\` ${rest}`),
    ...Object.entries(shape.elements).map(([element, rest]) => rest.replace('@', `\`${element}\``)),
  ];
  const clauses = [
    `ENGINE = ${shape.engine}`,
    shape.partitionBy === '' ? '' : `PARTITION BY ${shape.partitionBy}`,
    shape.primaryKey === '' ? '' : `PRIMARY KEY ${shape.primaryKey}`,
    `ORDER BY ${shape.orderBy}`,
    shape.sampleBy === '' ? '' : `SAMPLE BY ${shape.sampleBy}`,
    shape.ttl === '' ? '' : `TTL ${shape.ttl}`,
    `SETTINGS ${shape.settings}`,
    shape.comment === '' ? '' : `COMMENT '${shape.comment}'`,
  ];
  return `CREATE TABLE ${name} (${inside.join(', ')}) ${clauses.filter((clause) => clause !== '').join(' ')}`;
}

/** The table that every ALTER was tried on, with an element of each kind, rows in two partitions. */
export const BASE: TableShape = {
  columns: {
    id: 'UInt64',
    k: 'UInt32',
    d: 'Date',
    v: 'String',
    n: 'Int32 DEFAULT 1',
    nu: 'Nullable(Int32)',
    full: 'Nullable(Int32)',
    e: "Enum8('a' = 1, 'b' = 2)",
    lc: 'LowCardinality(String)',
    dt: 'DateTime',
    dec: 'Decimal(10, 2)',
    fs: 'FixedString(4)',
    arr: 'Array(Int32)',
    tup: 'Tuple(a UInt8, b String)',
    ne: 'Nested(a UInt8, b String)',
    j: 'JSON',
    f: 'Float64',
    big: 'Int64',
    text: 'String',
    digits: 'String',
    m: "String MATERIALIZED concat(v, 'x')",
    al: 'UInt64 ALIAS id + 1',
    cz: 'String CODEC(ZSTD(1))',
    tt: 'String TTL d + toIntervalYear(10)',
    unused: 'String',
  },
  elements: {
    ix: 'INDEX @ v TYPE bloom_filter(0.02) GRANULARITY 2',
    ix2: 'INDEX @ n TYPE minmax GRANULARITY 3',
    c1: 'CONSTRAINT @ CHECK id >= 0',
    p: 'PROJECTION @ (SELECT k, count() GROUP BY k)',
  },
  engine: 'MergeTree',
  partitionBy: 'toYYYYMM(d)',
  primaryKey: 'id',
  orderBy: '(id, k)',
  sampleBy: 'id',
  ttl: 'd + toIntervalYear(20)',
  settings: 'fsync_after_insert = 0, max_compress_block_size = 70000',
  comment: '',
  rows: `SELECT number AS id, number % 3 AS k, toDate('2026-05-01') + (number % 2) * 31 AS d, concat('v', toString(number)) AS v, toInt32(number * 100) AS n,
    if(number = 4, NULL, toInt32(number)) AS nu, toInt32(number) AS full, if(number = 3, 'b', 'a') AS e, toString(number % 2) AS lc,
    toDateTime('2026-05-01 10:20:30') + number AS dt, toDecimal32(number / 4, 2) AS dec, 'abcd' AS fs, [toInt32(number), 7] AS arr,
    tuple(toUInt8(number), 'b') AS tup, [tuple(toUInt8(1), 'x')] AS ne, '{"a": 1}' AS j, number / 3 AS f, toInt64(number) * 5000000000 AS big,
    if(number = 5, 'not a number', toString(number)) AS text, toString(number) AS digits, 'cz' AS cz, 'tt' AS tt, '' AS unused FROM numbers(20)`,
};
