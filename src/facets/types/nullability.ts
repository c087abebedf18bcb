import { innerTypes, type TypeArg, type TypeNode, typeOf } from './type-text.ts';

/** Types that ClickHouse cannot hold in Nullable: `Nullable(Array(…))` is an error, not a choice. */
const NEVER_NULLABLE = new Set(
  'Array Map Tuple Nested JSON Object Variant Dynamic AggregateFunction Nothing Geometry Point Ring LineString MultiLineString Polygon MultiPolygon'.split(
    ' ',
  ),
);

/** False for arrays, maps, tuples and the like, which are simply not nullable. */
export function canBeNullable(node: TypeNode): boolean {
  return !NEVER_NULLABLE.has(node.name);
}

/**
 * The type with NULL allowed, where the type can: `LowCardinality(Nullable(String))`, never `Nullable(LowCardinality(…))`;
 * a type that is nullable or can never be is returned as it is.
 */
export function nullable(node: TypeNode): TypeNode {
  if (node.name === 'Nullable' || !canBeNullable(node)) return node;
  if (node.name === 'LowCardinality' || node.name === 'SimpleAggregateFunction')
    return { ...node, args: onLastType(node.args ?? [], nullable) };
  return typeOf('Nullable', node);
}

/** The type without Nullable around or directly inside LowCardinality. */
export function notNullable(node: TypeNode): TypeNode {
  const [inner] = innerTypes(node);
  if (inner === undefined) return node;
  if (node.name === 'Nullable') return inner;
  return node.name === 'LowCardinality' ? typeOf('LowCardinality', notNullable(inner)) : node;
}

const LOW_CARDINALITY_INSIDE =
  /^(?:String|FixedString|UUID|IPv4|IPv6|Date|Date32|DateTime|Bool|U?Int(?:8|16|32|64|128|256)|Float(?:32|64))$/;

/**
 * The type in LowCardinality; for an array its elements, for SimpleAggregateFunction its argument. Null where ClickHouse
 * refuses it: Enum, Decimal, DateTime64 and everything composed.
 */
export function lowCardinality(node: TypeNode): TypeNode | null {
  if (node.name === 'LowCardinality') return node;
  const inner = innerTypes(node).at(-1);
  if (node.name === 'Nullable')
    return inner !== undefined && LOW_CARDINALITY_INSIDE.test(inner.name)
      ? typeOf('LowCardinality', node)
      : null;
  if (node.name === 'Array' || node.name === 'SimpleAggregateFunction') {
    const wrapped = inner === undefined ? null : lowCardinality(inner);
    return wrapped === null ? null : { ...node, args: onLastType(node.args ?? [], () => wrapped) };
  }
  return LOW_CARDINALITY_INSIDE.test(node.name) ? typeOf('LowCardinality', node) : null;
}

function onLastType(args: readonly TypeArg[], change: (type: TypeNode) => TypeNode): readonly TypeArg[] {
  const last = args.length - 1;
  return args.map((arg, at) =>
    at === last && arg.kind === 'type' ? { ...arg, type: change(arg.type) } : arg,
  );
}
