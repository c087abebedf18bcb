import { changedEnumLabels, isNullable, removedEnumLabels, typeChange } from '../../facets/types/change.ts';
import { isEnum } from '../../facets/types/enum.ts';
import { innerTypes, printType, type TypeArg, type TypeNode, typeOf } from '../../facets/types/type-text.ts';
import { quoteString } from '../../model/tokens.ts';
import { scalarCastFault, scalarFaults, unwrapped } from './scalar-faults.ts';

/** One thing that a value, or a value inside of it, may have against a conversion. */
interface Fault {
  /** True where it is so. */
  readonly where: string;
  /** Whether the mutation then fails and leaves the column unreadable, which can never be approved. */
  readonly fails: boolean;
}

/** The rows that a conversion fails on, and those that it gives another value; null for none that could be. */
export interface ConversionFaults {
  readonly fails: string | null;
  readonly changes: string | null;
}

/** What a value inside of another one goes by, with its types of before and after. */
interface Element {
  readonly value: string;
  readonly before: TypeNode;
  readonly after: TypeNode;
}

/** The type behind Nested, as it is stored. */
function stored(node: TypeNode): TypeNode {
  const plain = unwrapped(node);
  return plain.name === 'Nested' ? typeOf('Array', { name: 'Tuple', args: plain.args }) : plain;
}

function elementArgs({ args }: TypeNode): readonly Extract<TypeArg, { kind: 'type' }>[] {
  return (args ?? []).flatMap((arg) => (arg.kind === 'type' ? [arg] : []));
}

/** Elements with names go by them; the others by their place. */
function tupleElements(value: string, from: TypeNode, to: TypeNode): readonly Element[] {
  const [old, next] = [elementArgs(from), elementArgs(to)];
  const isNamed = [old, next].every((args) => args.some(({ name }) => name !== null));
  return old.flatMap(({ name, type: before }, at): readonly Element[] => {
    const partner = isNamed ? next.find((arg) => arg.name === name) : next[at];
    const key = isNamed && name !== null ? quoteString(name) : String(at + 1);
    return partner === undefined
      ? []
      : [{ value: `tupleElement(${value}, ${key})`, before, after: partner.type }];
  });
}

/** What holds of some element of an array. */
const someIn = (array: string, where: string): string => `arrayExists(x -> ifNull(${where}, 0), ${array})`;

/** The arrays that a value is made of, with what stands in them; null for no array and no map. */
function arraysIn(
  value: string,
  from: TypeNode,
  to: TypeNode,
): readonly (Element & { array: string })[] | null {
  if (from.name !== to.name || (from.name !== 'Array' && from.name !== 'Map')) return null;
  const arrays = from.name === 'Array' ? [value] : [`mapKeys(${value})`, `mapValues(${value})`];
  const wanted = innerTypes(to);
  return innerTypes(from).flatMap((before, at) => {
    const [array, after] = [arrays[at], wanted[at]];
    return array === undefined || after === undefined ? [] : [{ value: 'x', before, after, array }];
  });
}

/** A removed label makes every later read fail (691). */
function labelFaults(value: string, from: TypeNode, to: TypeNode): readonly Fault[] {
  const types = [printType(from), printType(to)] as const;
  const among = (labels: readonly string[], fails: boolean): readonly Fault[] =>
    labels.length === 0
      ? []
      : [{ where: `toString(${value}) IN (${labels.map(quoteString).join(', ')})`, fails }];
  return [...among(removedEnumLabels(...types), true), ...among(changedEnumLabels(...types), false)];
}

/** Inside of a composed value a NULL that has no place fails the mutation (349); a column's own becomes the default. */
function nullFaults({ value, before, after }: Element): readonly Fault[] {
  const isLost = isNullable(printType(before)) && !isNullable(printType(after));
  return isLost ? [{ where: `isNull(${value})`, fails: true }] : [];
}

/** Null where no query can tell. */
function insideFaults(element: Element): readonly Fault[] | null {
  const { hazards } = typeChange(printType(element.before), printType(element.after));
  if (hazards.length === 0) return [];
  const faults = faultsOf(element);
  return faults && [...nullFaults(element), ...faults];
}

function faultsOf({ value, before, after }: Element): readonly Fault[] | null {
  const [from, to] = [stored(before), stored(after)];
  const arrays = arraysIn(value, from, to);
  if (arrays !== null)
    return together(
      arrays.map(({ array, ...element }) => {
        const faults = insideFaults(element);
        return faults?.map((fault) => ({ ...fault, where: someIn(array, fault.where) })) ?? null;
      }),
    );
  if (from.name === 'Tuple' && to.name === 'Tuple')
    return together(tupleElements(value, from, to).map(insideFaults));
  if (isEnum(from) && isEnum(to)) return labelFaults(value, from, to);
  const scalar = scalarFaults(value, before, after);
  return (
    scalar && [
      ...(scalar.fails === null ? [] : [{ where: scalar.fails, fails: true }]),
      ...(scalar.changes === null ? [] : [{ where: scalar.changes, fails: false }]),
    ]
  );
}

function together(all: readonly (readonly Fault[] | null)[]): readonly Fault[] | null {
  const known = all.flatMap((faults) => (faults === null ? [] : [faults]));
  return known.length < all.length ? null : known.flat();
}

/** Labels of a column, and of an array in it, are asked about by themselves. */
function isOfLabels(from: TypeNode, to: TypeNode): boolean {
  const [old, next] = [from, to].map((node) => {
    const plain = unwrapped(node);
    return unwrapped(plain.name === 'Array' ? (innerTypes(plain)[0] ?? plain) : plain);
  });
  return old !== undefined && next !== undefined && isEnum(old) && isEnum(next);
}

/** What the rows may have against a conversion, also inside of arrays, maps, tuples and Nested; null where no query can tell. */
export function conversionFaults(column: string, before: TypeNode, after: TypeNode): ConversionFaults | null {
  const faults = isOfLabels(before, after) ? null : faultsOf({ value: column, before, after });
  if (faults === null || faults.length === 0) return null;
  const among = (fails: boolean): string | null => {
    const some = faults.filter((fault) => fault.fails === fails).map(({ where }) => where);
    return some.length < 2 ? (some[0] ?? null) : some.map((where) => `(${where})`).join(' OR ');
  };
  return { fails: among(true), changes: among(false) };
}

/** True where a value of the column would fail to convert or come back as another one; null where no query can tell. */
export function conversionFault(column: string, before: TypeNode, after: TypeNode): string | null {
  const faults = conversionFaults(column, before, after);
  if (faults === null) return null;
  const { fails, changes } = faults;
  return fails === null || changes === null ? (fails ?? changes) : `(${fails}) OR (${changes})`;
}

/**
 * True where accurateCast refuses the value, so that the statement fails; null where no query can tell.
 *
 * @param column the quoted name of the column
 */
export function castFault(column: string, before: TypeNode, after: TypeNode): string | null {
  const [from, to] = [unwrapped(before), unwrapped(after)];
  if (from.name !== 'Array' || to.name !== 'Array') return scalarCastFault(column, before, after);
  const [inner, wanted] = [innerTypes(from)[0], innerTypes(to)[0]];
  const fault = inner === undefined || wanted === undefined ? null : castFault('x', inner, wanted);
  if (fault === null || inner === undefined || wanted === undefined) return null;
  const nulls = nullFaults({ value: 'x', before: inner, after: wanted }).map(({ where }) => `${where} OR `);
  return someIn(column, `${nulls.join('')}${fault}`);
}
