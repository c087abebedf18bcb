import { withoutValues } from '../concealed.ts';
import { plainSecretValues } from '../facets/plain-secrets.ts';
import { HIDDEN } from '../facets/secrets.ts';
import type { Plan } from '../model/operation.ts';

/** The passwords and keys that stand in SQL which somebody has written into a plan. */
export function secretsOf({ operations }: Plan): readonly string[] {
  return operations.flatMap((operation) =>
    operation.kind === 'RawSql' ? operation.sql.flatMap(plainSecretValues) : [],
  );
}

/** The same value with `[HIDDEN]` for secrets in each of its texts, keys of objects left out. */
export function withoutSecrets<T>(value: T, secrets: readonly string[]): T {
  return secrets.length === 0 ? value : (hiddenIn(value, secrets) as T);
}

function hiddenIn(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return withoutValues(value, secrets, HIDDEN);
  if (Array.isArray(value)) return value.map((item) => hiddenIn(item, secrets));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hiddenIn(item, secrets)]));
}
