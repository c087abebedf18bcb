import { AppError } from '../../errors.ts';
import { integerShape, mantissaBits } from './numbers.ts';
import { parseType, printType, type TypeArg, type TypeNode } from './type-text.ts';

/** A member of an Enum type: what people see and what is stored. */
export interface EnumMember {
  readonly label: string;
  readonly value: number;
}

/** True for Enum, Enum8 and Enum16. */
export function isEnum(node: TypeNode): boolean {
  return /^Enum(?:8|16)?$/.test(node.name);
}

/** The members of an Enum in the order of the text; one without a number has the number after the one before it, the first 1. */
export function enumMembers(node: TypeNode): readonly EnumMember[] {
  const members: EnumMember[] = [];
  for (const arg of node.args ?? []) {
    if (arg.kind !== 'member') continue;
    members.push({ label: arg.label, value: arg.value ?? (members.at(-1)?.value ?? 0) + 1 });
  }
  return members;
}

/** The members whose number a type of numbers does not hold; null for a type that is none. */
export function membersNotHeld(node: TypeNode, after: TypeNode): readonly EnumMember[] | null {
  const holds = holder(after);
  return holds && enumMembers(node).filter(({ value }) => !holds(value));
}

function holder(type: TypeNode): ((value: number) => boolean) | null {
  if (type.name === 'Bool') return (value) => value === 0 || value === 1;
  const [integer, mantissa] = [integerShape(type), mantissaBits(type)];
  if (mantissa !== null) return (value) => Math.abs(value) <= 2 ** mantissa;
  if (integer === null) return null;
  const end = 2 ** (integer.bits - (integer.signed ? 1 : 0));
  return (value) => value >= (integer.signed ? -end : 0) && value < end;
}

/** An Enum8, or an Enum16 where a number needs it or `wide` asks for it; members sorted by number, as ClickHouse prints them. */
export function enumType(members: readonly EnumMember[], wide: boolean): TypeNode {
  const isWide = wide || members.some(({ value }) => value < -128 || value > 127);
  const args = [...members]
    .sort((one, other) => one.value - other.value)
    .map(({ label, value }): TypeArg => ({ kind: 'member', label, value }));
  return { name: isWide ? 'Enum16' : 'Enum8', args };
}

/**
 * The declared type with the numbers of the live one: a member that exists live keeps its number, a new one gets the next
 * above the highest ever used there. Enums are matched by their place inside Array, Nullable, LowCardinality and Map, and by
 * element name inside Tuple and Nested; all else of the declared type stays.
 * @throws AppError DECLARATION_INVALID for a text that is no type, or when Enum16 has no number left
 */
export function keepEnumNumbers(declaredType: string, liveType: string): string {
  return declaredType !== liveType && declaredType.includes('Enum')
    ? printType(keep(parseType(declaredType), parseType(liveType)))
    : declaredType;
}

function keep(declared: TypeNode, live: TypeNode): TypeNode {
  if (isEnum(declared)) {
    const found = unwrap(live);
    return isEnum(found) ? renumber(declared, found) : declared;
  }
  const wrapped = isWrapper(declared);
  const partner = wrapped ? live : unwrap(live);
  const isMatching = wrapped || declared.name === partner.name || isTupleLike(declared, partner);
  if (declared.args === null || !isMatching) return declared;
  return {
    ...declared,
    args: declared.args.map((arg, at) => keepArg(arg, at, wrapped ? unwrapOnce(declared, live) : partner)),
  };
}

function keepArg(arg: TypeArg, at: number, live: TypeNode): TypeArg {
  if (arg.kind !== 'type') return arg;
  const named = (live.args ?? []).find(
    (other) => arg.name !== null && other.kind === 'type' && other.name === arg.name,
  );
  const partner = arg.name === null ? live.args?.[at] : named;
  return partner?.kind === 'type' ? { ...arg, type: keep(arg.type, partner.type) } : arg;
}

function isWrapper(node: TypeNode): boolean {
  return node.name === 'Nullable' || node.name === 'LowCardinality';
}

/** The live side of a wrapper's inside: its own inside where it is wrapped too, else itself. */
function unwrapOnce(declared: TypeNode, live: TypeNode): TypeNode {
  return { name: declared.name, args: [{ kind: 'type', name: null, type: unwrap(live) }] };
}

function unwrap(node: TypeNode): TypeNode {
  const inner = node.args?.[0];
  return isWrapper(node) && inner?.kind === 'type' ? unwrap(inner.type) : node;
}

function isTupleLike(one: TypeNode, other: TypeNode): boolean {
  return /^(?:Tuple|Nested)$/.test(one.name) && /^(?:Tuple|Nested)$/.test(other.name);
}

function renumber(declared: TypeNode, live: TypeNode): TypeNode {
  const liveMembers = enumMembers(live);
  const numbers = new Map(liveMembers.map(({ label, value }) => [label, value]));
  const used = new Set(numbers.values());
  const highest = Math.max(0, ...used);
  const free = freeNumbers(used, highest);
  const members = enumMembers(declared).map(({ label }) => ({ label, value: numbers.get(label) ?? free() }));
  return enumType(members, live.name === 'Enum16');
}

/** Numbers above the highest first; when Enum16 is full there, the gaps from 1, then from -1 down. */
function freeNumbers(used: Set<number>, highest: number): () => number {
  return () => {
    let candidate = Math.max(highest, ...used) + 1;
    if (candidate > 32767) candidate = firstGap(used);
    used.add(candidate);
    return candidate;
  };
}

function firstGap(used: ReadonlySet<number>): number {
  for (let number = 1; number <= 32767; number += 1) if (!used.has(number)) return number;
  for (let number = 0; number >= -32768; number -= 1) if (!used.has(number)) return number;
  throw new AppError('DECLARATION_INVALID', 'An Enum16 holds at most 65,536 members');
}
