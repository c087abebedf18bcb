import type { TableClauses } from '../../model/table.ts';
import { quoteName, quoteString } from '../../model/tokens.ts';
import { hasCredentials } from '../secret-text.ts';

/**
 * How one argument is written: a column, a list of columns, a string, a number, 1 or 0, a secret (never shown), an
 * address (shown but where it holds credentials), a list of SELECTs, or SQL as it stands.
 */
export type ParameterKind =
  | 'name'
  | 'names'
  | 'string'
  | 'number'
  | 'flag'
  | 'secret'
  | 'address'
  | 'queries'
  | 'sql';

export interface EngineParameter {
  /** Its key in user code: `isDeleted`. */
  readonly config: string;
  /** Its key in plan.yaml: `is_deleted`. */
  readonly file: string;
  readonly kind: ParameterKind;
  /** What stands in its place where only a later one is given; null where arguments end before it. */
  readonly gap: string | null;
}

/** What stands for a secret value, given the path of its key in user code: `headers.Authorization`. */
export type Secret = (key: string, value: string) => string;

/** Clauses besides the columns that an engine takes. */
export type EngineClause = Exclude<keyof TableClauses, 'columns' | 'engine' | 'comment'>;

/** What ALTER may change on tables of an engine. */
export interface AlterAbility {
  readonly columns: boolean;
  readonly rename: boolean;
  /** `set`: values can be set, but not taken back to their default. */
  readonly settings: 'none' | 'set' | 'set-and-reset';
}

/** What user code says of a table, by key. */
export type EngineConfig = Readonly<Record<string, unknown>>;

/** All that the tool knows about one table engine. */
export interface EngineFacet {
  readonly name: string;
  readonly parameters: readonly EngineParameter[];
  readonly clauses: ReadonlySet<EngineClause>;
  readonly alters: AlterAbility;
  /** Whether the rehearsal engine may create it; otherwise an engine without side effects stands in for it. */
  readonly inShadow: 'itself' | 'stand-in';
  /** Whether rows live in it, so that dropping it loses them. */
  readonly holdsData: boolean;
  /** Arguments from user code, each an SQL text. */
  args(config: EngineConfig, secret: Secret): readonly string[];
  readonly samples: readonly (readonly string[])[];
}

/**
 * A parameter whose keys differ only in spelling: `is_deleted` in files, `isDeleted` in code.
 *
 * @param gap what stands in its place where only a later one is given
 */
export function parameter(file: string, kind: ParameterKind, gap: string | null = null): EngineParameter {
  const config = file.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return { file, kind, config, gap };
}

function printValue(value: unknown, { config, kind }: EngineParameter, secret: Secret): string {
  const text = String(value);
  switch (kind) {
    case 'names': {
      const names = (Array.isArray(value) ? value : [value]).map((name) => quoteName(String(name)));
      // Two columns as two arguments are refused by the server: it wants a tuple.
      return names.length === 1 ? (names[0] ?? '') : `(${names.join(', ')})`;
    }
    case 'name':
      return quoteName(text);
    case 'string':
      return quoteString(text);
    case 'secret':
      return quoteString(secret(config, text));
    case 'address':
      return quoteString(hasCredentials(text) ? secret(config, text) : text);
    case 'queries':
      return (Array.isArray(value) ? value : [value]).map((query) => `(${String(query)})`).join(', ');
    case 'flag':
      return value === true || text === '1' ? '1' : '0';
    default:
      return text;
  }
}

/** Whether user code gives a value at all. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

/** Arguments by position; they end at the first one that the config leaves out and that has nothing to stand in its place. */
export function positionalArgs(
  parameters: readonly EngineParameter[],
  config: EngineConfig,
  secret: Secret,
): readonly string[] {
  const given = parameters.map(({ config: key }) => isGiven(config[key]));
  const args: string[] = [];
  for (const [at, one] of parameters.slice(0, given.lastIndexOf(true) + 1).entries()) {
    if (given[at] === true) args.push(printValue(config[one.config], one, secret));
    else if (one.gap === null) break;
    else args.push(one.gap);
  }
  return args;
}

export const NO_ALTER: AlterAbility = { columns: false, rename: false, settings: 'none' };

/** Makes an engine facet; what is not said is the careful answer: no clauses, no ALTER, a stand-in, holds data. */
export function engineFacet(
  name: string,
  parameters: readonly EngineParameter[],
  parts: Partial<EngineFacet> = {},
): EngineFacet {
  return {
    name,
    parameters,
    alters: NO_ALTER,
    inShadow: 'stand-in',
    holdsData: true,
    args: (config, secret) => positionalArgs(parameters, config, secret),
    samples: [[]],
    ...parts,
    // Every engine takes constraints when a table is made.
    clauses: new Set<EngineClause>(['constraints', ...(parts.clauses ?? [])]),
  };
}
