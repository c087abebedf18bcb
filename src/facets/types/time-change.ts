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
  if (WIDENING.has(`${before.name} -> ${after.name}`)) return widened(before, after);
  const isNumber = (node: TypeNode): boolean => integerShape(node) !== null || mantissaBits(node) !== null;
  if (isTime(before) && isTime(after)) return mutation('CHANGES_VALUES');
  if (!isNumber(before) && !isNumber(after)) return null;
  const isFraction = (node: TypeNode): boolean => node.name === 'DateTime64' || node.name === 'Time64';
  // Times with a fraction are decimals inside: an integer that is too small for one fails, and so does what is no number.
  const mayFail =
    (isFraction(before) && integerShape(after) !== null) ||
    (mantissaBits(before) !== null && isFraction(after));
  return mayFail ? mutation('MAY_FAIL_ON_DATA', 'CHANGES_VALUES') : mutation('CHANGES_VALUES');
}

function samePrecision(before: TypeNode, after: TypeNode): TypeChange {
  const [old, next] = [precision(before), precision(after)];
  // A time zone is only how the value is shown.
  if (old === next) return METADATA_ONLY;
  return next > old ? widened(before, after) : mutation('CHANGES_VALUES');
}

/** DateTime64(9) ends in 2262: conversion of a later DateTime64 fails (error 407), a later Date32 becomes the end. */
function widened(before: TypeNode, after: TypeNode): TypeChange {
  if (after.name !== 'DateTime64' || precision(after) !== 9) return mutation();
  if (before.name === 'DateTime64') return mutation('MAY_FAIL_ON_DATA');
  return before.name === 'Date32' ? mutation('CHANGES_VALUES') : mutation();
}

function precision(node: TypeNode): number {
  if (node.name !== 'DateTime64' && node.name !== 'Time64') return 0;
  return Number(textArgs(node)[0] ?? 3);
}
