import { maskedCode } from './masked-code.ts';

const LINES_AROUND = 2;
const WIDEST_LINE = 160;
/** What of a long line stands before its place. */
const BEFORE = 60;

/**
 * The lines around a place in a text, numbered, with the place underlined; no colours, no trailing newline.
 * Lines and columns count from 1, columns in UTF-16 units. A place outside the text gives the nearest line.
 * What looks like a secret is shown as stars.
 */
export function codeFrame(text: string, line: number, column: number, length: number): string {
  const lines = maskedCode(text).split(/\r\n|\n|\r/);
  const marked = Math.min(Math.max(line, 1), lines.length);
  const first = Math.max(1, marked - LINES_AROUND);
  const last = Math.min(lines.length, marked + LINES_AROUND);
  const gutter = String(last).length;
  const frame: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const source = lines[number - 1] ?? '';
    const isMarked = number === marked;
    // A long line is cut around its place.
    const start = isMarked ? windowStart(source, column, length) : 0;
    const mark = isMarked ? '>' : ' ';
    frame.push(`${mark} ${String(number).padStart(gutter)} | ${shorten(source, start)}`.trimEnd());
    if (isMarked) frame.push(`  ${' '.repeat(gutter)} | ${underline(source, column, length, start)}`);
  }
  return frame.join('\n');
}

/** How many characters are cut off in front: none while the place is within the width. */
function windowStart(source: string, column: number, length: number): number {
  const end = Math.min(column - 1 + length, source.length);
  return end <= WIDEST_LINE ? 0 : Math.max(0, Math.min(column - 1 - BEFORE, source.length - WIDEST_LINE));
}

/** Tabs become single blanks, so that the underline stands under its text. */
function shorten(source: string, start: number): string {
  const end = start + WIDEST_LINE;
  const kept = source.slice(start, end).replaceAll('\t', ' ');
  return `${start > 0 ? '…' : ''}${kept}${source.length > end ? '…' : ''}`;
}

function underline(source: string, column: number, length: number, start: number): string {
  const width = Math.min(source.length - start, WIDEST_LINE);
  const at = Math.min(Math.max(column - start, 1), width + 1);
  const room = Math.max(1, width - at + 1);
  return ' '.repeat(at - 1 + (start > 0 ? 1 : 0)) + '^'.repeat(Math.max(1, Math.min(length, room)));
}
