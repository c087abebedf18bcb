import { isIdentifier } from './names.ts';

/** The longest line that is written where there is a choice. */
export const LINE_WIDTH = 110;

/** A string literal in the quotes that need fewer escapes, single ones when it makes no difference. */
export function stringLiteral(text: string): string {
  const count = (quote: string): number => text.split(quote).length - 1;
  const quote = count("'") > count('"') ? '"' : "'";
  const escaped = [...text].map((character) => escapeCharacter(character, quote)).join('');
  return quote + escaped + quote;
}

const SHORT: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
};

function escapeCharacter(character: string, quote: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === quote) return `\\${quote}`;
  const isInvisible = code < 0x20 || code === 0x7f || code === 0x2028 || code === 0x2029 || code === 0xfeff;
  return SHORT[character] ?? (isInvisible ? `\\u${code.toString(16).padStart(4, '0')}` : character);
}

/** A text inside a template literal. */
export function templateText(text: string): string {
  return text.replace(/\\|`|\$(?=\{)/g, '\\$&');
}

/** A property name, in quotes where it needs them. */
export function propertyName(name: string): string {
  return isIdentifier(name) ? name : stringLiteral(name);
}

/** The blanks before a line. */
export function indentation(depth: number): string {
  return '  '.repeat(depth);
}

/** Whether a text is one line that is not too long. */
export function fits(line: string): boolean {
  return line.length <= LINE_WIDTH && !line.includes('\n');
}
