import { column, FREE, rowsOf } from './row.ts';

/** Keys, their columns, and engines. */
export const keyRows = rowsOf([
  ['key type, other sign', 'MODIFY COLUMN id Int64', column('id', 'Int64')],
  ['key type, wider', 'MODIFY COLUMN k UInt64', column('k', 'UInt64')],
  ['partition key type', 'MODIFY COLUMN d DateTime', column('d', 'DateTime')],
  ['partition key Date32', 'MODIFY COLUMN d Date32', column('d', 'Date32')],
  [
    'key column DateTime to UInt32',
    'MODIFY COLUMN dt UInt32',
    column('dt', 'UInt32'),
    { from: { ...FREE, orderBy: '(id, dt)' } },
  ],
  [
    'key column to low cardinality',
    'MODIFY COLUMN v LowCardinality(String)',
    column('v', 'LowCardinality(String)'),
    { from: { ...FREE, orderBy: '(id, v)' } },
  ],
  [
    'key column enum add',
    "MODIFY COLUMN e Enum8('a' = 1, 'b' = 2, 'z' = 9)",
    column('e', "Enum8('a' = 1, 'b' = 2, 'z' = 9)"),
    { from: { ...FREE, orderBy: '(id, e)' } },
  ],
  [
    'key column enum drop',
    "MODIFY COLUMN e Enum8('a' = 1)",
    column('e', "Enum8('a' = 1)"),
    { from: { ...FREE, orderBy: '(id, e)' } },
  ],
  [
    'key column string to fixed',
    'MODIFY COLUMN v FixedString(9)',
    column('v', 'FixedString(9)'),
    { from: { ...FREE, orderBy: '(id, v)' } },
  ],
  [
    'key column decimal same size',
    'MODIFY COLUMN dec Decimal(12, 2)',
    column('dec', 'Decimal(12, 2)'),
    { from: { ...FREE, orderBy: '(id, dec)' } },
  ],
  [
    'order by extended by a new column',
    'ADD COLUMN z UInt8, MODIFY ORDER BY (id, k, z)',
    { columns: { z: 'UInt8' }, orderBy: '(id, k, z)' },
  ],
  [
    'order by extended by a new column with default',
    'ADD COLUMN z UInt8 DEFAULT 1, MODIFY ORDER BY (id, k, z)',
    { columns: { z: 'UInt8 DEFAULT 1' }, orderBy: '(id, k, z)' },
  ],
  ['order by extended by an old column', 'MODIFY ORDER BY (id, k, v)', { orderBy: '(id, k, v)' }],
  ['order by shortened', 'MODIFY ORDER BY id', { orderBy: 'id' }],
  ['order by swapped', 'MODIFY ORDER BY (k, id)', { orderBy: '(k, id)', primaryKey: '', sampleBy: '' }],
  ['order by nothing', 'MODIFY ORDER BY tuple()', { orderBy: 'tuple()', primaryKey: '', sampleBy: '' }],
  [
    'order by shortened, rows merged away',
    'MODIFY ORDER BY k',
    { orderBy: 'k' },
    { from: { ...FREE, engine: 'ReplacingMergeTree', primaryKey: 'k', orderBy: '(k, id)', sampleBy: '' } },
  ],
  [
    'order by shortened, no row merged away',
    'MODIFY ORDER BY id',
    { orderBy: 'id' },
    { from: { ...FREE, engine: 'ReplacingMergeTree' } },
  ],
  ['primary key longer', 'MODIFY PRIMARY KEY (id, k)', { primaryKey: '(id, k)' }],
  ['partition by', 'MODIFY PARTITION BY toYear(d)', { partitionBy: 'toYear(d)' }],
  ['sample by what is not in the key', 'MODIFY SAMPLE BY k', { sampleBy: 'k' }],
  ['sample by removed', 'REMOVE SAMPLE BY', { sampleBy: '' }],
  ['engine', 'MODIFY ENGINE = ReplacingMergeTree', { engine: 'ReplacingMergeTree' }],
  [
    'version column dropped',
    'DROP COLUMN big',
    column('big', null),
    { from: { ...FREE, engine: 'ReplacingMergeTree(big)' } },
  ],
  [
    'version column narrower',
    'MODIFY COLUMN big UInt32',
    column('big', 'UInt32'),
    { from: { ...FREE, engine: 'ReplacingMergeTree(big)' } },
  ],
]);
