import fc from 'fast-check';
import { quoteName, quoteString } from '../../src/model/tokens.ts';

const SIMPLE =
  'String Bool Int8 Int16 Int32 Int64 Int128 Int256 UInt8 UInt16 UInt32 UInt64 UInt128 UInt256 Float32 Float64 UUID IPv4 IPv6 Date Date32 DateTime'.split(
    ' ',
  );

const label = fc.oneof(
  fc.constantFrom('open', 'on hold', "it's", '1st', 'Ab', 'ab', '', 'back\\slash', 'new\nline', '"'),
  fc.string({ maxLength: 6 }),
);

function enumType(width: 8 | 16): fc.Arbitrary<string> {
  const limit = width === 8 ? 127 : 32767;
  const numbered = fc.uniqueArray(fc.record({ label, value: fc.integer({ min: -limit, max: limit }) }), {
    minLength: 1,
    maxLength: 5,
    selector: ({ label: text }) => text,
  });
  const counted = fc
    .uniqueArray(label, { minLength: 1, maxLength: 4 })
    .map((labels) => labels.map((text, at) => ({ label: text, value: at + 1 })));
  return fc
    .oneof(numbered, counted)
    .map(
      (members) =>
        `Enum${width}(${members.map(({ label: text, value }) => `${quoteString(text)} = ${value}`).join(', ')})`,
    );
}

const simple = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...SIMPLE) },
  fc.integer({ min: 0, max: 9 }).map((digits) => `DateTime64(${digits})`),
  fc.constantFrom("DateTime64(3, 'UTC')", "DateTime('Europe/Berlin')", "DateTime('UTC')"),
  fc
    .tuple(fc.integer({ min: 1, max: 76 }), fc.integer({ min: 0, max: 9 }))
    .map(([digits, scale]) => `Decimal(${Math.max(digits, scale)}, ${scale})`),
  fc.integer({ min: 1, max: 40 }).map((bytes) => `FixedString(${bytes})`),
  enumType(8),
  enumType(16),
);

const low = fc
  .constantFrom('String', 'FixedString(3)', 'Nullable(String)')
  .map((type) => `LowCardinality(${type})`);
const scalar = fc.oneof(
  { weight: 4, arbitrary: simple },
  { weight: 2, arbitrary: simple.map((type) => `Nullable(${type})`) },
  low,
);
const fieldName = fc.constantFrom('a', 'b', 'first name', 'x1', '1x', 'Type', 'ü', "d'or", 'select');

const { any } = fc.letrec<{ readonly any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 6, arbitrary: scalar },
    tie('any').map((type) => `Array(${type})`),
    fc
      .tuple(fc.constantFrom('String', 'UInt32', 'LowCardinality(String)', 'Date', 'UUID'), tie('any'))
      .map(([key, value]) => `Map(${key}, ${value})`),
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((types) => `Tuple(${types.join(', ')})`),
    fc
      .uniqueArray(fc.tuple(fieldName, tie('any')), {
        minLength: 1,
        maxLength: 4,
        selector: ([name]) => name,
      })
      .map((fields) => `Tuple(${fields.map(([name, type]) => `${quoteName(name)} ${type}`).join(', ')})`),
  ),
}));

const nested = fc
  .uniqueArray(fc.tuple(fieldName, any), { minLength: 1, maxLength: 3, selector: ([name]) => name })
  .map((fields) => `Nested(${fields.map(([name, type]) => `${quoteName(name)} ${type}`).join(', ')})`);

const special = fc.constantFrom(
  'JSON',
  'JSON(max_dynamic_paths = 8, a.b UInt32, a.c Nullable(String), SKIP q)',
  "JSON(x Array(UInt8), SKIP REGEXP '^t')",
  'Dynamic',
  'Dynamic(max_types = 3)',
  'Variant(String, UInt64, Array(Date))',
  'AggregateFunction(uniq, UInt64)',
  'AggregateFunction(quantiles(0.5, 0.9), Float64)',
  'SimpleAggregateFunction(sum, UInt64)',
  'SimpleAggregateFunction(anyLast, Nullable(String))',
  'Point',
  'MultiPolygon',
  'Time',
  'Time64(3)',
  'BFloat16',
  'IntervalHour',
);

const comment = fc.oneof(
  fc.constantFrom(
    'what it is',
    'Two\nlines',
    '*/',
    '@renamedFrom other',
    ' padded',
    "it's \\ `odd`",
    '{@link a}',
    '* starred',
    'tab\there',
    '${x}',
  ),
  fc.string({ minLength: 1, maxLength: 60 }),
);

/** Clauses that go with any type. */
const anyClause = comment.map((text) => ` COMMENT ${quoteString(text)}`);
const storage = fc.constantFrom(
  '',
  '',
  ' CODEC(ZSTD(3))',
  ' CODEC(LZ4HC(9))',
  ' TTL at + INTERVAL 3 DAY',
  ' TTL at + toIntervalMonth(2)',
  ' SETTINGS (max_compress_block_size = 1048576)',
);
const column = fc
  .tuple(
    fc.oneof({ weight: 5, arbitrary: any }, nested, { weight: 2, arbitrary: special }),
    fc.option(anyClause, { nil: '' }),
    storage,
  )
  .map(([type, said, stored]) => type + said + stored);

