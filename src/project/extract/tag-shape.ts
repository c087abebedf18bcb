import type { ObjectShape, Shape, Tags } from './shape.ts';

/** Names of symbol-keyed properties start so; ours is the one declared in sdk/tags.ts. */
const OWN_TAG = '__@mooseTag@';
const TYPIA_TAG = 'typia.tag';

/** True for the property that carries tags of ours or of typia. */
export function isTagName(escapedName: string): boolean {
  return escapedName.startsWith(OWN_TAG) || escapedName === TYPIA_TAG;
}

/** True for properties with a symbol for a name and for `#private` ones, which no column can be. */
export function isHiddenName(escapedName: string): boolean {
  return escapedName.startsWith('__@') || escapedName.startsWith('__#');
}

/** The tags that a tag property's type says: `{ codec: 'ZSTD' }` for ours, `{ kind: 'format', value: 'uuid' }` for typia's. */
export function tagsOf(escapedName: string, shape: Shape): Tags {
  const objects = objectsIn(shape);
  return joinTags(
    objects.map((object) =>
      escapedName === TYPIA_TAG
        ? typiaTags(object)
        : new Map(object.members.map(({ name, shape: value }) => [name, value])),
    ),
  );
}

/** All tags of several places; where two say different things of one, the later holds. */
export function joinTags(all: readonly Tags[]): Tags {
  const [first, ...others] = all;
  if (first === undefined) return NO_TAGS;
  return others.length === 0 ? first : new Map(all.flatMap((tags) => [...tags]));
}

export const NO_TAGS: Tags = new Map();

const TYPIA_NUMBERS: Readonly<Record<string, string>> = {
  int8: 'Int8',
  int16: 'Int16',
  int32: 'Int32',
  int64: 'Int64',
  uint8: 'UInt8',
  uint16: 'UInt16',
  uint32: 'UInt32',
  uint64: 'UInt64',
  float: 'Float32',
  double: 'Float64',
};

/** typia's formats and number types; what else it says is about validation. */
function typiaTags(object: ObjectShape): Tags {
  const literal = (name: string): string | null => {
    const found = object.members.find((member) => member.name === name)?.shape;
    return found?.kind === 'literal' && typeof found.value === 'string' ? found.value : null;
  };
  const [kind, value] = [literal('kind'), literal('value')];
  const says = (name: string, text: string): Tags =>
    new Map([[name, { kind: 'literal', value: text, text: () => text }]]);
  if (kind === 'format' && value !== null) return says('format', value);
  const number = kind === 'type' && value !== null ? TYPIA_NUMBERS[value] : undefined;
  return number === undefined ? NO_TAGS : says('type', number);
}

function objectsIn(shape: Shape): readonly ObjectShape[] {
  if (shape.kind === 'object') return [shape];
  return shape.kind === 'union' ? shape.members.flatMap(objectsIn) : [];
}
