import { jsonType } from '../../facets/types/json-type.ts';
import { printType, type TypeArg, type TypeNode, typeOf } from '../../facets/types/type-text.ts';
import type { TagValue } from '../../model/declared.ts';
import { alternativesOf } from './alternatives.ts';
import { complainUnusable } from './complaint.ts';
import { inElement, inMember, inObject, type Place, type Reading } from './reading.ts';
import type { IndexShape, Member, ObjectShape, Shape, Tags } from './shape.ts';
import { tagValue, textTag } from './tag-values.ts';

/** Objects: JSON, Tuple or Map where tags or an index signature say so, else Nested. */
export function objectType(reading: Reading, place: Place, object: ObjectShape, tags: Tags): TypeNode | null {
  if (place.inside.includes(object)) {
    return reading.complain(
      place,
      `\`${object.text()}\` contains itself`,
      'Write Record<string, any> for JSON of any depth.',
    );
  }
  const inner = inObject(place, object);
  if (tags.has('json')) return jsonColumn(reading, inner, object, tags);
  if (isTagAlone(object)) return complainUnusable(reading, place, 'tag', object.text());
  if (object.index !== null) return indexType(reading, inner, object, object.index);
  if (object.members.length === 0)
    return reading.complain(
      place,
      `\`${object.text()}\` has no properties`,
      'Write Record<string, any> for JSON.',
    );
  return membersType(reading, inner, object, textTag(tags, 'object') === 'tuple' ? 'Tuple' : 'Nested');
}

function isTagAlone(object: ObjectShape): boolean {
  return object.tags.size > 0 && object.members.length === 0 && object.index === null;
}

function membersType(
  reading: Reading,
  place: Place,
  object: ObjectShape,
  name: 'Tuple' | 'Nested',
): TypeNode | null {
  const args = object.members.map((member): TypeArg | null => {
    const type = innerType(reading, inMember(place, member), member);
    return type === null ? null : { kind: 'type', name: member.name, type };
  });
  const known = args.filter((arg) => arg !== null);
  return known.length < args.length ? null : { name, args: known };
}

const COLUMN_ONLY = ['default', 'materialized', 'alias', 'ephemeral'];
const LOST_INSIDE = ['codec', 'ttl', 'statistics', 'settings', 'renamedFrom', 'comment'];

/** The type of a property inside a column. What can be said of a whole column only is not lost without a word. */
function innerType(reading: Reading, at: Place, member: Member): TypeNode | null {
  const { tags } = alternativesOf(member.shape);
  const misplaced = COLUMN_ONLY.find((name) => tags.has(name));
  if (misplaced !== undefined)
    return reading.complain(
      at,
      `only a whole column can have ${misplaced.toUpperCase()}, not a property inside one`,
      'Put the tag on the column.',
    );
  const lost = LOST_INSIDE.filter((name) => tags.has(name));
  if (lost.length > 0)
    reading.warn(at, `${lost.join(', ')} can be said of a whole column only and has no effect inside one`);
  return reading.read(member.shape, at, member.isOptional);
}

function indexType(
  reading: Reading,
  place: Place,
  object: ObjectShape,
  { key, value }: IndexShape,
): TypeNode | null {
  const isAnything = value.kind === 'unusable' && (value.is === 'any' || value.is === 'unknown');
  if (isAnything && isStringKey(key)) return typeOf('JSON');
  if (object.members.length > 0) {
    return reading.complain(
      place,
      `\`${object.text()}\` has both properties and an index signature`,
      'Put the rest into a property of its own, Record<string, …>, or use ClickHouseJson.',
    );
  }
  const keyType = reading.read(key, inElement(place, '{key}'), false);
  const valueType = reading.read(value, inElement(place, '{}'), false);
  return keyType === null || valueType === null ? null : typeOf('Map', keyType, valueType);
}

function isStringKey(key: Shape): boolean {
  return alternativesOf(key).leaves.some(({ kind }) => kind === 'string');
}

function jsonColumn(reading: Reading, place: Place, object: ObjectShape, tags: Tags): TypeNode | null {
  const shape = tags.get('json');
  const value = shape === undefined ? undefined : tagValue(shape);
  if (!isOptions(value)) {
    return reading.complain(
      place,
      'ClickHouseJson needs literals',
      "Write the values themselves: ClickHouseJson<256, 16, ['debug'], ['^tmp_']>.",
    );
  }
  const paths = typedPaths(reading, place, object.members, '');
  if (paths === null) return null;
  return jsonType({
    maxDynamicPaths: numberOf(value.maxDynamicPaths),
    maxDynamicTypes: numberOf(value.maxDynamicTypes),
    typedPaths: paths,
    skipPaths: textsOf(value.skipPaths),
    skipRegexps: textsOf(value.skipRegexes),
  });
}

/** Properties of plain objects inside become dotted paths; what is untyped there needs no path. */
function typedPaths(
  reading: Reading,
  place: Place,
  members: readonly Member[],
  prefix: string,
): readonly (readonly [string, string])[] | null {
  const found = members.map((member) => {
    const at = inMember(place, member);
    const { leaves, tags } = alternativesOf(member.shape);
    const [leaf] = leaves;
    const isPlain =
      leaves.length === 1 &&
      leaf?.kind === 'object' &&
      tags.size === 0 &&
      leaf.index === null &&
      !place.inside.includes(leaf);
    if (isPlain && leaf.kind === 'object')
      return typedPaths(reading, inObject(at, leaf), leaf.members, `${prefix}${member.name}.`);
    const type = pathType(reading, at, member);
    if (type === null) return null;
    return type.name === 'JSON' && type.args === null
      ? []
      : [[`${prefix}${member.name}`, printType(type)] as const];
  });
  return found.some((paths) => paths === null) ? null : found.flatMap((paths) => paths ?? []);
}

/** Objects in an array keep being JSON; a Nested there would be an array of arrays. */
function pathType(reading: Reading, place: Place, member: Member): TypeNode | null {
  const { leaves } = alternativesOf(member.shape);
  const [leaf] = leaves;
  const element = leaves.length === 1 && leaf?.kind === 'array' ? alternativesOf(leaf.element) : null;
  const object = element?.leaves[0];
  const isPlain =
    element !== null &&
    element.leaves.length === 1 &&
    object?.kind === 'object' &&
    element.tags.size === 0 &&
    object.index === null;
  if (!isPlain || object?.kind !== 'object') return innerType(reading, place, member);
  if (place.inside.includes(object))
    return reading.complain(
      place,
      `\`${object.text()}\` contains itself`,
      'Write Record<string, any> for JSON of any depth.',
    );
  const paths = typedPaths(reading, inObject(inElement(place, '[]'), object), object.members, '');
  if (paths === null) return null;
  return typeOf(
    'Array',
    jsonType({
      maxDynamicPaths: null,
      maxDynamicTypes: null,
      typedPaths: paths,
      skipPaths: [],
      skipRegexps: [],
    }),
  );
}

type JsonOptions = { readonly [option: string]: TagValue };

function isOptions(value: TagValue | undefined): value is JsonOptions {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberOf(value: TagValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

function textsOf(value: TagValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
