import fc from 'fast-check';
import { columnFacets } from '../../src/facets/columns/index.ts';
import { tableFacets } from '../../src/facets/tables/index.ts';
import {
  type Column,
  type ColumnDefault,
  type Constraint,
  type Engine,
  type Index,
  type Projection,
  plainColumn,
  type Table,
  type TableClauses,
} from '../../src/model/table.ts';

/** A table before, and what the code wants it to be. */
export interface TablePair {
  readonly before: TableClauses;
  readonly after: TableClauses;
}

/** Types with a default, codecs and statistics that suit them. */
interface Family {
  readonly types: readonly string[];
  readonly defaults: readonly string[];
  readonly codecs: readonly (string | null)[];
  readonly statistics: readonly (string | null)[];
}

const NUMBER_CODECS = [...columnFacets.codec.samples, 'Delta(4), ZSTD(1)', 'NONE'];
const FAMILIES: readonly Family[] = [
  {
    types: ['UInt8', 'UInt32', 'Int32', 'Int64', 'UInt64', 'Int128'],
    defaults: ['7', 'n + 1', 'toInt8(3)'],
    codecs: NUMBER_CODECS.filter((codec) => codec === null || !codec.startsWith('T64')),
    statistics: columnFacets.statistics.samples,
  },
  {
    types: ['Float32', 'Float64', 'Decimal(9, 2)', 'Decimal(18, 4)'],
    defaults: ['1.5', 'n / 2'],
    codecs: [null, 'ZSTD(3)', 'LZ4HC(9)'],
    statistics: [null, 'minmax'],
  },
  {
    types: [
      'String',
      'LowCardinality(String)',
      'Nullable(String)',
      'LowCardinality(Nullable(String))',
      'FixedString(9)',
    ],
    defaults: ["'new'", "concat(s, '-')", "'it\\'s'"],
    codecs: [null, 'ZSTD(3)', 'LZ4'],
    statistics: [null],
  },
  {
    types: ['Nullable(UInt32)', 'Nullable(Int64)'],
    defaults: ['NULL', '7'],
    codecs: [null, 'ZSTD(3)'],
    statistics: [null],
  },
  {
    types: ['Date', 'DateTime', "DateTime('Europe/Berlin')", 'DateTime64(3)', "DateTime64(6, 'UTC')"],
    defaults: ['now()', "'2026-11-20'"],
    codecs: [null, 'Delta, ZSTD(1)', 'DoubleDelta'],
    statistics: [null],
  },
  {
    types: ["Enum8('a' = 1, 'b' = 2)", "Enum8('a' = 1, 'b' = 2, 'c' = 3)", "Enum16('a' = 1, 'b' = 2)"],
    defaults: ["'a'"],
    codecs: [null],
    statistics: [null],
  },
  {
    types: [
      'Array(String)',
      'Array(UInt8)',
      'Map(String, UInt32)',
      'Tuple(a UInt8, b String)',
      'Array(Tuple(a UInt8, b String))',
      'Nested(a UInt8, b String)',
      'JSON',
      'JSON(max_dynamic_paths = 8, a.b UInt32)',
      'UUID',
      'IPv4',
      'Variant(String, UInt64)',
      'SimpleAggregateFunction(sum, UInt64)',
    ],
    defaults: [],
    codecs: [null, 'ZSTD(3)'],
    statistics: [null],
  },
];

const from = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
/** Mostly the first value: tables in which everything is unusual are unusual. */
const rarely = <T>(usual: T, others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: from(others) });

function defaultOf({ defaults }: Family): fc.Arbitrary<ColumnDefault | null> {
  if (defaults.length === 0) return fc.constant(null);
  const written = fc.record({
    kind: fc.constantFrom('DEFAULT' as const, 'DEFAULT' as const, 'MATERIALIZED' as const, 'ALIAS' as const),
    expression: from(defaults),
  });
  const ephemeral = fc.constant({ kind: 'EPHEMERAL' as const, expression: null });
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(null) },
    { weight: 4, arbitrary: written },
    { weight: 1, arbitrary: ephemeral },
  );
}

const NAMES = ['a', 'b', 'page views', 'Type', "it's", 'x.y', '日本'];

