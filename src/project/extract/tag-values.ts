import type { TagValue } from '../../model/declared.ts';
import type { Shape, Tags } from './shape.ts';

/** The value that a tag's type stands for; undefined when it is not made of literals, as in `ClickHouseCodec<string>`. */
export function tagValue(shape: Shape): TagValue | undefined {
  switch (shape.kind) {
    case 'literal':
      return typeof shape.value === 'bigint' ? String(shape.value) : shape.value;
    case 'enumMember': {
      const value = shape.of.members.find(({ label }) => label === shape.label)?.value;
      return value === null ? undefined : value;
    }
    case 'null':
    case 'undefined':
      return null;
    case 'tuple':
      return allOf(shape.elements.map((element) => tagValue(element.shape)));
    case 'object': {
      const entries = shape.members.map(({ name, shape: value }) => [name, tagValue(value)] as const);
      return entries.some(([, value]) => value === undefined)
        ? undefined
        : Object.fromEntries(
            entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
          );
    }
    default:
      return undefined;
  }
}

function allOf(values: readonly (TagValue | undefined)[]): readonly TagValue[] | undefined {
  const found = values.filter((value) => value !== undefined);
  return found.length === values.length ? found : undefined;
}

export function textTag(tags: Tags, name: string): string | null {
  const value = tagShapeValue(tags, name);
  return typeof value === 'string' ? value : null;
}

export function numberTag(tags: Tags, name: string): number | null {
  const value = tagShapeValue(tags, name);
  return typeof value === 'number' ? value : null;
}

export function hasTag(tags: Tags, name: string): boolean {
  return tags.has(name);
}

function tagShapeValue(tags: Tags, name: string): TagValue | undefined {
  const shape = tags.get(name);
  return shape === undefined ? undefined : tagValue(shape);
}
