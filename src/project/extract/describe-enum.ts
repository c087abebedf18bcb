import type { Symbol as TsSymbol, Type } from 'typescript/unstable/sync';
import { SymbolFlags } from 'typescript/unstable/sync';
import type { Describer } from './describe.ts';
import type { EnumShape, Shape } from './shape.ts';

/** Describes one member's type; the enum as a whole is the union of them, or this when there is but one. */
export function describeEnumMember(describer: Describer, type: Type, text: () => string): Shape {
  const symbol = type.getSymbol();
  if (symbol === undefined) return { kind: 'unusable', is: 'unresolved', text };
  const isMember = (symbol.flags & SymbolFlags.EnumMember) !== 0;
  const owner = isMember ? symbol.getParent() : symbol;
  if (owner === undefined) return { kind: 'unusable', is: 'unresolved', text };
  const of = enumOf(describer, owner);
  return {
    kind: 'enumMember',
    label: isMember ? symbol.name : (of.members[0]?.label ?? symbol.name),
    of,
    text,
  };
}

function enumOf(describer: Describer, symbol: TsSymbol): EnumShape {
  const known = describer.enums.get(symbol.id);
  if (known !== undefined) return known;
  const members = [...symbol.getExports().values()]
    .filter((member) => (member.flags & SymbolFlags.EnumMember) !== 0)
    .sort((one, other) => (one.declarations[0]?.index ?? 0) - (other.declarations[0]?.index ?? 0));
  const types = describer.checker.getTypeOfSymbol(members);
  const shape: EnumShape = {
    name: symbol.name,
    members: members.map(({ name }, at) => ({ label: name, value: constantOf(types[at]) })),
  };
  describer.enums.set(symbol.id, shape);
  return shape;
}

function constantOf(type: Type | undefined): string | number | null {
  const value = type?.isLiteralType() ? type.value : null;
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
