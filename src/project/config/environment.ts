import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { AppError } from '../../errors.ts';
import { didYouMean } from '../../model/nearest-name.ts';
import { allVariables, type KeyKind, knownAt, OTHER_VARIABLES, SECTION_ALIASES } from './known-keys.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

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
): Promise<Environment> {
  const layers = [];
  for (const name of ['.env', `.env.${mode}`, '.env.local'])
    layers.push(await readDotenv(join(projectDir, name), name));
  const set = Object.entries(env).filter(([, value]) => value !== undefined);
  return Object.assign({}, ...layers, Object.fromEntries(set));
}

async function readDotenv(path: string, name: string): Promise<Readonly<Record<string, string>>> {
  try {
    return parse(await readFile(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
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
