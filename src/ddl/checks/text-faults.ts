import { decimalShape, integerShape, mantissaBits } from '../../facets/types/numbers.ts';
import { printType, type TypeNode, textArgs } from '../../facets/types/type-text.ts';
import { quoteString } from '../../model/tokens.ts';
import type { ScalarFaults } from './scalar-faults.ts';

/** 16 bytes are an address or identity themselves, and no text of one. */
function isBinary(from: TypeNode, to: TypeNode): boolean {
  return from.name === 'FixedString' && textArgs(from)[0] === '16' && /^(?:UUID|IPv6)$/.test(to.name);
}

/** The text that a conversion reads: of a FixedString without zero bytes at its end, but for types that take all its bytes. */
export function textInto(value: string, from: TypeNode, to: TypeNode): string {
  const isWhole = from.name === 'String' || isBinary(from, to) || /^(?:Bool|IPv6)$/.test(to.name);
  return isWhole ? value : `toStringCutToZero(${value})`;
}

/** What a text has against becoming a value of another type, but an Enum. */
export function textFaults(value: string, from: TypeNode, to: TypeNode, takesNull: boolean): ScalarFaults {
  if (isBinary(from, to)) return { fails: null, changes: 'true' };
  const text = textInto(value, from, to);
  const there = `accurateCastOrNull(${text}, ${quoteString(printType(to))})`;
  const { fails, changes } = meaning(text, there, to);
  if (from.name === 'FixedString' && (integerShape(to) ?? decimalShape(to)) !== null)
    // Zero bytes alone are read as the number 0, where an empty text is none.
    return { fails: `${text} != '' AND ${fails}`, changes: `${text} = '' OR (${changes ?? 'false'})` };
  // Where there is room for NULL, what cannot be read becomes that; Bool and texts of fixed length are read strictly all the same.
  if (!takesNull || from.name === 'FixedString' || to.name === 'Bool') return { fails, changes };
  return { fails: null, changes: changes === null ? fails : `(${fails}) OR (${changes})` };
}

interface Meaning extends ScalarFaults {
  readonly fails: string;
}

/** Whether a text says the same as what it becomes, for each kind of type in its own way: another spelling is no change. */
function meaning(text: string, there: string, to: TypeNode): Meaning {
  const fails = `${there} IS NULL`;
  if (integerShape(to) !== null) return integerMeaning(text, there, integerShape(to)?.signed === true);
  if (decimalShape(to) !== null || mantissaBits(to) !== null)
    return { fails, changes: `${there} IS NOT NULL AND (${otherNumber(text, there)})` };
  if (/^(?:Bool|UUID|IPv4|IPv6)$/.test(to.name)) return { fails, changes: null };
  if (/^Date/.test(to.name))
    return { fails, changes: `${there} IS NOT NULL AND NOT (${isSameTime(text, there, to)})` };
  if (/^Time/.test(to.name))
    return { fails, changes: `${there} IS NOT NULL AND NOT startsWith(toString(${there}), ${text})` };
  return {
    fails,
    changes: `${there} IS NOT NULL AND ifNull(accurateCastOrNull(${there}, 'String') != ${text}, 1)`,
  };
}

/**
 * Digits that do not fit wrap without a word, like a number; all else that is no integer fails. What comes back with other
 * digits is another value: zeros in front are most often part of a code.
 */
function integerMeaning(text: string, there: string, signed: boolean): Meaning {
  const isDigits = `match(${text}, '^[+${signed ? '-' : ''}]?[0-9]+$')`;
  return {
    fails: `${there} IS NULL AND NOT ${isDigits}`,
    changes: `${isDigits} AND ifNull(toString(${there}) != trim(LEADING '+' FROM ${text}), 1)`,
  };
}

/** The digits that count, without sign, point, exponent and the zeros on both sides. */
const digits = (text: string): string =>
  `replaceRegexpOne(replaceRegexpAll(lower(${text}), '^[+-]?[0.]*|[.]|e.*', ''), '0*$', '')`;

/** `1.50` and `15e-1` are 1.5. The power of ten needs no look: only what becomes 0 or infinite has another one, and other digits. */
function otherNumber(text: string, there: string): string {
  return `${digits(text)} != ifNull(${digits(`toString(${there})`)}, '') OR match(${text}, '^[+-]?0[0-9]')`;
}

/**
 * A second reading, which takes no day that is not in its month, cuts nothing off and knows every year. It is only trusted where
 * the year comes first, or as seconds: `05/01/2024` is the first of May to some.
 */
function isSameTime(text: string, there: string, to: TypeNode): string {
  const args = textArgs(to);
  const precision = to.name === 'DateTime64' ? Math.max(6, Number(args[0] ?? 3)) : 6;
  const zone = to.name === 'DateTime64' ? args[1] : to.name === 'DateTime' ? args[0] : "'UTC'";
  const at = zone === undefined ? '' : `, ${zone}`;
  const read = `parseDateTime64BestEffortOrNull(${text}, ${precision}${at})`;
  return `match(${text}, '^[12][0-9]{3}') AND ifNull(${read} = toDateTime64(${there}, ${precision}${at}), 0)`;
}
