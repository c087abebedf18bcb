import { expect, it } from 'vitest';
import type { DeclaredProject } from '../src/model/declared.ts';
import { type Column, plainColumn } from '../src/model/table.ts';
import { streamProblems } from '../src/project/stream-fit.ts';
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
