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

/** True where a value of the column would fail to convert or come back as another one; null where no query can tell. */
export function conversionFault(column: string, before: TypeNode, after: TypeNode): string | null {
  const [from, to] = [unwrapped(before), unwrapped(after)];
  if (from.name === 'Array' && to.name === 'Array') {
    const [inner, wanted] = [innerTypes(from)[0], innerTypes(to)[0]];
    const fault = inner === undefined || wanted === undefined ? null : conversionFault('x', inner, wanted);
    return fault === null ? null : `arrayExists(x -> ifNull(${fault}, 0), ${column})`;
  }
  if (from.name === 'Map' && to.name === 'Map') return mapFault(column, from, to);
  // accurateCastOrNull takes no Tuple: of these no query can tell.
  if (from.name === 'String' && to.name === 'JSON')
    return `isNotNull(${column}) AND isNull(accurateCastOrNull(${column}, ${quoteString(printType(to))}))`;
  if (COMPOSED.has(from.name) || COMPOSED.has(to.name)) return null;
  if (isEnum(to)) return isEnum(from) ? null : enumFault(column, from, to);
  // Every value gets zero bytes at its end.
  if (from.name === 'FixedString' && to.name === 'FixedString') return `${column} IS NOT NULL`;
  const value = isEnum(from) ? `toString(${column})` : column;
  const back = isEnum(from) ? 'String' : printType(from);
  const converted = `accurateCastOrNull(${value}, ${quoteString(printType(to))})`;
  return `${column} IS NOT NULL AND (${converted} IS NULL OR ifNull(accurateCastOrNull(${converted}, ${quoteString(back)}) != ${value}, 1))`;
}

/** True where a key or a value of the map would; the sides that keep their type are not asked about. */
function mapFault(column: string, from: TypeNode, to: TypeNode): string | null {
  const [before, after] = [innerTypes(from), innerTypes(to)];
  const faults = ['mapKeys', 'mapValues'].flatMap((side, at) => {
    const [inner, wanted] = [before[at], after[at]];
    if (inner === undefined || wanted === undefined) return [null];
    if (printType(inner) === printType(wanted)) return [];
    const fault = conversionFault('x', inner, wanted);
    return [fault === null ? null : `arrayExists(x -> ifNull(${fault}, 0), ${side}(${column}))`];
  });
  return faults.length === 0 || faults.includes(null) ? null : faults.join(' OR ');
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
export function failsOutright(before: TypeNode, after: TypeNode): boolean {
  const [from, to] = [unwrapped(before), unwrapped(after)];
  if (from.name === to.name && (from.name === 'Array' || from.name === 'Map'))
    return innerTypes(from).some((inner, at) => {
      const wanted = innerTypes(to)[at];
      return wanted !== undefined && printType(inner) !== printType(wanted) && failsOutright(inner, wanted);
    });
  const isText = (node: TypeNode): boolean => node.name === 'String' || node.name === 'FixedString';
  if (from.name === 'FixedString' && isText(to)) return false;
  return isEnum(to) || (isText(from) && to.name !== 'String');
}

/**
 * True where accurateCast refuses the value, so that the statement fails; null where no query can tell.
 *
 * @param column the quoted name of the column
 */
export function castFault(column: string, before: TypeNode, after: TypeNode): string | null {
  const [from, to] = [unwrapped(before), unwrapped(after)];
  if (from.name === 'Array' && to.name === 'Array') {
    const [inner, wanted] = [innerTypes(from)[0], innerTypes(to)[0]];
    const fault = inner === undefined || wanted === undefined ? null : castFault('x', inner, wanted);
    return fault === null ? null : `arrayExists(x -> ifNull(${fault}, 0), ${column})`;
  }
  if (COMPOSED.has(from.name) || COMPOSED.has(to.name)) return null;
  if (isEnum(to) && isEnum(from)) return labelFault(column, to);
  if (isEnum(to)) return enumFault(column, from, to);
  return `${column} IS NOT NULL AND accurateCastOrNull(${column}, ${quoteString(printType(to))}) IS NULL`;
}

/** True where the label of the value is none of the other type's. */
function labelFault(column: string, to: TypeNode): string {
  const labels = enumMembers(to).map(({ label }) => quoteString(label));
  return `${column} IS NOT NULL AND toString(${column}) NOT IN (${labels.join(', ')})`;
}