function anyColumn(name: string): fc.Arbitrary<Column> {
  return from(FAMILIES)
    .chain((family) =>
      fc.record({
        name: fc.constant(name),
        type: from(family.types),
        default: defaultOf(family),
        comment: rarely(null, columnFacets.comment.samples),
        codec: rarely(null, family.codecs),
        statistics: rarely(null, family.statistics),
        ttl: rarely(null, columnFacets.ttl.samples),
        settings: rarely({}, columnFacets.settings.samples),
      }),
    )
    .map(possible);
}

/** Without the clauses that a column which is not stored cannot have. */
function possible(one: Column): Column {
  const isStored =
    one.default === null || one.default.kind === 'DEFAULT' || one.default.kind === 'MATERIALIZED';
  return isStored ? one : { ...one, codec: null, statistics: null, ttl: null, settings: {} };
}

const FIXED: readonly fc.Arbitrary<Column>[] = [
  fc.constant(plainColumn('id', 'UInt64')),
  rarely(plainColumn('at', 'DateTime'), [
    plainColumn('at', 'DateTime', { comment: 'when' }),
    plainColumn('at', "DateTime('UTC')"),
  ]),
  rarely(plainColumn('n', 'Int32'), [
    plainColumn('n', 'Int64'),
    plainColumn('n', 'UInt32'),
    plainColumn('n', 'Int32', { default: { kind: 'DEFAULT', expression: '5' } }),
    plainColumn('n', 'Int32', { codec: 'T64, LZ4', comment: 'how many' }),
  ]),
  rarely(plainColumn('s', 'String'), [
    plainColumn('s', 'LowCardinality(String)'),
    plainColumn('s', 'String', { codec: 'ZSTD(7)' }),
    plainColumn('s', 'String', { default: { kind: 'MATERIALIZED', expression: 'toString(id)' } }),
  ]),
  fc.constant(plainColumn('extra', 'UInt8')),
];

const columns: fc.Arbitrary<readonly Column[]> = fc
  .tuple(
    fc.tuple(...FIXED),
    fc.subarray(NAMES, { maxLength: 3 }).chain((names) => fc.tuple(...names.map(anyColumn))),
  )
  .map(([fixed, free]) => [...fixed, ...free]);

const indexes: readonly (readonly Index[])[] = [
  ...tableFacets.indexes.samples,
  [{ name: 'words', expression: 's', type: 'ngrambf_v1(3, 256, 2, 0)', granularity: 1 }],
];
const projections: readonly (readonly Projection[])[] = [
  ...tableFacets.projections.samples,
  [{ name: 'per_n', body: 'SELECT n, count() GROUP BY n', settings: { index_granularity: '512' } }],
];
const constraints: readonly (readonly Constraint[])[] = tableFacets.constraints.samples;
const engines: readonly Engine[] = [
  ...tableFacets.engine.samples,
  { name: 'Memory', args: [] },
  { name: 'Log', args: [] },
];

const clauses: { readonly [K in Exclude<keyof TableClauses, 'columns'>]: fc.Arbitrary<TableClauses[K]> } = {
  indexes: rarely([], indexes),
  projections: rarely([], projections),
  constraints: rarely([], constraints),
  engine: rarely({ name: 'MergeTree', args: [] }, engines),
  partitionBy: rarely(null, tableFacets.partitionBy.samples),
  primaryKey: rarely(null, [null, 'id']),
  orderBy: rarely('(id, at)', ['id', '(id, at)', '(id, extra)', '(id, at, n)', 'tuple()']),
  sampleBy: rarely(null, tableFacets.sampleBy.samples),
  ttl: rarely(null, tableFacets.ttl.samples),
  settings: rarely({}, tableFacets.settings.samples),
  comment: rarely(null, tableFacets.comment.samples),
};

const CLAUSES = Object.keys(clauses) as (keyof typeof clauses)[];

/** What an engine takes of the rest; others refuse a CREATE with more. */
function fitting(table: TableClauses): TableClauses {
  if (table.engine.name.endsWith('MergeTree')) {
    // A summing table wants its sums to be numbers, and projections are not for engines that merge rows.
    return table.engine.name === 'MergeTree' ? table : { ...table, projections: [] };
  }
  const { columns: own, engine, comment, constraints: checks } = table;
  const nothing = {
    indexes: [],
    projections: [],
    partitionBy: null,
    primaryKey: null,
    orderBy: null,
    sampleBy: null,
  };
  const bare = own.map((one) => ({ ...one, codec: null, statistics: null, ttl: null, settings: {} }));
  return { ...nothing, columns: bare, engine, comment, constraints: checks, ttl: null, settings: {} };
}

