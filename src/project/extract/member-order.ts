import type { Node } from 'typescript/unstable/ast';
import type { NodeHandle, Symbol as TsSymbol, Type } from 'typescript/unstable/sync';
import type { Describer } from './describe.ts';

/**
 * The order of columns: members of base types first, then one's own, each as they stand in the source. The checker's own order
 * is of no use: it puts bases last, and sorts what `Omit` and `Pick` make by internal numbers that unrelated files can change.
 */
export function inDeclaredOrder(
  describer: Describer,
  type: Type,
  members: readonly TsSymbol[],
): readonly TsSymbol[] {
  const byName = new Map(members.map((member) => [member.name, member]));
  const names = new Set(namesOf(describer, type, members).filter((name) => byName.has(name)));
  const rest = members.filter((member) => !names.has(member.name)).sort(byPlace);
  return [...[...names].flatMap((name) => byName.get(name) ?? []), ...rest];
}

function namesOf(describer: Describer, type: Type, members: readonly TsSymbol[]): readonly string[] {
  const ofOther = (other: Type): readonly string[] =>
    isStructured(other) ? namesOf(describer, other, describer.propertiesOf(other)) : [];
  if (type.isIntersectionType()) return type.getTypes().flatMap(ofOther);
  if (isInOnePlace(members)) return [...members].sort(byPlace).map(({ name }) => name);
  const declared = type.isTypeReference() ? type.getTarget() : type;
  if (declared.isClassOrInterface()) {
    const inherited = describer.checker.getBaseTypes(declared).flatMap(ofOther);
    const bases = new Set(inherited);
    return [
      ...inherited,
      ...members
        .filter(({ name }) => !bases.has(name))
        .sort(byPlace)
        .map(({ name }) => name),
    ];
  }
  // `Omit<T, …>`, `Partial<T>` and the user's own: the types they are made of know the order.
  return type.getAliasTypeArguments().flatMap(ofOther);
}

function isStructured(type: Type): boolean {
  return type.isObjectType() || type.isIntersectionType();
}

/** True when all are declared in the same braces: then nothing is inherited, and the checker need not be asked. */
function isInOnePlace(members: readonly TsSymbol[]): boolean {
  return bracesAround(members) !== null;
}

/** The interface, class or type literal that declares all of the members; null when there are several, or none. */
export function bracesAround(members: readonly TsSymbol[]): Node | null {
  const places = new Set(members.map((member) => placeOf(member)?.resolve()?.parent));
  const [only] = places;
  return places.size === 1 && only !== undefined ? only : null;
}

function placeOf(member: TsSymbol): NodeHandle | undefined {
  return member.valueDeclaration ?? member.declarations[0];
}

/** By file, then by place in it; those that are declared nowhere last, by name. */
function byPlace(one: TsSymbol, other: TsSymbol): number {
  const [a, b] = [placeOf(one), placeOf(other)];
  if (a === undefined || b === undefined)
    return a === b ? compare(one.name, other.name) : a === undefined ? 1 : -1;
  return compare(a.path, b.path) || a.index - b.index;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
