import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLError } from 'yaml';
import { AppError, type Problem, problem, type SourcePosition, throwProblems } from '../errors.ts';
import { codeFrame } from '../model/code-frame.ts';
import type { Path } from './reading.ts';

interface Place {
  readonly position: SourcePosition;
  readonly length: number;
}

/** The plain data of a YAML or JSON text, and where each part of it stands. */
export interface Document {
  readonly value: unknown;
  /** The key at a path, or the element of a list; for a path that is not there, its longest part that is. */
  positionOf(path: Path): SourcePosition;
  /** A problem at a path, with its place and code frame. */
  problemAt(path: Path, message: string, hint: string | null): Problem;
}

/**
 * Parses one YAML document. Nothing but plain data is made: no custom tags, no other document, at most a hundred aliases.
 *
 * @throws AppError FILE_INVALID with every syntax problem.
 */
export function parseYaml(text: string, file: string): Document {
  const source = sourceOf(text, file);
  refuseConflict(text, file, source);
  const { value, contents, errors } = load(text, file);
  const language = file.endsWith('.json') ? 'JSON' : 'YAML';
  throwProblems(
    onePerPlace(errors)
      .slice(0, MOST_ERRORS)
      .map(({ message, pos }) =>
        source.fail(`${file} is not valid ${language}: ${message}`, source.placeAt(pos[0], pos[1]), null),
      ),
  );
  const placeOf = (path: Path): Place => source.placeAt(...rangeOf(contents, path));
  return {
    value,
    positionOf: (path) => placeOf(path).position,
    problemAt: (path, message, hint) => source.fail(message, placeOf(path), hint),
  };
}

/** One syntax error often brings many others after it. */
const MOST_ERRORS = 20;

/** Where a text was cut off, every open map complains. */
function onePerPlace(errors: readonly YAMLError[]): readonly YAMLError[] {
  return [...new Map(errors.toReversed().map((error) => [error.pos[0], error])).values()].toReversed();
}

interface Source {
  placeAt(start: number, end: number): Place;
  fail(message: string, place: Place, hint: string | null): Problem;
}

function sourceOf(text: string, file: string): Source {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  return {
    placeAt(start, end) {
      const { line, col } = lines.linePos(start);
      return { position: { file, line, column: col }, length: Math.max(1, end - start) };
    },
    fail(message, { position, length }, hint) {
      const frame = codeFrame(text, position.line, position.column, length);
      return problem('FILE_INVALID', message, { hint, position, frame });
    },
  };
}

/** Between conflict marks much is valid YAML by chance. */
function refuseConflict(text: string, file: string, source: Source): void {
  const mark = /^(?:<{7}|>{7}) .*$/m.exec(text);
  if (mark === null) return;
  const place = source.placeAt(mark.index, mark.index + mark[0].length);
  throwProblems([
    source.fail(`${file} holds a merge conflict`, place, 'take one side, or generate the files again'),
  ]);
}

const OPTIONS = { prettyErrors: false, stringKeys: true, logLevel: 'error' } as const;

/** The plain data of a text by the rules of {@link parseYaml}; null for one that it would complain about. */
export function valueOfYaml(text: string): { readonly value: unknown } | null {
  try {
    const { value, errors } = load(text, '');
    return errors.length === 0 ? { value } : null;
  } catch {
    return null;
  }
}

function load(
  text: string,
  file: string,
): { value: unknown; contents: Node | null; errors: readonly YAMLError[] } {
  try {
    const document = parseDocument(text, OPTIONS);
    // A warning is a tag nobody knows: its value would not be what the file says.
    const errors = [...document.errors, ...document.warnings];
    return {
      value: errors.length === 0 ? document.toJS({ maxAliasCount: 100 }) : null,
      contents: document.contents,
      errors,
    };
  } catch (error) {
    if (error instanceof RangeError)
      throw new AppError('FILE_INVALID', `${file} is nested too deeply`, { cause: error });
    if (error instanceof ReferenceError)
      throw new AppError('FILE_INVALID', `${file} repeats itself too often through aliases`, {
        cause: error,
      });
    throw error;
  }
}

function rangeOf(contents: Node | null, path: Path): readonly [start: number, end: number] {
  let node: unknown = contents;
  let range: readonly [number, number] = [0, 1];
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (pair === undefined) break;
      const keyRange = isScalar(pair.key) ? pair.key.range : null;
      if (keyRange) range = [keyRange[0], keyRange[1]];
      node = pair.value;
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(key)];
      const itemRange = isMap(item) || isSeq(item) || isScalar(item) ? item.range : null;
      if (itemRange === null || itemRange === undefined) break;
      // An element reaches to the end of its last line: underline its beginning alone.
      range = [itemRange[0], Math.min(itemRange[1], itemRange[0] + 1)];
      node = item;
    } else {
      break;
    }
  }
  return range;
}
