import type { Checker, ObjectType, Symbol as TsSymbol, Type, TypeReference } from 'typescript/unstable/sync';
import { ElementFlags, ObjectFlags, TypeFlags } from 'typescript/unstable/sync';
import { describeEnumMember } from './describe-enum.ts';
import { describeObject, isCallable } from './describe-object.ts';
import { lazy } from './lazy.ts';
import type { EnumShape, Shape, Tags, TupleElement, Unusable } from './shape.ts';
import { joinTags } from './tag-shape.ts';
import { mapTogether } from './together.ts';

/** What describing a type needs: the checker, and what was described before. */
export interface Describer {
  readonly checker: Checker;
  readonly describe: (type: Type) => Shape;
  readonly propertiesOf: (type: Type) => readonly TsSymbol[];
  readonly enums: Map<number, EnumShape>;
}

/**
 * Describes types for columns. Each distinct type is asked about once, as every question is a message to another process;
 * what is inside a type is asked for when it is looked at, so that types may refer to themselves.
 */
export function createDescriber(checker: Checker): Describer {
  const known = new Map<number, Shape>();
  const properties = new Map<number, readonly TsSymbol[]>();
  const describer: Describer = {
    checker,
    enums: new Map(),
    describe(type) {
      const found = known.get(type.id) ?? describeType(describer, type);
      known.set(type.id, found);
      return found;
    },
    propertiesOf(type) {
      const found = properties.get(type.id) ?? checker.getPropertiesOfType(type);
      properties.set(type.id, found);
      return found;
    },
  };
  return describer;
}

function describeType(describer: Describer, type: Type): Shape {
  const text = lazy(() => describer.checker.typeToString(type));
  const unusable = (is: Unusable): Shape => ({ kind: 'unusable', is, text });
  const { flags } = type;
  const simple = SIMPLE.find(([mask]) => (flags & mask) !== 0)?.[1];
  if (flags & TypeFlags.Any) return unusable(type.isErrorType() ? 'unresolved' : 'any');
  if (flags & TypeFlags.EnumLike && !(flags & TypeFlags.Union))
    return describeEnumMember(describer, type, text);
  if (simple !== undefined) return { kind: simple, text };
  if (type.isLiteralType()) return { kind: 'literal', value: type.value, text };
  if (type.isUnionType()) return describeUnion(describer, type.getTypes(), text);
  if (type.isIntersectionType()) return describeIntersection(describer, type, type.getTypes(), text);
  if (type.isObjectType()) return describeObjectType(describer, type, text);
  return unusable(NO_COLUMN.find(([mask]) => (flags & mask) !== 0)?.[1] ?? 'generic');
}

const SIMPLE = [
  [TypeFlags.Boolean, 'boolean'],
  [TypeFlags.String | TypeFlags.TemplateLiteral | TypeFlags.StringMapping, 'string'],
  [TypeFlags.Number, 'number'],
  [TypeFlags.BigInt, 'bigint'],
  [TypeFlags.Null, 'null'],
  [TypeFlags.Undefined | TypeFlags.Void, 'undefined'],
] as const;

const NO_COLUMN = [
  [TypeFlags.Unknown, 'unknown'],
  [TypeFlags.Never, 'never'],
  [TypeFlags.ESSymbolLike, 'symbol'],
  [TypeFlags.NonPrimitive, 'object'],
] as const;

function describeUnion(describer: Describer, types: readonly Type[], text: () => string): Shape {
  const members = lazy(() => mapTogether(types, describer.describe));
  return {
    kind: 'union',
    get members() {
      return members();
    },
    text,
  };
}

/** A type and its tags: `string & Tag & Tag`, or several objects made into one. Brands of others on a value are ignored. */
function describeIntersection(
  describer: Describer,
  type: Type,
  types: readonly Type[],
  text: () => string,
): Shape {
  const parts = mapTogether(types, describer.describe);
  const tags = joinTags(parts.map(tagsOn));
  const bases = parts.map((part) => (part.kind === 'tagged' ? part.base : part));
  const value = bases.find((part) => part.kind !== 'object');
  const base = value ?? objectBase(describer, type, bases, text);
  return tags.size === 0 ? base : { kind: 'tagged', base, tags, text };
}

