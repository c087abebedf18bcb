/** Values as SQL, by what becomes of them. */
export interface Values {
  /** The mutation fails on each. */
  readonly fails?: readonly string[];
  /** It makes another value of them. */
  readonly changes?: readonly string[];
  /** They say the same afterwards, perhaps in another spelling. */
  readonly same?: readonly string[];
}

/** Texts are written without their quotes. */
const texts = (values: Values): Values => {
  const quoted = (list: readonly string[] = []): readonly string[] => list.map((value) => `'${value}'`);
  return { fails: quoted(values.fails), changes: quoted(values.changes), same: quoted(values.same) };
};

const TIMES = [
  '2024-01-05',
  '2024-1-5',
  '20240105',
  '2024-01-05T10:00:00Z',
  '2024-01-05 10:00:00',
  '1704103200',
];

/** What 26.7 does with values of one type when the column becomes another. */
export const CONVERSIONS: readonly (readonly [from: string, to: string, values: Values])[] = [
  [
    'String',
    'UInt8',
    texts({
      fails: ['', 'abc', '2.0', '1e3', ' 5', '5 ', '-1', '0x1F'],
      changes: ['300', '256', '007'],
      same: ['5', '+5', '0', '255'],
    }),
  ],
  ['String', 'Int8', texts({ fails: ['x'], changes: ['200', '-129'], same: ['-128', '127'] })],
  [
    'String',
    'UInt128',
    texts({ fails: ['-1', '1e3'], changes: ['340282366920938463463374607431768211456'], same: ['7'] }),
  ],
  [
    'String',
    'Float64',
    texts({
      fails: ['', 'abc', '1_000', '0x10', ' 1'],
      changes: ['1e400', '1e-400', '0.12345678901234567890', '007.5'],
      same: ['2.0', '1e3', '-1.50', '.5', '5.', '+0', 'nan', '-inf', '0.1'],
    }),
  ],
  ['String', 'Float32', texts({ changes: ['16777217', '1e40'], same: ['0.1', '1.50', '16777216'] })],
  [
    'String',
    'Decimal(9, 2)',
    texts({
      fails: ['', 'abc', '99999999.12'],
      changes: ['1.555', '0.001', '01.50'],
      same: ['1.50', '1.5', '1e2', '15e-1', '-0.05', '1234567.89'],
    }),
  ],
  [
    'String',
    'Bool',
    texts({ fails: ['', '2', 'tru'], same: ['yes', 'No', '1', '0', 'TRUE', 'f', 'on', 'disabled'] }),
  ],
  [
    'String',
    'UUID',
    texts({
      fails: ['', 'abc'],
      same: ['A1B2C3D4-E5F6-4711-8899-AABBCCDDEEFF', 'a1b2c3d4e5f647118899aabbccddeeff'],
    }),
  ],
  ['String', 'IPv4', texts({ fails: ['', '10.0.0', '10.0.0.256'], same: ['10.0.0.1'] })],
  ['String', 'IPv6', texts({ fails: ['', 'abc'], same: ['10.0.0.1', '2001:DB8:0:0::1'] })],
  [
    'String',
    'Date',
    texts({
      fails: ['', 'abc', '2024-01-05T10:00:00Z', '45000'],
      changes: ['2024-02-30', '2024-13-01', '2150-01-01', '1960-01-01', '2024-01-05 10:00:00', '0000-00-00'],
      same: ['2024-01-05', '2024-1-5', '20240105', '2024/01/05', '2024-01-05 00:00:00'],
    }),
  ],
  ['String', 'Date32', texts({ changes: ['1800-01-01', '2400-01-01'], same: ['1960-01-01', '2024-1-5'] })],
  [
    'String',
    "DateTime('Europe/Berlin')",
    texts({
      fails: ['', 'abc'],
      changes: ['2150-01-01 00:00:00', '2024-01-05 10:00:00.5', '12', '05/01/2024', '0000-00-00 00:00:00'],
      same: [...TIMES, '2024-01-05T10:00:00+02:00', '2024-01-05 10:00'],
    }),
  ],
  [
    'String',
    'DateTime64(3)',
    texts({
      fails: ['', 'abc'],
      changes: ['2024-01-05 10:00:00.12345'],
      same: [...TIMES, '2024-01-05 10:00:00.5', '2150-01-01', '1704103200123'],
    }),
  ],
  [
    'String',
    'DateTime64(9)',
    texts({ fails: ['2299-01-01 00:00:00'], same: ['2024-01-05 10:00:00.123456789'] }),
  ],
  ['String', 'Time64(3)', texts({ fails: ['abc'], changes: ['10:00'], same: ['10:00:00', '10:00:00.5'] })],
  ['String', 'FixedString(3)', texts({ fails: ['abcd'], same: ['abc', 'ab', ''] })],
  [
    'String',
    "Enum8('a' = 1, '2' = 5, 'c' = -1)",
    texts({ fails: ['', 'A', '2.0', '257', ' 1'], changes: ['1', '01', '-1', '5'], same: ['a', '2'] }),
  ],
  ['String', 'JSON', texts({ fails: ['', 'abc', '[1]'], same: ['{"a":1}'] })],
  ['String', 'Nullable(UInt8)', texts({ changes: ['', 'abc', '300', '2.0'], same: ['5'] })],
  ['String', 'Nullable(Decimal(9, 2))', texts({ changes: ['abc', '99999999.12', '1.555'], same: ['1.50'] })],
  ['String', 'Nullable(UUID)', texts({ changes: ['abc'], same: ['a1b2c3d4e5f647118899aabbccddeeff'] })],
  ['String', 'Nullable(Bool)', texts({ fails: ['abc', ''], same: ['yes'] })],
  ['String', "Nullable(Enum8('a' = 1))", texts({ fails: ['abc'], changes: ['1'], same: ['a'] })],
  ['LowCardinality(String)', 'UInt8', texts({ fails: ['abc'], changes: ['300'], same: ['5'] })],
  ['Nullable(String)', 'Nullable(UInt8)', { changes: ["'abc'"], same: ['NULL', "'5'"] }],
  ['FixedString(4)', 'UInt8', texts({ fails: ['abcd'], changes: ['1234', ''], same: ['12'] })],
  ['FixedString(4)', 'Nullable(UInt8)', texts({ fails: ['abcd'], changes: ['1234'], same: ['12'] })],
  ['FixedString(4)', 'Float64', texts({ fails: ['abcd', ''], same: ['12', '1.50'] })],
  ['FixedString(4)', 'Decimal(9, 2)', texts({ fails: ['abcd'], changes: [''], same: ['1.50'] })],
  ['FixedString(4)', 'Bool', texts({ fails: ['yes', '1'], same: ['true'] })],
  ['FixedString(10)', 'Date', texts({ fails: ['abc'], same: ['2024-01-05', '2024-1-5'] })],
  [
    'FixedString(4)',
    "Enum8('abcd' = 1, 'a' = 2)",
    texts({ fails: ['a', 'xxxx'], changes: ['0001'], same: ['abcd'] }),
  ],
  ['FixedString(16)', 'UUID', texts({ changes: ['0123456789abcdef'] })],
  [
    'Float64',
    'Int32',
    { fails: ['nan', 'inf', '-inf'], changes: ['1e300', '1.5', '-1.5', '1e10'], same: ['300.', '-7.'] },
  ],
  ['Float64', 'Nullable(Int32)', { fails: ['nan'], changes: ['1.5'], same: ['3.'] }],
  ['Float64', 'Decimal(9, 2)', { fails: ['nan', 'inf', '1e10'], changes: ['1.555'], same: ['1.5', '-300.'] }],
  ['Float64', 'Float32', { changes: ['1e300', '0.1'], same: ['nan', 'inf', '1.5'] }],
  ['Float64', "DateTime64(3, 'UTC')", { fails: ['nan'], changes: ['1e300', 'inf'], same: ['1.5'] }],
  [
    'Float64',
    "Enum8('a' = 1, 'z' = 0)",
    { fails: ['inf', '7.'], changes: ['nan', '1.5', '-0.5'], same: ['1.'] },
  ],
  [
    'Decimal(18, 2)',
    'UInt8',
    {
      fails: ["toDecimal64('256', 2)", "toDecimal64('-1', 2)"],
      changes: ["toDecimal64('255.9', 2)"],
      same: ["toDecimal64('7', 2)"],
    },
  ],
  [
    'Decimal(18, 2)',
    'Decimal(9, 1)',
    {
      fails: ["toDecimal64('999999999.5', 2)"],
      changes: ["toDecimal64('1.55', 2)"],
      same: ["toDecimal64('1.5', 2)"],
    },
  ],
  [
    'Decimal(76, 0)',
    'UInt128',
    { fails: ["toDecimal256('340282366920938463463374607431768211456', 0)"], same: ["toDecimal256('5', 0)"] },
  ],
  ['Int64', 'Decimal(9, 2)', { fails: ['1000000000000'], same: ['-300'] }],
  ['Int64', 'UInt8', { changes: ['300', '-1'], same: ['255'] }],
  ['Int64', "Enum8('a' = 1)", { fails: ['2', '300', '-1'], same: ['1'] }],
  ['UInt8', 'Bool', { changes: ['2', '255'], same: ['0', '1'] }],
  ["Enum16('a' = 1, 'b' = 2000)", 'UInt8', { changes: ["'b'"], same: ["'a'"] }],
  ["Enum8('a' = -1, 'b' = 3)", 'UInt64', { changes: ["'a'"], same: ["'b'"] }],
  ["Enum8('a' = 1, 'b' = 2)", 'Bool', { changes: ["'b'"], same: ["'a'"] }],
  ["Enum8('long' = 1, 'b' = 2)", 'FixedString(2)', { fails: ["'long'"], same: ["'b'"] }],
  ['IPv6', 'IPv4', { fails: ["toIPv6('::1')"], same: ["toIPv6('10.0.0.1')"] }],
  ['IPv6', 'Nullable(IPv4)', { changes: ["toIPv6('::1')"], same: ["toIPv6('10.0.0.1')"] }],
  [
    "DateTime64(3, 'UTC')",
    "DateTime64(9, 'UTC')",
    {
      fails: [
        "toDateTime64('2262-04-11 23:47:17', 3, 'UTC')",
        "toDateTime64('1677-09-21 00:12:43', 3, 'UTC')",
      ],
      same: ["toDateTime64('2262-04-11 23:47:16', 3, 'UTC')"],
    },
  ],
  [
    "DateTime64(3, 'UTC')",
    'UInt32',
    {
      fails: [
        "toDateTime64('2150-01-01 00:00:00', 3, 'UTC')",
        "toDateTime64('1900-01-01 00:00:00', 3, 'UTC')",
      ],
      changes: ["toDateTime64('2024-01-05 10:00:00.5', 3, 'UTC')"],
      same: ["toDateTime64('2024-01-05 10:00:00', 3, 'UTC')"],
    },
  ],
  [
    'Date32',
    "DateTime64(9, 'UTC')",
    { changes: ["toDate32('2299-12-31')"], same: ["toDate32('1900-01-01')"] },
  ],
  [
    'Array(String)',
    'Array(UInt8)',
    { fails: ["['5', 'abc']"], changes: ["['5', '300']"], same: ["['5']", '[]'] },
  ],
  ['Array(String)', 'Array(Float64)', { fails: ["['x']"], same: ["['2.0', '1e3']"] }],
  ['Array(Nullable(String))', 'Array(Nullable(UInt8))', { changes: ["['x']"], same: ["['5', NULL]"] }],
  ['Map(String, String)', 'Map(String, Bool)', { fails: ["map('a', 'x')"], same: ["map('a', 'yes')"] }],
  [
    'Tuple(f Float64, s String)',
    'Tuple(f String, s Decimal(9, 2))',
    { fails: ["(nan, 'x')"], changes: ["(1.5, '1.555')"], same: ["(nan, '1.50')"] },
  ],
];
