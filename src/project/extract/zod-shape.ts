import { lazy } from './lazy.ts';
import type { Member, Shape, Tags, Unusable } from './shape.ts';
import { defaultTag, ZOD_DEFAULT } from './zod-default.ts';
import { metaTags, zodMeta } from './zod-meta.ts';

/** What a zod 4 schema says of itself: https://zod.dev/library-authors */
type Definition = { readonly type: string } & { readonly [name: string]: unknown };

/** The definition inside a zod 4 schema; null for anything else. */
export function zodDefinition(schema: unknown): Definition | null {
  const inner = property(schema, '_zod');
  const definition = property(inner, 'def');
  return typeof property(definition, 'type') === 'string' ? (definition as Definition) : null;
}

/** The same shape that the checker's types have, so that both ways make the same columns. */
export function zodShape(schema: unknown): Shape {
  const definition = zodDefinition(schema);
  if (definition === null) return unusable('any', 'not a zod schema');
  const shape = describe(schema, definition);
  const tags = metaTags(zodMeta(schema));
  return tags.size === 0 ? shape : { kind: 'tagged', base: shape, tags, text: shape.text };
}

/** Wrappers around another schema that say nothing about what is stored. */
const TRANSPARENT = new Set(['prefault', 'catch', 'readonly', 'success', 'promise']);

function describe(schema: unknown, definition: Definition): Shape {
  const { type } = definition;
  if (TRANSPARENT.has(type)) return zodShape(definition.innerType);
  if (type in SIMPLE) return SIMPLE[type as keyof typeof SIMPLE](definition);
  switch (type) {
    case 'default': {
      const tag = defaultTag(definition);
      const inner = zodShape(definition.innerType);
      return tag === null ? inner : tagged(inner, new Map([[ZOD_DEFAULT, tag]]));
    }
    case 'optional':
      return union([zodShape(definition.innerType), plain('undefined')]);
    case 'nullable':
      return union([zodShape(definition.innerType), plain('null')]);
    case 'nonoptional':
      return withoutUndefined(zodShape(definition.innerType));
    case 'pipe':
      // What comes in is what is stored; `z.preprocess` has a function there.
      return zodShape(zodDefinition(definition.in)?.type === 'transform' ? definition.out : definition.in);
    case 'lazy':
      return zodShape(typeof definition.getter === 'function' ? definition.getter() : null);
    default:
      return composed(schema, definition);
  }
}

const SIMPLE = {
  string: (definition: Definition) => stringShape(definition),
  template_literal: () => plain('string'),
  number: (definition: Definition) => numberShape(definition),
  bigint: (definition: Definition) => typed(plain('bigint'), INTEGERS[formatOf(definition) ?? '']),
  boolean: () => plain('boolean'),
  date: () => plain('date'),
  null: () => plain('null'),
  undefined: () => plain('undefined'),
  void: () => plain('undefined'),
  any: () => unusable('any', 'z.any()'),
  unknown: () => unusable('any', 'z.unknown()'),
  never: () => unusable('never', 'z.never()'),
  literal: (definition: Definition) => union(listOf(definition.values).map(literal)),
  enum: (definition: Definition) => enumShape(definition),
};

const INTEGERS: Readonly<Record<string, string>> = { int64: 'Int64', uint64: 'UInt64' };
const NUMBERS: Readonly<Record<string, string>> = {
  safeint: 'Int64',
  int32: 'Int32',
  uint32: 'UInt32',
  float32: 'Float32',
  float64: 'Float64',
};
const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'uuid',
  guid: 'uuid',
  ipv4: 'ipv4',
  ipv6: 'ipv6',
  datetime: 'date-time',
  date: 'date',
};

function stringShape(definition: Definition): Shape {
  const format = FORMATS[formatOf(definition) ?? ''];
  if (format === undefined) return plain('string');
  const precision = definition.precision;
  const tags: [string, Shape][] = [['format', literal(format)]];
  if (typeof precision === 'number' && precision >= 0) tags.push(['precision', literal(precision)]);
  return tagged(plain('string'), new Map(tags));
}

function numberShape(definition: Definition): Shape {
  return typed(plain('number'), NUMBERS[formatOf(definition) ?? '']);
}

/** The format of `z.uuid()`, or of a check, as in `z.string().uuid()` and `z.number().int()`. */
function formatOf(definition: Definition): string | null {
  if (typeof definition.format === 'string') return definition.format;
  const formats = listOf(definition.checks).map((check) =>
    property(property(property(check, '_zod'), 'def'), 'format'),
  );
  return formats.find((format): format is string => typeof format === 'string') ?? null;
}

/** Values by key; TypeScript adds the keys by value to enums of numbers. */
function enumShape(definition: Definition): Shape {
  const entries = Object.entries((definition.entries ?? {}) as Record<string, string | number>);
  const members = entries
    .filter(([key, value]) => !(typeof value === 'string' && /^-?\d+$/.test(key)))
    .map(([label, value]) => ({ label, value }));
  const of = { name: 'z.enum', members };
  return union(members.map(({ label }): Shape => ({ kind: 'enumMember', label, of, text: () => label })));
}

