import { type EnumMember, enumMembers, isEnum, membersNotHeld } from '../../facets/types/enum.ts';
import { decimalShape, integerShape, mantissaBits } from '../../facets/types/numbers.ts';
import { innerTypes, printType, type TypeNode, textArgs } from '../../facets/types/type-text.ts';
import { quoteString } from '../../model/tokens.ts';
import { textFaults, textInto } from './text-faults.ts';

/** The type without Nullable and LowCardinality around it. */
export function unwrapped(node: TypeNode): TypeNode {
  const inner = innerTypes(node).at(-1);
  return (node.name === 'Nullable' || node.name === 'LowCardinality') && inner !== undefined
    ? unwrapped(inner)
    : node;
}

const COMPOSED = new Set([
  'Array',
  'Map',
  'Tuple',
  'Nested',
  'JSON',
  'Object',
  'Variant',
  'Dynamic',
  'AggregateFunction',
  'SimpleAggregateFunction',
]);

/**
 * What a value that is no array, map or tuple has against a conversion, as conditions; each null for nothing. What the
 * mutation does was measured on 26.7: it wraps where accurateCast refuses, so that not all that accurateCast refuses fails.
 */
export interface ScalarFaults {
  /** Where the mutation fails and leaves the column unreadable, which can never be approved. */
  readonly fails: string | null;
  /** Where the value becomes another one. */
  readonly changes: string | null;
}

const isText = ({ name }: TypeNode): boolean => name === 'String' || name === 'FixedString';
/** Times that are decimals inside. */
const isFraction = ({ name }: TypeNode): boolean => name === 'DateTime64' || name === 'Time64';
const isFloat = (node: TypeNode): boolean => mantissaBits(node) !== null;
const isInteger = (node: TypeNode): boolean => integerShape(node) !== null;
const isDecimal = (node: TypeNode): boolean => decimalShape(node) !== null;

/** The conditions of a value that is there; null where no query can tell. */
export function scalarFaults(value: string, before: TypeNode, after: TypeNode): ScalarFaults | null {
  const found = faultsBetween(value, before, after);
  const there = (where: string | null): string | null => where && `${value} IS NOT NULL AND (${where})`;
  return found && { fails: there(found.fails), changes: there(found.changes) };
}

function faultsBetween(value: string, before: TypeNode, after: TypeNode): ScalarFaults | null {
  const [from, to] = [unwrapped(before), unwrapped(after)];
  if (from.name === 'String' && to.name === 'JSON')
    return { fails: `isNull(${converted(value, to)})`, changes: null };
  if (COMPOSED.has(from.name) || COMPOSED.has(to.name)) return null;
  if (isEnum(to)) return isEnum(from) ? null : enumFaults(value, from, to);
  // Every value gets zero bytes at its end.
  if (from.name === 'FixedString' && to.name === 'FixedString') return { fails: null, changes: 'true' };
  const takesNull = isNullableType(after);
  if (isText(from) && to.name !== 'String') return textFaults(value, from, to, takesNull);
  return { fails: failure(value, from, to, takesNull), changes: change(value, from, to, takesNull) };
}

function isNullableType(node: TypeNode): boolean {
  const inner = node.name === 'LowCardinality' ? innerTypes(node)[0] : node;
  return inner?.name === 'Nullable';
}

const converted = (value: string, to: TypeNode): string =>
  `accurateCastOrNull(${value}, ${quoteString(printType(to))})`;

/** True where the mutation fails on a number, a time or an address; null where it never does. */
function failure(value: string, from: TypeNode, to: TypeNode, takesNull: boolean): string | null {
  const thrown = throwing(value, from, to);
  if (thrown !== null) return thrown;
  if (isFloat(from) && isInteger(to)) return `NOT isFinite(${value})`;
  // An address that is none becomes NULL where there is room for it.
  const isRefused = isDecimal(to) || (from.name === 'IPv6' && to.name === 'IPv4' && !takesNull);
  return isRefused ? `${converted(value, to)} IS NULL` : null;
}

/** The largest DateTime64(9), in seconds. */
const LAST_NANOSECOND = "toDecimal128('9223372036.854775807', 9)";

/** The same where accurateCastOrNull itself would throw, so that it may not be asked; null where it does not. */
function throwing(value: string, from: TypeNode, to: TypeNode): string | null {
  if (isDecimal(from) && isInteger(to)) {
    const whole = `toString(truncate(${value}))`;
    return `ifNull(toString(${converted(whole, to)}) != ${whole}, 1)`;
  }
  if (isFraction(from) && isInteger(to)) return `${converted(`toInt64(${value})`, to)} IS NULL`;
  if (isFloat(from) && isFraction(to)) return `isNaN(${value})`;
  if (isFraction(from) && to.name === 'DateTime64')
    return textArgs(to)[0] === '9' ? `abs(CAST(${value}, 'Decimal(38, 9)')) > ${LAST_NANOSECOND}` : null;
  if (isEnum(from) && to.name === 'FixedString')
    return `length(toString(${value})) > ${Number(textArgs(to)[0])}`;
  return null;
}

