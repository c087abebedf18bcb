import { parseType, printType, type TypeNode, textArgs } from '../../facets/types/type-text.ts';
import { identifierOf, isSymbol, isWord, stringValue, type Token, tokenize } from '../../model/tokens.ts';
import { stringLiteral } from './ts-text.ts';
import { named, type TsMember, type TsType, tag, withTags } from './ts-type.ts';

interface JsonParts {
  maxDynamicPaths: string | null;
  maxDynamicTypes: string | null;
  readonly typedPaths: (readonly [path: string, type: TypeNode])[];
  readonly skipPaths: string[];
  readonly skipRegexes: string[];
}

/** `JSON(max_dynamic_paths = 10, a.b UInt32, SKIP q)` as an object with ClickHouseJson; null for what that cannot say. */
export function jsonSource(node: TypeNode, typeSource: (type: TypeNode) => TsType): TsType | null {
  const parts = readParts(textArgs(node));
  if (parts === null) return null;
  const isPlain = parts.typedPaths.every(
    ([, type]) => type.name !== 'Nested' && printType(type) !== 'JSON' && !holdsObjects(type),
  );
  if (!isPlain) return null;
  const object: TsType = parts.typedPaths.length === 0 ? anything : pathsObject(parts.typedPaths, typeSource);
  return withTags(object, [tag('ClickHouseJson', ...options(parts))]);
}

const anything: TsType = {
  kind: 'generic',
  name: 'Record',
  sdk: false,
  args: [named('string'), named('any')],
};

/** Arrays of objects without a tag are arrays of JSON inside a JSON. */
function holdsObjects({ name, args }: TypeNode): boolean {
  const [inner] = args ?? [];
  return (
    name === 'Array' && inner?.kind === 'type' && (inner.type.name === 'Nested' || holdsObjects(inner.type))
  );
}

function options({ maxDynamicPaths, maxDynamicTypes, skipPaths, skipRegexes }: JsonParts): readonly TsType[] {
  const texts = (list: readonly string[]): TsType => ({
    kind: 'tuple',
    elements: list.map((text) => named(stringLiteral(text))),
  });
  const all = [
    named(maxDynamicPaths ?? 'undefined'),
    named(maxDynamicTypes ?? 'undefined'),
    texts(skipPaths),
    texts(skipRegexes),
  ];
  const isGiven = [
    maxDynamicPaths !== null,
    maxDynamicTypes !== null,
    skipPaths.length > 0,
    skipRegexes.length > 0,
  ];
  return all.slice(0, isGiven.lastIndexOf(true) + 1);
}

function readParts(args: readonly string[]): JsonParts | null {
  const parts: JsonParts = {
    maxDynamicPaths: null,
    maxDynamicTypes: null,
    typedPaths: [],
    skipPaths: [],
    skipRegexes: [],
  };
  return args.every((arg) => readPart(arg, tokenize(arg), parts)) ? parts : null;
}

function readPart(text: string, tokens: readonly Token[], parts: JsonParts): boolean {
  const [first, second, third] = tokens;
  if (isSymbol(second, '=') && third?.kind === 'number' && tokens.length === 3) {
    if (first?.text === 'max_dynamic_paths') parts.maxDynamicPaths = third.text;
    else if (first?.text === 'max_dynamic_types') parts.maxDynamicTypes = third.text;
    else return false;
    return true;
  }
  if (isWord(first, 'SKIP') && isWord(second, 'REGEXP') && third?.kind === 'string' && tokens.length === 3) {
    parts.skipRegexes.push(stringValue(third.text));
    return true;
  }
  const skipped = isWord(first, 'SKIP') ? readPath(tokens, 1) : null;
  if (skipped !== null && skipped.next === tokens.length) {
    parts.skipPaths.push(skipped.path);
    return true;
  }
  const typed = readPath(tokens, 0);
  const type = typed === null ? undefined : tokens[typed.next];
  if (typed === null || type === undefined) return false;
  parts.typedPaths.push([typed.path, parseType(text.slice(type.start))]);
  return true;
}

/** `a.b`, or the same in backticks, whole or name by name. */
function readPath(
  tokens: readonly Token[],
  from: number,
): { readonly path: string; readonly next: number } | null {
  const names: string[] = [];
  for (let at = from; ; at += 2) {
    const name = identifierOf(tokens[at]);
    if (name === null) return null;
    names.push(name);
    if (!isSymbol(tokens[at + 1], '.')) return { path: names.join('.'), next: at + 1 };
  }
}

type Path = readonly [path: string, type: TypeNode];

/** Dotted paths become objects inside objects, unless one path is the beginning of another: then they keep their dots. */
function pathsObject(paths: readonly Path[], typeSource: (type: TypeNode) => TsType): TsType {
  const isPrefix = paths.some(([one]) => paths.some(([other]) => other.startsWith(`${one}.`)));
  const isOdd = paths.some(([path]) => path.split('.').includes(''));
  if (isPrefix || isOdd)
    return { kind: 'object', members: paths.map(([name, type]) => ({ name, type: typeSource(type) })) };
  return { kind: 'object', members: nestedMembers(paths, typeSource) };
}

function nestedMembers(paths: readonly Path[], typeSource: (type: TypeNode) => TsType): readonly TsMember[] {
  const heads = [...new Set(paths.map(([path]) => path.split('.')[0] ?? ''))];
  return heads.map((name): TsMember => {
    const own = paths.find(([path]) => path === name);
    if (own !== undefined) return { name, type: typeSource(own[1]) };
    const below = paths
      .filter(([path]) => path.startsWith(`${name}.`))
      .map(([path, type]): Path => [path.slice(name.length + 1), type]);
    return { name, type: { kind: 'object', members: nestedMembers(below, typeSource) } };
  });
}
