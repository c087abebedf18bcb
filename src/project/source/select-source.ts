import { identifierOf, isSymbol, isWord, type Token } from '../../model/tokens.ts';
import { selectLines, tokenOf } from './select-lines.ts';
import { joinPieces, type SqlPiece, sqlPieces } from './sql-pieces.ts';
import { indentation, LINE_WIDTH, stringLiteral, templateText } from './ts-text.ts';

/** A table or view that a SELECT may name. */
export interface Referable {
  readonly database: string;
  readonly name: string;
  /** The constant that declares it. */
  readonly constant: string;
}

/** The SELECT of a view as code, and what it names. */
export interface SelectSource<R extends Referable> {
  /** A `sql` template, or a plain string for a short text that names nothing. */
  readonly code: string;
  readonly isTemplate: boolean;
  /** Everything declared that it names, each once, in order. */
  readonly references: readonly R[];
}

/** Writes a SELECT with a clause a line, tables by the constants that declare them. @param depth of the line it begins on */
export function selectSource<R extends Referable>(
  select: string,
  referables: readonly R[],
  depth: number,
): SelectSource<R> {
  const { pieces, references, isInterpolated } = withConstants(sqlPieces(select), referables);
  const line = joinPieces(pieces);
  if (!isInterpolated && line.length <= LINE_WIDTH / 2)
    return { code: stringLiteral(line), isTemplate: false, references };
  const escaped = pieces.map((piece) =>
    piece.isCode ? piece : { ...piece, text: templateText(piece.text) },
  );
  const lines = selectLines(escaped, LINE_WIDTH - 2 * (depth + 1)).map(
    (text) => `\n${indentation(depth + 1)}${text}`,
  );
  return { code: `sql.statement\`${lines.join('')}\``, isTemplate: true, references };
}

/** Words after which a table stands; behind a comma it stands only within a FROM. */
const BEFORE_TABLE = ['FROM', 'JOIN', 'IN'];
const CLAUSES = new Set(
  'WITH SELECT FROM PREWHERE WHERE GROUP HAVING WINDOW QUALIFY ORDER LIMIT UNION INTERSECT SETTINGS'.split(
    ' ',
  ),
);

interface WithConstants<R> {
  readonly pieces: readonly SqlPiece[];
  readonly references: readonly R[];
  readonly isInterpolated: boolean;
}

/** Puts `${events}` for `local.events` where a table can stand; elsewhere the name stays, though it is a reference too. */
function withConstants<R extends Referable>(
  pieces: readonly SqlPiece[],
  referables: readonly R[],
): WithConstants<R> {
  const byName = new Map(
    referables.map((referable) => [`${referable.database}\n${referable.name}`, referable]),
  );
  const tokens = pieces.map(tokenOf);
  const out: SqlPiece[] = [];
  const references = new Set<R>();
  const clauseAt: string[] = [];
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at];
    if (piece === undefined) continue;
    const word = piece.kind === 'word' ? piece.text.toUpperCase() : '';
    if (CLAUSES.has(word)) clauseAt[piece.depth] = word;
    const found = referenceAt(tokens, at, byName);
    if (found !== null) references.add(found);
    if (found !== null && canStandAlone(tokens, at, clauseAt[piece.depth])) {
      out.push({ ...piece, kind: 'symbol', text: `\${${found.constant}}`, isCode: true });
      at += 2;
    } else {
      out.push(piece);
    }
  }
  return { pieces: out, references: [...references], isInterpolated: out.some(({ isCode }) => isCode) };
}

/** Where only a table can stand: a name behind a bracket or operator may be a column. */
function canStandAlone(tokens: readonly Token[], at: number, clause: string | undefined): boolean {
  const before = tokens[at - 1];
  if (isWord(before, 'JOIN') && isWord(tokens[at - 2], 'ARRAY')) return false;
  const isTable =
    BEFORE_TABLE.some((keyword) => isWord(before, keyword)) || (isSymbol(before, ',') && clause === 'FROM');
  return isTable && !isSymbol(tokens[at + 3], '(');
}

function referenceAt<R>(tokens: readonly Token[], at: number, byName: ReadonlyMap<string, R>): R | null {
  const [database, name] = [identifierOf(tokens[at]), identifierOf(tokens[at + 2])];
  if (database === null || name === null || !isSymbol(tokens[at + 1], '.')) return null;
  if (isSymbol(tokens[at - 1], '.') || isSymbol(tokens[at + 3], '.')) return null;
  return byName.get(`${database}\n${name}`) ?? null;
}