/** True where a value that converts is another one afterwards; null where none is. */
function change(value: string, from: TypeNode, to: TypeNode, takesNull: boolean): string | null {
  if (isEnum(from)) return labelChange(value, from, to);
  if (isDecimal(from) && isInteger(to)) return `${value} != truncate(${value})`;
  if (isFraction(from) && isInteger(to)) return `CAST(${value}, 'Decimal(38, 9)') != toInt64(${value})`;
  // Of a day and a time the day is lost.
  if (/^Date/.test(from.name) && to.name === 'Time64') return 'true';
  // What is no number stays none.
  if (isFloat(from) && isFloat(to)) return `NOT isNaN(${value}) AND (${otherBack(value, from, to, true)})`;
  if (isFloat(from) && isInteger(to)) return `isFinite(${value}) AND (${otherBack(value, from, to, true)})`;
  if (isFloat(from) && isFraction(to)) return otherBack(`if(isNaN(${value}), 0, ${value})`, from, to, true);
  if (throwing(value, from, to) !== null) return null;
  return otherBack(value, from, to, failure(value, from, to, takesNull) === null);
}

/** True where a value does not come back as what it was; `isLost`, too where it does not even go there. */
function otherBack(value: string, from: TypeNode, to: TypeNode, isLost: boolean): string {
  const there = converted(value, to);
  const differs = `ifNull(${converted(there, from)} != ${value}, 1)`;
  return isLost ? `${there} IS NULL OR ${differs}` : `${there} IS NOT NULL AND ${differs}`;
}

/** Labels whose number another type does not hold; to other types than numbers, labels that are no text of them. */
function labelChange(value: string, from: TypeNode, to: TypeNode): string | null {
  if (to.name === 'FixedString') return null;
  const lost = membersNotHeld(from, to);
  if (lost === null) return otherBack(`toString(${value})`, { name: 'String', args: null }, to, true);
  return lost.length === 0 ? null : `toString(${value}) IN (${labels(lost)})`;
}

const labels = (members: readonly EnumMember[]): string =>
  members.map(({ label }) => quoteString(label)).join(', ');

/** A text that is no label, or a number that no label has, fails the mutation; a text that is a number gets its label. */
function enumFaults(value: string, from: TypeNode, to: TypeNode): ScalarFaults {
  const members = enumMembers(to);
  const numbers = members.map(({ value: number }) => String(number)).join(', ');
  if (!isText(from)) {
    if (!isFloat(from)) return { fails: `${value} NOT IN (${numbers})`, changes: null };
    // What is no number counts as 0, and -0 is not found in a list that has 0.
    const whole = `trunc(if(isNaN(${value}), 0, ${value})) + 0`;
    const fails = `${whole} NOT IN (${numbers})`;
    return { fails, changes: `NOT (${fails}) AND ${value} != ${whole}` };
  }
  const text = textInto(value, from, to);
  const isLabel = `${text} IN (${labels(members)})`;
  const isNumber = `ifNull(toInt16OrNull(${text}) IN (${numbers}), 0)`;
  // A text of fixed length that does not fill it ends in zero bytes, which no label has.
  const isCut = from.name === 'FixedString' ? `length(${text}) < ${Number(textArgs(from)[0])}` : null;
  const known = `${isLabel} OR ${isNumber}`;
  return {
    fails: isCut === null ? `NOT (${known})` : `${isCut} OR NOT (${known})`,
    changes: `NOT (${isLabel}) AND ${isNumber}${isCut === null ? '' : ` AND NOT (${isCut})`}`,
  };
}

/** True where accurateCast refuses a value that is no array, map or tuple; null where no query can tell. */
export function scalarCastFault(value: string, before: TypeNode, after: TypeNode): string | null {
  const [from, to] = [unwrapped(before), unwrapped(after)];
  if (COMPOSED.has(from.name) || COMPOSED.has(to.name)) return null;
  const there = (where: string): string => `${value} IS NOT NULL AND (${where})`;
  if (isEnum(to) && isEnum(from)) return there(`toString(${value}) NOT IN (${labels(enumMembers(to))})`);
  if (isEnum(to)) return there(enumFaults(value, from, to).fails ?? 'false');
  const asText = isText(from) ? textInto(value, from, to) : value;
  return there(throwing(value, from, to) ?? `${converted(asText, to)} IS NULL`);
}
