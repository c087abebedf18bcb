import { clauseRows } from './clause-rows.ts';
import { columnRows } from './column-rows.ts';
import { conversionRows } from './conversion-rows.ts';
import { keyRows } from './key-rows.ts';
import type { Row } from './row.ts';
import type { TableShape } from './table-shape.ts';

/** Every change that is tried. */
export const ROWS: readonly Row[] = [...columnRows, ...conversionRows, ...keyRows, ...clauseRows];

/** Shape before: rows of its own where a row asks for them by an empty text. */
export function rowsFor(shape: TableShape, base: TableShape): string {
  return shape.rows === ''
    ? base.rows.replace('[toInt32(number), 7] AS arr', '[toInt32(number * 100), 7] AS arr')
    : shape.rows;
}
