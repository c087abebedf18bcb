import { fits, indentation, propertyName } from './ts-text.ts';

/** A TypeScript type as far as row types need it. */
export type TsType =
  /** `string`, `UInt32`, `FixedString<16>`, an enum; `sdk` says whether it is imported from the library. */
  | { readonly kind: 'name'; readonly text: string; readonly sdk: boolean }
  | {
      readonly kind: 'generic';
      readonly name: string;
      readonly sdk: boolean;
      readonly args: readonly TsType[];
    }
  | { readonly kind: 'array'; readonly element: TsType }
  | { readonly kind: 'tuple'; readonly elements: readonly TsType[] }
  | { readonly kind: 'object'; readonly members: readonly TsMember[] }
  | { readonly kind: 'and'; readonly parts: readonly TsType[] }
  | { readonly kind: 'or'; readonly parts: readonly TsType[] };

export interface TsMember {
  readonly name: string;
  readonly type: TsType;
}

/** A type of the language, a literal, or a type declared beside. */
export function named(text: string): TsType {
  return { kind: 'name', text, sdk: false };
}

/** A type or tag of the library, with its arguments. */
export function tag(name: string, ...args: readonly TsType[]): TsType {
  return args.length === 0
    ? { kind: 'name', text: name, sdk: true }
    : { kind: 'generic', name, sdk: true, args };
}

/** A type with tags; itself without any. */
export function withTags(type: TsType, tags: readonly TsType[]): TsType {
  const parts = type.kind === 'and' ? [...type.parts, ...tags] : [type, ...tags];
  return tags.length === 0 ? type : { kind: 'and', parts };
}

/** A type that may be null. */
export function orNull(type: TsType): TsType {
  return { kind: 'or', parts: [type, named('null')] };
}

/** Names that a type takes from the library. */
export function sdkNames(type: TsType): readonly string[] {
  switch (type.kind) {
    case 'name':
      return type.sdk ? [type.text.replace(/<[\s\S]*/, '')] : [];
    case 'generic':
      return [...(type.sdk ? [type.name] : []), ...type.args.flatMap(sdkNames)];
    case 'array':
      return sdkNames(type.element);
    case 'tuple':
      return type.elements.flatMap(sdkNames);
    case 'object':
      return type.members.flatMap((member) => sdkNames(member.type));
    default:
      return type.parts.flatMap(sdkNames);
  }
}

/** How tightly a type binds: what stands in `[]` must be at least an atom. */
function strength(type: TsType): number {
  return type.kind === 'or' ? 0 : type.kind === 'and' ? 1 : 2;
}

function wrapped(text: string, type: TsType, wanted: number): string {
  return strength(type) < wanted ? `(${text})` : text;
}

function onOneLine(type: TsType): string {
  switch (type.kind) {
    case 'name':
      return type.text;
    case 'generic':
      return `${type.name}<${type.args.map(onOneLine).join(', ')}>`;
    case 'array':
      return `${wrapped(onOneLine(type.element), type.element, 2)}[]`;
    case 'tuple':
      return `[${type.elements.map(onOneLine).join(', ')}]`;
    case 'object':
      return `{ ${type.members.map(({ name, type: inner }) => `${propertyName(name)}: ${onOneLine(inner)}`).join('; ')} }`;
    case 'and':
      return type.parts.map((part) => wrapped(onOneLine(part), part, 1)).join(' & ');
    case 'or':
      return type.parts.map((part) => wrapped(onOneLine(part), part, 2)).join(' | ');
  }
}

/** Prints a type that begins behind `before` on a line indented by `depth`; objects that do not fit are broken into lines. */
export function printTsType(type: TsType, depth: number, before = ''): string {
  const line = onOneLine(type);
  return fits(`${indentation(depth)}${before}${line};`) ? line : broken(type, depth, before);
}

function broken(type: TsType, depth: number, before: string): string {
  switch (type.kind) {
    case 'object':
      return objectLines(type.members, depth);
    case 'array':
      return `${wrapped(broken(type.element, depth, before), type.element, 2)}[]`;
    case 'tuple':
      return tupleLines(type.elements, depth);
    case 'generic':
      return genericLines(type.name, type.args, depth, before);
    case 'and':
      return intersectionLines(type.parts, depth, before);
    case 'or':
      return `\n${type.parts.map((part) => `${indentation(depth + 1)}| ${wrapped(printTsType(part, depth + 1, '| '), part, 2)}`).join('\n')}`;
    default:
      return onOneLine(type);
  }
}

function objectLines(members: readonly TsMember[], depth: number): string {
  const lines = members.map(({ name, type }) => memberLine(propertyName(name), type, depth + 1));
  return `{\n${lines.join('')}${indentation(depth)}}`;
}

/** A property with its semicolon and line end. */
export function memberLine(name: string, type: TsType, depth: number): string {
  const text = printTsType(type, depth, `${name}: `);
  return `${indentation(depth)}${name}:${text.startsWith('\n') ? '' : ' '}${text};\n`;
}

function tupleLines(elements: readonly TsType[], depth: number): string {
  const lines = elements.map((element) => `${indentation(depth + 1)}${printTsType(element, depth + 1)},\n`);
  return `[\n${lines.join('')}${indentation(depth)}]`;
}

/** `Key<{ … }>` keeps its brackets together; several arguments stand one below the other. */
function genericLines(name: string, args: readonly TsType[], depth: number, before: string): string {
  const [only] = args;
  if (args.length === 1 && only !== undefined) return `${name}<${broken(only, depth, `${before}${name}<`)}>`;
  const lines = args.map((arg) => `${indentation(depth + 1)}${printTsType(arg, depth + 1)}`);
  return `${name}<\n${lines.join(',\n')}\n${indentation(depth)}>`;
}

/** A name behind a name begins a line of its own; an object and a name stay together. */
function intersectionLines(parts: readonly TsType[], depth: number, before: string): string {
  const texts = parts.map((part, at) => {
    const text =
      part.kind === 'object'
        ? broken(part, depth, before)
        : at === 0
          ? printTsType(part, depth, before)
          : printTsType(part, depth + 1);
    return wrapped(text, part, 1);
  });
  return texts.reduce((text, next, at) => {
    const hasObject = parts[at - 1]?.kind === 'object' || parts[at]?.kind === 'object';
    return `${text} &${hasObject ? ' ' : `\n${indentation(depth + 1)}`}${next}`;
  });
}
