import * as z from 'zod';
import type { SourcePosition } from '../errors.ts';
import { LIFE_CYCLES } from '../model/life-cycle.ts';
import type { NotUnderstood, Settings } from '../model/table.ts';

/** Left out and null mean the same: not there. */
export const optionalText = z.string().nullable().default(null);
export const name = z.string().min(1);
export const optionalName = name.nullable().default(null);
export const lifeCycle = z.enum(LIFE_CYCLES).default('FULLY_MANAGED');

/** Values as ClickHouse prints them; numbers and truth values without quotes are understood. */
export const settingsShape = z.record(z.string(), z.union([z.string(), z.int(), z.boolean()]));

export function settingsFromFile(settings: z.infer<typeof settingsShape>): Settings {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [
      key,
      typeof value === 'boolean' ? (value ? '1' : '0') : String(value),
    ]),
  );
}

/** Facts of the peer's files that we neither use nor write. */
export const ignored = z.unknown().optional();

export const metadataShape = z.strictObject({
  description: optionalText,
  source: z
    .strictObject({
      file: z.string(),
      line: z.int().nullable().default(null),
      column: z.int().nullable().default(null),
    })
    .nullable()
    .default(null),
});

export function metadataToFile(source: SourcePosition | null): object {
  return source === null
    ? {}
    : { metadata: { source: { file: source.file, line: source.line, column: source.column } } };
}

export function sourceFromFile(metadata: z.infer<typeof metadataShape> | null): SourcePosition | null {
  const source = metadata?.source ?? null;
  return source === null ? null : { file: source.file, line: source.line ?? 1, column: source.column ?? 1 };
}

export const notUnderstoodShape = z.strictObject({
  reason: z.string(),
  server_text: z.string(),
  rebuilt_text: optionalText,
});

export function notUnderstoodToFile(value: NotUnderstood | null): object {
  if (value === null) return {};
  return {
    not_understood: { reason: value.reason, server_text: value.serverText, rebuilt_text: value.rebuiltText },
  };
}

export function notUnderstoodFromFile(
  value: z.infer<typeof notUnderstoodShape> | null,
): NotUnderstood | null {
  return value === null
    ? null
    : { reason: value.reason, serverText: value.server_text, rebuiltText: value.rebuilt_text };
}

/** The keys whose value is not null. */
export function present(keys: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== null));
}
