const LINES_AROUND = 2;
const WIDEST_LINE = 160;

/**
 * The lines around a place in a text, numbered, with the place underlined; no colours, no trailing newline.
 * Lines and columns count from 1, columns in UTF-16 units. A place outside the text gives the nearest line.
 */
export function codeFrame(text: string, line: number, column: number, length: number): string {
  const lines = text.split(/\r\n|\n|\r/);
  const marked = Math.min(Math.max(line, 1), lines.length);
  const first = Math.max(1, marked - LINES_AROUND);
  const last = Math.min(lines.length, marked + LINES_AROUND);
  const gutter = String(last).length;
  const frame: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const source = lines[number - 1] ?? '';
    const mark = number === marked ? '>' : ' ';
    frame.push(`${mark} ${String(number).padStart(gutter)} | ${shorten(source)}`.trimEnd());
    if (number === marked) frame.push(`  ${' '.repeat(gutter)} | ${underline(source, column, length)}`);
  }
  return frame.join('\n');
}

/** Tabs become single blanks, so that the underline stands under its text. */
function shorten(source: string): string {
  const plain = source.replaceAll('\t', ' ');
  return plain.length > WIDEST_LINE ? `${plain.slice(0, WIDEST_LINE)}…` : plain;
}

function underline(source: string, column: number, length: number): string {
  const start = Math.min(Math.max(column, 1), Math.min(source.length, WIDEST_LINE) + 1);
  const room = Math.max(1, Math.min(source.length, WIDEST_LINE) - start + 1);
  return ' '.repeat(start - 1) + '^'.repeat(Math.max(1, Math.min(length, room)));
}
