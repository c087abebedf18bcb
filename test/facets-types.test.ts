import { describe, expect, it } from 'vitest';
import { AppError } from '../src/errors.ts';
import { isNullable, isSafeInKey, removedEnumLabels, typeChange } from '../src/facets/types/change.ts';
import { enumMembers, keepEnumNumbers } from '../src/facets/types/enum.ts';
import { fromMooseForm, fromMooseWord, mooseColumnType } from '../src/facets/types/moose-form.ts';
import { lowCardinality, notNullable, nullable } from '../src/facets/types/nullability.ts';
import { innerTypes, parseType, printType } from '../src/facets/types/type-text.ts';

describe('type text', () => {
  it.each([
    'UInt32',
    'Array(Nullable(String))',
    "DateTime64(3, 'Europe/Berlin')",
    'Decimal(10, 2)',
    "Enum8('a\\\\b' = -2, 'it\\'s' = 1, '' = 3, 'x\\ny, (z' = 4)",
    'Tuple(`a b` UInt8, `1x` String, `select` UInt8, date Date)',
    'Tuple(String, Nullable(Float64))',
    'Tuple()',
    "Nested(`a-b` UInt8, c Nested(d Enum8('x' = 1)))",
    'Map(LowCardinality(String), Array(UInt8))',
    "JSON(max_dynamic_types=4, max_dynamic_paths=8, `a.b` UInt8, items Array(JSON(z UInt8)), SKIP `p.q`, SKIP REGEXP '^r,\\\\d')",
    'AggregateFunction(quantiles(0.5, 0.9), Float64)',
    'AggregateFunction(1, sum, UInt64)',
    'SimpleAggregateFunction(anyLast, Nullable(String))',
    'Variant(Array(String), UInt8)',
    'Dynamic(max_types=5)',
    "Nullable(Enum8('a' = 1))",
    'QBit(Float32, 8)',
  ])('is the same after reading and printing: %s', (text) => {
    expect(printType(parseType(text))).toBe(text);
  });

  it('is printed in one spelling', () => {
    expect(printType(parseType(' Map( String,Array(Tuple(`a` UInt8,\n b  String)) )'))).toBe(
      'Map(String, Array(Tuple(a UInt8, b String)))',
    );
    expect(printType(parseType("Enum8('a'=1,'b'= -2)"))).toBe("Enum8('a' = 1, 'b' = -2)");
    expect(printType(parseType('DOUBLE  PRECISION'))).toBe('DOUBLE PRECISION');
  });

  it('is a tree', () => {
    expect(parseType('Tuple(a UInt8)')).toEqual({
      name: 'Tuple',
      args: [{ kind: 'type', name: 'a', type: { name: 'UInt8', args: null } }],
    });
    expect(innerTypes(parseType('AggregateFunction(sum, UInt64)'))).toEqual([{ name: 'UInt64', args: null }]);
  });

  it.each(['', 'Nullable(String', 'Nullable)String(', 'Array(,)', "Enum8('a' = x)", 'String)', '1Int'])(
    'is refused when it is no type: %j',
    (text) => {
      expect(() => parseType(text)).toThrow(AppError);
    },
  );
});

