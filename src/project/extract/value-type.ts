import { type EnumMember, enumType } from '../../facets/types/enum.ts';
import { type TypeArg, type TypeNode, typeOf } from '../../facets/types/type-text.ts';
import { quoteString } from '../../model/tokens.ts';
import type { Leaf } from './alternatives.ts';
import type { Place, Reading } from './reading.ts';
import type { EnumShape, Tags } from './shape.ts';
import { numberTag, textTag } from './tag-values.ts';

/** Strings: one of the formats that ClickHouse has a type for, several literals, or just text. */
export function stringType(leaves: readonly Leaf[], tags: Tags): TypeNode {
  const formatted = formatType(tags);
  if (formatted !== null) return formatted;
  const isListed = leaves.length > 1 && leaves.every((leaf) => leaf.kind === 'literal');
  return isListed ? typeOf('LowCardinality', typeOf('String')) : typeOf('String');
}

function formatType(tags: Tags): TypeNode | null {
  switch (textTag(tags, 'format')) {
    case 'uuid':
      return typeOf('UUID');
    case 'ipv4':
      return typeOf('IPv4');
    case 'ipv6':
      return typeOf('IPv6');
    case 'date':
      return typeOf(numberTag(tags, 'byteSize') === 2 ? 'Date' : 'Date32');
    case 'date-time':
      return withPrecision(numberTag(tags, 'precision') ?? 9, textTag(tags, 'zone'));
    default:
      return null;
  }
}

/** JavaScript dates count from UTC, so a plain one is a DateTime('UTC'). */
export function dateType(tags: Tags): TypeNode {
  const precision = numberTag(tags, 'precision');
  const zone = textTag(tags, 'zone');
  return precision === null
    ? { name: 'DateTime', args: [zoneArg(zone ?? 'UTC')] }
    : withPrecision(precision, zone);
}

function withPrecision(precision: number, zone: string | null): TypeNode {
  return {
    name: 'DateTime64',
    args: [{ kind: 'text', text: String(precision) }, ...(zone === null ? [] : [zoneArg(zone)])],
  };
}

function zoneArg(zone: string): TypeArg {
  return { kind: 'text', text: quoteString(zone) };
}

/**
 * A TypeScript enum. Texts are stored as labels with numbers by their order, which are ours to keep when the enum changes;
 * numbers are stored as they are, under the names of the members.
 */
export function enumColumn(
  reading: Reading,
  place: Place,
  of: EnumShape,
  labels: ReadonlySet<string>,
): TypeNode | null {
  const isText = of.members.every(({ value }) => typeof value === 'string');
  const isNumber = of.members.every(({ value }) => typeof value === 'number' && Number.isInteger(value));
  if (!isText && !isNumber) return complainValues(reading, place, of);
  // Members with the same value are one type to the checker, which then knows the first name alone.
  const values = new Set(of.members.filter(({ label }) => labels.has(label)).map(({ value }) => value));
  const members = of.members.flatMap(({ label, value }, at): readonly EnumMember[] => {
    if (!values.has(value)) return [];
    return typeof value === 'number' ? [{ label, value }] : [{ label: String(value), value: at + 1 }];
  });
  if (isText) reading.numberFreely();
  return checkedEnum(reading, place, members, `enum ${of.name}`, false);
}

/** The Enum of members, when ClickHouse can have it: distinct labels, distinct numbers, of 8 or 16 bits. */
export function checkedEnum(
  reading: Reading,
  place: Place,
  members: readonly EnumMember[],
  what: string,
  isWide: boolean,
): TypeNode | null {
  const twice =
    firstTwice(members.map(({ label }) => label)) ?? firstTwice(members.map(({ value }) => String(value)));
  if (members.length === 0) return reading.complain(place, `${what} has no members`);
  if (twice !== null)
    return reading.complain(
      place,
      `${what} has two members \`${twice}\``,
      'An Enum needs distinct names and distinct numbers.',
    );
  const far = members.find(({ value }) => !Number.isInteger(value) || value < -32768 || value > 32767);
  if (far !== undefined) {
    return reading.complain(
      place,
      `${what} has the number ${far.value}, and an Enum of ClickHouse holds whole numbers from -32768 to 32767`,
      'Write UInt32 or the like, or an enum of strings.',
    );
  }
  return enumType(members, isWide);
}

function complainValues(reading: Reading, place: Place, of: EnumShape): null {
  const odd = of.members.find(
    ({ value }) => value === null || (typeof value === 'number' && !Number.isInteger(value)),
  );
  if (odd === undefined)
    return reading.complain(
      place,
      `enum ${of.name} has both texts and numbers`,
      'Give all of its members strings, or all whole numbers.',
    );
  const value = odd.value === null ? 'a value that is not a constant' : `the value ${odd.value}`;
  return reading.complain(
    place,
    `${of.name}.${odd.label} has ${value}`,
    'Give all members strings, or all whole numbers.',
  );
}

function firstTwice(values: readonly string[]): string | null {
  return values.find((value, at) => values.indexOf(value) !== at) ?? null;
}
