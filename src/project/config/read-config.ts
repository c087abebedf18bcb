import { readFile } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { conceal } from '../../concealed.ts';
import { AppError, type Problem, problem, throwProblems } from '../../errors.ts';
import { codeFrame } from '../../model/code-frame.ts';
import { didYouMean } from '../../model/nearest-name.ts';
import { describeIssue } from '../../model/shape-issue.ts';
import { type ConfigShape, configOf, configShape } from './config-shape.ts';
import {
  type Environment,
  type LayeredEnvironment,
  layerEnvironment,
  type Override,
  readOverrides,
} from './environment.ts';
import { CLUSTER_KEYS, type KeyTree, knownAt, SECTION_ALIASES } from './known-keys.ts';
import type { ProjectConfig } from './project-config.ts';
import { hideSecrets } from './secret-lines.ts';
import { findKeyPlaces, type KeyPlace } from './toml-positions.ts';

export const CONFIG_FILE = 'moose.config.toml';

export interface ConfigReading {
  readonly config: ProjectConfig;
  /** Things worth telling the user that stop nothing, one line each. */
  readonly notices: readonly string[];
  /** The process environment over the dotenv files, for the project's own code; `process.env` itself is untouched. */
  readonly env: Environment;
}

/**
 * Reads moose.config.toml, the dotenv files beside it and the MOOSE_ variables into one checked config.
 * `configFile` null means moose.config.toml in `cwd`; a relative one counts from `cwd`, which is the project's directory.
 *
 * @throws AppError CONFIG_MISSING without a file; CONFIG_INVALID with every problem found, each with its place.
 */
export async function readConfig(options: {
  readonly cwd: string;
  readonly configFile: string | null;
  readonly env: Environment;
  readonly mode: 'dev' | 'prod';
}): Promise<ConfigReading> {
  const projectDir = resolve(options.cwd);
  const configFile = resolve(projectDir, options.configFile ?? CONFIG_FILE);
  const file = relative(projectDir, configFile).split(sep).join('/');
  const source: Source = { file, text: await readText(configFile, file) };
  const written = parseToml(source);
  const {
    env,
    places,
    notices: dotenvNotices,
  } = await layerEnvironment(projectDir, options.mode, options.env);
  const { overrides, notices: variableNotices } = readOverrides(env);
  const merged = withOverrides(mergeAliases(written), overrides);
  const unknown = unknownKeys(written, [], source);
  const shape = configShape.safeParse(merged);
  if (!shape.success)
    // A key that nobody knows is often the cause of one that is missing.
    throwProblems(
      byLine(
        [
          ...shape.error.issues.map((issue) => describeProblem(issue, merged, source, { overrides, places })),
          ...unknown.map(({ place, message }) => problemAt(source, place, message)),
        ],
        source,
      ),
    );
  if (shape.data === undefined) throw new AppError('TOOL_BUG', 'the config was neither read nor refused');
  const config = configOf(shape.data, projectDir, configFile);
  [config.clickhouse.password, config.redpanda.saslPassword].forEach(conceal);
  const notices = [
    ...unknown.map((key) => unknownNotice(source, key)),
    ...dotenvNotices,
    ...variableNotices,
    ...remarks(shape.data, written),
  ];
  return { config, notices, env };
}

/** In the order of the file; what stands in another file or in none comes last. */
function byLine(problems: readonly Problem[], { file }: Source): readonly Problem[] {
  const lineOf = ({ position }: Problem): number =>
    position === null || position.file !== file ? Number.MAX_SAFE_INTEGER : position.line;
  return problems.toSorted((a, b) => lineOf(a) - lineOf(b));
}

interface Source {
  readonly file: string;
  readonly text: string;
}

type Tree = Readonly<Record<string, unknown>>;

async function readText(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new AppError('CONFIG_MISSING', `${file} does not exist`, {
        hint: 'name the directory of the project with --cwd, or its configuration with --config',
        cause: error,
      });
    }
    throw new AppError('CONFIG_INVALID', `${file} cannot be read as a file`, { cause: error });
  }
}

