import { MONGODB_BY_URI } from '../../facets/engines/databases.ts';
import { takesCollection } from '../../facets/engines/external.ts';
import { type EngineFacet, type EngineParameter, hasPath } from '../../facets/engines/index.ts';
import { type StoreShape, storeShapeOf } from '../../facets/engines/object-stores.ts';
import { HIDDEN } from '../../facets/secrets.ts';
import { withoutOuterParentheses } from '../../model/canonical-text.ts';
import { identifierOf, isSymbol, quoteString, splitList, stringValue, tokenize } from '../../model/tokens.ts';
import { type ConfigObject, type ConfigValue, code, onOneLine } from './config-value.ts';
import { type HiddenText, hiddenText } from './hidden-text.ts';
import type { Secret } from './secrets.ts';
import { stringLiteral } from './ts-text.ts';

/** An engine's arguments as the options of a table. */
export interface EngineOptions {
  readonly options: ConfigObject;
  /** The same as the project's code will give it, secrets as what stands for them. */
  readonly plain: Readonly<Record<string, unknown>>;
  /** What the options take from the library. */
  readonly values: readonly string[];
}

/** One option: as it is written, and as the project's code will give it. */
type Read = Pick<HiddenText, 'value' | 'plain'>;
type Entry = readonly [key: string, read: Read];

function asRead(value: ConfigValue): Read {
  return { value, plain: value };
}

function engineOptions(entries: readonly Entry[]): EngineOptions {
  return {
    options: Object.fromEntries(entries.map(([key, { value }]) => [key, value])),
    plain: Object.fromEntries(entries.map(([key, { plain }]) => [key, plain])),
    values: [],
  };
}

/** Reads the arguments of an engine; null for what has no form in code. */
export function optionsOf(facet: EngineFacet, args: readonly string[], secret: Secret): EngineOptions | null {
  const collection = takesCollection(facet.name) ? collectionOption(args, secret) : null;
  if (collection !== null) return collection;
  const { own, calls } = withoutCalls(args, secret);
  if (calls === null) return null;
  const shape = storeShapeOf(facet.name);
  const entries =
    shape === null ? positional(parametersOf(facet, own), own, secret) : storeEntries(shape, own, secret);
  return entries === null ? null : engineOptions([...entries, ...calls]);
}

function parametersOf(facet: EngineFacet, args: readonly string[]): readonly EngineParameter[] {
  if (facet.name === 'MongoDB' && args[0]?.includes('://') === true) return MONGODB_BY_URI;
  const isCoordinated = facet.parameters[0]?.config === 'keeperPath' && facet.name.startsWith('Replicated');
  // Without a path the engine's own arguments come first.
  return facet.parameters.slice(isCoordinated && !hasPath(args) ? 2 : 0);
}

function positional(
  parameters: readonly EngineParameter[],
  args: readonly string[],
  secret: Secret,
): readonly Entry[] | null {
  if (args.length > parameters.length && !['names', 'queries'].includes(parameters.at(-1)?.kind ?? ''))
    return null;
  const entries: Entry[] = [];
  for (const [at, parameter] of parameters.entries()) {
    const arg = args[at];
    if (arg === undefined) break;
    // What only fills a gap is not said.
    if (arg === parameter.gap && at < args.length - 1) continue;
    const isRest = at === parameters.length - 1;
    const read = optionRead(parameter, isRest ? args.slice(at) : [arg], secret);
    if (read === null) return null;
    entries.push([parameter.config, read]);
  }
  return entries;
}

function optionRead({ config, kind }: EngineParameter, args: readonly string[], secret: Secret): Read | null {
  const [arg = ''] = args;
  switch (kind) {
    case 'name': {
      const name = identifierOf(tokenize(arg)[0]);
      return name === null ? null : asRead(name);
    }
    case 'names': {
      const names = namesOf(args);
      return names === null ? null : asRead(names);
    }
    case 'string':
    case 'address':
      return arg.startsWith("'") ? hiddenText(stringValue(arg), config, secret) : null;
    case 'number':
      return /^\d+$/.test(arg) ? asRead(Number(arg)) : null;
    case 'flag':
      return /^[01]$/.test(arg) ? asRead(arg === '1') : null;
    case 'secret':
      return hiddenText(HIDDEN, config, secret);
    case 'queries':
      return asRead(args.map(withoutOuterParentheses));
    case 'sql':
      return asRead(arg);
  }
}

/** `(a, b)`, or `a, b` as several arguments. */
function namesOf(args: readonly string[]): readonly string[] | null {
  const pieces = args.flatMap((arg) => (arg.startsWith('(') ? splitList(arg.slice(1, -1)) : [arg]));
  const names = pieces.map((piece) =>
    tokenize(piece).length === 1 ? identifierOf(tokenize(piece)[0]) : null,
  );
  return names.some((name) => name === null) ? null : names.flatMap((name) => name ?? []);
}