describe('nullability', () => {
  const becomes = (
    change: (node: ReturnType<typeof parseType>) => ReturnType<typeof parseType> | null,
    text: string,
  ): string | null => {
    const node = change(parseType(text));
    return node && printType(node);
  };

  it.each([
    ['String', 'Nullable(String)'],
    ['Nullable(String)', 'Nullable(String)'],
    ['LowCardinality(String)', 'LowCardinality(Nullable(String))'],
    ['LowCardinality(Nullable(String))', 'LowCardinality(Nullable(String))'],
    ['SimpleAggregateFunction(anyLast, String)', 'SimpleAggregateFunction(anyLast, Nullable(String))'],
    ['Array(String)', 'Array(String)'],
    ['Map(String, UInt8)', 'Map(String, UInt8)'],
    ['Tuple(a UInt8)', 'Tuple(a UInt8)'],
    ['JSON', 'JSON'],
    ['Point', 'Point'],
    ['AggregateFunction(sum, UInt64)', 'AggregateFunction(sum, UInt64)'],
  ])('%s -> %s', (before, after) => {
    expect(becomes(nullable, before)).toBe(after);
  });

  it('is taken away', () => {
    expect(becomes(notNullable, 'LowCardinality(Nullable(String))')).toBe('LowCardinality(String)');
    expect(becomes(notNullable, 'Nullable(UInt8)')).toBe('UInt8');
    expect(isNullable('LowCardinality(Nullable(String))')).toBe(true);
    expect(isNullable('Array(Nullable(String))')).toBe(false);
  });

  it.each([
    ['Nullable(String)', 'LowCardinality(Nullable(String))'],
    ['Array(String)', 'Array(LowCardinality(String))'],
    ['SimpleAggregateFunction(any, String)', 'SimpleAggregateFunction(any, LowCardinality(String))'],
    ['FixedString(4)', 'LowCardinality(FixedString(4))'],
    ["Enum8('a' = 1)", null],
    ['Decimal(9, 2)', null],
    ['Map(String, String)', null],
  ])('LowCardinality of %s is %s', (before, after) => {
    expect(becomes(lowCardinality, before)).toBe(after);
  });
});

describe('enum numbers', () => {
  it('are counted where the text has none', () => {
    expect(enumMembers(parseType("Enum8('a', 'b' = 5, 'c')"))).toEqual([
      { label: 'a', value: 1 },
      { label: 'b', value: 5 },
      { label: 'c', value: 6 },
    ]);
  });

  it.each([
    [
      'a new member comes after the highest',
      "Enum8('new' = 1, 'a' = 2, 'b' = 3)",
      "Enum8('a' = 1, 'b' = 7)",
      "Enum8('a' = 1, 'b' = 7, 'new' = 8)",
    ],
    [
      'order and removals move nothing',
      "Enum8('c' = 1, 'a' = 2)",
      "Enum8('a' = 1, 'b' = 2, 'c' = 3)",
      "Enum8('a' = 1, 'c' = 3)",
    ],
    [
      'a number never moves to another member',
      "Enum8('a' = 1, 'z' = 2)",
      "Enum8('a' = 1, 'b' = 2)",
      "Enum8('a' = 1, 'z' = 3)",
    ],
    [
      'Enum8 grows into Enum16',
      "Enum8('a' = 1, 'b' = 2)",
      "Enum8('a' = 127)",
      "Enum16('a' = 127, 'b' = 128)",
    ],
    ['Enum16 stays', "Enum8('a' = 1)", "Enum16('a' = 1)", "Enum16('a' = 1)"],
    ['negative numbers stay', "Enum8('a' = 1, 'b' = 2)", "Enum8('a' = -3)", "Enum8('a' = -3, 'b' = 1)"],
    [
      'inside Array',
      "Array(Enum8('x' = 1, 'a' = 2))",
      "Array(Enum8('a' = 1))",
      "Array(Enum8('a' = 1, 'x' = 2))",
    ],
    [
      'inside Nullable on one side',
      "Nullable(Enum8('x' = 1, 'a' = 2))",
      "Enum8('a' = 1)",
      "Nullable(Enum8('a' = 1, 'x' = 2))",
    ],
    [
      'inside Nullable on the other',
      "Enum8('x' = 1, 'a' = 2)",
      "Nullable(Enum8('a' = 1))",
      "Enum8('a' = 1, 'x' = 2)",
    ],
    [
      'inside Map',
      "Map(String, Enum8('x' = 1, 'a' = 2))",
      "Map(String, Enum8('a' = 1))",
      "Map(String, Enum8('a' = 1, 'x' = 2))",
    ],
    [
      'inside a Tuple, by name',
      "Tuple(n UInt8, e Enum8('x' = 1, 'a' = 2))",
      "Tuple(e Enum8('a' = 1), n UInt8)",
      "Tuple(n UInt8, e Enum8('a' = 1, 'x' = 2))",
    ],
    [
      'inside Nested',
      "Nested(e Nullable(Enum8('x' = 1, 'a' = 2)))",
      "Nested(e Enum8('a' = 1))",
      "Nested(e Nullable(Enum8('a' = 1, 'x' = 2)))",
    ],
    ['another type live', "Enum8('x' = 1)", 'String', "Enum8('x' = 1)"],
    ['no enum declared', 'Array(String)', "Enum8('x' = 1)", 'Array(String)'],
  ])('%s', (_, declared, live, kept) => {
    expect(keepEnumNumbers(declared, live)).toBe(kept);
    expect(keepEnumNumbers(kept, live)).toBe(kept);
  });

  it('use the gaps when there is no number above', () => {
    expect(keepEnumNumbers("Enum8('a' = 1, 'b' = 2)", "Enum16('a' = 32767)")).toBe(
      "Enum16('b' = 1, 'a' = 32767)",
    );
  });
});

