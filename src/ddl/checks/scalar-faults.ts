import { enumMembers, isEnum } from '../../facets/types/enum.ts';
import { innerTypes, printType, type TypeNode } from '../../facets/types/type-text.ts';
import { quoteString } from '../../model/tokens.ts';

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

/** True where a value that is no array, map or tuple would fail to convert or come back as another one; null where no query can tell. */
export function scalarFault(value: string, from: TypeNode, to: TypeNode): string | null {
  if (from.name === 'String' && to.name === 'JSON')
    return `isNotNull(${value}) AND isNull(accurateCastOrNull(${value}, ${quoteString(printType(to))}))`;
  if (COMPOSED.has(from.name) || COMPOSED.has(to.name)) return null;
  if (isEnum(to)) return isEnum(from) ? null : enumFault(value, from, to);
  // Every value gets zero bytes at its end.
  if (from.name === 'FixedString' && to.name === 'FixedString') return `${value} IS NOT NULL`;
  const own = isEnum(from) ? `toString(${value})` : value;
  const back = isEnum(from) ? 'String' : printType(from);
  const converted = `accurateCastOrNull(${own}, ${quoteString(printType(to))})`;
  return `${value} IS NOT NULL AND (${converted} IS NULL OR ifNull(accurateCastOrNull(${converted}, ${quoteString(back)}) != ${own}, 1))`;
}

/** A text that is no label, or a number that no label has, fails the mutation. */
function enumFault(column: string, from: TypeNode, to: TypeNode): string {
  const isText = from.name === 'String' || from.name === 'FixedString';
  const members = enumMembers(to).map(({ label, value }) => (isText ? quoteString(label) : String(value)));
  // A text of fixed length ends in zero bytes, which no label has.
  const value = from.name === 'FixedString' ? `toStringCutToZero(${column})` : column;
  return `${column} IS NOT NULL AND ${value} NOT IN (${members.join(', ')})`;
}

/** From text, a value that does not parse fails the mutation and leaves the column unreadable: that can never be approved. */
export function failsOutright(from: TypeNode, to: TypeNode): boolean {
  const isText = (node: TypeNode): boolean => node.name === 'String' || node.name === 'FixedString';
  if (from.name === 'FixedString' && isText(to)) return false;
  return isEnum(to) || (isText(from) && to.name !== 'String');
}

/** True where accurateCast refuses a value that is no array, map or tuple; null where no query can tell. */
export function scalarCastFault(value: string, from: TypeNode, to: TypeNode): string | null {
  if (COMPOSED.has(from.name) || COMPOSED.has(to.name)) return null;
  if (isEnum(to) && isEnum(from)) return labelFault(value, to);
  if (isEnum(to)) return enumFault(value, from, to);
  return `${value} IS NOT NULL AND accurateCastOrNull(${value}, ${quoteString(printType(to))}) IS NULL`;
}

/** True where the label of the value is none of the other type's. */
function labelFault(column: string, to: TypeNode): string {
  const labels = enumMembers(to).map(({ label }) => quoteString(label));
  return `${column} IS NOT NULL AND toString(${column}) NOT IN (${labels.join(', ')})`;
}
