/** Where the variables of a dotenv file stand. */
export interface DotenvLines {
  /** Line, from 1, of the assignment that counts. */
  readonly lines: ReadonlyMap<string, number>;
  /** Lines that assign nothing, and are neither empty nor a comment. */
  readonly stray: readonly number[];
}

const ASSIGNMENT = /^\s*(?:export\s+)?([\w.-]+)\s*(?:=|:\s)\s*(.*)$/;

/** Finds the assignments of a dotenv file; a value in quotes may go on over several lines. */
export function dotenvLines(text: string): DotenvLines {
  const all = text.split(/\r\n|\r|\n/);
  const lines = new Map<string, number>();
  const stray: number[] = [];
  for (let at = 0; at < all.length; at += 1) {
    const line = all[at] ?? '';
    const [, name, value = ''] = ASSIGNMENT.exec(line) ?? [];
    if (name !== undefined) {
      lines.set(name, at + 1);
      at += linesBehind(value, all.slice(at + 1));
    } else if (!/^\s*(?:#|$)/.test(line)) stray.push(at + 1);
  }
  return { lines, stray };
}

/** How many of the lines that follow belong to a value. */
function linesBehind(value: string, following: readonly string[]): number {
  const quote = /^["'`]/.exec(value)?.[0];
  if (quote === undefined || value.indexOf(quote, 1) > 0) return 0;
  // A quote that nobody closes is a character like any other.
  return following.findIndex((line) => line.includes(quote)) + 1;
}