describe('a change of type', () => {
  const METADATA = ['metadata', []];
  const REWRITE = ['mutation', []];
  it.each([
    ['String', 'String', METADATA],
    ["Enum8('a' = 1)", "Enum8('a' = 1, 'b' = 2)", METADATA],
    ["Enum8('a' = 1, 'b' = 2)", "Enum8('a' = 1, 'bb' = 2)", ['metadata', ['CHANGES_VALUES']]],
    ["Enum8('a' = 1, 'b' = 2)", "Enum16('c' = 2, 'a' = 1)", ['mutation', ['CHANGES_VALUES']]],
    ["Array(Enum8('a' = 1))", "Array(Enum8('a' = 1, 'b' = 2))", METADATA],
    ["Nullable(Enum8('a' = 1))", "Nullable(Enum8('a' = 1, 'b' = 2))", METADATA],
    ["Map(String, Enum8('a' = 1))", "Map(String, Enum8('a' = 1, 'b' = 2))", REWRITE],
    ["Enum8('a' = 1)", "Enum16('a' = 1)", REWRITE],
    ["Enum8('a' = 1, 'b' = 2)", "Enum8('a' = 1)", ['mutation', ['MAY_FAIL_ON_DATA']]],
    ["Enum8('a' = 1)", 'Int8', METADATA],
    ['Int8', "Enum8('a' = 1)", ['mutation', ['MAY_FAIL_ON_DATA']]],
    ["Enum8('a' = 1)", 'String', REWRITE],
    ['DateTime', "DateTime('UTC')", METADATA],
    ["DateTime64(3, 'UTC')", 'DateTime64(3)', METADATA],
    ['DateTime', 'UInt32', METADATA],
    ['UInt16', 'Date', METADATA],
    ['UInt8', 'Bool', ['metadata', ['CHANGES_VALUES']]],
    ["Enum16('a' = 1, 'b' = 2000)", 'UInt16', REWRITE],
    ["Enum16('a' = 1, 'b' = 2000)", 'UInt8', ['mutation', ['CHANGES_VALUES']]],
    ["Enum8('a' = -1)", 'UInt64', ['mutation', ['CHANGES_VALUES']]],
    ["Enum8('a' = 0, 'b' = 1)", 'Bool', REWRITE],
    ["Enum8('a' = 1, 'b' = 2)", 'Bool', ['mutation', ['CHANGES_VALUES']]],
    ['Decimal(18, 2)', 'Decimal(12, 2)', METADATA],
    ['Decimal(9, 2)', 'Decimal(12, 2)', REWRITE],
    ['Decimal(18, 4)', 'Decimal(18, 2)', ['mutation', ['CHANGES_VALUES']]],
    ['Decimal(18, 2)', 'Decimal(18, 4)', ['mutation', ['MAY_FAIL_ON_DATA']]],
    ['SimpleAggregateFunction(sum, UInt64)', 'UInt64', METADATA],
    ['SimpleAggregateFunction(sum, UInt64)', 'SimpleAggregateFunction(sum, UInt64)', METADATA],
    [
      'SimpleAggregateFunction(sum, UInt64)',
      'SimpleAggregateFunction(max, UInt64)',
      ['metadata', ['CHANGES_VALUES']],
    ],
    ['Point', 'Tuple(Float64, Float64)', METADATA],
    ['Array(Tuple(a UInt8))', 'Nested(a UInt8)', METADATA],
    ['Int32', 'Int64', REWRITE],
    ['UInt32', 'Int64', REWRITE],
    ['Int32', 'UInt64', ['mutation', ['CHANGES_VALUES']]],
    ['Int32', 'Int8', ['mutation', ['CHANGES_VALUES']]],
    ['Int32', 'Float64', REWRITE],
    ['Int64', 'Float64', ['mutation', ['CHANGES_VALUES']]],
    ['Float64', 'Float32', ['mutation', ['CHANGES_VALUES']]],
    ['BFloat16', 'Float32', REWRITE],
    ['Int64', 'Decimal(4, 2)', ['mutation', ['MAY_FAIL_ON_DATA']]],
    ['Int32', 'String', REWRITE],
    ['Float64', 'Int32', ['mutation', ['MAY_FAIL_ON_DATA', 'CHANGES_VALUES']]],
    ['Float64', "Enum8('a' = 1)", ['mutation', ['MAY_FAIL_ON_DATA', 'CHANGES_VALUES']]],
    ['String', 'UInt8', ['mutation', ['MAY_FAIL_ON_DATA', 'CHANGES_VALUES']]],
    ['String', 'Nullable(UInt8)', ['mutation', ['CHANGES_VALUES']]],
    ['LowCardinality(String)', 'Nullable(UUID)', ['mutation', ['CHANGES_VALUES']]],
    ['String', 'Nullable(Bool)', ['mutation', ['MAY_FAIL_ON_DATA']]],
    ['FixedString(4)', 'Nullable(UInt8)', ['mutation', ['MAY_FAIL_ON_DATA', 'CHANGES_VALUES']]],
    ['FixedString(16)', 'UUID', ['mutation', ['CHANGES_VALUES']]],
    ['String', 'UUID', ['mutation', ['MAY_FAIL_ON_DATA']]],
    ['String', 'JSON', ['mutation', ['MAY_FAIL_ON_DATA']]],
    ['String', 'FixedString(8)', ['mutation', ['MAY_FAIL_ON_DATA', 'CHANGES_VALUES']]],
    ['JSON', 'String', REWRITE],
    ['String', 'LowCardinality(String)', REWRITE],
    ['LowCardinality(Nullable(String))', 'String', ['mutation', ['CHANGES_VALUES']]],
    ['Int32', 'Nullable(Int32)', REWRITE],
    ['Nullable(Int32)', 'Int32', ['mutation', ['CHANGES_VALUES']]],
    ['Nullable(Int32)', 'Nullable(Int64)', REWRITE],
    ['Date', 'Date32', REWRITE],
    ['Date32', 'Date', ['mutation', ['CHANGES_VALUES']]],
    ['Date', 'DateTime', ['mutation', ['CHANGES_VALUES']]],
    ['DateTime', 'DateTime64(3)', REWRITE],
    ['DateTime64(3)', 'DateTime64(9)', ['mutation', ['MAY_FAIL_ON_DATA']]],
    ['DateTime64(3)', 'DateTime64(0)', ['mutation', ['CHANGES_VALUES']]],
    ['Date32', 'DateTime64(9)', ['mutation', ['CHANGES_VALUES']]],
    ['DateTime', 'DateTime64(9)', REWRITE],
    ['DateTime64(3)', 'UInt32', ['mutation', ['MAY_FAIL_ON_DATA', 'CHANGES_VALUES']]],
    ['Float64', 'DateTime64(3)', ['mutation', ['MAY_FAIL_ON_DATA', 'CHANGES_VALUES']]],
    ['IPv6', 'IPv4', ['mutation', ['MAY_FAIL_ON_DATA']]],
    ['IPv6', 'Nullable(IPv4)', ['mutation', ['CHANGES_VALUES']]],
    ['Array(Int32)', 'Array(Int64)', REWRITE],
    ['Tuple(a UInt8)', 'Tuple(a UInt8, b String)', REWRITE],
    ['Tuple(a UInt8, b String)', 'Tuple(b String)', ['mutation', ['DELETES_DATA']]],
    ['Nested(a UInt8)', 'Nested(a UInt8, b String)', REWRITE],
    ['Variant(String, UInt8)', 'Variant(Date, String, UInt8)', REWRITE],
    ['Variant(String, UInt8)', 'UInt8', ['mutation', ['MAY_FAIL_ON_DATA', 'CHANGES_VALUES']]],
    ['JSON', 'JSON(max_dynamic_paths=10)', REWRITE],
    ['JSON', 'JSON(SKIP a)', ['mutation', ['DELETES_DATA']]],
    ['JSON', 'JSON(a String)', ['mutation', ['MAY_FAIL_ON_DATA', 'CHANGES_VALUES']]],
    ['Map(String, UInt8)', 'JSON', REWRITE],
    ['Map(String, UInt8)', 'Array(Tuple(String, UInt8))', REWRITE],
  ] as const)('%s -> %s', (before, after, [cost, hazards]) => {
    expect(typeChange(before, after)).toEqual({ cost, hazards, refuse: null });
  });

  it.each([
    [
      "Enum8('a' = 1, 'b' = 2)",
      "Enum8('a' = 2, 'b' = 1)",
      "renumber members of an Enum ('a' from 1 to 2, 'b' from 2 to 1)",
    ],
    ["Array(Enum8('a' = 1))", "Array(Enum8('a' = 5))", "'a' from 1 to 5"],
    ['Int32', 'Array(Int32)', 'cannot convert Int32 to Array(Int32)'],
    ['Array(Int32)', 'Int32', 'cannot convert Array(Int32) to Int32'],
    ['Int32', 'Tuple(Int32)', 'cannot convert'],
    ['Tuple(UInt8, UInt8)', 'Tuple(UInt8)', 'cannot convert'],
    ['FixedString(4)', 'FixedString(2)', 'cannot shorten'],
    ['Int32', 'UUID', 'cannot convert Int32 to UUID'],
    ['AggregateFunction(sum, UInt64)', 'AggregateFunction(max, UInt64)', 'cannot be turned into another'],
  ])('%s -> %s is refused', (before, after, because) => {
    expect(typeChange(before, after).refuse).toContain(because);
  });

  it('is safe in a key only where ClickHouse says so', () => {
    expect(isSafeInKey("Enum8('a' = 1)", "Enum8('a' = 1, 'b' = 2)")).toBe(true);
    expect(isSafeInKey('UInt8', 'Bool')).toBe(true);
    expect(isSafeInKey('String', 'LowCardinality(String)')).toBe(true);
    expect(isSafeInKey('UInt32', 'UInt64')).toBe(false);
    expect(isSafeInKey('Date', 'Date32')).toBe(false);
    expect(isSafeInKey("Enum8('a' = 1)", "Enum8('a' = 2)")).toBe(false);
  });

  it('names the labels that go', () => {
    expect(removedEnumLabels("Array(Enum8('a' = 1, 'b' = 2))", "Array(Enum8('b' = 2))")).toEqual(['a']);
    expect(removedEnumLabels("Enum8('a' = 1, 'b' = 2)", "Enum8('alpha' = 1, 'b' = 2)")).toEqual([]);
    expect(removedEnumLabels("Enum8('a' = 1, 'b' = 2)", 'String')).toEqual([]);
  });
});

