import { column, type Row, rowsOf } from './row.ts';
import { BASE, type Change } from './table-shape.ts';

/** The base with a column of these values in turn, and the rows that fill it. */
function holding(type: string, ...values: readonly string[]): Change {
  const value = `[${values.join(', ')}][number % ${values.length} + 1] AS x`;
  return { columns: { x: type }, rows: BASE.rows.replace(' FROM numbers', `, ${value} FROM numbers`) };
}

/** What an expression over the old column says, where another spelling of it is no change. */
const says = (x: string): Pick<Row, 'says'> => ({ says: { x } });

/** A change of the column `x` from one type to another over rows with some values. */
function conversion(
  title: string,
  [before, after]: readonly [string, string],
  values: readonly string[],
  more: Partial<Row> = {},
): readonly [string, string, Change, Partial<Row>] {
  return [
    title,
    `MODIFY COLUMN x ${after}`,
    column('x', after),
    { from: holding(before, ...values), ...more },
  ];
}

/** Conversions by what their values are: those that fail, those that become others, and those that are only spelled otherwise. */
export const conversionRows = rowsOf([
  conversion(
    'text to decimal, with zeros at the end',
    ['String', 'Decimal(9, 2)'],
    ["'1.50'", "'20'"],
    says("if(x = '1.50', '1.5', '20')"),
  ),
  conversion(
    'text to decimal, one too fine',
    ['String', 'Decimal(9, 2)'],
    ["'1.50'", "'1.555'"],
    says("if(x = '1.50', '1.5', '1.555')"),
  ),
  conversion('text to decimal, one too large', ['String', 'Decimal(9, 2)'], ["'1.50'", "'99999999.12'"]),
  conversion(
    'text to float, spelled otherwise',
    ['String', 'Float64'],
    ["'2.0'", "'1e3'"],
    says("if(x = '2.0', '2', '1000')"),
  ),
  conversion('text to int, one wraps', ['String', 'UInt8'], ["'5'", "'300'"]),
  conversion(
    'text to int, with a sign',
    ['String', 'UInt32'],
    ["'5'", "'+7'"],
    says("trim(LEADING '+' FROM x)"),
  ),
  conversion('text to int, zeros in front', ['String', 'UInt32'], ["'5'", "'007'"]),
  conversion('text to int, empty', ['String', 'UInt32'], ["'5'", "''"]),
  conversion('text to nullable int, one does not parse', ['String', 'Nullable(UInt8)'], ["'5'", "'five'"]),
  conversion('text to bool', ['String', 'Bool'], ["'yes'", "'1'", "'TRUE'"], says("'true'")),
  conversion('text to nullable bool, one does not parse', ['String', 'Nullable(Bool)'], ["'yes'", "'maybe'"]),
  conversion(
    'text to UUID in upper case',
    ['String', 'UUID'],
    ["'A1B2C3D4-E5F6-4711-8899-AABBCCDDEEFF'"],
    says('lower(x)'),
  ),
  conversion('text of an IPv4 to IPv6', ['String', 'IPv6'], ["'10.0.0.1'"], says("concat('::ffff:', x)")),
  conversion(
    'text to date, digits left out',
    ['String', 'Date32'],
    ["'2024-1-5'", "'20240105'"],
    says("'2024-01-05'"),
  ),
  conversion('text to date, a day that is not there', ['String', 'Date'], ["'2024-02-30'"]),
  conversion('text to date, its time is cut off', ['String', 'Date'], ["'2024-01-05 10:00:00'"]),
  conversion(
    'text of a date to a time',
    ['String', "DateTime('UTC')"],
    ["'2024-01-05'"],
    says("concat(x, ' 00:00:00')"),
  ),
  conversion(
    'text in ISO 8601 to a time',
    ['String', "DateTime64(3, 'UTC')"],
    ["'2024-01-05T10:00:00Z'"],
    says("'2024-01-05 10:00:00.000'"),
  ),
  conversion('text to enum by its number', ['String', "Enum8('a' = 1)"], ["'a'", "'1'"]),
  conversion(
    'texts in an array to floats',
    ['Array(String)', 'Array(Float64)'],
    ["['2.0', '1e3']"],
    says("'[2,1000]'"),
  ),
  conversion('texts in an array to ints, one does not parse', ['Array(String)', 'Array(UInt8)'], ["['2.0']"]),
  conversion('float to int, no number among them', ['Float64', 'Int32'], ['1', 'nan']),
  conversion('float to int, every value fits', ['Float64', 'Int32'], ['1', '-7']),
  conversion('float to decimal, infinite', ['Float64', 'Decimal(9, 2)'], ['1', 'inf']),
  conversion(
    'decimal to int, too large',
    ['Decimal(18, 2)', 'UInt8'],
    ["toDecimal64('7', 2)", "toDecimal64('256', 2)"],
  ),
  conversion(
    'decimal to smaller decimal, too large',
    ['Decimal(18, 2)', 'Decimal(9, 2)'],
    ["toDecimal64('99999999.12', 2)"],
  ),
  conversion('IPv6 to IPv4, none', ['IPv6', 'IPv4'], ["toIPv6('::1')"]),
  conversion('IPv6 to IPv4, all are', ['IPv6', 'IPv4'], ["toIPv6('10.0.0.1')"]),
  conversion(
    'time to nanoseconds, too late',
    ["DateTime64(3, 'UTC')", "DateTime64(9, 'UTC')"],
    ["toDateTime64('2299-01-01 00:00:00', 3, 'UTC')"],
  ),
  conversion(
    'enum to int, a number wraps',
    ["Enum16('a' = 1, 'b' = 2000)", 'UInt8'],
    ["'a'", "'b'"],
    says("if(x = 'a', '1', '2000')"),
  ),
  conversion('enum to int, a number below 0', ["Enum8('a' = -1)", 'UInt8'], ["'a'"], says("'-1'")),
  conversion(
    'enum to int, no row has the number that wraps',
    ["Enum16('a' = 1, 'b' = 2000)", 'UInt8'],
    ["'a'"],
    says("'1'"),
  ),
  conversion('int to bool, a 2 among them', ['UInt8', 'Bool'], ['0', '1', '2']),
  conversion('int to bool', ['UInt8', 'Bool'], ['0', '1']),
  conversion('bool to int', ['Bool', 'UInt8'], ['true', 'false']),
]);