/** Columns whose clauses need a type that suits them. */
const suited = fc.constantFrom(
  "String DEFAULT 'it\\'s'",
  'UInt32 DEFAULT 1 + 2 * 3',
  'Nullable(UInt32) DEFAULT NULL',
  'DateTime DEFAULT now() - INTERVAL 1 HOUR',
  'String MATERIALIZED toString(id)',
  'Nullable(String) MATERIALIZED toString(id)',
  'UInt64 ALIAS id + 1',
  'Nullable(UInt64) ALIAS id + 1',
  'String EPHEMERAL',
  "String EPHEMERAL 'x'",
  'UInt64 CODEC(Delta, ZSTD(1)) STATISTICS(tdigest, uniq)',
  "Array(String) DEFAULT ['a', 'b']",
  "Enum8('a' = 1, 'b' = 2) DEFAULT 'a'",
  'Float64 DEFAULT -1.5 CODEC(Gorilla)',
);

const columnName = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[a-z][a-z_0-9]{0,8}$/) },
  fc.constantFrom('page views', 'Type', 'class', '1st', "it's", 'a.b', '日本', 'back`tick', 'constructor'),
);

const key = fc.constantFrom(
  'ORDER BY id',
  'ORDER BY (id, at)',
  'ORDER BY tuple()',
  'PRIMARY KEY id ORDER BY (id, at)',
  'ORDER BY (id, toDate(at))',
  'PRIMARY KEY (at) ORDER BY (at, id)',
  'PRIMARY KEY (id, intHash32(id)) ORDER BY (id, intHash32(id), at) SAMPLE BY intHash32(id)',
);
const engine = fc.constantFrom(
  'MergeTree',
  'ReplacingMergeTree',
  'ReplacingMergeTree(version)',
  'ReplacingMergeTree(version, gone)',
  'AggregatingMergeTree',
  'SummingMergeTree',
  'SummingMergeTree((version, gone))',
  'CollapsingMergeTree(sign)',
  'VersionedCollapsingMergeTree(sign, version)',
  'CoalescingMergeTree',
);
const partition = fc.constantFrom(
  '',
  ' PARTITION BY toYYYYMM(at)',
  ' PARTITION BY (gone, toMonday(at))',
  ' PARTITION BY gone',
);
const ttl = fc.constantFrom(
  '',
  '',
  ' TTL at + INTERVAL 1 YEAR',
  ' TTL at + INTERVAL 90 DAY DELETE WHERE gone = 1, at + INTERVAL 2 YEAR',
);
const settings = fc.constantFrom(
  '',
  ' SETTINGS min_bytes_for_wide_part = 0',
  " SETTINGS index_granularity = 1024, storage_policy = 'default'",
  ' SETTINGS merge_with_ttl_timeout = 7200, ttl_only_drop_parts = 1',
);
const tableComment = fc.option(
  comment.map((text) => ` COMMENT ${quoteString(text)}`),
  { nil: '' },
);
const parts = fc.uniqueArray(
  fc.constantFrom(
    'INDEX i1 at TYPE minmax',
    'INDEX i2 (id, gone) TYPE set(100) GRANULARITY 4',
    'INDEX i3 toString(id) TYPE bloom_filter(0.01) GRANULARITY 2',
    'CONSTRAINT c1 CHECK version > 0',
    'CONSTRAINT c2 ASSUME gone IN (0, 1)',
    'PROJECTION p1 (SELECT gone, count() GROUP BY gone)',
    'PROJECTION p2 (SELECT * ORDER BY version) WITH SETTINGS (index_granularity = 512)',
  ),
  { maxLength: 4 },
);

/** What follows the name in a CREATE TABLE. Most are taken by ClickHouse, not all. */
export const anyTable: fc.Arbitrary<string> = fc
  .record({
    columns: fc.uniqueArray(fc.tuple(columnName, fc.oneof({ weight: 3, arbitrary: column }, suited)), {
      maxLength: 8,
      selector: ([name]) => name,
    }),
    parts,
    engine,
    partition,
    key,
    ttl,
    settings,
    tableComment,
  })
  .map((table) => {
    const fixed = ['id UInt64', 'at DateTime', 'version UInt32', 'gone UInt8', 'sign Int8'];
    const own = table.columns
      .filter(([name]) => !['id', 'at', 'version', 'gone', 'sign'].includes(name))
      .map(([name, rest]) => `${quoteName(name)} ${rest}`);
    return `(${[...fixed, ...own, ...table.parts].join(', ')}) ENGINE = ${table.engine}${table.partition} ${table.key}${table.ttl}${table.settings}${table.tableComment}`;
  });
