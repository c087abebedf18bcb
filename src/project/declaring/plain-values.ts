import type { DeclaredReference } from '../../model/declared.ts';
import type { Json } from '../../model/json.ts';
import type { Declaration } from '../../sdk/registry.ts';
import {
  isSql,
  isSqlObject,
  placeOf,
  previewValue,
  type SqlObject,
  type SqlText,
  staticText,
} from '../../sdk/sql.ts';
import { missingImportOf } from '../load/stand-in.ts';
import { kindOf, type Reading } from './reading.ts';

/** Another declared object as a reference. */
export function referenceOf(object: SqlObject): DeclaredReference {
  const { database, name } = placeOf(object);
  return { database: database ?? null, name };
}

/** `events`, or `archive.events` for an object of another database. */
function addressText(object: SqlObject): string {
  const { database, name } = referenceOf(object);
  return database === null ? name : `${database}.${name}`;
}

/** SQL as text; a value to bind is reported, and the empty text stands for it. */
export function sqlText(reading: Reading, declaration: Declaration, what: string, value: unknown): string {
  if (typeof value !== 'string' && !isSql(value)) {
    if (!reading.reportMissing(declaration, what, value))
      reading.report(declaration, `${what} is ${kindOf(value)}, not SQL`);
    return '';
  }
  const result = staticText(value as SqlText);
  if (result.ok) return result.text;
  if (!reading.reportMissing(declaration, `a value in ${what}`, result.value)) {
    reading.report(
      declaration,
      `${what} holds the value ${previewValue(result.value)}, but it is stored as text and cannot bind values`,
      'Write the value into the text; `sql.raw(…)` puts in a text of yours as it is.',
    );
  }
  return '';
}

/** A config as plain data: SQL as text, tables as addresses, nothing else changed but that `undefined` is left out. */
export function plainConfig(
  reading: Reading,
  declaration: Declaration,
  what: string,
  config: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const plain: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config)) {
    // A schema is read for its columns and is no data; notes may hold anything.
    if (key === 'schema' || value === undefined) continue;
    plain[key] = key === 'metadata' ? plainJson(value) : plainValue(reading, declaration, [key, what], value);
  }
  return plain;
}

/** `path` is where the value stands in the config, such as `settings.x`; `what` is whose config it is. */
function plainValue(
  reading: Reading,
  declaration: Declaration,
  [path, what]: readonly [path: string, what: string],
  value: unknown,
): unknown {
  if (isSql(value)) return sqlText(reading, declaration, `${path} of ${what}`, value);
  if (isSqlObject(value)) return addressText(value);
  if (Array.isArray(value)) {
    return value.map((item, index) => plainValue(reading, declaration, [`${path}[${index}]`, what], item));
  }
  if (typeof value === 'function') {
    const label = `${path} of ${what}`;
    if (!reading.reportMissing(declaration, label, value)) {
      reading.report(declaration, `${label} is a function, not data`);
    }
    return null;
  }
  if (typeof value !== 'object' || value === null || !isPlainObject(value)) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries.map(([key, member]) => [key, plainValue(reading, declaration, [`${path}.${key}`, what], member)]),
  );
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const SECRET = /passw|secret|token|credential|access_?key|api_?key/i;
const DEEPEST = 8;

/** A value as plain data for display; functions, secrets and what is nested too deeply are left out. */
export function plainJson(value: unknown, depth = 0): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || depth > DEEPEST || missingImportOf(value) !== null) return null;
  if (isSqlObject(value)) return addressText(value);
  if (isSql(value)) {
    const result = staticText(value);
    return result.ok ? result.text : null;
  }
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => plainJson(item, depth + 1));
  const entries = Object.entries(value).filter(
    ([key, member]) => !SECRET.test(key) && member !== undefined && typeof member !== 'function',
  );
  return Object.fromEntries(entries.map(([key, member]) => [key, plainJson(member, depth + 1)]));
}

/** Plain data without what is absent. */
export function detailOf(members: Readonly<Record<string, unknown>>): Readonly<Record<string, Json>> {
  const given = Object.entries(members).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given.map(([key, value]) => [key, plainJson(value)]));
}
