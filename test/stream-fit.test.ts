import { expect, it } from 'vitest';
import { messageFit, NULL_LOST } from '../src/facets/types/message-fit.ts';
import type { DeclaredProject } from '../src/model/declared.ts';
import { type Column, plainColumn } from '../src/model/table.ts';
import { lostFieldNotices, streamProblems } from '../src/project/stream-fit.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';
import { plainTable } from './support/plain-objects.ts';

const PLACE = { file: 'app/index.ts', line: 7, column: 3 };

/** What is said of a stream that carries these, into a table that has these. */
function said(carried: Readonly<Record<string, string>>, columns: readonly Column[]) {
  const stream = {
    name: 'clicks',
    destination: { database: null, name: 'clicks' },
    columns: Object.entries(carried).map(([name, type]) => ({ name, type, tags: {}, position: PLACE })),
    source: { ...PLACE, line: 4 },
  };
  const project = { streams: [stream] } as unknown as DeclaredProject;
  return streamProblems(project, [plainTable('clicks', columns)], 'shop').map(({ message, position }) => [
    position?.line,
    message,
  ]);
}

it.each([
  ['Int64', 'Float64'],
  ['Bool', 'UInt8'],
  ['String', 'Float64'],
  ['String', 'Array(String)'],
  ["DateTime64(3, 'UTC')", 'String'],
  ['UUID', 'String'],
  ["Enum8('a' = 1)", 'String'],
  ['Array(LowCardinality(String))', 'Array(UInt8)'],
  ['LowCardinality(Nullable(String))', 'UInt64'],
  ['Map(String, UInt8)', 'JSON'],
])('a column %s holds %s', (column, message) => {
  expect(said({ it: message }, [plainColumn('it', column)])).toEqual([]);
});

it.each([
  ['Int64', 'String'],
  ['Nullable(Float64)', 'Array(Float64)'],
  ['Array(UInt8)', 'UInt8'],
  ['Array(UInt8)', 'Array(String)'],
  ["DateTime('UTC')", 'Array(String)'],
  ['UInt32', "DateTime('UTC')"],
  ['Map(String, UInt8)', 'String'],
  ['UUID', 'Float64'],
])('a column %s does not hold %s', (column, message) => {
  expect(said({ it: message }, [plainColumn('it', column)])).toEqual([
    [7, `stream clicks carries it as ${message}, which a column ${column} of shop.clicks cannot hold`],
  ]);
});

const REST = 'it stores a number out of its range as another one, without a word';

/** Message, column, what of it is said to be lost, a value of the kind, and what the server stores for it; null where it refuses it. */
const LOST: readonly (readonly [string, string, string, string, string | null])[] = [
  ['UInt32', 'UInt8', REST, '300', '44'],
  ['Array(Int64)', 'Array(UInt8)', REST, '[300]', '[44]'],
  ['Map(String, UInt32)', 'Map(String, UInt8)', REST, '{"a": 300}', "{'a':44}"],
  ['Tuple(a Int16, b String)', 'Tuple(b String, a Int8)', REST, '{"a": 200}', "('',-56)"],
  ['Int32', 'UInt32', 'it refuses a negative number', '-1', null],
  [
    "Enum8('x' = 1, 'y' = 2, 'z' = 3)",
    "Enum8('x' = 1)",
    "it refuses 'y', 'z', no members of it",
    '"z"',
    null,
  ],
  [
    "Enum8('long' = 1)",
    'FixedString(3)',
    "it refuses a text of more than 3 bytes, such as 'long'",
    '"long"',
    null,
  ],
  ['FixedString(4)', 'FixedString(3)', 'it refuses a text of more than 3 bytes', '"long"', null],
  ['Array(Nullable(String))', 'Array(String)', NULL_LOST, '[null]', "['']"],
  ['Nullable(String)', 'LowCardinality(String)', NULL_LOST, 'null', ''],
];

it.each(LOST)('of %s a column %s holds only a part', (message, column, because) => {
  const whole = `stream clicks carries it as ${message}, which a column ${column} of shop.clicks`;
  expect(said({ it: message }, [plainColumn('it', column)])).toEqual([
    [7, `${whole} holds only in part: ${because}`],
  ]);
});

