import { column, element, rowsOf } from './row.ts';

/** Defaults, TTLs, settings, indexes and whatever else a table has. */
export const clauseRows = rowsOf([
  ['default changed', 'MODIFY COLUMN n DEFAULT 2', column('n', 'Int32 DEFAULT 2')],
  ['default removed', 'MODIFY COLUMN n REMOVE DEFAULT', column('n', 'Int32')],
  [
    'default of a column that old parts lack',
    'MODIFY COLUMN z DEFAULT 9',
    column('z', 'UInt8 DEFAULT 9'),
    { from: column('z', null), earlier: ['ALTER TABLE @ ADD COLUMN z UInt8 DEFAULT 7'] },
  ],
  [
    'default removed of a column that old parts lack',
    'MODIFY COLUMN z REMOVE DEFAULT',
    column('z', 'UInt8'),
    { earlier: ['ALTER TABLE @ ADD COLUMN z UInt8 DEFAULT 7'] },
  ],
  [
    'default of a column written since',
    'MODIFY COLUMN z DEFAULT 9',
    column('z', 'UInt8 DEFAULT 9'),
    {
      earlier: [
        'ALTER TABLE @ ADD COLUMN z UInt8 DEFAULT 7',
        'ALTER TABLE @ MATERIALIZE COLUMN z SETTINGS mutations_sync = 1',
      ],
    },
  ],
  [
    'default to materialized',
    "MODIFY COLUMN cz String MATERIALIZED 'q'",
    column('cz', "String MATERIALIZED 'q' CODEC(ZSTD(1))"),
  ],
  ['materialized to default', "MODIFY COLUMN m String DEFAULT 'q'", column('m', "String DEFAULT 'q'")],
  [
    'materialized changed',
    "MODIFY COLUMN m String MATERIALIZED concat(v, 'y')",
    column('m', "String MATERIALIZED concat(v, 'y')"),
  ],
  ['alias changed', 'MODIFY COLUMN al UInt64 ALIAS id + 2', column('al', 'UInt64 ALIAS id + 2')],
  ['stored to alias', 'MODIFY COLUMN cz String ALIAS v', column('cz', 'String ALIAS v')],
  ['stored to ephemeral', "MODIFY COLUMN cz String EPHEMERAL 'x'", column('cz', "String EPHEMERAL 'x'")],
  ['comment', "COMMENT COLUMN n 'zz'", column('n', "Int32 DEFAULT 1 COMMENT 'zz'")],
  ['codec', 'MODIFY COLUMN cz CODEC(ZSTD(9))', column('cz', 'String CODEC(ZSTD(9))')],
  ['codec removed', 'MODIFY COLUMN cz REMOVE CODEC', column('cz', 'String')],
  ['key column codec', 'MODIFY COLUMN id CODEC(ZSTD(1))', column('id', 'UInt64 CODEC(ZSTD(1))')],
  [
    'column TTL that expires nothing',
    'MODIFY COLUMN tt TTL d + toIntervalYear(11)',
    column('tt', 'String TTL d + toIntervalYear(11)'),
  ],
  [
    'column TTL that expires values',
    'MODIFY COLUMN tt TTL d + toIntervalDay(1)',
    column('tt', 'String TTL d + toIntervalDay(1)'),
  ],
  ['column TTL removed', 'MODIFY COLUMN tt REMOVE TTL', column('tt', 'String')],
  [
    'statistics',
    'ADD STATISTICS n TYPE minmax, uniq',
    column('n', 'Int32 DEFAULT 1 STATISTICS(minmax, uniq)'),
  ],
  ['index added', 'ADD INDEX i3 k TYPE minmax', element('i3', 'INDEX @ k TYPE minmax GRANULARITY 2')],
  [
    'index on a type it does not take',
    'ADD INDEX i3 n TYPE ngrambf_v1(3, 256, 2, 0)',
    element('i3', 'INDEX @ n TYPE ngrambf_v1(3, 256, 2, 0) GRANULARITY 1'),
  ],
  [
    'index on a missing column',
    'ADD INDEX i3 nosuch TYPE minmax',
    element('i3', 'INDEX @ nosuch TYPE minmax GRANULARITY 1'),
  ],
  ['index dropped', 'DROP INDEX ix', element('ix', null)],
  [
    'index changed',
    'DROP INDEX ix, ADD INDEX ix v TYPE tokenbf_v1(256, 2, 0)',
    element('ix', 'INDEX @ v TYPE tokenbf_v1(256, 2, 0) GRANULARITY 1'),
  ],
  [
    'projection added',
    'ADD PROJECTION p2 (SELECT * ORDER BY v)',
    element('p2', 'PROJECTION @ (SELECT * ORDER BY v)'),
  ],
  ['projection dropped', 'DROP PROJECTION p', element('p', null)],
  [
    'projection on a missing column',
    'ADD PROJECTION p2 (SELECT nosuch ORDER BY v)',
    element('p2', 'PROJECTION @ (SELECT nosuch ORDER BY v)'),
  ],
  [
    'type under a projection',
    'MODIFY COLUMN n Int64',
    column('n', 'Int64 DEFAULT 1'),
    { from: { elements: { p: 'PROJECTION @ (SELECT n, count() GROUP BY n)' } } },
  ],
  [
    'constraint that the rows hold',
    'ADD CONSTRAINT c2 CHECK n < 100000',
    element('c2', 'CONSTRAINT @ CHECK n < 100000'),
  ],
  [
    'constraint that rows break',
    'ADD CONSTRAINT c2 CHECK n > 1000',
    element('c2', 'CONSTRAINT @ CHECK n > 1000'),
  ],
  ['constraint dropped', 'DROP CONSTRAINT c1', element('c1', null)],
  ['table TTL that expires nothing', 'MODIFY TTL d + toIntervalYear(25)', { ttl: 'd + toIntervalYear(25)' }],
  ['table TTL that expires rows', 'MODIFY TTL d + toIntervalDay(1)', { ttl: 'd + toIntervalDay(1)' }],
  [
    'table TTL with a condition that expires none',
    "MODIFY TTL d + toIntervalDay(1) DELETE WHERE v = 'none'",
    { ttl: "d + toIntervalDay(1) DELETE WHERE v = 'none'" },
  ],
  [
    'table TTL with a condition that expires one',
    "MODIFY TTL d + toIntervalDay(1) DELETE WHERE v = 'v3'",
    { ttl: "d + toIntervalDay(1) DELETE WHERE v = 'v3'" },
  ],
  [
    'table TTL recompress',
    'MODIFY TTL d + toIntervalYear(25) RECOMPRESS CODEC(ZSTD(9))',
    { ttl: 'd + toIntervalYear(25) RECOMPRESS CODEC(ZSTD(9))' },
  ],
  [
    'table TTL to a missing disk',
    "MODIFY TTL d + toIntervalYear(1) TO DISK 'nope'",
    { ttl: "d + toIntervalYear(1) TO DISK 'nope'" },
  ],
  ['table TTL removed', 'REMOVE TTL', { ttl: '' }],
  [
    'setting',
    'MODIFY SETTING merge_max_block_size = 1000',
    { settings: 'fsync_after_insert = 0, max_compress_block_size = 70000, merge_max_block_size = 1000' },
  ],
  ['setting reset', 'RESET SETTING max_compress_block_size', { settings: 'fsync_after_insert = 0' }],
  [
    'setting index_granularity',
    'MODIFY SETTING index_granularity = 1024',
    { settings: 'fsync_after_insert = 0, max_compress_block_size = 70000, index_granularity = 1024' },
  ],
  [
    'setting index_granularity_bytes',
    'MODIFY SETTING index_granularity_bytes = 100000',
    { settings: 'fsync_after_insert = 0, max_compress_block_size = 70000, index_granularity_bytes = 100000' },
  ],
  [
    'setting unknown',
    'MODIFY SETTING foo = 1',
    { settings: 'fsync_after_insert = 0, max_compress_block_size = 70000, foo = 1' },
  ],
  [
    'setting storage_policy unknown',
    "MODIFY SETTING storage_policy = 'tiered'",
    { settings: "fsync_after_insert = 0, max_compress_block_size = 70000, storage_policy = 'tiered'" },
  ],
  ['table comment', "MODIFY COMMENT 'hello'", { comment: 'hello' }],
  [
    'column, index and comment',
    null,
    { columns: { z: 'UInt8' }, elements: { i3: 'INDEX @ z TYPE minmax GRANULARITY 1' }, comment: 'hello' },
  ],
  ['two type changes', null, { columns: { big: 'Int128', full: 'Nullable(Int64)' } }],
  ['TTL over a new column', null, { columns: { z: 'DateTime' }, ttl: 'z + toIntervalYear(1)' }],
  [
    'constraint over a narrowed column',
    null,
    { columns: { full: 'Nullable(Int8)' }, elements: { c2: 'CONSTRAINT @ CHECK ifNull(full, 0) < 100' } },
  ],
]);
