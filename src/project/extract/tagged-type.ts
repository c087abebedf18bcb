import { AppError } from '../../errors.ts';
import type { EnumMember } from '../../facets/types/enum.ts';
import { parseType, printType, type TypeArg, type TypeNode, typeOf } from '../../facets/types/type-text.ts';
import type { Alternatives } from './alternatives.ts';
import { inElement, type Place, type Reading } from './reading.ts';
import type { Shape, Tags } from './shape.ts';
import { tagValue, textTag } from './tag-values.ts';
import { checkedEnum } from './value-type.ts';

/** What a type says outright by a tag; undefined when no tag does, null when it was complained about. */
export function taggedType(
  reading: Reading,
  place: Place,
  { tags }: Alternatives,
): TypeNode | null | undefined {
  if (tags.has('aggregate')) return aggregateType(reading, place, tags);
  if (tags.has('variant')) return variantType(reading, place, tags);
  if (tags.has('enum8')) return numberedEnum(reading, place, tags, 'enum8');
  if (tags.has('enum16')) return numberedEnum(reading, place, tags, 'enum16');
  return tags.has('type') ? namedType(reading, place, textTag(tags, 'type')) : undefined;
}

/** `SimpleAggregateFunction(f, T)` around the type of the column, or around the argument that the tag names. */
export function simpleAggregateType(
  reading: Reading,
  place: Place,
  tags: Tags,
  own: TypeNode,
): TypeNode | null {
  const name = partText(tags, 'simpleAggregate', 'name');
  const argument = part(tags, 'simpleAggregate', 'argument');
  const isNamed = argument !== undefined && argument.kind !== 'unusable';
  const type = isNamed ? reading.read(argument, place, false) : own;
  if (name === null) return complainLiteral(reading, place, 'SimpleAggregated');
  return type === null
    ? null
    : {
        name: 'SimpleAggregateFunction',
        args: [
          { kind: 'text', text: name },
          { kind: 'type', name: null, type },
        ],
      };
}

function aggregateType(reading: Reading, place: Place, tags: Tags): TypeNode | null {
  const name = partText(tags, 'aggregate', 'name');
  const list = part(tags, 'aggregate', 'arguments');
  if (name === null || list?.kind !== 'tuple') return complainLiteral(reading, place, 'Aggregated');
  const types = list.elements.map(({ shape }) => reading.read(shape, place, false));
  const args = types.flatMap((type): readonly TypeArg[] =>
    type === null ? [] : [{ kind: 'type', name: null, type }],
  );
  return args.length < types.length
    ? null
    : { name: 'AggregateFunction', args: [{ kind: 'text', text: name }, ...args] };
}

/** ClickHouse keeps the members of a Variant sorted by name, so that is how we write them. */
function variantType(reading: Reading, place: Place, tags: Tags): TypeNode | null {
  const list = tags.get('variant');
  if (list?.kind !== 'tuple') return complainLiteral(reading, place, 'Variant');
  const types = list.elements.map(({ shape }, at) => reading.read(shape, inElement(place, `.${at}`), false));
  const known = types.filter((type) => type !== null);
  if (known.length < types.length) return null;
  const nullable = known.find((type) => type.name === 'Nullable');
  if (nullable !== undefined)
    return reading.complain(
      place,
      `a Variant cannot hold ${printType(nullable)}`,
      'Take out null: every Variant can be NULL as it is.',
    );
  return typeOf('Variant', ...[...known].sort((one, other) => (printType(one) < printType(other) ? -1 : 1)));
}

function numberedEnum(reading: Reading, place: Place, tags: Tags, tag: 'enum8' | 'enum16'): TypeNode | null {
  const shape = tags.get(tag);
  const values = shape === undefined ? undefined : tagValue(shape);
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    return complainLiteral(reading, place, 'Enum8 and Enum16');
  const members = Object.entries(values).map(
    ([label, value]): EnumMember => ({ label, value: Number(value) }),
  );
  const tooFar = tag === 'enum8' ? members.find(({ value }) => value < -128 || value > 127) : undefined;
  if (tooFar !== undefined)
    return reading.complain(place, `Enum8 holds -128 to 127, not ${tooFar.value}`, 'Write Enum16.');
  return checkedEnum(reading, place, members, tag === 'enum8' ? 'Enum8' : 'Enum16', tag === 'enum16');
}

function namedType(reading: Reading, place: Place, text: string | null): TypeNode | null {
  if (text === null) return complainLiteral(reading, place, 'A tag for a type');
  try {
    return parseType(text);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return reading.complain(place, error.message, error.hint);
  }
}

function complainLiteral(reading: Reading, place: Place, what: string): null {
  return reading.complain(
    place,
    `${what} needs literals`,
    "Write the values themselves: Decimal<10, 2>, ClickHouseDefault<'now()'>.",
  );
}

function part(tags: Tags, tag: string, name: string): Shape | undefined {
  const shape = tags.get(tag);
  return shape?.kind === 'object' ? shape.members.find((member) => member.name === name)?.shape : undefined;
}

function partText(tags: Tags, tag: string, name: string): string | null {
  const shape = part(tags, tag, name);
  const value = shape === undefined ? undefined : tagValue(shape);
  return typeof value === 'string' ? value : null;
}
