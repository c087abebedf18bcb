import type { Shape, Tags } from './shape.ts';

/** What `.meta({ clickhouse })`, `.describe()` and a registry say of one schema. */
export type ZodMeta = { readonly [name: string]: unknown };

/** The notes on a schema; `zod/mini` has no method for them, but the same registry. */
export function zodMeta(schema: unknown): ZodMeta {
  const method: unknown = Reflect.get(schema as object, 'meta');
  const registry: unknown = Reflect.get(globalThis, '__zod_globalRegistry');
  const found: unknown = typeof method === 'function' ? method.call(schema) : lookUp(registry, schema);
  return isRecord(found) ? found : {};
}

function lookUp(registry: unknown, schema: unknown): unknown {
  if (!isRecord(registry) || typeof registry.get !== 'function') return null;
  return registry.get(schema) as unknown;
}

/** Words in `clickhouse: { … }` that have the same meaning as our tags, under the tags' names. */
const SAME_AS_TAG = [
  'type',
  'key',
  'jwt',
  'default',
  'materialized',
  'alias',
  'ephemeral',
  'codec',
  'ttl',
  'comment',
  'statistics',
  'settings',
  'renamedFrom',
  'lowCardinality',
  'precision',
];

/** The tags that notes stand for: `{ clickhouse: 'UUID' }` is a type, `{ clickhouse: { codec: 'ZSTD(3)' } }` names each. */
export function metaTags(meta: ZodMeta): Tags {
  const tags = new Map<string, Shape>();
  const { clickhouse, description } = meta;
  if (typeof description === 'string' && description !== '') tags.set('comment', valueShape(description));
  if (typeof clickhouse === 'string') tags.set('type', valueShape(clickhouse));
  if (!isRecord(clickhouse)) return tags;
  for (const name of SAME_AS_TAG) {
    const value = clickhouse[name];
    if (value !== undefined && value !== null && value !== false) tags.set(name, valueShape(value));
  }
  if (clickhouse.timeZone !== undefined) tags.set('zone', valueShape(clickhouse.timeZone));
  if (clickhouse.namedTuple === true) tags.set('object', valueShape('tuple'));
  return tags;
}

function valueShape(value: unknown): Shape {
  if (isRecord(value)) {
    const members = Object.entries(value).map(([name, inner]) => ({
      name,
      isOptional: false,
      shape: valueShape(inner),
      declaration: () => null,
    }));
    return { kind: 'object', members, index: null, tags: new Map(), text: () => JSON.stringify(value) };
  }
  const held = typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
  return { kind: 'literal', value: held, text: () => JSON.stringify(held) };
}

function isRecord(value: unknown): value is ZodMeta {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
