import { type Node, SyntaxKind } from 'typescript/unstable/ast';
import type { Checker, Symbol as TsSymbol, Type } from 'typescript/unstable/sync';
import { ModifierFlags, ObjectFlags, SignatureKind, SymbolFlags } from 'typescript/unstable/sync';
import type { Describer } from './describe.ts';
import { lazy } from './lazy.ts';
import { bracesAround, inDeclaredOrder } from './member-order.ts';
import type { IndexShape, Member, ObjectShape } from './shape.ts';
import { isHiddenName, isTagName, joinTags, tagsOf } from './tag-shape.ts';
import { mapTogether } from './together.ts';

/** Describes an object by its properties. */
export function describeObject(describer: Describer, type: Type, text: () => string): ObjectShape {
  const properties = lazy(() => describer.propertiesOf(type));
  const columns = lazy(() => columnsOf(describer, type, properties()));
  const types = lazy(() => (columns().length === 0 ? [] : describer.checker.getTypeOfSymbol(columns())));
  const members = lazy(() => describeMembers(describer, columns(), types()));
  const index = lazy(() => describeIndex(describer, type, properties()));
  const tags = lazy(() => {
    const carriers = properties().filter(({ escapedName }) => isTagName(escapedName));
    const types = carriers.length === 0 ? [] : describer.checker.getTypeOfSymbol(carriers);
    return joinTags(
      carriers.flatMap(({ escapedName }, at) =>
        types[at] === undefined ? [] : [tagsOf(escapedName, describer.describe(types[at]))],
      ),
    );
  });
  return {
    kind: 'object',
    get members() {
      return members();
    },
    get index() {
      return index();
    },
    get tags() {
      return tags();
    },
    text,
  };
}

export function isCallable(checker: Checker, type: Type): boolean {
  return [SignatureKind.Call, SignatureKind.Construct].some(
    (kind) => checker.getSignaturesOfType(type, kind).length > 0,
  );
}

function columnsOf(describer: Describer, type: Type, properties: readonly TsSymbol[]): readonly TsSymbol[] {
  const columns = properties.filter((property) => !isTagName(property.escapedName) && isColumn(property));
  return columns.length < 2 ? columns : inDeclaredOrder(describer, type, columns);
}

function describeMembers(
  describer: Describer,
  columns: readonly TsSymbol[],
  types: readonly (Type | undefined)[],
): readonly Member[] {
  const shapes = mapTogether(types, (type) => (type === undefined ? null : describer.describe(type)));
  return columns.flatMap((property, at): readonly Member[] => {
    const shape = shapes[at] ?? null;
    if (shape === null) return [];
    return [
      {
        name: property.name,
        isOptional: (property.flags & SymbolFlags.Optional) !== 0,
        shape,
        declaration: lazy(() => declarationOf(property)),
      },
    ];
  });
}

/** Methods, `#private`, private, protected and symbol-keyed properties are no columns. Static ones are not of the instance. */
function isColumn(property: TsSymbol): boolean {
  if (isHiddenName(property.escapedName)) return false;
  if ((property.flags & (SymbolFlags.Method | SymbolFlags.Prototype)) !== 0) return false;
  const declaration = property.valueDeclaration;
  if (declaration === undefined || !IN_CLASSES.has(declaration.kind)) return true;
  const node = declaration.resolve();
  return node === undefined || !isPrivate(node);
}

const IN_CLASSES = new Set([
  SyntaxKind.PropertyDeclaration,
  SyntaxKind.Parameter,
  SyntaxKind.GetAccessor,
  SyntaxKind.SetAccessor,
]);

function isPrivate(node: Node): boolean {
  const flags: unknown = Reflect.get(node, 'modifierFlags');
  return typeof flags === 'number' && (flags & (ModifierFlags.Private | ModifierFlags.Protected)) !== 0;
}

function declarationOf(property: TsSymbol): Node | null {
  return (property.valueDeclaration ?? property.declarations[0])?.resolve() ?? null;
}

function describeIndex(describer: Describer, type: Type, properties: readonly TsSymbol[]): IndexShape | null {
  if (isWrittenWithoutIndex(type, properties)) return null;
  const [info] = describer.checker.getIndexInfosOfType(type);
  return info === undefined
    ? null
    : { key: describer.describe(info.keyType), value: describer.describe(info.valueType) };
}

/** Seen from the source alone, to spare a question for nearly every row type: one pair of braces, no `extends`, no `[key: …]`. */
function isWrittenWithoutIndex(type: Type, properties: readonly TsSymbol[]): boolean {
  const braces = bracesAround(properties);
  if (braces === null || !type.isObjectType() || (type.objectFlags & ObjectFlags.Mapped) !== 0) return false;
  if (!PLAIN_BRACES.has(braces.kind)) return false;
  let isPlain = true;
  braces.forEachChild((child) => {
    if (child.kind === SyntaxKind.IndexSignature || child.kind === SyntaxKind.HeritageClause) isPlain = false;
  });
  return isPlain;
}

const PLAIN_BRACES = new Set([SyntaxKind.InterfaceDeclaration, SyntaxKind.TypeLiteral]);
