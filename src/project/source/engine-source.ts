import {
  type EngineFacet,
  type EngineParameter,
  engineOf,
  plainEngineName,
} from '../../facets/engines/index.ts';
import { printEngine } from '../../facets/tables/engine.ts';
import { tableFacets } from '../../facets/tables/index.ts';
import type { Engine, Table } from '../../model/table.ts';
import { identifierOf, isSymbol, splitList, stringValue, tokenize } from '../../model/tokens.ts';
import { ClickHouseEngines } from '../../sdk/engines.ts';
import { type ConfigObject, type ConfigValue, code, isCode, onOneLine } from './config-value.ts';
import { type Undeclarable, undeclarable } from './object-source.ts';
import { createSecrets, type Secret } from './secrets.ts';
import { stringLiteral } from './ts-text.ts';

/** The engine's part of a table's config. */
export interface DeclaredEngine {
  readonly is: 'declared';
  readonly options: ConfigObject;
  /** What its options take from the library. */
  readonly values: readonly string[];
  /** Variables of the environment that hold its secrets, which the server does not tell. */
  readonly variables: readonly string[];
}

/** Writes an engine with its parameters by name, or says why it cannot be declared. */
export function engineSource(table: Table): DeclaredEngine | Undeclarable {
  // ClickHouse Cloud makes every MergeTree a Shared one by itself.
  const isShared = table.engine.name.startsWith('Shared');
  const name = isShared ? plainEngineName(table.engine.name) : table.engine.name;
  const args = isShared ? withoutPath(table.engine.args) : table.engine.args;
  if (name.startsWith('AS ')) return undeclarable('tables over a table function cannot be declared yet');
  if (!Object.keys(ClickHouseEngines).includes(name))
    return undeclarable(`the engine ${name} cannot be declared yet`);
  const secrets = createSecrets(table.name);
  const facet = engineOf(name);
  const read = optionsOf(facet, args, secrets.take);
  if (read === null || !saysTheSame(facet, read, { name, args }, table)) {
    return undeclarable(
      `the arguments of its engine ${printEngine({ name, args })} have no form in code yet`,
    );
  }
  return {
    is: 'declared',
    options: { engine: code(`ClickHouseEngines.${name}`), ...read.options },
    values: ['ClickHouseEngines', ...read.values, ...secrets.values()],
    variables: secrets.variables(),
  };
}

interface Options {
  readonly options: ConfigObject;
  /** The same as the project's code will give it, secrets as what stands for them. */
  readonly plain: Readonly<Record<string, unknown>>;
  readonly values: readonly string[];
}

const BUCKETS = ['S3', 'S3Queue', 'IcebergS3'];

function optionsOf(facet: EngineFacet, args: readonly string[], secret: Secret): Options | null {
  const collection = BY_COLLECTION.includes(facet.name) ? collectionOption(args, secret) : null;
  if (collection !== null) return collection;
  const options = BUCKETS.includes(facet.name)
    ? bucketOptions(facet, args, secret)
    : positionalOptions(facet, args, secret);
  return options === null ? null : { options, plain: plainOf(options), values: [] };
}

function plainOf(options: ConfigObject): Readonly<Record<string, unknown>> {
  const given = Object.entries(options).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(given.map(([key, value]) => [key, isCode(value) ? '[ENV:SECRET]' : value]));
}

/** Engines whose arguments may be the name of a collection. */
const BY_COLLECTION = [...BUCKETS, 'Kafka', 'URL'];

/** `lake, filename = 'x.csv'` as `namedCollection('lake', { filename: 'x.csv' })`. */
function collectionOption([first, ...others]: readonly string[], secret: Secret): Options | null {
  const tokens = tokenize(first ?? '');
  const name = tokens.length === 1 ? identifierOf(tokens[0]) : null;
  if (name === null || NO_SIGN.test(name)) return null;
  const pairs = others.map((text) => overrideOf(text, secret));
  if (pairs.some((pair) => pair === null)) return null;
  const overrides: ConfigObject = Object.fromEntries(pairs.flatMap((pair) => (pair === null ? [] : [pair])));
  const words = [stringLiteral(name), ...(pairs.length === 0 ? [] : [onOneLine(overrides)])];
  return {
    options: { collection: code(`namedCollection(${words.join(', ')})`) },
    plain: { collection: { kind: 'NamedCollection', name, overrides: plainOf(overrides) } },
    values: ['namedCollection'],
  };
}

