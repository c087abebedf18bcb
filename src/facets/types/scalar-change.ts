import { METADATA_ONLY, mutation, refusal, type TypeChange } from './change-kind.ts';
import { isEnum, membersNotHeld } from './enum.ts';
import { enumChange, isEnumPair } from './enum-change.ts';
import { decimalShape, digitsOf, holdsEvery, integerShape, mantissaBits } from './numbers.ts';
import { timeChange } from './time-change.ts';
import { printType, type TypeNode, textArgs } from './type-text.ts';

/** Pairs that share one storage, so that only the definition changes (26.7, also inside Array and Nullable). */
const SAME_STORAGE = new Set([
  'Bool -> UInt8',
  'DateTime -> UInt32',
  'UInt32 -> DateTime',
  'Date -> UInt16',
  'UInt16 -> Date',
  'Enum8 -> Int8',
  'Enum16 -> Int16',
]);

/** The change between two types that hold no other types. */
export function scalarChange(before: TypeNode, after: TypeNode): TypeChange {
  if (SAME_STORAGE.has(`${before.name} -> ${after.name}`)) return METADATA_ONLY;
  // The bytes stay: a 2 is printed as true from then on, and equals neither true nor false.
  if (before.name === 'UInt8' && after.name === 'Bool')
    return { ...METADATA_ONLY, hazards: ['CHANGES_VALUES'] };
  if (isEnumPair(before, after)) return enumChange(before, after);
  if (isImpossible(before, after))
    return refusal(`ClickHouse cannot convert ${printType(before)} to ${printType(after)}`);
  return (
    textChange(before, after) ??
    timeChange(before, after) ??
    numberChange(before, after) ??
    addressChange(before, after) ??
    lastResort(before, after)
  );
}

type Kind = 'decimal' | 'wide' | 'enum' | 'day' | 'fraction' | 'brain' | 'fixed' | 'number' | 'other';

/** What CAST tells apart: times with a fraction are decimals inside, integers over 64 bits and BFloat16 lack some casts. */
function kindOf(node: TypeNode): Kind {
  if (isEnum(node)) return 'enum';
  if (decimalShape(node) !== null) return 'decimal';
  if (node.name === 'DateTime64' || node.name === 'Time64') return 'fraction';
  if (/^(?:Date|Date32|DateTime|Time)$/.test(node.name)) return 'day';
  if (node.name === 'BFloat16') return 'brain';
  if (node.name === 'FixedString') return 'fixed';
  if ((integerShape(node)?.bits ?? 0) > 64) return 'wide';
  return integerShape(node) !== null || mantissaBits(node) !== null ? 'number' : 'other';
}

/** Kinds that CAST does not turn into each other (26.7), whatever the values. */
const NO_CAST: Readonly<Record<Kind, readonly Kind[]>> = {
  decimal: ['enum', 'day', 'fixed'],
  wide: ['enum', 'decimal', 'fraction', 'fixed'],
  brain: ['enum', 'decimal', 'fixed'],
  enum: ['decimal', 'fraction'],
  day: ['decimal', 'enum', 'fixed'],
  fraction: ['enum', 'fixed'],
  number: ['fixed'],
  fixed: [],
  other: [],
};

function isImpossible(before: TypeNode, after: TypeNode): boolean {
  if (before.name === 'FixedString' && after.name === 'IPv4') return true;
  // Parses, and then fails on the first row (70).
  if (before.name === 'Time64' && after.name === 'Time') return true;
  return before.name !== 'Bool' && NO_CAST[kindOf(before)].includes(kindOf(after));
}

function textChange(before: TypeNode, after: TypeNode): TypeChange | null {
  if (before.name === 'FixedString' && after.name === 'FixedString') {
    const [old, next] = [Number(textArgs(before)[0]), Number(textArgs(after)[0])];
    if (old > next) return refusal(`ClickHouse cannot shorten ${printType(before)} to ${printType(after)}`);
    // Longer values end in more zero bytes.
    return mutation('CHANGES_VALUES');
  }
  // Zero bytes at the end are cut off.
  if (before.name === 'FixedString' && after.name === 'String') return mutation('CHANGES_VALUES');
  if (after.name === 'String') return mutation();
  if (before.name !== 'String' && before.name !== 'FixedString') return null;
  // 16 bytes are taken as the address or identity itself.
  if (/^(?:UUID|IPv6)$/.test(after.name) && textArgs(before)[0] === '16') return mutation('CHANGES_VALUES');
  // Whatever these read from a text says what the text said.
  return /^(?:Bool|UUID|IPv4|IPv6)$/.test(after.name)
    ? mutation('MAY_FAIL_ON_DATA')
    : mutation('MAY_FAIL_ON_DATA', 'CHANGES_VALUES');
}