function parseToml(source: Source): Tree {
  try {
    return parse(source.text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const message = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
    const place = { line: error.line, column: error.column, length: 1 };
    throwProblems([problemAt(source, place, `${source.file} is not valid TOML: ${message}`)]);
    throw error;
  }
}

function isTree(value: unknown): value is Tree {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}

/** Sections under their own name; where both spellings are given, the keys of the section's own name win. */
function mergeAliases(written: Tree): Tree {
  const merged: Record<string, unknown> = { ...written };
  for (const [alias, section] of SECTION_ALIASES) {
    const [other, own] = [written[alias], written[section]];
    if (other !== undefined)
      merged[section] = isTree(other) && isTree(own) ? { ...other, ...own } : (own ?? other);
  }
  return merged;
}

function withOverrides(tree: Tree, overrides: readonly Override[]): Tree {
  return overrides.reduce<Tree>((before, { path, value }) => put(before, path, value), tree);
}

function put(tree: Tree, [key, ...rest]: readonly string[], value: unknown): Tree {
  if (key === undefined) return tree;
  if (rest.length === 0) return { ...tree, [key]: value };
  const section = tree[key];
  return { ...tree, [key]: put(isTree(section) ? section : {}, rest, value) };
}

/** What variables have set, and where those of dotenv files stand. */
interface Variables extends Pick<LayeredEnvironment, 'places'> {
  readonly overrides: readonly Override[];
}

type Issue = Parameters<typeof describeIssue>[0];

function describeProblem(
  issue: Issue,
  root: unknown,
  source: Source,
  { overrides, places }: Variables,
): Problem {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? key.toString() : key));
  const text = describeIssue(issue, root);
  const override = overrides.find((each) => each.path.every((key, index) => path[index] === key));
  if (override !== undefined)
    return problem('CONFIG_INVALID', `${override.variable} ${text}`, {
      position: places.get(override.variable) ?? null,
    });
  return problemAt(source, placeOf(source, path), `${path.join('.')} ${text}`);
}

/** Where a key stands, under the name of its section or an alias of it. */
function placeOf(source: Source, path: readonly (string | number)[]): KeyPlace | null {
  const places = findKeyPlaces(source.text);
  const aliases = [...SECTION_ALIASES]
    .filter(([, section]) => section === path[0])
    .map(([alias]) => [alias, ...path.slice(1)]);
  const found = [path, ...aliases].map((spelling) => places.find(spelling));
  return found.find((place) => place !== null) ?? null;
}

function problemAt(source: Source, place: KeyPlace | null, message: string): Problem {
  if (place === null) return problem('CONFIG_INVALID', message);
  return problem('CONFIG_INVALID', message, {
    position: { file: source.file, line: place.line, column: place.column },
    frame: codeFrame(hideSecrets(source.text), place.line, place.column, place.length),
  });
}

/** A key that neither this tool nor the peer knows. */
interface UnknownKey {
  readonly place: KeyPlace | null;
  readonly message: string;
}

function unknownNotice({ file }: Source, { place, message }: UnknownKey): string {
  return `${place === null ? file : `${file}:${place.line}:${place.column}`}: ${message}`;
}

function unknownKeys(tree: Tree, path: readonly (string | number)[], source: Source): readonly UnknownKey[] {
  const known = knownAt(path.filter((key) => typeof key === 'string'));
  const names = known === 'clusters' ? CLUSTER_KEYS : known;
  if (names === null || typeof names === 'string') return [];
  return Object.entries(tree).flatMap(([written, value]) => {
    const key = path.length === 0 ? (SECTION_ALIASES.get(written) ?? written) : written;
    const deeper = [...path, key];
    if (Object.hasOwn(names, key)) return unknownBelow(value, deeper, source);
    const message = `unknown key ${deeper.join('.')} is ignored${didYouMean(written, candidates(names, path))}`;
    return [{ place: placeOf(source, deeper), message }];
  });
}

function unknownBelow(
  value: unknown,
  path: readonly (string | number)[],
  source: Source,
): readonly UnknownKey[] {
  if (isTree(value)) return unknownKeys(value, path, source);
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown, at) => (isTree(item) ? unknownKeys(item, [...path, at], source) : []));
}

function candidates(known: KeyTree, path: readonly (string | number)[]): readonly string[] {
  return path.length === 0 ? [...Object.keys(known), ...SECTION_ALIASES.keys()] : Object.keys(known);
}

function remarks(shape: ConfigShape, written: Tree): readonly string[] {
  const notices: string[] = [];
  if (shape.state_config.storage === 'redis') {
    notices.push('state_config.storage "redis" is not used: the state is kept in ClickHouse');
  }
  if (written.redpanda_config !== undefined && written.kafka_config !== undefined) {
    notices.push('both [redpanda_config] and [kafka_config] are given; keys of [redpanda_config] win');
  }
  const { embedded, host, url } = shape.clickhouse_config;
  if (embedded && url === null && !HERE.has(host))
    notices.push(`clickhouse_config.embedded is true: the server at ${host} is not used`);
  return notices;
}

/** Hosts that a project may name without meaning a server of its own: the default one, and its other spellings. */
const HERE: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);
