import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourcePosition } from '../../errors.ts';
import { codeFrame } from '../code-frame.ts';
import { type Insertion, originalColumn } from './source-edits.ts';

/** Turns places in a bundle back into places in the user's files. */
export interface StackPositions {
  /** The innermost place of a stack that lies in a file of the user; null when none does. */
  positionOf(stack: string | undefined): SourcePosition | null;
}

/** Reads stacks of one bundle. Its source map is read when the first stack is. */
export function stackPositions(options: {
  readonly bundleFile: string;
  readonly projectDir: string;
  /** Absolute paths of the files in the bundle. */
  readonly files: readonly string[];
  readonly edits: Readonly<Record<string, readonly Insertion[]>>;
}): StackPositions {
  const { bundleFile, projectDir, edits } = options;
  const files = new Set(options.files);
  const texts = new Map<string, string>();
  let map: SourceMap | null = null;

  const readText = (file: string): string => {
    const known = texts.get(file);
    if (known !== undefined) return known;
    const text = readFileSync(file, 'utf8');
    texts.set(file, text);
    return text;
  };

  const original = (line: number, column: number): SourcePosition | null => {
    map ??= new SourceMap(JSON.parse(readFileSync(`${bundleFile}.map`, 'utf8')));
    const entry = map.findEntry(line - 1, column - 1);
    // Modules that are not files, such as the stand-ins, have names of our own.
    if (!('originalSource' in entry) || entry.originalSource.startsWith('moose-migrate-')) return null;
    const file = resolve(dirname(bundleFile), entry.originalSource);
    return place(file, entry.originalLine, entry.originalColumn);
  };

  // Line and column count from 0, and still stand where our insertions have moved them.
  const place = (file: string, line: number, column: number): SourcePosition => {
    const insertions = edits[file];
    const start =
      insertions === undefined ? column : originalColumn(readText(file), insertions, line, column);
    return { file: relative(projectDir, file), line: line + 1, column: start + 1 };
  };

  return {
    positionOf(stack) {
      for (const [, at, line, column] of (stack ?? '').matchAll(FRAME)) {
        const file = filePath(at ?? '');
        if (file === bundleFile) {
          const found = original(Number(line), Number(column));
          if (found !== null) return found;
        } else if (files.has(file)) {
          // With --enable-source-maps Node has read the source map already.
          return place(file, Number(line) - 1, Number(column) - 1);
        }
      }
      return null;
    },
  };
}

const FRAME = /(?:\(|at (?:async )?)([^()\s]+):(\d+):(\d+)\)?$/gm;

function filePath(place: string): string {
  return place.startsWith('file:') ? fileURLToPath(place.replace(/\?.*$/, '')) : place.replace(/\?.*$/, '');
}

/** Code frame for a place, with the word that stands there underlined; null when the file cannot be read. */
export function frameAt(position: SourcePosition, projectDir: string): string | null {
  try {
    const text = readFileSync(resolve(projectDir, position.file), 'utf8');
    const line = text.split('\n')[position.line - 1] ?? '';
    const word = /^[\w$.]+/.exec(line.slice(position.column - 1))?.[0] ?? ' ';
    return codeFrame(text, position.line, position.column, word.length);
  } catch {
    return null;
  }
}
