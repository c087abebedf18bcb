import { METADATA_ONLY, mutation, refusal, type TypeChange, together } from './change-kind.ts';
import { type EnumMember, enumMembers, isEnum } from './enum.ts';
import { relabelled } from './enum-change.ts';
import { jsonChange } from './json-change.ts';
import { scalarChange } from './scalar-change.ts';
import {
  innerTypes,
  parseType,
  printType,
  type TypeArg,
  type TypeNode,
  textArgs,
  typeOf,
} from './type-text.ts';

export type { TypeChange } from './change-kind.ts';

/**
 * What it means to turn a column of one type into another: cost, hazards, or why it is refused. Both texts are ClickHouse's own.
 * The lattice was measured on 26.7; the preflight on the real rows decides where a hazard says "may".
 */
export function typeChange(before: string, after: string): TypeChange {
  const [old, next] = [parseType(before), parseType(after)];
  const found = change(plain(old), plain(next));
  if (combinedOtherwise(before, after) === null) return found;
  return together(found, { ...METADATA_ONLY, hazards: ['CHANGES_VALUES'] });
}

/**
 * The functions of a SimpleAggregateFunction that becomes another one, such as `sum` and `max`; null where it stays. The
 * values are kept, but merges combine old and new ones in another way.
 */
export function combinedOtherwise(before: string, after: string): readonly [string, string] | null {
  const [old, next] = [parseType(before), parseType(after)];
  if (old.name !== 'SimpleAggregateFunction' || next.name !== 'SimpleAggregateFunction') return null;
  const [was, is] = [functionOf(old), functionOf(next)];
  return was === is ? null : [was, is];
}

function functionOf({ args }: TypeNode): string {
  return printType({ name: '', args: args?.slice(0, 1) ?? null }).slice(1, -1);
}

/** True when ClickHouse lets the type of a column change that is part of ORDER BY or the primary key (else error 524). */
export function isSafeInKey(before: string, after: string): boolean {
  const [old, next] = [parseType(before), parseType(after)];
  if (withoutLowCardinality(old) === withoutLowCardinality(next)) return true;
  const { cost, refuse } = typeChange(before, after);
  return cost === 'metadata' && refuse === null;
}

function withoutLowCardinality(node: TypeNode): string {
  const [inner] = innerTypes(node);
  return node.name === 'LowCardinality' && inner !== undefined ? printType(inner) : printType(node);
}

const GEO: Readonly<Record<string, string>> = {
  Point: 'Tuple(Float64, Float64)',
  Ring: 'Array(Point)',
  LineString: 'Array(Point)',
  MultiLineString: 'Array(LineString)',
  Polygon: 'Array(Ring)',
  MultiPolygon: 'Array(Polygon)',
};

/** The type behind a name that only shows it differently: geometry, Nested, SimpleAggregateFunction. */
function plain(node: TypeNode): TypeNode {
  const geometry = GEO[node.name];
  if (geometry !== undefined) return plain(parseType(geometry));
  if (node.name === 'Nested') return typeOf('Array', plain({ name: 'Tuple', args: node.args }));
  const inner = innerTypes(node).at(-1);
  if (node.name === 'SimpleAggregateFunction' && inner !== undefined) return plain(inner);
  if (node.name === 'AggregateFunction' || node.args === null) return node;
  return {
    ...node,
    args: node.args.map((arg): TypeArg => (arg.kind === 'type' ? { ...arg, type: plain(arg.type) } : arg)),
  };
}

function change(before: TypeNode, after: TypeNode): TypeChange {
  if (printType(before) === printType(after)) return METADATA_ONLY;
  return lowCardinalityChange(before, after) ?? nullChange(before, after) ?? unwrappedChange(before, after);
}

/** What a wrapper of this name holds; any other type itself. Never the wrapper again, whatever stands in it. */
function inside(node: TypeNode, wrapper: string): TypeNode {
  if (node.name !== wrapper) return node;
  return innerTypes(node)[0] ?? { name: textArgs(node).join(', '), args: null };
}

function lowCardinalityChange(before: TypeNode, after: TypeNode): TypeChange | null {
  if (before.name !== 'LowCardinality' && after.name !== 'LowCardinality') return null;
  return together(mutation(), change(inside(before, 'LowCardinality'), inside(after, 'LowCardinality')));
}

function nullChange(before: TypeNode, after: TypeNode): TypeChange | null {
  if (before.name !== 'Nullable' && after.name !== 'Nullable') return null;
  const [from, to] = [inside(before, 'Nullable'), inside(after, 'Nullable')];
  const found = change(from, to);
  const inner = after.name === 'Nullable' && isReadAsNull(from, to) ? mutation('CHANGES_VALUES') : found;
  if (before.name === after.name) return inner;
  // NULLs become the default value of the type.
  return together(inner, before.name === 'Nullable' ? mutation('CHANGES_VALUES') : mutation());
}

/** True where a value that cannot be read becomes NULL, where there is room for it, instead of failing the mutation. */
function isReadAsNull(before: TypeNode, after: TypeNode): boolean {
  if (before.name === 'IPv6') return after.name === 'IPv4';
  const isStrict = after.name === 'Bool' || isEnum(after) || COMPOSED.has(after.name);
  return before.name === 'String' && after.name !== 'String' && !isStrict;
}

const COMPOSED = new Set(['Array', 'Map', 'Tuple', 'JSON', 'Variant', 'Dynamic', 'AggregateFunction']);

