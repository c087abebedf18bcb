import type { Cost } from '../model/operation.ts';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `1.5 GiB`. */
export function showBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}

/** `40 s`, `12 min`, `3 h`. */
export function showTime(seconds: number): string {
  if (seconds < 120) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** `1 row`, `1,000 rows`. */
export function rowCount(rows: number): string {
  return counted(rows, 'rows');
}

const SINGULARS: Readonly<Record<string, string>> = {
  rows: 'row',
  queries: 'query',
  disks: 'disk',
  parts: 'part',
  partitions: 'partition',
  mutations: 'mutation',
  objects: 'object',
  times: 'time',
  statements: 'statement',
};
const OF_ONE: Readonly<Record<string, string>> = { break: 'breaks', use: 'uses', are: 'is' };

/**
 * How many of what a text names first: `7 rows that break the constraint`, `1 row that breaks the constraint`.
 *
 * @param what in the plural
 */
export function counted(count: number, what: string): string {
  const number = count.toLocaleString('en-US');
  if (count !== 1) return `${number} ${what}`;
  const noun = Object.keys(SINGULARS).join('|');
  // `queries of the last 30 days that use`: the days are no part of what is counted.
  const one = what
    .replace(new RegExp(`\\b(${noun})\\b`), (word) => SINGULARS[word] ?? word)
    .replace(
      /^((?:row|query)(?: of the last \d+ days)? that )(break|use|are)\b/,
      (_, before: string, verb: string) => before + (OF_ONE[verb] ?? verb),
    );
  return `${number} ${one}`;
}

/**
 * ` (in the first 50,000,000 rows)`, with a blank before it; empty where all were looked at.
 *
 * @param sampled how many rows at most a question looked at; null for all
 */
export function partText(sampled: number | null): string {
  return sampled === null ? '' : ` (in the first ${rowCount(sampled)})`;
}

/** ` (1,000 rows, 3.2 GiB at stake)`, with a blank before it; empty where nothing is known. */
export function stakeText({ rows, bytes }: Cost): string {
  const size = [rows === null ? null : rowCount(rows), bytes === null ? null : showBytes(bytes)].filter(
    (part) => part !== null,
  );
  return size.length === 0 ? '' : ` (${size.join(', ')} at stake)`;
}
