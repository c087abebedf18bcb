import { identifierOf, isSymbol, isWord, type Token, tokenize } from '../../model/tokens.ts';
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
export interface SelectSource {
  /** A `sql` template, or a plain string for one line that names nothing. */
  readonly code: string;
  readonly usesTemplate: boolean;
  /** Everything declared that it names, each once, in order. */
  readonly references: readonly Referable[];
  /** Those of them that the code names by their constants. */
  readonly interpolated: readonly Referable[];
}

/** Writes a SELECT with a clause a line, tables by the constants that declare them. @param depth of the line it begins on */
export function selectSource(select: string, referables: readonly Referable[], depth: number): SelectSource {
  const { pieces, references, interpolated } = withConstants(sqlPieces(select), referables);
  const line = joinPieces(pieces);
  if (interpolated.length === 0 && line.length <= LINE_WIDTH / 2) return { code: stringLiteral(line), usesTemplate: false, references, interpolated };
  const lines = clauseLines(pieces, LINE_WIDTH - 2 * (depth + 1)).map((text) => `\n${indentation(depth + 1)}${text}`);
  return { code: `sql.statement\`${lines.join('')}\``, usesTemplate: true, references, interpolated };
}

/** Words after which a table stands; behind a comma it stands only within a FROM. */
const BEFORE_TABLE = ['FROM', 'JOIN', 'IN'];
const CLAUSES = ['WITH', 'SELECT', 'FROM', 'PREWHERE', 'WHERE', 'GROUP', 'HAVING', 'WINDOW', 'QUALIFY', 'ORDER', 'LIMIT', 'OFFSET', 'UNION', 'INTERSECT', 'SETTINGS'];

interface WithConstants {
  readonly pieces: readonly SqlPiece[];
  readonly references: readonly Referable[];
  readonly interpolated: readonly Referable[];
}

/** Puts `${events}` for `local.events` where a table can stand; elsewhere the name stays, though it is a reference too. */
function withConstants(pieces: readonly SqlPiece[], referables: readonly Referable[]): WithConstants {
  const byName = new Map(referables.map((referable) => [`${referable.database}\n${referable.name}`, referable]));
  const tokens = pieces.map(tokenOf);
  const out: SqlPiece[] = [];
  const references = new Set<Referable>();
  const interpolated = new Set<Referable>();
  const clauseAt: string[] = [];
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at];
    if (piece === undefined) continue;
    const word = piece.kind === 'word' ? piece.text.toUpperCase() : '';
    if (CLAUSES.includes(word)) clauseAt[piece.depth] = word;
    const found = referenceAt(tokens, at, byName);
    if (found !== null) references.add(found);
    const before = tokens[at - 1];
    const isTable = BEFORE_TABLE.some((keyword) => isWord(before, keyword)) || (isSymbol(before, ',') && clauseAt[piece.depth] === 'FROM');
    if (found !== null && isTable && !isSymbol(tokens[at + 3], '(')) {
      interpolated.add(found);
      out.push({ ...piece, kind: 'symbol', text: `\${${found.constant}}` });
      at += 2;
    } else {
      out.push({ ...piece, text: templateTextOf(piece, referables) });
    }
  }
  return { pieces: out, references: [...references], interpolated: [...interpolated] };
}

function tokenOf({ text, kind, depth }: SqlPiece): Token {
  return { kind, text, depth, start: 0, end: text.length };
}

/** Text is escaped for the template it will stand in; a short SELECT without constants becomes a plain string instead. */
function templateTextOf(piece: SqlPiece, _: readonly Referable[]): string {
  return piece.text;
}

function referenceAt(tokens: readonly Token[], at: number, byName: ReadonlyMap<string, Referable>): Referable | null {
  const [database, name] = [identifierOf(tokens[at]), identifierOf(tokens[at + 2])];
  if (database === null || name === null || !isSymbol(tokens[at + 1], '.')) return null;
  if (isSymbol(tokens[at - 1], '.') || isSymbol(tokens[at + 3], '.')) return null;
  return byName.get(`${database}\n${name}`) ?? null;
}
