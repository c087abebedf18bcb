import { isSymbol, type Token, tokenize } from '../../model/tokens.ts';

/** A token as it will be written: with its depth of brackets and whether a blank stands before it. */
export interface SqlPiece {
  readonly kind: Token['kind'];
  readonly text: string;
  readonly depth: number;
  readonly isSpaced: boolean;
  /** Code of ours between `${` and `}`, not SQL. */
  readonly isCode: boolean;
}

const INTERVAL = /^toInterval(Second|Minute|Hour|Day|Week|Month|Quarter|Year)$/;

/** `+ toIntervalDay(1)` as a person writes it: `+ INTERVAL 1 DAY`. Only where nothing can bind to it from behind. */
function intervalAt(tokens: readonly Token[], at: number): string | null {
  const [before, name, open, number, close, after] = [-1, 0, 1, 2, 3, 4].map((offset) => tokens[at + offset]);
  const unit = name?.kind === 'word' ? INTERVAL.exec(name.text)?.[1] : undefined;
  const isCall =
    unit !== undefined && isSymbol(open, '(') && number?.kind === 'number' && isSymbol(close, ')');
  if (!isCall || !(isSymbol(before, '+') || isSymbol(before, '-'))) return null;
  const isEnd = after === undefined || after.kind === 'word' || isSymbol(after, ')') || isSymbol(after, ',');
  return isEnd ? `INTERVAL ${number.text} ${unit.toUpperCase()}` : null;
}

/** The tokens of a text, intervals in words. */
export function sqlPieces(text: string): readonly SqlPiece[] {
  const tokens = tokenize(text);
  const pieces: SqlPiece[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) continue;
    const interval = intervalAt(tokens, at);
    const isSpaced = at > 0 && tokens[at - 1]?.end !== token.start;
    pieces.push({
      kind: token.kind,
      text: interval ?? token.text,
      depth: token.depth,
      isSpaced,
      isCode: false,
    });
    if (interval !== null) at += 3;
  }
  return pieces;
}

/** Pieces as one text; blanks before the first are left out. */
export function joinPieces(pieces: readonly SqlPiece[]): string {
  return pieces.map(({ text, isSpaced }, at) => (isSpaced && at > 0 ? ` ${text}` : text)).join('');
}

/** An expression as a person writes it; ClickHouse understands the same. */
export function readableSql(text: string): string {
  return joinPieces(sqlPieces(text));
}