function composed(schema: unknown, definition: Definition): Shape {
  const text = (): string => `z.${definition.type}(…)`;
  switch (definition.type) {
    case 'array': {
      const element = lazy(() => zodShape(definition.element));
      return {
        kind: 'array',
        get element() {
          return element();
        },
        text,
      };
    }
    case 'tuple': {
      if (definition.rest !== null && definition.rest !== undefined)
        return { kind: 'unusable', is: 'rest', text };
      return {
        kind: 'tuple',
        elements: listOf(definition.items).map((item) => ({ shape: zodShape(item), isOptional: false })),
        text,
      };
    }
    case 'union':
      return union(listOf(definition.options).map(zodShape));
    case 'object':
      return objectShape(schema, definition, text);
    case 'record':
    case 'map':
      return recordShape(definition, text);
    case 'intersection':
      return intersection(zodShape(definition.left), zodShape(definition.right), text);
    default:
      return {
        kind: 'unusable',
        is: definition.type === 'function' ? 'function' : 'class',
        text: () => `z.${definition.type}()`,
      };
  }
}

const seen = new WeakMap<object, Shape>();

/** One shape for one schema, so that a schema that contains itself is noticed. */
function objectShape(schema: unknown, definition: Definition, text: () => string): Shape {
  const key = schema as object;
  const known = seen.get(key);
  if (known !== undefined) return known;
  const members = lazy(() =>
    Object.entries((definition.shape ?? {}) as Record<string, unknown>).map(([name, inner]) =>
      member(name, zodShape(inner)),
    ),
  );
  const rest = zodDefinition(definition.catchall);
  const index =
    rest === null || rest.type === 'never' ? null : { key: plain('string'), value: unusable('any', 'any') };
  const shape: Shape = {
    kind: 'object',
    get members() {
      return members();
    },
    index,
    tags: new Map(),
    text,
  };
  seen.set(key, shape);
  return shape;
}

function recordShape(definition: Definition, text: () => string): Shape {
  const keys = zodShape(definition.keyType);
  const names = keyNames(keys);
  const value = lazy(() => zodShape(definition.valueType));
  if (names === null)
    return {
      kind: 'object',
      members: [],
      index: {
        key: keys,
        get value() {
          return value();
        },
      },
      tags: new Map(),
      text,
    };
  const isPartial = definition.partial === true;
  return {
    kind: 'object',
    members: names.map((name) => ({ ...member(name, value()), isOptional: isPartial })),
    index: null,
    tags: new Map(),
    text,
  };
}

function keyNames(keys: Shape): readonly string[] | null {
  if (keys.kind === 'literal') return [String(keys.value)];
  if (keys.kind === 'enumMember')
    return [String(keys.of.members.find(({ label }) => label === keys.label)?.value ?? keys.label)];
  if (keys.kind !== 'union') return null;
  const names = keys.members.map(keyNames);
  return names.some((name) => name === null) ? null : names.flatMap((name) => name ?? []);
}

function intersection(left: Shape, right: Shape, text: () => string): Shape {
  if (left.kind !== 'object' || right.kind !== 'object') return { kind: 'unusable', is: 'never', text };
  const members = new Map([...left.members, ...right.members].map((one) => [one.name, one]));
  return {
    kind: 'object',
    members: [...members.values()],
    index: left.index ?? right.index,
    tags: new Map([...left.tags, ...right.tags]),
    text,
  };
}

function member(name: string, shape: Shape): Member {
  return { name, isOptional: false, shape, declaration: () => null };
}

function union(members: readonly Shape[]): Shape {
  const [first] = members;
  if (first !== undefined && members.length === 1) return first;
  return { kind: 'union', members, text: () => members.map(({ text }) => text()).join(' | ') };
}

function withoutUndefined(shape: Shape): Shape {
  return shape.kind === 'union' ? union(shape.members.filter(({ kind }) => kind !== 'undefined')) : shape;
}

function plain(kind: 'string' | 'number' | 'bigint' | 'boolean' | 'date' | 'null' | 'undefined'): Shape {
  return { kind, text: () => `z.${kind}()` };
}

function literal(value: unknown): Shape {
  if (value === null) return plain('null');
  if (value === undefined) return plain('undefined');
  const held =
    typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
      ? value
      : String(value);
  return {
    kind: 'literal',
    value: held,
    text: () => (typeof held === 'string' ? JSON.stringify(held) : String(held)),
  };
}

function typed(shape: Shape, type: string | undefined): Shape {
  return type === undefined ? shape : tagged(shape, new Map([['type', literal(type)]]));
}

function tagged(base: Shape, tags: Tags): Shape {
  return { kind: 'tagged', base, tags, text: base.text };
}

function unusable(is: Unusable, text: string): Shape {
  return { kind: 'unusable', is, text: () => text };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value)
    ? (value as readonly unknown[])
    : value instanceof Set
      ? [...(value as ReadonlySet<unknown>)]
      : [];
}

function property(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null ? (Reflect.get(holder, name) as unknown) : undefined;
}
