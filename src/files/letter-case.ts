/** Keys in the spelling of the peer's views: `select_sql` becomes `selectSql`. */
export function withCamelKeys(object: object): Readonly<Record<string, unknown>> {
  return renamed(object, (key) => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));
}

/** The other way round. */
export function withSnakeKeys(object: object): Readonly<Record<string, unknown>> {
  return renamed(object, (key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

function renamed(object: object, rename: (key: string) => string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [rename(key), value]));
}

/** A snapshot with the keys of its views in the spelling that everything else has. */
export function withSnakeViews(snapshot: object): Readonly<Record<string, unknown>> {
  const sections = ['views', 'materialized_views'].flatMap((section) => {
    const views: unknown = Reflect.get(snapshot, section);
    return isObject(views)
      ? [[section, mapValues(views, (view) => (isObject(view) ? withSnakeKeys(view) : view))]]
      : [];
  });
  return { ...snapshot, ...Object.fromEntries(sections) };
}

function mapValues(object: object, map: (value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
