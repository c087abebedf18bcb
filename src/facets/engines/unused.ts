import { type EngineConfig, type EngineFacet, isGiven } from './engine.ts';

/** An option of an engine that none of its arguments comes of, as its config stands. */
export interface UnusedOption {
  readonly key: string;
  /** Options that it needs and that are not given: `ver` for `isDeleted`. */
  readonly needs: readonly string[];
  /** Options that take its place: `uri` that of `hostPort`. */
  readonly beside: readonly string[];
}

// Values of every kind that arguments are printed of: where none of them shows, nothing of the option does.
const PROBES: readonly unknown[] = [undefined, '\u0001', true, ['\u0001'], { '\u0001': '\u0001' }];

/** Options of engines that are no parameters of theirs, but calls, or what takes the place of parameters. */
const BESIDE_PARAMETERS = [
  'awsSessionToken',
  'noSign',
  'headers',
  'extraCredentials',
  'uri',
  'oidColumns',
  'collection',
];

function argumentsOf(facet: EngineFacet, config: EngineConfig): string {
  return facet.args(config, (_, value) => value).join('\n');
}

/** Whether another value of an option would make other arguments. */
function shows(facet: EngineFacet, config: EngineConfig, key: string): boolean {
  const own = argumentsOf(facet, config);
  return PROBES.some((value) => argumentsOf(facet, { ...config, [key]: value }) !== own);
}

function without(config: EngineConfig, key: string): EngineConfig {
  return { ...config, [key]: undefined };
}

/** Every option by which an engine's arguments can be said, by its key in user code. */
export function engineOptions(facet: EngineFacet): readonly string[] {
  const keys = facet.parameters.map(({ config }) => config);
  return [...keys, ...BESIDE_PARAMETERS.filter((key) => !keys.includes(key) && takesOption(facet, key))];
}

/** Whether an engine has an argument of an option, whatever else it needs for it. */
export function takesOption(facet: EngineFacet, key: string): boolean {
  const all = Object.fromEntries(facet.parameters.map(({ config }) => [config, '\u0001']));
  const collection = { kind: 'NamedCollection', name: '\u0001' };
  return (
    shows(facet, {}, key) ||
    shows(facet, all, key) ||
    (key === 'collection' && argumentsOf(facet, { collection }) !== argumentsOf(facet, {}))
  );
}

/**
 * Given options of an engine that would be left out of its arguments without a word: arguments stand by position, so that one
 * needs those before it, keys go in pairs, and an address takes the place of its parts.
 */
export function unusedOptions(facet: EngineFacet, config: EngineConfig): readonly UnusedOption[] {
  const options = engineOptions(facet);
  const given = options.filter((key) => isGiven(config[key]));
  const missing = options.filter((key) => !isGiven(config[key]) && !BESIDE_PARAMETERS.includes(key));
  const filled = { ...config, ...Object.fromEntries(missing.map((key) => [key, '\u0001'])) };
  return given
    .filter((key) => key !== 'collection' && !shows(facet, config, key))
    .map((key) => ({
      key,
      needs: missing.filter(
        (other) => shows(facet, filled, key) && !shows(facet, without(filled, other), key),
      ),
      beside: given.filter((other) => other !== key && shows(facet, without(config, other), key)),
    }));
}
