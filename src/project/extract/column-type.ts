import { lowCardinality, nullable } from '../../facets/types/nullability.ts';
import { printType, type TypeArg, type TypeNode, typeOf } from '../../facets/types/type-text.ts';
import { type Alternatives, alternativesOf, type Leaf } from './alternatives.ts';
import { complainDisagreement, complainMixed, complainUnusable } from './complaint.ts';
import { objectType } from './object-type.ts';
import { inElement, type Place, type Reading, type Trouble } from './reading.ts';
import type { Shape, TupleElement } from './shape.ts';
import { simpleAggregateType, taggedType } from './tagged-type.ts';
import { dateType, enumColumn, stringType } from './value-type.ts';

/** The type of a column and what was found wrong with it. */
export interface ColumnType {
  /** Null when there are troubles. */
  readonly type: TypeNode | null;
  /** True when it holds an Enum whose numbers are ours to choose and to keep. */
  readonly hasFreeNumbers: boolean;
  readonly troubles: readonly Trouble[];
  readonly warnings: readonly Trouble[];
}

/** What plain types came to: every row has them. The same object stands for the same type. */
const plain = { nullable: new WeakMap<Shape, ColumnType>(), never: new WeakMap<Shape, ColumnType>() };

/** Reads the type of a whole column. @param isNullable whether the column may be NULL; arrays, maps and tuples never are */
export function columnType(shape: Shape, place: Place, isNullable: boolean): ColumnType {
  const known = isNullable ? plain.nullable : plain.never;
  const found = known.get(shape);
  if (found !== undefined) return found;
  const read = readWhole(shape, place, isNullable);
  // What is wrong with a type is told where it stands, and objects depend on what they are in.
  if (read.troubles.length === 0 && read.warnings.length === 0 && isPlain(shape)) known.set(shape, read);
  return read;
}

function isPlain(shape: Shape): boolean {
  switch (shape.kind) {
    case 'union':
      return shape.members.every(isPlain);
    case 'tagged':
      return isPlain(shape.base) && !shape.tags.has('variant');
    case 'array':
      return shape.element.kind !== 'array' && isPlain(shape.element);
    default:
      return shape.kind !== 'object' && shape.kind !== 'tuple';
  }
}

function readWhole(shape: Shape, place: Place, isNullable: boolean): ColumnType {
  const troubles: Trouble[] = [];
  const warnings: Trouble[] = [];
  let hasFreeNumbers = false;
  const reading: Reading = {
    read: (inner, at, isOptional) => readType(reading, inner, at, isOptional),
    complain(at, because, hint = null, code = 'TYPE_UNSUPPORTED') {
      troubles.push({ code, place: at, because, hint });
      return null;
    },
    warn: (at, because, hint = null) =>
      void warnings.push({ code: 'TYPE_UNSUPPORTED', place: at, because, hint }),
    numberFreely() {
      hasFreeNumbers = true;
    },
  };
  const type = valueType(reading, alternativesOf(shape), place);
  return { type: type !== null && isNullable ? nullable(type) : type, hasFreeNumbers, troubles, warnings };
}

function readType(reading: Reading, shape: Shape, place: Place, isOptional: boolean): TypeNode | null {
  const alternatives = alternativesOf(shape);
  const type = valueType(reading, alternatives, place);
  return type !== null && (isOptional || alternatives.hasNull || alternatives.hasUndefined)
    ? nullable(type)
    : type;
}

