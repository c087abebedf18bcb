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

/** ` (1,000 rows, 3.2 GiB at stake)`, with a blank before it; empty where nothing is known. */
export function stakeText({ rows, bytes }: Cost): string {
  const size = [
    rows === null ? null : `${rows.toLocaleString('en-US')} rows`,
    bytes === null ? null : showBytes(bytes),
  ].filter((part) => part !== null);
  return size.length === 0 ? '' : ` (${size.join(', ')} at stake)`;
}