describe("Moose's data types", () => {
  it.each([
    ['String', 'String'],
    ['Boolean', 'Bool'],
    ['Json', 'JSON'],
    ['Float', 'Float64'],
    ['Date', 'Date'],
    ['Date16', 'Date'],
    ['DateTime', 'DateTime'],
    ['DateTime(9)', 'DateTime64(9)'],
    ["DateTime('UTC')", "DateTime('UTC')"],
    ['Decimal(10, 2)', 'Decimal(10, 2)'],
    ['LowCardinality(Nullable(String))', 'LowCardinality(Nullable(String))'],
    [{ nullable: 'String' }, 'Nullable(String)'],
    [{ elementType: 'Date', elementNullable: true }, 'Array(Nullable(Date32))'],
    [
      { elementType: { elementType: 'DateTime', elementNullable: false }, elementNullable: true },
      "Array(Array(DateTime('UTC')))",
    ],
    [
      {
        name: 'E',
        values: [
          { name: 'A', value: { Int: -7 } },
          { name: 'B', value: { Int: 900 } },
        ],
      },
      "Enum16('A' = -7, 'B' = 900)",
    ],
    [
      {
        name: 'E',
        values: [
          { name: 'A', value: { String: "it's" } },
          { name: 'B', value: { String: 'b' } },
        ],
      },
      "Enum8('it\\'s' = 1, 'b' = 2)",
    ],
    [{ keyType: 'String', valueType: { nullable: 'Float64' } }, 'Map(String, Nullable(Float64))'],
    [
      {
        fields: [
          ['a', 'String'],
          ['odd name', { nullable: 'Int8' }],
        ],
      },
      'Tuple(a String, `odd name` Nullable(Int8))',
    ],
    [
      {
        name: 'N',
        jwt: false,
        columns: [
          { name: 'a', data_type: 'String', required: true, annotations: [['LowCardinality', true]] },
          { name: 'b', data_type: 'Int8', required: false, annotations: [] },
        ],
      },
      'Nested(a LowCardinality(String), b Nullable(Int8))',
    ],
    [
      {
        max_dynamic_paths: 8,
        max_dynamic_types: null,
        typed_paths: [
          ['b', { nullable: 'String' }],
          ['a', 'Int64'],
        ],
        skip_paths: ['p'],
        skip_regexps: ["^'r"],
      },
      "JSON(max_dynamic_paths=8, a Int64, b Nullable(String), SKIP p, SKIP REGEXP '^\\'r')",
    ],
    [{ typed_paths: [], skip_paths: [], skip_regexps: [] }, 'JSON'],
    [{ Nullable: { nullable: 'String' } }, 'Nullable(String)'],
    [{ Nullable: 'String' }, 'Nullable(String)'],
    [{ Array: { elementType: 'String', elementNullable: false } }, 'Array(String)'],
    [{ Array: { element_type: 'String', element_nullable: true } }, 'Array(Nullable(String))'],
    [{ Enum: { name: 'E', values: [{ name: 'A', value: { Int: 1 } }] } }, "Enum8('A' = 1)"],
    [{ LowCardinality: { nullable: 'String' } }, 'LowCardinality(Nullable(String))'],
    [{ LowCardinality: 'String' }, 'LowCardinality(String)'],
    [{ Map: { key_type: 'String', value_type: 'Int64' } }, 'Map(String, Int64)'],
    [{ Decimal: { precision: 20, scale: 4 } }, 'Decimal(20, 4)'],
    [{ FixedString: { length: 16 } }, 'FixedString(16)'],
  ])('%j is %s', (form, text) => {
    expect(fromMooseForm(form)).toBe(text);
  });

  it('are words of Moose where the file is known to be its own', () => {
    expect([fromMooseWord('Date'), fromMooseWord('DateTime'), fromMooseWord('UUID')]).toEqual([
      'Date32',
      "DateTime('UTC')",
      'UUID',
    ]);
  });

  it('are read with what the column says of them', () => {
    const column = (parts: object): string =>
      mooseColumnType({ name: 'c', required: true, annotations: [], ...parts });
    expect(column({ data_type: 'String', required: false, annotations: [['LowCardinality', true]] })).toBe(
      'LowCardinality(Nullable(String))',
    );
    expect(column({ data_type: { elementType: 'String', elementNullable: false }, required: false })).toBe(
      'Array(String)',
    );
    expect(
      column({
        data_type: 'Float64',
        annotations: [['aggregationFunction', { functionName: 'uniq', argumentTypes: ['String', 'Date'] }]],
      }),
    ).toBe('AggregateFunction(uniq, String, Date32)');
    expect(
      column({
        data_type: 'Float64',
        annotations: [['simpleAggregationFunction', { functionName: 'sum', argumentType: 'UInt64' }]],
      }),
    ).toBe('SimpleAggregateFunction(sum, UInt64)');
    expect(column({ data_type: 'DateTime(9)', annotations: [['stringDate', true]] })).toBe('DateTime64(9)');
  });

  it.each([
    null,
    7,
    [],
    {},
    { odd: 1 },
    'Nullable(',
    { fields: ['a'] },
    { columns: [{ data_type: 'String' }] },
  ])('are refused when of an unknown form: %j', (form) => {
    expect(() => fromMooseForm(form)).toThrow(expect.objectContaining({ code: 'FILE_INVALID' }));
  });
});
