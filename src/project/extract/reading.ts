import type { ErrorCode } from '../../errors.ts';
import type { TypeNode } from '../../facets/types/type-text.ts';
import type { Member, ObjectShape, Shape } from './shape.ts';

/** Where in a row type we are. */
export interface Place {
  /** For people: `items[].price`, `labels{}`, `pair.0`. */
  readonly path: string;
  /** The properties that lead here, outermost first; the innermost one that the user wrote is where a problem is shown. */
  readonly members: readonly Member[];
  /** The objects we are inside of, to notice one that contains itself. */
  readonly inside: readonly ObjectShape[];
}

/** Something wrong at a place of a row type. */
export interface Trouble {
  readonly code: ErrorCode;
  readonly place: Place;
  readonly because: string;
  readonly hint: string | null;
}

/** What the readers of single kinds of types need from the whole. */
export interface Reading {
  /** Reads a type into ClickHouse's; null when it was complained about. */
  readonly read: (shape: Shape, place: Place, isOptional: boolean) => TypeNode | null;
  readonly complain: (place: Place, because: string, hint?: string | null, code?: ErrorCode) => null;
  readonly warn: (place: Place, because: string, hint?: string | null) => void;
  /** Notes that the type holds an Enum whose numbers are ours to choose. */
  readonly numberFreely: () => void;
}

export function inMember(place: Place, member: Member): Place {
  return {
    ...place,
    path: place.path === '' ? member.name : `${place.path}.${member.name}`,
    members: [...place.members, member],
  };
}

export function inElement(place: Place, suffix: string): Place {
  return { ...place, path: `${place.path}${suffix}` };
}

export function inObject(place: Place, object: ObjectShape): Place {
  return { ...place, inside: [...place.inside, object] };
}
