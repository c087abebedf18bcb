import {
  type NewExpression,
  type Node,
  SyntaxKind,
  type TypeParameterDeclaration,
} from 'typescript/unstable/ast';

/** The type parameter of a function or class around a call that its type argument depends on; null when it depends on none. */
export function typeParameterIn(node: NewExpression): string | null {
  const argument = node.typeArguments?.[0];
  if (argument === undefined) return null;
  const named = new Set(identifiersIn(argument));
  for (let around: Node | undefined = node.parent; around !== undefined; around = around.parent) {
    const parameters: unknown = Reflect.get(around, 'typeParameters');
    const names = Array.isArray(parameters)
      ? (parameters as readonly TypeParameterDeclaration[]).map(({ name }) => name.text)
      : [];
    const found = names.find((name) => named.has(name));
    if (found !== undefined) return found;
  }
  return null;
}

function identifiersIn(node: Node): readonly string[] {
  const found = node.kind === SyntaxKind.Identifier ? [node.getText()] : [];
  node.forEachChild((child) => void found.push(...identifiersIn(child)));
  return found;
}
