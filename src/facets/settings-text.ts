import { compareAddresses } from '../model/address.ts';
import { canonicalSetting } from '../model/canonical-text.ts';
import type { Settings } from '../model/table.ts';
import { splitList } from '../model/tokens.ts';

/** Reads `a = 1, b = 'x'`. */
export function parseSettings(text: string): Settings {
  const entries: [string, string][] = [];
  for (const piece of splitList(text)) {
    const at = piece.indexOf('=');
    if (at > 0) entries.push([piece.slice(0, at).trim(), piece.slice(at + 1).trim()]);
  }
  return Object.fromEntries(entries);
}

/** Prints `a = 1, b = 'x'` in the order in which they stand: the server keeps the order of the statement. */
export function printSettings(settings: Settings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');
}

/** A settings value as SQL: words that are no number, no literal and no description of a disk are quoted. */
export function settingLiteral(value: unknown): string {
  const text = String(value).trim();
  if (/^-?\d+(\.\d+)?$/.test(text) || /^'[\s\S]*'$/.test(text) || /^disk\s*\([\s\S]*\)$/.test(text))
    return text;
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** Settings from a declared config; empty for anything else than an object. */
export function declaredSettings(value: unknown): Settings {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined && entry !== null);
  return Object.fromEntries(entries.map(([name, entry]) => [name, settingLiteral(entry)]));
}

/** Sorted, one spelling for each value, and without those that equal the server's documented default. */
export function canonicalSettings(settings: Settings, defaults: Settings): Settings {
  const entries: [string, string][] = [];
  for (const name of Object.keys(settings).sort(compareAddresses)) {
    const value = canonicalSetting(settings[name] ?? '');
    if (defaults[name] !== value) entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}

/** What changes between two, for people: `a = 1 -> 2, b = 3 -> none`. */
export function describeSettings(before: Settings, after: Settings): string {
  const { set, reset } = settingChanges(before, after);
  const show = (value: string | undefined): string =>
    value === undefined ? 'none' : canonicalSetting(value);
  const changes = [...Object.keys(set), ...reset]
    .sort(compareAddresses)
    .map((name) => `${name} = ${show(before[name])} -> ${show(after[name])}`);
  return changes.join(', ') || 'unchanged';
}

/** What to set and what to reset to come from one to the other. */
export function settingChanges(
  before: Settings,
  after: Settings,
): { readonly set: Settings; readonly reset: readonly string[] } {
  const set = Object.entries(after).filter(
    ([name, value]) => canonicalSetting(before[name] ?? '') !== canonicalSetting(value),
  );
  const reset = Object.keys(before).filter((name) => !(name in after));
  return { set: Object.fromEntries(set), reset: reset.sort(compareAddresses) };
}
