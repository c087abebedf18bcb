import type { Node } from 'typescript/unstable/ast';

/**
 * A TypeScript type as far as columns care: what the checker knows, fetched once per type. `text` prints the type as the
 * user would write it, and asks the checker to do so.
 */
export type Shape =
  | {
      readonly kind: 'string' | 'number' | 'bigint' | 'boolean' | 'date' | 'null' | 'undefined';
      readonly text: () => string;
    }
  | {
      readonly kind: 'literal';
      readonly value: string | number | bigint | boolean;
      readonly text: () => string;
    }
  | {
      readonly kind: 'enumMember';
      readonly label: string;
      readonly of: EnumShape;
      readonly text: () => string;
    }
  | { readonly kind: 'array'; readonly element: Shape; readonly text: () => string }
  | { readonly kind: 'tuple'; readonly elements: readonly TupleElement[]; readonly text: () => string }
  | ObjectShape
  | { readonly kind: 'union'; readonly members: readonly Shape[]; readonly text: () => string }
  | { readonly kind: 'tagged'; readonly base: Shape; readonly tags: Tags; readonly text: () => string }
  | { readonly kind: 'unusable'; readonly is: Unusable; readonly text: () => string };

/** Types that no column can have. */
export type Unusable =
  | 'any'
  | 'unknown'
  | 'unresolved'
  | 'never'
  | 'symbol'
  | 'function'
  | 'object'
  | 'class'
  | 'generic'
  | 'tag'
  | 'rest';

/** What tags say, by tag name; the values are types too. */
export type Tags = ReadonlyMap<string, Shape>;

export interface TupleElement {
  readonly shape: Shape;
  readonly isOptional: boolean;
}

export interface ObjectShape {
  readonly kind: 'object';
  /** Properties in the order they are declared in, base types first. */
  readonly members: readonly Member[];
  readonly index: IndexShape | null;
  /** The tags that stand on it; an object with tags and nothing else is a tag itself. */
  readonly tags: Tags;
  readonly text: () => string;
}

export interface IndexShape {
  readonly key: Shape;
  readonly value: Shape;
}

export interface Member {
  readonly name: string;
  readonly isOptional: boolean;
  readonly shape: Shape;
  /** Where it is declared; null for the properties of `Record<'a' | 'b', …>` and the like. */
  readonly declaration: () => Node | null;
}

export interface EnumShape {
  readonly name: string;
  /** All members in the order of the source; null for a value that is not a constant. */
  readonly members: readonly { readonly label: string; readonly value: string | number | null }[];
}
