import type { ObjectShape, Shape } from './shape.ts';
import { mapTogether } from './together.ts';

/** Deeper than that, questions are asked when somebody wants to know: a type may contain ever new types. */
const DEEPEST = 12;

/** Looks at all of a type that a column is made of, so that nothing is left to be asked for. */
export function settle(shape: Shape, seen: Set<Shape> = new Set(), depth = 0): void {
  if (seen.has(shape) || depth > DEEPEST) return;
  seen.add(shape);
  mapTogether(innerShapes(shape), (inner) => settle(inner, seen, depth + 1));
}

function innerShapes(shape: Shape): readonly Shape[] {
  switch (shape.kind) {
    case 'union':
      return shape.members;
    case 'tagged':
      return [shape.base, ...shape.tags.values()];
    case 'array':
      return [shape.element];
    case 'tuple':
      return shape.elements.map((element) => element.shape);
    case 'object':
      return mapTogether(PARTS, (part) => part(shape)).flat();
    default:
      return [];
  }
}

/** The parts of an object, each asked for by itself. */
const PARTS: readonly ((object: ObjectShape) => readonly Shape[])[] = [
  ({ members }) => members.map((member) => member.shape),
  ({ index }) => (index === null ? [] : [index.key, index.value]),
  ({ tags }) => [...tags.values()],
];
