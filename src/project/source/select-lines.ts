import { isSymbol, isWord, type Token } from '../../model/tokens.ts';
import { joinPieces, type SqlPiece } from './sql-pieces.ts';

const JOIN_WORDS = new Set(
  'GLOBAL LOCAL ANY ALL ASOF SEMI ANTI LEFT RIGHT INNER FULL OUTER CROSS PASTE ARRAY JOIN'.split(' '),
);
const STARTS = new Set(
  'FROM PREWHERE WHERE HAVING WINDOW QUALIFY LIMIT UNION INTERSECT SETTINGS SELECT'.split(' '),
);

/** A piece as the questions about tokens take it. */
export function tokenOf({ text, kind, depth }: SqlPiece): Token {
  return { kind, text, depth, start: 0, end: text.length };
}

function wordAt(pieces: readonly SqlPiece[], at: number): string {
  const piece = pieces[at];
  return piece?.kind === 'word' ? piece.text.toUpperCase() : '';
}

function startsJoin(pieces: readonly SqlPiece[], at: number): boolean {
  if (!JOIN_WORDS.has(wordAt(pieces, at)) || JOIN_WORDS.has(wordAt(pieces, at - 1))) return false;
  let end = at;
  while (JOIN_WORDS.has(wordAt(pieces, end))) end += 1;
  return wordAt(pieces, end - 1) === 'JOIN';
}

function startsClause(pieces: readonly SqlPiece[], at: number, depth: number): boolean {
  const piece = pieces[at];
  const word = wordAt(pieces, at);
  if (at === 0 || piece === undefined || piece.depth !== depth || word === '') return false;
  if (wordAt(pieces, at - 1) === 'AS' || pieces[at - 1]?.text === '.') return false;
  if (word === 'GROUP' || word === 'ORDER') return wordAt(pieces, at + 1) === 'BY';
  return STARTS.has(word) || startsJoin(pieces, at);
}

/** Lays a SELECT out with a clause a line; what is too long is broken at its commas or before its subquery. */
export function selectLines(pieces: readonly SqlPiece[], width: number): readonly string[] {
  const depth = pieces[0]?.depth ?? 0;
  const starts = pieces.map((_, at) => at).filter((at) => at === 0 || startsClause(pieces, at, depth));
  return starts.flatMap((start, index) => clauseLines(pieces.slice(start, starts[index + 1]), width));
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function clauseLines(pieces: readonly SqlPiece[], width: number): readonly string[] {
  const line = joinPieces(pieces);
  if (line.length <= width) return [line];
  const depth = pieces[0]?.depth ?? 0;
  const open = pieces.findIndex(
    (piece, at) =>
      piece.depth === depth &&
      isSymbol(tokenOf(piece), '(') &&
      ['SELECT', 'WITH'].includes(wordAt(pieces, at + 1)),
  );
  if (open >= 0) return subqueryLines(pieces, open, depth, width);
  return listLines(pieces, depth, width) ?? [line];
}

function subqueryLines(
  pieces: readonly SqlPiece[],
  open: number,
  depth: number,
  width: number,
): readonly string[] {
  const close = pieces.findIndex((piece, at) => at > open && piece.depth === depth);
  const [inner, rest] = [pieces.slice(open + 1, close), pieces.slice(close)];
  const [next = ')', ...more] = clauseLines(rest, width);
  return [joinPieces(pieces.slice(0, open + 1)), ...indented(selectLines(inner, width - 2)), next, ...more];
}

/** `SELECT` and its columns, each on a line of its own; null for a clause that is no list. */
function listLines(pieces: readonly SqlPiece[], depth: number, width: number): readonly string[] | null {
  const commas = pieces
    .map((_, at) => at)
    .filter((at) => pieces[at]?.depth === depth && pieces[at]?.text === ',');
  if (commas.length === 0) return null;
  const head =
    isWord(tokenOf(pieces[1] ?? pieces[0] ?? NOTHING), 'DISTINCT') || wordAt(pieces, 1) === 'BY' ? 2 : 1;
  const ends = [...commas.map((at) => at + 1), pieces.length];
  const items = ends.map((end, index) => pieces.slice(index === 0 ? head : ends[index - 1], end));
  return [
    joinPieces(pieces.slice(0, head)),
    ...items.flatMap((item) => indented(clauseLines(item, width - 2))),
  ];
}

const NOTHING: SqlPiece = { kind: 'symbol', text: '', depth: 0, isSpaced: false, isCode: false };
