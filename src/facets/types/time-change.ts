import { METADATA_ONLY, mutation, type TypeChange } from './change-kind.ts';
import { integerShape, mantissaBits } from './numbers.ts';
import { type TypeNode, textArgs } from './type-text.ts';

const CALENDAR = ['Date', 'Date32', 'DateTime', 'DateTime64'];
const CLOCK = ['Time', 'Time64'];

/**
 * Pairs that hold every value of the first. Date runs to 2149 but DateTime only to 2106, after which it wraps;
 * Date32 and DateTime64 run from 1900 to 2299: https://clickhouse.com/docs/sql-reference/data-types/date
 */
const WIDENING = new Set([
  'Date -> Date32',
  'Date -> DateTime64',
  'Date32 -> DateTime64',
  'DateTime -> DateTime64',
  'Time -> Time64',
]);

/** The change where a date, a time or both are on one side at least; null for other types. */
export function timeChange(before: TypeNode, after: TypeNode): TypeChange | null {
  const isTime = (node: TypeNode): boolean => CALENDAR.includes(node.name) || CLOCK.includes(node.name);
  if (!isTime(before) && !isTime(after)) return null;
  if (before.name === after.name) return samePrecision(before, after);
  if (WIDENING.has(`${before.name} -> ${after.name}`)) return nanoseconds(after);
  const isNumber = (node: TypeNode): boolean => integerShape(node) !== null || mantissaBits(node) !== null;
  if (isTime(before) && isTime(after)) return mutation('CHANGES_VALUES');
  return isNumber(before) || isNumber(after) ? mutation('CHANGES_VALUES') : null;
}

function samePrecision(before: TypeNode, after: TypeNode): TypeChange {
  const [old, next] = [precision(before), precision(after)];
  // A time zone is only how the value is shown.
  if (old === next) return METADATA_ONLY;
  return next > old ? nanoseconds(after) : mutation('CHANGES_VALUES');
}

/** DateTime64(9) ends in 2262; conversion of a later value fails (error 407). */
function nanoseconds(after: TypeNode): TypeChange {
  return after.name === 'DateTime64' && precision(after) === 9 ? mutation('MAY_FAIL_ON_DATA') : mutation();
}

function precision(node: TypeNode): number {
  if (node.name !== 'DateTime64' && node.name !== 'Time64') return 0;
  return Number(textArgs(node)[0] ?? 3);
}
