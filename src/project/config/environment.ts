import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { AppError, type SourcePosition } from '../../errors.ts';
import { didYouMean } from '../../model/nearest-name.ts';
import { dotenvLines } from './dotenv-lines.ts';
import { allVariables, type KeyKind, knownAt, OTHER_VARIABLES, SECTION_ALIASES } from './known-keys.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the dotenv files and the process say together. */
export interface LayeredEnvironment {
  readonly env: Environment;
  /** Where a variable that a dotenv file has set stands in it. */
  readonly places: ReadonlyMap<string, SourcePosition>;
  /** Lines of the files that say nothing, a line each. */
  readonly notices: readonly string[];
}

/** A key of the config set by an environment variable. */
export interface Override {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly variable: string;
}

/**
 * The dotenv files of a project under the process environment: `.env`, then `.env.dev` or `.env.prod`, then `.env.local`,
 * then the process; later ones win. Nothing is written to `process.env`.
 */
export async function layerEnvironment(
  projectDir: string,
  mode: 'dev' | 'prod',
  env: Environment,
): Promise<LayeredEnvironment> {
  const layers: Dotenv[] = [];
  for (const name of ['.env', `.env.${mode}`, '.env.local'])
    layers.push(await readDotenv(join(projectDir, name), name));
  const set = Object.entries(env).filter(([, value]) => value !== undefined);
  const places = new Map(layers.flatMap((layer) => layer.places));
  for (const [name] of set) places.delete(name);
  return {
    env: Object.assign({}, ...layers.map(({ values }) => values), Object.fromEntries(set)),
    places,
    notices: layers.flatMap(({ notices }) => notices),
  };
}

interface Dotenv {
  readonly values: Readonly<Record<string, string>>;
  readonly places: readonly (readonly [variable: string, place: SourcePosition])[];
  readonly notices: readonly string[];
}

async function readDotenv(path: string, name: string): Promise<Dotenv> {
  try {
    const text = await readFile(path, 'utf8');
    const { lines, stray } = dotenvLines(text);
    return {
      values: parse(text),
      places: [...lines].map(([variable, line]) => [variable, { file: name, line, column: 1 }]),
      // What stands there may be the rest of a secret.
      notices: stray.map((line) => `${name}:${line} is not NAME=value, and is ignored`),
    };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { values: {}, places: [], notices: [] };
    throw new AppError('CONFIG_INVALID', `${name} cannot be read`, { cause: error });
  }
}

/** The settings that MOOSE_ variables give, and a notice for each variable that names none. */
export function readOverrides(env: Environment): {
  overrides: readonly Override[];
  notices: readonly string[];
} {
  const overrides: Override[] = [];
  const notices: string[] = [];
  for (const variable of Object.keys(env).sort()) {
    const text = env[variable];
    if (text === undefined || !variable.startsWith('MOOSE_') || OTHER_VARIABLES.has(variable)) continue;
    const [section = '', ...keys] = variable.slice('MOOSE_'.length).toLowerCase().split('__');
    const path = [SECTION_ALIASES.get(section) ?? section, ...keys];
    const kind = knownAt(path);
    if (typeof kind !== 'string') {
      notices.push(
        `${variable} names no setting${didYouMean(variable, [...allVariables(), ...OTHER_VARIABLES])}`,
      );
    } else if (kind !== 'any') {
      overrides.push({ path, value: readValue(text, kind), variable });
    }
  }
  return { overrides, notices };
}

/** A text that does not fit its kind stays a text, so that the check of the config complains about it. */
function readValue(text: string, kind: KeyKind): unknown {
  const trimmed = text.trim();
  switch (kind) {
    case 'boolean':
      if (/^(true|1|yes|on)$/i.test(trimmed)) return true;
      return /^(false|0|no|off)$/i.test(trimmed) ? false : text;
    case 'number':
      return /^-?\d+$/.test(trimmed) ? Number(trimmed) : text;
    case 'list':
      return listOf(trimmed);
    case 'clusters': {
      const list = listOf(trimmed);
      return Array.isArray(list)
        ? list.map((item) => (typeof item === 'string' ? { name: item } : item))
        : list;
    }
    case 'text':
    case 'any':
      return text;
    default:
      return kind satisfies never;
  }
}

/** `["a","b"]` or `a, b`; broken JSON stays a text. */
function listOf(text: string): unknown {
  if (!text.startsWith('[')) {
    return text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
