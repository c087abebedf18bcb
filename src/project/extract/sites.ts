import {
  type Expression,
  type NewExpression,
  type Node,
  type PropertyAccessExpression,
  type SourceFile,
  SyntaxKind,
} from 'typescript/unstable/ast';
import {
  type Checker,
  type Program,
  SymbolFlags,
  type Symbol as TsSymbol,
  type Type,
} from 'typescript/unstable/sync';

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
const NEVER_OURS = new Set([
  'Date',
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'Error',
  'TypeError',
  'RegExp',
  'URL',
  'URLSearchParams',
  'Promise',
  'Proxy',
]);

/** Whether a file declares classes of ours. */
type IsSdkFile = (path: string) => boolean;

/** Finds the sites of the given files, in the order of the files and of their text. */
export function findSites(
  program: Program,
  checker: Checker,
  files: readonly string[],
  isSdkFile: IsSdkFile,
): readonly Site[] {
  const calls = files.flatMap((name) => {
    const file = program.getSourceFile(name);
    return file === undefined ? [] : newExpressions(file).map((node) => ({ file, node }));
  });
  const nodes = calls.map(({ node }) => node);
  const direct = directSites(checker, nodes, isSdkFile);
  const found = new Map([
    ...direct,
    ...otherSites(
      checker,
      nodes.filter((node) => !direct.has(node)),
      isSdkFile,
    ),
  ]);
  return calls.flatMap(({ file, node }): readonly Site[] => {
    const site = found.get(node);
    return site === undefined ? [] : [{ file, node, ...site }];
  });
}

type Found = ReadonlyMap<NewExpression, Omit<Site, 'file' | 'node'>>;

/**
 * Calls that name a class of ours and its row type. The type argument alone is asked for: the type of the whole call would have
 * the checker go through all of its config, which is most of the work.
 */
function directSites(checker: Checker, nodes: readonly NewExpression[], isSdkFile: IsSdkFile): Found {
  const typed = nodes.flatMap((node) => {
    const argument = node.typeArguments?.[0];
    return argument === undefined ? [] : [{ node, argument }];
  });
  const symbols = checker.getSymbolAtLocation(typed.map(({ node }) => nameOf(node.expression)));
  const names = new Map<number, string | null>();
  const own = typed.flatMap(({ node, argument }, at) => {
    const symbol = symbols[at];
    if (symbol === undefined) return [];
    const className = names.get(symbol.id) ?? ownName(checker, symbol, isSdkFile);
    names.set(symbol.id, className);
    return className === null ? [] : [{ node, argument, className }];
  });
  const rows = checker.getTypeAtLocation(own.map(({ argument }) => argument));
  return new Map(own.map(({ node, className }, at) => [node, { className, row: rows[at] ?? null }]));
}

/** Calls of subclasses, and those that leave their row type to be inferred. */
function otherSites(checker: Checker, nodes: readonly NewExpression[], isSdkFile: IsSdkFile): Found {
  const types = checker.getTypeAtLocation(nodes);
  const classes = new Map<number, string | null>();
  return new Map(
    nodes.flatMap((node, at) => {
      const type = types[at];
      const className = type === undefined ? null : classOf(checker, type, classes, isSdkFile);
      return type === undefined || className === null
        ? []
        : [[node, { className, row: rowOf(checker, type, className) }] as const];
    }),
  );
}

/** The name in `new lib.OlapTable`. */
function nameOf(expression: Expression): Node {
  return expression.kind === SyntaxKind.PropertyAccessExpression
    ? (expression as PropertyAccessExpression).name
    : expression;
}

function ownName(checker: Checker, symbol: TsSymbol, isSdkFile: IsSdkFile): string | null {
  const declared = (symbol.flags & SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
  return isOurs(declared, isSdkFile) ? declared.name : null;
}

function newExpressions(file: SourceFile): readonly NewExpression[] {
  const found: NewExpression[] = [];
  const visit = (node: Node): void => {
    if (NO_EXPRESSIONS.has(node.kind)) return;
    if (node.kind === SyntaxKind.NewExpression && !isNeverOurs(node as NewExpression))
      found.push(node as NewExpression);
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

function classOf(
  checker: Checker,
  type: Type,
  known: Map<number, string | null>,
  isSdkFile: IsSdkFile,
): string | null {
  const symbol = type.getSymbol();
  if (symbol === undefined || (symbol.flags & SymbolFlags.Class) === 0) return null;
  const found = known.get(symbol.id);
  if (found !== undefined) return found;
  const className = isOurs(symbol, isSdkFile) ? symbol.name : inheritedClass(checker, type, known, isSdkFile);
  known.set(symbol.id, className);
  return className;
}

function inheritedClass(
  checker: Checker,
  type: Type,
  known: Map<number, string | null>,
  isSdkFile: IsSdkFile,
): string | null {
  const declared = type.isTypeReference() ? type.getTarget() : type;
  if (!declared.isClassOrInterface()) return null;
  for (const base of checker.getBaseTypes(declared)) {
    const found = classOf(checker, base, known, isSdkFile);
    if (found !== null) return found;
  }
  return null;
}

function isOurs(symbol: TsSymbol, isSdkFile: IsSdkFile): boolean {
  return ROW_CLASSES.has(symbol.name) && symbol.declarations.some(({ path }) => isSdkFile(path));
}

/** The class's own type argument, or for a subclass what its `__row` is, which carries it through `extends`. */
function rowOf(checker: Checker, type: Type, className: string): Type | null {
  if (type.getSymbol()?.name === className && type.isTypeReference())
    return checker.getTypeArguments(type)[0] ?? null;
  const property = checker.getPropertyOfType(type, '__row');
  const held = property === undefined ? undefined : checker.getTypeOfSymbol(property);
  return held === undefined ? null : (checker.getNonNullableType(held) ?? held);
}
