import type { Shape, Tags } from './shape.ts';
import { joinTags, NO_TAGS } from './tag-shape.ts';

/** A type that is not a union and has no tags. */
export type Leaf = Exclude<Shape, { readonly kind: 'union' | 'tagged' | 'null' | 'undefined' }>;

/** A type taken apart: what it may be, what its tags say, and which kinds of nothing it allows. */
export interface Alternatives {
  readonly leaves: readonly Leaf[];
  readonly tags: Tags;
  /** Tags that say different things in different alternatives, as in `UInt8 | UInt16`. */
  readonly disagreements: readonly Disagreement[];
  readonly hasNull: boolean;
  readonly hasUndefined: boolean;
}

/** A tag and the several things it says. */
export interface Disagreement {
  readonly tag: string;
  readonly texts: readonly string[];
}

/** Takes a type apart. TypeScript spreads a tag on a union over its members: `Key<'a' | 'b'>` is `('a' & Tag) | ('b' & Tag)`. */
export function alternativesOf(shape: Shape): Alternatives {
  const found = known.get(shape);
  if (found !== undefined) return found;
  const alternatives = takeApart(shape);
  known.set(shape, alternatives);
  return alternatives;
}

const known = new WeakMap<Shape, Alternatives>();

function takeApart(shape: Shape): Alternatives {
  const parts = spread(shape, NO_TAGS);
  const values = parts.filter(
    (part): part is { leaf: Leaf; tags: Tags } => part.leaf.kind !== 'null' && part.leaf.kind !== 'undefined',
  );
  const names = new Set(values.flatMap(({ tags }) => [...tags.keys()]));
  const said = [...names].map(
    (tag): Disagreement => ({
      tag,
      texts: [...new Set(values.flatMap(({ tags }) => tags.get(tag)?.text() ?? []))].sort(),
    }),
  );
  return {
    leaves: values.map(({ leaf }) => leaf),
    tags: joinTags(values.map(({ tags }) => tags)),
    disagreements: said.filter(({ texts }) => texts.length > 1),
    hasNull: parts.some(({ leaf }) => leaf.kind === 'null'),
    hasUndefined: parts.some(({ leaf }) => leaf.kind === 'undefined'),
  };
}

type Part = { readonly leaf: Exclude<Shape, { readonly kind: 'union' | 'tagged' }>; readonly tags: Tags };

function spread(shape: Shape, tags: Tags): readonly Part[] {
  if (shape.kind === 'union') return shape.members.flatMap((member) => spread(member, tags));
  if (shape.kind === 'tagged') return spread(shape.base, joinTags([tags, shape.tags]));
  // What is left of `{} & ClickHouseJson` is the tag alone.
  return [
    {
      leaf: shape,
      tags: shape.kind === 'object' && shape.tags.size > 0 ? joinTags([tags, shape.tags]) : tags,
    },
  ];
}