function unwrappedChange(before: TypeNode, after: TypeNode): TypeChange {
  if (!COMPOSED.has(before.name) && !COMPOSED.has(after.name)) return scalarChange(before, after);
  if (before.name === 'Array' && after.name === 'Array') return insideChange(before, after);
  if (before.name === 'Map' && after.name === 'Map') return together(mutation(), insideChange(before, after));
  if (before.name === 'Tuple' && after.name === 'Tuple') return tupleChange(before, after);
  if (before.name === 'JSON' && after.name === 'JSON') return jsonChange(before, after);
  if (before.name === 'Variant' || after.name === 'Variant') return variantChange(before, after);
  if (before.name === 'Dynamic' && after.name === 'Dynamic') return mutation();
  if (before.name === 'Map' && after.name === 'Array')
    return together(mutation(), change(pairs(before), after));
  if (before.name === 'Array' && after.name === 'Map')
    return together(mutation(), change(before, pairs(after)));
  return acrossChange(before, after);
}

function insideChange(before: TypeNode, after: TypeNode): TypeChange {
  const old = innerTypes(before);
  return together(...innerTypes(after).map((type, at) => change(old[at] ?? type, type)));
}

function pairs(map: TypeNode): TypeNode {
  return typeOf('Array', typeOf('Tuple', ...innerTypes(map)));
}

function tupleChange(before: TypeNode, after: TypeNode): TypeChange {
  const named = (node: TypeNode): ReadonlyMap<string, TypeNode> =>
    new Map(
      (node.args ?? []).flatMap((arg) =>
        arg.kind === 'type' && arg.name !== null ? [[arg.name, arg.type] as const] : [],
      ),
    );
  const [old, next] = [named(before), named(after)];
  if (old.size === 0 || next.size === 0) {
    const isSameLength = before.args?.length === after.args?.length;
    return isSameLength ? together(mutation(), insideChange(before, after)) : cannot(before, after);
  }
  const kept = [...next].flatMap(([name, type]) => {
    const partner = old.get(name);
    return partner === undefined ? [] : [change(partner, type)];
  });
  const isDropping = [...old.keys()].some((name) => !next.has(name));
  return together(mutation(...(isDropping ? (['DELETES_DATA'] as const) : [])), ...kept);
}

/** Out of a Variant only where each of its types can go there; into one only what is one of its types, or a text to be read. */
function variantChange(before: TypeNode, after: TypeNode): TypeChange {
  if (after.name === 'Dynamic' || after.name === 'String') return mutation();
  if (before.name === 'Dynamic') return mutation('MAY_FAIL_ON_DATA', 'CHANGES_VALUES');
  const own = innerTypes(before);
  if (after.name !== 'Variant')
    return together(
      mutation('MAY_FAIL_ON_DATA', 'CHANGES_VALUES'),
      ...own.map((member) => change(member, after)),
    );
  const held = new Set(innerTypes(after).map(printType));
  if (before.name === 'Variant')
    return own.every((member) => held.has(printType(member)))
      ? mutation()
      : mutation('MAY_FAIL_ON_DATA', 'CHANGES_VALUES');
  if (held.has(printType(before))) return mutation();
  const isText = before.name === 'String' || (before.name === 'FixedString' && held.has('String'));
  return isText ? mutation('MAY_FAIL_ON_DATA', 'CHANGES_VALUES') : cannot(before, after);
}

/** From or to a composed type of another kind: through text or JSON, or not at all. */
function acrossChange(before: TypeNode, after: TypeNode): TypeChange {
  if (before.name === 'AggregateFunction')
    return after.name === 'String' ? mutation('CHANGES_VALUES') : scalarChange(before, after);
  if (after.name === 'String' || after.name === 'Dynamic') return mutation();
  if (before.name === 'Dynamic') return mutation('MAY_FAIL_ON_DATA', 'CHANGES_VALUES');
  // 26.7 reads arrays, tuples and JSON from a text, and no maps.
  if (before.name === 'String' && after.name !== 'AggregateFunction' && after.name !== 'Map')
    return mutation('MAY_FAIL_ON_DATA');
  if (after.name === 'JSON' && (before.name === 'Map' || before.name === 'Tuple')) return mutation();
  return cannot(before, after);
}

function cannot(before: TypeNode, after: TypeNode): TypeChange {
  return refusal(`ClickHouse cannot convert ${printType(before)} to ${printType(after)}`);
}

/**
 * The Enum labels whose number a change takes away, wherever they stand in the type: what a preflight has to look for. A label
 * that becomes another one under its number takes its rows along.
 */
export function removedEnumLabels(before: string, after: string): readonly string[] {
  const kept = membersIn(parseType(after));
  // To a text, say, a label goes as it is: only an Enum can lack it.
  if (kept.length === 0) return [];
  const numbers = new Set(kept.map(({ value }) => value));
  return membersIn(parseType(before)).flatMap(({ label, value }) => (numbers.has(value) ? [] : [label]));
}

/** The Enum labels that become others under their numbers. */
export function changedEnumLabels(before: string, after: string): readonly string[] {
  return relabelled(membersIn(parseType(before)), membersIn(parseType(after)));
}

function membersIn(node: TypeNode): readonly EnumMember[] {
  return isEnum(node) ? enumMembers(node) : innerTypes(node).flatMap(membersIn);
}

/** True for `Nullable(…)` and `LowCardinality(Nullable(…))`: a column that can hold NULL. */
export function isNullable(type: string): boolean {
  const node = parseType(type);
  const inner = node.name === 'LowCardinality' ? innerTypes(node)[0] : node;
  return inner?.name === 'Nullable';
}
