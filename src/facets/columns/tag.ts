import type { DeclaredColumn, TagValue } from '../../model/declared.ts';
import type { Settings } from '../../model/table.ts';

/** The text of a tag; null when the column has no such tag. Numbers and booleans become text. */
export function textTag(declared: DeclaredColumn, tag: string): string | null {
  const value = declared.tags[tag];
  if (value === undefined || value === null) return null;
  if (typeof value === 'object') return Array.isArray(value) ? value.map(String).join(', ') : null;
  return String(value);
}

/** The names and values of a tag that holds an object; empty when the column has no such tag. */
export function settingsTag(declared: DeclaredColumn, tag: string): Settings {
  const value = declared.tags[tag];
  if (value === undefined || value === null || typeof value !== 'object' || Array.isArray(value)) return {};
  const entries = Object.entries(value as Readonly<Record<string, TagValue>>);
  return Object.fromEntries(entries.map(([name, entry]) => [name, String(entry)]));
}