function numberChange(before: TypeNode, after: TypeNode): TypeChange | null {
  const isNumber = (node: TypeNode): boolean =>
    node.name === 'Bool' ||
    integerShape(node) !== null ||
    mantissaBits(node) !== null ||
    decimalShape(node) !== null;
  if (isEnum(before) && isNumber(after)) {
    // A number that does not fit wraps, as between numbers.
    return membersNotHeld(before, after)?.length === 0 ? mutation() : mutation('CHANGES_VALUES');
  }
  if (isEnum(after) && isNumber(before))
    return mantissaBits(before) === null
      ? mutation('MAY_FAIL_ON_DATA')
      : mutation('MAY_FAIL_ON_DATA', 'CHANGES_VALUES');
  if (!isNumber(before) || !isNumber(after)) return null;
  if (before.name === 'Bool') return mutation();
  if (after.name === 'Bool') return mutation('CHANGES_VALUES');
  return fromInteger(before, after) ?? fromFloat(before, after) ?? fromDecimal(before, after);
}

function fromInteger(before: TypeNode, after: TypeNode): TypeChange | null {
  const old = integerShape(before);
  if (old === null) return null;
  const next = integerShape(after);
  const float = mantissaBits(after);
  const decimal = decimalShape(after);
  // A narrowing cast wraps without a word: 300 becomes 44 in UInt8.
  if (next !== null) return holdsEvery(next, old) ? mutation() : mutation('CHANGES_VALUES');
  if (float !== null)
    return float >= old.bits - (old.signed ? 1 : 0) ? mutation() : mutation('CHANGES_VALUES');
  if (decimal !== null)
    return decimal.precision - decimal.scale >= digitsOf(old) ? mutation() : mutation('MAY_FAIL_ON_DATA');
  return null;
}

function fromFloat(before: TypeNode, after: TypeNode): TypeChange | null {
  const old = mantissaBits(before);
  if (old === null) return null;
  const next = mantissaBits(after);
  if (next !== null) return next >= old ? mutation() : mutation('CHANGES_VALUES');
  // What is no number, or infinite, goes into neither; too large a number wraps in an integer and fails in a decimal.
  return mutation('MAY_FAIL_ON_DATA', 'CHANGES_VALUES');
}

function fromDecimal(before: TypeNode, after: TypeNode): TypeChange | null {
  const old = decimalShape(before);
  if (old === null) return null;
  const next = decimalShape(after);
  if (next === null)
    return mantissaBits(after) === null
      ? mutation('MAY_FAIL_ON_DATA', 'CHANGES_VALUES')
      : mutation('CHANGES_VALUES');
  if (old.width === next.width && old.scale === next.scale) return METADATA_ONLY;
  const overflow =
    next.precision - next.scale < old.precision - old.scale ? (['MAY_FAIL_ON_DATA'] as const) : [];
  const cutOff = next.scale < old.scale ? (['CHANGES_VALUES'] as const) : [];
  return mutation(...overflow, ...cutOff);
}

const HARMLESS = new Set([
  'IPv4 -> IPv6',
  'IPv4 -> UInt32',
  'UInt32 -> IPv4',
  'UUID -> UInt128',
  'IPv6 -> UInt128',
]);

function addressChange(before: TypeNode, after: TypeNode): TypeChange | null {
  const isAddress = (node: TypeNode): boolean => /^(?:UUID|IPv4|IPv6)$/.test(node.name);
  if (!isAddress(before) && !isAddress(after)) return null;
  if (HARMLESS.has(`${before.name} -> ${after.name}`)) return mutation();
  if (before.name === 'IPv6' && after.name === 'IPv4') return mutation('MAY_FAIL_ON_DATA');
  return refusal(`ClickHouse cannot convert ${printType(before)} to ${printType(after)}`);
}

function lastResort(before: TypeNode, after: TypeNode): TypeChange {
  if (after.name === 'Dynamic') return mutation();
  if (before.name === 'AggregateFunction' || after.name === 'AggregateFunction') {
    return refusal(
      `ClickHouse cannot convert ${printType(before)} to ${printType(after)}: the state of an aggregate function cannot be turned into another`,
    );
  }
  return mutation('MAY_FAIL_ON_DATA', 'CHANGES_VALUES');
}