function valueType(reading: Reading, alternatives: Alternatives, place: Place): TypeNode | null {
  const variant = alternatives.tags.get('variant');
  // What its members are tagged with is read member by member, and says nothing of the whole.
  if (variant !== undefined)
    return taggedType(reading, place, { ...alternatives, tags: new Map([['variant', variant]]) }) ?? null;
  const [disagreement] = alternatives.disagreements;
  if (disagreement !== undefined) return complainDisagreement(reading, place, disagreement);
  const tagged = taggedType(reading, place, alternatives);
  const base = tagged === undefined ? leafType(reading, place, alternatives) : tagged;
  if (base === null) return null;
  const whole = alternatives.tags.has('simpleAggregate')
    ? simpleAggregateType(reading, place, alternatives.tags, base)
    : base;
  if (whole === null || !alternatives.tags.has('lowCardinality')) return whole;
  return (
    lowCardinality(whole) ??
    reading.complain(
      place,
      `ClickHouse has no LowCardinality of ${printType(whole)}`,
      'Take the tag away: it is for texts, dates and numbers.',
    )
  );
}

function leafType(reading: Reading, place: Place, { leaves, tags, hasNull }: Alternatives): TypeNode | null {
  const [first] = leaves;
  if (first === undefined)
    return reading.complain(place, `\`${hasNull ? 'null' : 'undefined'}\` alone cannot be a column`);
  const unusable = leaves.find((leaf) => leaf.kind === 'unusable');
  if (unusable?.kind === 'unusable') return complainUnusable(reading, place, unusable.is, unusable.text());
  if (new Set(leaves.map(familyOf)).size > 1) return complainMixed(reading, place, leaves);
  switch (familyOf(first)) {
    case 'string':
      return stringType(leaves, tags);
    case 'number':
      return typeOf('Float64');
    case 'boolean':
      return typeOf('Bool');
    case 'date':
      return dateType(tags);
    case 'bigint':
      return reading.complain(
        place,
        '`bigint` can be several types of ClickHouse',
        'Write Int64<bigint>, UInt64<bigint>, Int128, UInt128, Int256 or UInt256.',
      );
    default:
      return composedType(reading, place, leaves, tags);
  }
}

function familyOf(leaf: Leaf): string {
  return leaf.kind === 'literal' ? typeof leaf.value : leaf.kind;
}

function composedType(
  reading: Reading,
  place: Place,
  leaves: readonly Leaf[],
  tags: Alternatives['tags'],
): TypeNode | null {
  const [leaf] = leaves;
  if (leaf?.kind === 'enumMember') {
    if (leaves.some((other) => other.kind === 'enumMember' && other.of !== leaf.of))
      return complainMixed(reading, place, leaves);
    return enumColumn(
      reading,
      place,
      leaf.of,
      new Set(leaves.flatMap((other) => (other.kind === 'enumMember' ? [other.label] : []))),
    );
  }
  if (leaf === undefined || leaves.length > 1) return complainMixed(reading, place, leaves);
  if (leaf.kind === 'array') return arrayType(reading, place, leaf.element);
  if (leaf.kind === 'tuple') return tupleType(reading, place, leaf.elements);
  return leaf.kind === 'object'
    ? objectType(reading, place, leaf, tags)
    : complainMixed(reading, place, leaves);
}

/** Deeper than anyone means it: an array type that contains itself. */
const DEEPEST_ARRAY = 16;

function arrayType(reading: Reading, place: Place, element: Shape): TypeNode | null {
  if (place.path.endsWith('[]'.repeat(DEEPEST_ARRAY)))
    return reading.complain(
      place,
      'an array contains itself',
      'Write Record<string, any> for JSON of any depth.',
    );
  const type = reading.read(element, inElement(place, '[]'), false);
  return type === null ? null : typeOf('Array', type);
}

function tupleType(reading: Reading, place: Place, elements: readonly TupleElement[]): TypeNode | null {
  const types = elements.map(({ shape, isOptional }, at) =>
    reading.read(shape, inElement(place, `.${at}`), isOptional),
  );
  const args = types.flatMap((type): readonly TypeArg[] =>
    type === null ? [] : [{ kind: 'type', name: null, type }],
  );
  if (elements.length === 0) return reading.complain(place, 'an empty tuple cannot be a column');
  return args.length < types.length ? null : { name: 'Tuple', args };
}
