import * as z from 'zod';
import { type EngineParameter, engineFacets, hasPath } from '../facets/engines/index.ts';
import { stableJson } from '../model/hash.ts';
import { didYouMeanOneOf } from '../model/nearest-name.ts';
import type { Engine } from '../model/table.ts';
import { quoteName, quoteString, stringValue } from '../model/tokens.ts';
import { keyOfNames, keyToFile } from './key.ts';
import type { Path, Reading } from './reading.ts';

/** An engine's name, or its name with its parameters: `{ ReplacingMergeTree: { ver: updated_at } }`. */
export const engineShape = z
  .union([z.string().min(1), z.record(z.string(), z.record(z.string(), z.unknown()).nullable())])
  .nullable()
  .default(null)
  .meta({
    id: 'Engine',
    description: 'MergeTree when left out; args holds the arguments of an engine as SQL texts.',
  });

type Parameters = Readonly<Record<string, unknown>>;
type EngineFile = string | { readonly [name: string]: Parameters };

/** Parameters by name where reading them gives the same engine again, else `{ Name: { args: [...] } }`. */
export function engineToFile(engine: Engine): EngineFile {
  if (engine.args.length === 0) return engine.name;
  const named = { [engine.name]: namedArgs(engine) };
  const faults: string[] = [];
  const reading = {
    database: null,
    isOurs: true,
    fault: (_path: Path, message: string) => faults.push(message),
  };
  const again = engineFromFile(named, reading, []);
  return faults.length === 0 && stableJson(again) === stableJson(engine)
    ? named
    : { [engine.name]: { args: engine.args } };
}

function namedArgs(engine: Engine): Parameters {
  const parameters = engineFacets.get(engine.name)?.parameters ?? [];
  // The coordinated engines take their path and replica first, or leave both out.
  const isCoordinated = parameters[0]?.file === 'keeper_path' && parameters[1]?.file === 'replica_name';
  const skipped = isCoordinated && !hasPath(engine.args) ? 2 : 0;
  return Object.fromEntries(
    engine.args.map((arg, index) => {
      const parameter = parameters[index + skipped];
      return [
        parameter?.file ?? `argument ${index + 1}`,
        parameter === undefined ? arg : valueOfArg(arg, parameter),
      ];
    }),
  );
}

function valueOfArg(arg: string, parameter: EngineParameter): unknown {
  if (parameter.kind === 'names') return keyToFile(arg);
  if (['number', 'flag'].includes(parameter.kind) && String(Number(arg)) === arg) return Number(arg);
  return isText(parameter) && arg.startsWith("'") ? stringValue(arg) : arg;
}

function isText({ kind }: EngineParameter): boolean {
  return kind === 'string' || kind === 'secret' || kind === 'address';
}

export function engineFromFile(file: z.infer<typeof engineShape>, reading: Reading, path: Path): Engine {
  if (file === null) return { name: 'MergeTree', args: [] };
  if (typeof file === 'string') return { name: file, args: [] };
  const [entry, second] = Object.entries(file);
  if (entry === undefined || second !== undefined) {
    reading.fault(path, 'must have one key, the name of the engine');
    return { name: '', args: [] };
  }
  const [name, given] = entry;
  const values = Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== null));
  if ('args' in values) return { name, args: plainArgs(values.args, reading, [...path, name, 'args']) };
  return { name, args: argsOf(name, values, reading, [...path, name]) };
}

function plainArgs(args: unknown, reading: Reading, path: Path): readonly string[] {
  const texts = z.array(z.string()).safeParse(args);
  if (texts.success) return texts.data;
  reading.fault(path, 'must be a list of texts');
  return [];
}

function argsOf(name: string, values: Parameters, reading: Reading, path: Path): readonly string[] {
  const facet = engineFacets.get(name);
  const parameters = facet?.parameters ?? [];
  const names = new Set(parameters.map((parameter) => parameter.file));
  for (const key of Object.keys(values)) {
    if (!names.has(key))
      reading.fault(
        [...path, key],
        `${name} has no parameter "${key}"${didYouMeanOneOf(key, [...names, 'args'])}`,
      );
  }
  if (facet === undefined) return [];
  const config = Object.fromEntries(
    parameters.map((parameter) => [parameter.config, values[parameter.file]]),
  );
  const same = (_key: string, value: string): string => value;
  // The facet quotes every name; a name that was written without quotes is given back without.
  const written = new Map(
    parameters.map((parameter) => [
      facetText(parameter, config[parameter.config]),
      exactText(parameter, config[parameter.config]),
    ]),
  );
  const args = facet.args(config, same).map((arg) => written.get(arg) ?? arg);
  const used = parameters.filter((parameter) => values[parameter.file] !== undefined).length;
  if (args.length < used)
    reading.fault(path, `${name} is given a parameter without those that stand before it`);
  return args;
}

function facetText(parameter: EngineParameter, value: unknown): string {
  if (parameter.kind === 'name') return quoteName(String(value));
  if (parameter.kind === 'names')
    return keyOfNames([value].flat().map((each) => quoteName(String(each)))) ?? '';
  return isText(parameter) ? quoteString(String(value)) : String(value);
}

const NAME_OR_QUOTED = /^([A-Za-z_]\w*|`[^`]*`)$/;

function exactText(parameter: EngineParameter, value: unknown): string {
  const isPlain = [value].flat().every((each) => typeof each === 'string' && NAME_OR_QUOTED.test(each));
  if (parameter.kind === 'name' && isPlain) return String(value);
  if (parameter.kind === 'names' && isPlain) return keyOfNames([value].flat().map(String)) ?? '';
  return facetText(parameter, value);
}
