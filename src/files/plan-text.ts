import type { SourcePosition } from '../errors.ts';
import { type Document, parseYaml, valueOfYaml } from './document.ts';

/** Where the list begins that ends every plan of ours: items at the left edge, each with its key on the line of the dash. */
const LIST = /^operations:[^\S\n]*\r?\n(?=- )/m;
const ITEM = /^- +(?=\S)/;
const CONFLICT = /^(?:<{7}|>{7}) /m;

/**
 * {@link parseYaml} for plan.yaml. Where the file is laid out as we write it, operations are parsed one by one: the syntax
 * tree of a plan for 500 tables takes 150 MB, and nobody needs all of it at once. Anything unusual is parsed as a whole.
 */
export function parsePlanText(text: string, file: string): Document {
  const pieces = piecesOf(text, file);
  if (pieces === null) return parseYaml(text, file);
  let whole: Document | null = null;
  const asWhole = (): Document => {
    whole ??= parseYaml(text, file);
    return whole;
  };
  return {
    value: pieces.value,
    positionOf(path) {
      const [key, index] = path;
      const known = path.length === 2 && key === 'operations' ? pieces.positions[Number(index)] : undefined;
      return known ?? asWhole().positionOf(path);
    },
    problemAt: (path, message, hint) => asWhole().problemAt(path, message, hint),
  };
}

interface Pieces {
  readonly value: unknown;
  /** Of each operation. */
  readonly positions: readonly SourcePosition[];
}

function piecesOf(text: string, file: string): Pieces | null {
  const start = LIST.exec(text);
  if (start === null || CONFLICT.test(text)) return null;
  const head = valueOfYaml(text.slice(0, start.index))?.value;
  if (typeof head !== 'object' || head === null || Array.isArray(head) || 'operations' in head) return null;
  const list = text.slice(start.index + start[0].length);
  // A comment or another key at the left edge could mean anything.
  if (/^(?!- | {2}|\r?$)/m.test(list)) return null;
  const operations: unknown[] = [];
  const positions: SourcePosition[] = [];
  let line = countLines(text.slice(0, start.index + start[0].length));
  for (const piece of list.split(/(?<=\n)(?=- )/)) {
    const dash = ITEM.exec(piece);
    const items = valueOfYaml(piece)?.value;
    if (dash === null || !Array.isArray(items) || items.length !== 1) return null;
    operations.push(items[0]);
    positions.push({ file, line: line + 1, column: dash[0].length + 1 });
    line += countLines(piece);
  }
  return { value: { ...head, operations }, positions };
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}
