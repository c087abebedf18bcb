import { plainSecretValues } from '../facets/plain-secrets.ts';
import { HIDDEN } from '../facets/secrets.ts';
import type { Plan } from '../model/operation.ts';

/** What is shorter would be found in words that are no secrets. */
const SHORTEST = 4;

/** The passwords and keys that stand in SQL which somebody has written into a plan. */
export function secretsOf({ operations }: Plan): readonly string[] {
  const values = operations.flatMap((operation) =>
    operation.kind === 'RawSql' ? operation.sql.flatMap(plainSecretValues) : [],
  );
  return [...new Set(values)].filter(({ length }) => length >= SHORTEST).sort((a, b) => b.length - a.length);
}

/** The same value with `[HIDDEN]` for secrets in each of its texts, keys of objects left out. */
export function withoutSecrets<T>(value: T, secrets: readonly string[]): T {
  return secrets.length === 0 ? value : (hiddenIn(value, secrets) as T);
}

function hiddenIn(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string')
    return secrets.reduce((text, secret) => text.replaceAll(secret, HIDDEN), value);
  if (Array.isArray(value)) return value.map((item) => hiddenIn(item, secrets));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hiddenIn(item, secrets)]));
}
