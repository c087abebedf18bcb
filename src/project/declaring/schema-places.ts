import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { SourcePosition } from '../../errors.ts';

/**
 * Where a field of a zod schema is written: `name: z.`, or a getter, in the project's files. A schema does not say where it comes from,
 * so that null is the answer for a name that stands in several places.
 */
export function fieldPlace(
  name: string,
  files: readonly string[],
  projectDir: string,
): SourcePosition | null {
  const key = name.replace(/[^\w$]/g, '\\$&');
  const field = new RegExp(
    `(?:^|[\\s{,])(?:get\\s+${key}\\s*\\(\\)|['"]?${key}['"]?\\s*:\\s*z\\w*\\s*\\.)`,
    'gm',
  );
  const found = files.flatMap((file) => {
    const text = readText(file);
    return [...text.matchAll(field)].map((match): SourcePosition => {
      const start = match.index + match[0].search(/[^\s{,]/);
      const before = text.slice(0, start);
      const lineStart = before.lastIndexOf('\n') + 1;
      return {
        file: relative(projectDir, file),
        line: before.split('\n').length,
        column: start - lineStart + 1,
      };
    });
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