function overrideOf(text: string, secret: Secret): readonly [string, ConfigValue] | null {
  const [key, equals, value, end] = tokenize(text);
  if (key === undefined || !isSymbol(equals, '=') || value === undefined || end !== undefined) return null;
  if (value.text === "'[HIDDEN]'") return [key.text, secret(key.text)];
  if (value.kind === 'string') return [key.text, stringValue(value.text)];
  return value.kind === 'number' ? [key.text, Number(value.text)] : null;
}

function withoutPath(args: readonly string[]): readonly string[] {
  return args[0]?.startsWith("'") === true ? args.slice(2) : args;
}

function positionalOptions(facet: EngineFacet, args: readonly string[], secret: Secret): ConfigObject | null {
  const isCoordinated = facet.parameters[0]?.config === 'keeperPath' && facet.name.startsWith('Replicated');
  // Without a path the engine's own arguments come first.
  const skipped = isCoordinated && args[0]?.startsWith("'") !== true ? 2 : 0;
  const parameters = facet.parameters.slice(skipped);
  if (args.length > parameters.length && parameters.at(-1)?.kind !== 'names') return null;
  const entries: [string, ConfigValue][] = [];
  for (const [at, parameter] of parameters.entries()) {
    const arg = args[at];
    if (arg === undefined) break;
    const isRest = parameter.kind === 'names' && at === parameters.length - 1;
    const value = isRest ? namesOf(args.slice(at)) : optionValue(parameter, arg, secret);
    if (value === null) return null;
    entries.push([parameter.config, value]);
  }
  return Object.fromEntries(entries);
}

function optionValue({ config, kind }: EngineParameter, arg: string, secret: Secret): ConfigValue | null {
  switch (kind) {
    case 'name':
      return identifierOf(tokenize(arg)[0]);
    case 'names':
      return namesOf([arg]);
    case 'string':
      return arg.startsWith("'") ? stringValue(arg) : null;
    case 'number':
      return /^\d+$/.test(arg) ? Number(arg) : null;
    case 'secret':
      return secret(config);
    case 'sql':
      return arg;
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

/** Path, then credentials or none, format, compression. */
function bucketOptions(facet: EngineFacet, args: readonly string[], secret: Secret): ConfigObject | null {
  const [path, ...others] = args;
  if (path === undefined || !args.every((arg) => arg.startsWith("'") || NO_SIGN.test(arg))) return null;
  const isUnsigned = NO_SIGN.test(others[0] ?? '');
  const hasKeys = !isUnsigned && (others[1] === "'[HIDDEN]'" || others.length > 2);
  const rest = others.slice(isUnsigned ? 1 : hasKeys ? 2 : 0);
  if (rest.length > 2) return null;
  const [format, compression] = rest.map(stringValue);
  const keys = hasKeys
    ? ['awsAccessKeyId', 'awsSecretAccessKey'].map((key) => [key, secret(key)] as const)
    : [];
  return {
    [facet.parameters[0]?.config ?? 'path']: stringValue(path),
    ...Object.fromEntries(keys),
    noSign: isUnsigned || null,
    format,
    compression,
  };
}

/** The facet's own reading of the options must give the live arguments again. */
function saysTheSame(facet: EngineFacet, { plain }: Options, engine: Engine, table: Table): boolean {
  const again: Engine = { name: engine.name, args: facet.args(plain, (_, value) => value) };
  const canonical = (one: Engine): string => meaning(printEngine(tableFacets.engine.canonical(one, table)));
  return canonical(again) === canonical(engine);
}

/** A text with its names unquoted, which is how the two writings of an argument may differ. */
function meaning(text: string): string {
  return tokenize(text)
    .map((token) => identifierOf(token) ?? token.text)
    .join(' ');
}