const NO_SIGN = /^'?NOSIGN'?$/;
const COMPRESSION = /^'(?:none|auto|gzip|gz|deflate|brotli|br|xz|lzma|zstd|zst|lz4|bz2|bzip2|snappy)'$/i;
const HIDDEN_ARGUMENT = quoteString(HIDDEN);

/** How many of the arguments behind the location are keys. */
function countKeys({ keys }: StoreShape, rest: readonly string[]): number {
  if (keys.length === 0 || rest[1] === undefined) return 0;
  if (rest[1] === HIDDEN_ARGUMENT) return keys.length > 2 && rest[2] === HIDDEN_ARGUMENT ? 3 : 2;
  // A server that shows its secrets: better a key too many than one in the code.
  return rest.length > 2 && !COMPRESSION.test(rest[1]) ? 2 : 0;
}

/** Location, then keys or none, then how the files are written. */
function storeEntries(shape: StoreShape, args: readonly string[], secret: Secret): readonly Entry[] | null {
  const count = shape.location.length;
  const rest = args.slice(count);
  const isUnsigned = NO_SIGN.test(rest[0] ?? '');
  const keys = isUnsigned ? 1 : countKeys(shape, rest);
  const parts = [
    positional(shape.location, args.slice(0, count), secret),
    isUnsigned ? [['noSign', asRead(true)] as const] : positional(shape.keys, rest.slice(0, keys), secret),
    positional(shape.files, rest.slice(keys), secret),
  ];
  const entries = parts.flatMap((part) => part ?? []);
  return parts.some((part) => part === null) || !isPlausible(entries) ? null : entries;
}

/** With many arguments a server hides one too many (26.7): then a word may stand where another was meant. */
function isPlausible(entries: readonly Entry[]): boolean {
  const said = new Map(entries.map(([key, { plain }]) => [key, quoteString(String(plain))]));
  const [compression, strategy] = [said.get('compression'), said.get('partitionStrategy')];
  return (
    (compression === undefined || COMPRESSION.test(compression)) &&
    (strategy === undefined || /^'(?:hive|wildcard|none)'$/i.test(strategy))
  );
}

const CALLS: Readonly<Record<string, string>> = { headers: 'headers', extra_credentials: 'extraCredentials' };

/** The arguments without `headers(…)` and `extra_credentials(…)`, and these as options; null for a call of another shape. */
function withoutCalls(
  args: readonly string[],
  secret: Secret,
): { readonly own: readonly string[]; readonly calls: readonly Entry[] | null } {
  const keyOf = (arg: string): string | undefined => CALLS[/^(\w+)\(/.exec(arg)?.[1] ?? ''];
  const calls = args.flatMap((arg): readonly (Entry | null)[] => {
    const key = keyOf(arg);
    if (key === undefined) return [];
    const pairs = splitList(arg.slice(arg.indexOf('(') + 1, -1)).map((pair) => pairOf(pair, key, secret));
    return pairs.some((pair) => pair === null)
      ? [null]
      : [[key, joined(pairs.flatMap((pair) => (pair === null ? [] : [pair])))]];
  });
  const own = args.filter((arg) => keyOf(arg) === undefined);
  return {
    own,
    calls: calls.some((call) => call === null)
      ? null
      : calls.flatMap((call) => (call === null ? [] : [call])),
  };
}

function joined(pairs: readonly Entry[]): Read {
  const { options, plain } = engineOptions(pairs);
  return { value: options, plain };
}

/** `filename = 'x.csv'` or `'X-Key' = '…'`; null for another shape. */
function pairOf(text: string, owner: string, secret: Secret): Entry | null {
  const [key, equals, value, end] = tokenize(text);
  if (key === undefined || !isSymbol(equals, '=') || value === undefined || end !== undefined) return null;
  const name = key.kind === 'string' ? stringValue(key.text) : (identifierOf(key) ?? '');
  if (value.kind === 'string')
    return [name, hiddenText(stringValue(value.text), owner === '' ? name : `${owner} ${name}`, secret)];
  return value.kind === 'number' ? [name, asRead(Number(value.text))] : null;
}

/** `lake, filename = 'x.csv'` as `namedCollection('lake', { filename: 'x.csv' })`; null for no collection. */
function collectionOption([first, ...others]: readonly string[], secret: Secret): EngineOptions | null {
  const tokens = tokenize(first ?? '');
  const name = tokens.length === 1 ? identifierOf(tokens[0]) : null;
  if (name === null || NO_SIGN.test(name)) return null;
  const pairs = others.map((text) => pairOf(text, '', secret));
  if (pairs.some((pair) => pair === null)) return null;
  const overrides = engineOptions(pairs.flatMap((pair) => (pair === null ? [] : [pair])));
  const words = [stringLiteral(name), ...(pairs.length === 0 ? [] : [onOneLine(overrides.options)])];
  return {
    options: { collection: code(`namedCollection(${words.join(', ')})`) },
    plain: { collection: { kind: 'NamedCollection', name, overrides: overrides.plain } },
    values: ['namedCollection'],
  };
}
