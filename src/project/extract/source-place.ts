import { relative, sep } from 'node:path';
import { type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import { type ErrorCode, type Problem, problem, type SourcePosition } from '../../errors.ts';
import { codeFrame } from '../code-frame.ts';

/** The file that a node stands in. */
export function fileOf(node: Node): SourceFile | null {
  let current: Node | undefined = node;
  while (current !== undefined && current.kind !== SyntaxKind.SourceFile) current = current.parent;
  return current === undefined ? null : (current as SourceFile);
}

/** A path as people read it: relative to the project, with forward slashes. */
export function shownPath(projectDir: string, file: string): string {
  return relative(projectDir, file).split(sep).join('/');
}

const shown = new WeakMap<SourceFile, { readonly projectDir: string; readonly path: string }>();

function shownFile(projectDir: string, file: SourceFile): string {
  const known = shown.get(file);
  if (known?.projectDir === projectDir) return known.path;
  const path = shownPath(projectDir, file.fileName);
  shown.set(file, { projectDir, path });
  return path;
}

/** Where a node starts; null for a node of no file. */
export function positionOf(projectDir: string, node: Node): SourcePosition | null {
  const file = fileOf(node);
  if (file === null) return null;
  const { line, character } = file.getLineAndCharacterOfPosition(node.getStart());
  return { file: shownFile(projectDir, file), line: line + 1, column: character + 1 };
}

/** A problem at a node, its first line underlined. */
export function problemAt(
  projectDir: string,
  node: Node,
  code: ErrorCode,
  message: string,
  hint: string | null,
): Problem {
  const file = fileOf(node);
  const position = positionOf(projectDir, node);
  if (file === null || position === null) return problem(code, message, { hint });
  const [firstLine = ''] = file.text.slice(node.getStart(), node.end).split(/\r|\n/);
  return problem(code, message, {
    hint,
    position,
    frame: codeFrame(file.text, position.line, position.column, firstLine.length),
  });
}