function tagsOn(part: Shape): Tags {
  return part.kind === 'tagged' || part.kind === 'object' ? part.tags : joinTags([]);
}

function objectBase(describer: Describer, type: Type, parts: readonly Shape[], text: () => string): Shape {
  const real = parts.filter(
    (part) =>
      part.kind === 'object' && (part.members.length > 0 || part.index !== null || part.tags.size === 0),
  );
  const [first, ...others] = real;
  if (first === undefined) return { kind: 'unusable', is: 'tag', text };
  return others.length === 0 ? first : describeObject(describer, type, text);
}

/** Files that declare JavaScript's own classes; a column cannot be a Map or a Promise. */
const GLOBALS = /[\\/](?:@typescript[\\/][^\\/]+[\\/]lib|typescript[\\/]lib|@types[\\/]node)[\\/]/i;

function describeObjectType(describer: Describer, type: ObjectType, text: () => string): Shape {
  if (type.isTypeReference()) return describeReference(describer, type, text);
  if ((type.objectFlags & ObjectFlags.ClassOrInterface) === 0)
    return describeAnonymous(describer, type, text);
  // The properties are needed anyway, and tell where the type is declared: its symbol need not be asked for.
  const properties = describer.propertiesOf(type);
  const isGlobal = properties.some(({ declarations }) => declarations.some(({ path }) => GLOBALS.test(path)));
  if (!isGlobal) return describeObject(describer, type, text);
  return describeGlobal(type.getSymbol()?.name, text);
}

function describeReference(describer: Describer, type: TypeReference, text: () => string): Shape {
  const target = type.getTarget();
  // The flags of an empty tuple are left out of the answer.
  if (target.isTupleType()) return describeTuple(describer, type, target.elementFlags ?? [], text);
  const symbol = type.getSymbol();
  const isGlobal = symbol?.declarations.some(({ path }) => GLOBALS.test(path)) ?? false;
  if (!isGlobal) return describeObject(describer, type, text);
  if (symbol?.name !== 'Array' && symbol?.name !== 'ReadonlyArray') return describeGlobal(symbol?.name, text);
  const element = lazy(() => describeArgument(describer, type));
  return {
    kind: 'array',
    get element() {
      return element();
    },
    text,
  };
}

function describeGlobal(name: string | undefined, text: () => string): Shape {
  if (name === 'Date') return { kind: 'date', text };
  return { kind: 'unusable', is: name === 'Function' ? 'function' : 'class', text };
}

function describeArgument(describer: Describer, type: Type): Shape {
  const [argument] = type.isTypeReference() ? describer.checker.getTypeArguments(type) : [];
  return argument === undefined
    ? { kind: 'unusable', is: 'any', text: () => 'any' }
    : describer.describe(argument);
}

function describeAnonymous(describer: Describer, type: ObjectType, text: () => string): Shape {
  const shape = describeObject(describer, type, text);
  const isEmpty = shape.members.length === 0 && shape.tags.size === 0 && shape.index === null;
  return isEmpty && isCallable(describer.checker, type) ? { kind: 'unusable', is: 'function', text } : shape;
}

function describeTuple(
  describer: Describer,
  type: Type,
  flags: readonly number[],
  text: () => string,
): Shape {
  if (flags.some((flag) => (flag & ElementFlags.Variable) !== 0))
    return { kind: 'unusable', is: 'rest', text };
  const elements = lazy(() => {
    const types = type.isTypeReference() ? describer.checker.getTypeArguments(type) : [];
    return types.map(
      (element, at): TupleElement => ({
        shape: describer.describe(element),
        isOptional: ((flags[at] ?? 0) & ElementFlags.Optional) !== 0,
      }),
    );
  });
  return {
    kind: 'tuple',
    get elements() {
      return elements();
    },
    text,
  };
}
