/**
 * Text of users in Markdown: what they wrote must show as they wrote it, and be nothing else. No HTML, no link, no mention of
 * somebody, no heading and no end of the table cell it stands in.
 */

/** Characters that show something else than they are, or nothing: https://trojansource.codes. Blanks and line ends are kept. */
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

function visible(text: string): string {
  return text.replace(INVISIBLE, (character) =>
    character === '\n' || character === '\t'
      ? character
      : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '@': '&#64;' };

/** Plain words on one line. */
export function words(text: string): string {
  return (
    visible(text)
      .replace(/\s+/g, ' ')
      .replace(/[\\`*{}[\]#|~!^$]/g, (character) => `\\${character}`)
      // Within a word an underscore is only that.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      .replace(/[&<>@]/g, (character) => ENTITIES[character] ?? character)
      .replace(/\b(https?|ftp|mailto):/gi, '$1&#58;')
      .replace(/\bwww\./gi, 'www&#46;')
  );
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

const LONGEST_CODE = 300;

/** A piece of code within a line; long ones are cut. */
export function code(text: string): string {
  const flat = visible(text).replace(/\s+/g, ' ').trim();
  const cut = flat.length > LONGEST_CODE ? `${flat.slice(0, LONGEST_CODE)}…` : flat;
  if (cut === '') return '';
  const fence = '`'.repeat(longestRun(cut) + 1);
  const padding = cut.startsWith('`') || cut.endsWith('`') ? ' ' : '';
  // A table is split at bars before anything else is read, in code as well.
  return `${fence}${padding}${cut.replaceAll('|', '\\|')}${padding}${fence}`;
}

/** Lines of code as they are, in a fence that nothing in them ends. */
export function block(language: string, text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${visible(text)}\n${fence}`;
}

/** A row of a table; its cells are Markdown already. */
export function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => (cell === '' ? ' ' : cell)).join(' | ')} |`;
}

/** A table with these heads, or nothing without rows. */
export function table(heads: readonly string[], rows: readonly string[]): readonly string[] {
  return rows.length === 0 ? [] : [row(...heads), row(...heads.map(() => '---')), ...rows];
}

/** A label of a Mermaid diagram, with its quotes. Mermaid has entities of its own, without `&`. */
export function label(text: string): string {
  const safe = visible(text)
    .replace(/\s+/g, ' ')
    .replace(/[^\p{L}\p{N} .,_:/()+-]/gu, (character) => `#${character.codePointAt(0) ?? 32};`);
  return `"${safe}"`;
}