/** Message, column, what of it is said, a value that does not fit, and what the server stores for it. */
const DOUBTED: readonly (readonly [string, string, string, string, string | null])[] = [
  [
    'Float64',
    'UInt32',
    'it refuses a fraction, and stores a number out of its range as another one',
    '1.5',
    null,
  ],
  ['String', 'FixedString(3)', 'it refuses a text of more than 3 bytes', '"long"', null],
  ['String', "Enum8('x' = 1)", 'it refuses a text that is none of its members', '"z"', null],
  ['String', 'UUID', 'it refuses a text that is no UUID', '"z"', null],
  ['UInt8', 'Bool', 'it refuses numbers but 0 and 1', '5', null],
  ['Float64', 'Decimal(5, 2)', 'it keeps 3 digits before the point and 2 after it', '1.239', '1.23'],
  ['Int64', 'Float32', 'it rounds to 24 bits', '16777217', '16777216'],
];

it.each(DOUBTED)('whether a column of it holds %s as %s is told in a note', (message, column, because) => {
  const stream = {
    name: 'clicks',
    destination: { database: null, name: 'clicks' },
    columns: [{ name: 'it', type: message, tags: {}, position: PLACE }],
    source: PLACE,
  };
  const table = {
    name: 'clicks',
    database: null,
    version: null,
    columns: [{ name: 'it', type: column, tags: {}, position: null }],
  };
  const project = { streams: [stream], tables: [table] } as unknown as DeclaredProject;
  expect(said({ it: message }, [plainColumn('it', column)])).toEqual([]);
  expect(lostFieldNotices(project)).toEqual([
    `app/index.ts:7:3 stream clicks carries it as ${message}, which a column ${column} of table clicks may not hold: ${because}`,
  ]);
});

it('nothing is said of a row type on both sides, nor of what surely fits', () => {
  for (const [message, column] of [...LOST, ...DOUBTED])
    for (const type of [message, column])
      expect([type, said({ it: type }, [plainColumn('it', type)])]).toEqual([type, []]);
  for (const [message, column] of [
    ['UInt8', 'Int16'],
    ['Int32', 'Float64'],
    ['UInt32', 'Decimal(10, 0)'],
    ['Bool', 'Int64'],
    ["Enum8('x' = 1)", "Enum16('x' = 7, 'y' = 8)"],
    ['FixedString(3)', 'FixedString(4)'],
    ['LowCardinality(String)', 'Nullable(String)'],
    ['Nullable(Float64)', 'Dynamic'],
    ['Nested(a UInt8)', 'Nested(a UInt16, b String)'],
  ] as const)
    expect([message, column, messageFit(message, column)]).toEqual([message, column, { is: 'fits' }]);
});

it('what may be missing needs a column that is optional, or has a default', () => {
  const carried = { name: 'a', type: 'String', tags: { default: "'x'" }, position: PLACE };
  const stream = { name: 's', destination: { database: null, name: 't' }, columns: [carried], source: PLACE };
  const project = { streams: [stream] } as unknown as DeclaredProject;
  const columns = [plainColumn('a', 'String')];
  expect(streamProblems(project, [plainTable('t', columns)], 'shop')).toMatchObject([
    {
      message: `stream s carries a as String, which a column String of shop.t holds only in part: ${NULL_LOST}`,
      hint: 'Make the column optional too, or give it a default',
    },
  ]);
  const filled = { ...plainColumn('a', 'String'), default: { kind: 'DEFAULT' as const, expression: "'y'" } };
  expect(said({ a: 'Nullable(String)' }, [filled])).toEqual([]);
});

describeWithEngine('the server', () => {
  it('loses what is said to be lost', async () => {
    const { clickhouse } = await freshDatabase('fit');
    const stored: (string | null)[] = [];
    const all = [...LOST, ...DOUBTED];
    for (const [, column, , value] of all) {
      await clickhouse.execute(
        `CREATE OR REPLACE TABLE it (it ${column}) ENGINE = MergeTree ORDER BY tuple()`,
      );
      const isTaken = await clickhouse.execute(`INSERT INTO it FORMAT JSONEachRow {"it": ${value}}`).then(
        () => true,
        () => false,
      );
      const [row] = await clickhouse.query<{ readonly text: string }>('SELECT toString(it) AS text FROM it');
      stored.push(isTaken ? (row?.text ?? '') : null);
    }
    expect(stored).toEqual(all.map(([, , , , expected]) => expected));
  });
});

it('what a stream does not carry needs a default, or may be missing', () => {
  const columns = [
    plainColumn('a', 'String'),
    plainColumn('b', 'String'),
    plainColumn('c', 'Nullable(String)'),
    { ...plainColumn('d', 'UInt8'), default: { kind: 'DEFAULT' as const, expression: '7' } },
    plainColumn('e.f', 'Array(UInt8)'),
  ];
  expect(said({ a: 'String', e: 'JSON' }, columns)).toEqual([
    [4, 'stream clicks does not carry b, which shop.clicks has without a default'],
  ]);
});
