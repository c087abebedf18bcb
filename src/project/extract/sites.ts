import { type NewExpression, type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import { type Checker, type Program, type Symbol as TsSymbol, SymbolFlags, type Type } from 'typescript/unstable/sync';

/** A `new X<…>(…)` of one of our classes, or of a class that extends one. */
export interface Site {
  readonly file: SourceFile;
  readonly node: NewExpression;
  /** Our class: `OlapTable` for a subclass of it too. */
  readonly className: string;
  /** The row type; null when the class has none or the call does not say. */
  readonly row: Type | null;
}

/** Our classes whose type argument is a row, as far as `new` of them is to be found. */
const ROW_CLASSES = new Set([
  'OlapTable',
  'Stream',
  'DeadLetterQueue',
  'IngestPipeline',
  'IngestApi',
  'Api',
  'ConsumptionApi',
  'MaterializedView',
  'Task',
  'OlapDictionary',
]);

/** Classes of JavaScript that are made all the time and are never ours: saves asking the checker. */
const NEVER_OURS = new Set(['Date', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Error', 'TypeError', 'RegExp', 'URL', 'URLSearchParams', 'Promise', 'Proxy']);

/** Finds the sites of the given files, in the order of the files and of their text. */
export function findSites(program: Program, checker: Checker, files: readonly string[], isSdkFile: (path: string) => boolean): readonly Site[] {
  const calls = files.flatMap((name) => {
    const file = program.getSourceFile(name);
    return file === undefined ? [] : newExpressions(file).map((node) => ({ file, node }));
  });
  const types = checker.getTypeAtLocation(calls.map(({ node }) => node));
  const classes = new Map<number, string | null>();
  return calls.flatMap(({ file, node }, at): readonly Site[] => {
    const type = types[at];
    const className = type === undefined ? null : classOf(checker, type, classes, isSdkFile);
    return type === undefined || className === null ? [] : [{ file, node, className, row: rowOf(checker, type, className) }];
  });
}

function newExpressions(file: SourceFile): readonly NewExpression[] {
  const found: NewExpression[] = [];
  const visit = (node: Node): void => {
    if (NO_EXPRESSIONS.has(node.kind)) return;
    if (node.kind === SyntaxKind.NewExpression && !isNeverOurs(node as NewExpression)) found.push(node as NewExpression);
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}

const NO_EXPRESSIONS = new Set([
  SyntaxKind.InterfaceDeclaration,
  SyntaxKind.TypeAliasDeclaration,
  SyntaxKind.EnumDeclaration,
  SyntaxKind.ImportDeclaration,
  SyntaxKind.TypeReference,
  SyntaxKind.TypeLiteral,
]);

function isNeverOurs({ expression }: NewExpression): boolean {
  return expression.kind === SyntaxKind.Identifier && NEVER_OURS.has(expression.getText());
}

function classOf(checker: Checker, type: Type, known: Map<number, string | null>, isSdkFile: (path: string) => boolean): string | null {
  const symbol = type.getSymbol();
  if (symbol === undefined || (symbol.flags & SymbolFlags.Class) === 0) return null;
  const found = known.get(symbol.id);
  if (found !== undefined) return found;
  const className = isOurs(symbol, isSdkFile) ? symbol.name : inheritedClass(checker, type, known, isSdkFile);
  known.set(symbol.id, className);
  return className;
}

function inheritedClass(checker: Checker, type: Type, known: Map<number, string | null>, isSdkFile: (path: string) => boolean): string | null {
  const declared = type.isTypeReference() ? type.getTarget() : type;
  if (!declared.isClassOrInterface()) return null;
  for (const base of checker.getBaseTypes(declared)) {
    const found = classOf(checker, base, known, isSdkFile);
    if (found !== null) return found;
  }
  return null;
}

function isOurs(symbol: TsSymbol, isSdkFile: (path: string) => boolean): boolean {
  return ROW_CLASSES.has(symbol.name) && symbol.declarations.some(({ path }) => isSdkFile(path));
}

/** The class's own type argument, or for a subclass what its `__row` is, which carries it through `extends`. */
function rowOf(checker: Checker, type: Type, className: string): Type | null {
  if (type.getSymbol()?.name === className && type.isTypeReference()) return checker.getTypeArguments(type)[0] ?? null;
  const property = checker.getPropertyOfType(type, '__row');
  const held = property === undefined ? undefined : checker.getTypeOfSymbol(property);
  return held === undefined ? null : (checker.getNonNullableType(held) ?? held);
}