const anyTable: fc.Arbitrary<TableClauses> = fc.record({ columns, ...clauses }).map(fitting);

/** Which clauses are made anew, and what becomes of the columns. */
const edits = fc.record({
  clauses: fc.subarray(CLAUSES, { maxLength: 3 }),
  isColumnsKept: fc.boolean(),
  isReversed: rarely(false, [true]),
});

/** Any table, and another that differs from it in some clauses, columns, or both. */
export const anyPair: fc.Arbitrary<TablePair> = fc
  .record({ before: anyTable, other: anyTable, edits })
  .map(({ before, other, edits: { clauses: changed, isColumnsKept, isReversed } }) => {
    const made = Object.fromEntries(changed.map((name) => [name, other[name]]));
    const own = isColumnsKept ? before.columns : other.columns;
    const sides = isReversed ? [...own.slice(0, FIXED.length), ...own.slice(FIXED.length).reverse()] : own;
    return { before, after: fitting({ ...before, ...made, columns: sides }) };
  });

/** The clauses as a table of some name. */
export function tableOf(own: TableClauses, database: string, name: string): Table {
  return {
    ...own,
    address: `${database}.${name}`,
    database,
    name,
    lifeCycle: 'FULLY_MANAGED',
    cluster: null,
    source: null,
    notUnderstood: null,
    version: null,
  };
}

const BASE: TableClauses = {
  columns: [plainColumn('id', 'UInt64'), plainColumn('at', 'DateTime'), plainColumn('n', 'Int32')],
  indexes: [],
  projections: [],
  constraints: [],
  engine: { name: 'MergeTree', args: [] },
  partitionBy: null,
  primaryKey: null,
  orderBy: '(id, at)',
  sampleBy: null,
  ttl: null,
  settings: {},
  comment: null,
};

function pairOf(before: Column | null, after: Column, more: Partial<TablePair> = {}): TablePair {
  const columns = before === null ? BASE.columns : [...BASE.columns, before];
  return {
    before: { ...BASE, ...more.before, columns },
    after: { ...BASE, ...more.after, columns: [...BASE.columns, after] },
  };
}

const alias = (expression: string) => ({ default: { kind: 'ALIAS', expression } }) as const;
const ephemeral = { default: { kind: 'EPHEMERAL', expression: null } } as const;

/** Pairs whose plans once failed on the server, each in its own way. */
export const formerThirdThings: readonly TablePair[] = [
  pairOf(null, plainColumn('c', 'Int64', ephemeral)),
  pairOf(plainColumn('c', 'String'), plainColumn('c', 'Int64', alias('7'))),
  pairOf(
    plainColumn('c', 'String', { codec: 'ZSTD(3)', ttl: 'at + toIntervalDay(30)' }),
    plainColumn('c', 'Int64', alias('7')),
  ),
  pairOf(plainColumn('c', 'String', { codec: 'ZSTD(3)' }), plainColumn('c', 'String', alias("'x'"))),
  pairOf(
    plainColumn('c', 'UInt8', { default: { kind: 'DEFAULT', expression: '7' } }),
    plainColumn('c', 'String', ephemeral),
  ),
  pairOf(
    plainColumn('c', 'String', { default: { kind: 'MATERIALIZED', expression: "'x'" } }),
    plainColumn('c', 'Int32'),
  ),
  pairOf(
    plainColumn('c', 'Nullable(String)', alias("'x'")),
    plainColumn('c', 'Array(UInt8)', { comment: 'bits' }),
  ),
  pairOf(
    plainColumn('c', 'Decimal(18, 4)', alias('1.5')),
    plainColumn('c', 'Decimal(18, 4)', {
      default: { kind: 'DEFAULT', expression: '1.5' },
      codec: 'ZSTD(3)',
      ttl: 'at + toIntervalDay(30)',
    }),
  ),
  pairOf(plainColumn('c', 'Decimal(18, 4)', ephemeral), plainColumn('c', 'Float64'), {
    before: { ...BASE, sampleBy: 'id' },
  }),
  pairOf(plainColumn('c', 'UInt8'), plainColumn('c', 'UInt8'), {
    before: { ...BASE, primaryKey: 'id', orderBy: '(id, n)' },
    after: { ...BASE, primaryKey: 'id', orderBy: null },
  }),
];
