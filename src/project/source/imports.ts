import { fits } from './ts-text.ts';

/** A name that a file imports. */
export interface Import {
  /** `moose-migrate` or `./events`. */
  readonly from: string;
  readonly name: string;
  readonly isType: boolean;
}

/** As people sort: digits as numbers, then letters whatever their case, capitals first where all else is equal. */
export function compareNatural(one: string, other: string): number {
  const [a, b] = [chunks(one), chunks(other)];
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const order = compareChunks(a[at] ?? '', b[at] ?? '');
    if (order !== 0) return order;
  }
  return one < other ? -1 : one > other ? 1 : 0;
}

function chunks(text: string): readonly string[] {
  return text.toLowerCase().match(/\d+|\D/gu) ?? [];
}

function compareChunks(one: string, other: string): number {
  if (/^\d/.test(one) && /^\d/.test(other)) return Number(one) - Number(other);
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The import lines of a file, sorted; the library first. A value that is also imported as a type is imported once. */
export function importLines(imports: readonly Import[]): string {
  const modules = [...new Set(imports.map(({ from }) => from))].sort(compareModules);
  return modules
    .map((from) =>
      importLine(
        from,
        imports.filter((one) => one.from === from),
      ),
    )
    .join('');
}

function compareModules(one: string, other: string): number {
  const isRelative = (from: string): boolean => from.startsWith('.');
  return Number(isRelative(one)) - Number(isRelative(other)) || compareNatural(one, other);
}

function importLine(from: string, imports: readonly Import[]): string {
  const values = new Set(imports.filter(({ isType }) => !isType).map(({ name }) => name));
  const names = [...new Set(imports.map(({ name }) => name))].sort(compareNatural);
  const isAllTypes = values.size === 0;
  const words = names.map((name) => (isAllTypes || values.has(name) ? name : `type ${name}`));
  const head = isAllTypes ? 'import type' : 'import';
  const line = `${head} { ${words.join(', ')} } from '${from}';`;
  return fits(line)
    ? `${line}\n`
    : `${head} {\n${words.map((word) => `  ${word},\n`).join('')}} from '${from}';\n`;
}
