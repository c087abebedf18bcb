import type { TableClauses } from '../../model/table.ts';
import { quoteName, quoteString } from '../../model/tokens.ts';

/** How one argument is written: a column, a list of columns, a string, a number, a secret (never shown), or SQL as it stands. */
export type ParameterKind = 'name' | 'names' | 'string' | 'number' | 'secret' | 'sql';

export interface EngineParameter {
  /** Its key in user code: `isDeleted`. */
  readonly config: string;
  /** Its key in plan.yaml: `is_deleted`. */
  readonly file: string;
  readonly kind: ParameterKind;
}

/** Clauses besides the columns that an engine takes. */
export type EngineClause = Exclude<keyof TableClauses, 'columns' | 'engine' | 'comment'>;

/** What ALTER may change on tables of an engine. */
export interface AlterAbility {
  readonly columns: boolean;
  readonly rename: boolean;
  readonly settings: boolean;
}

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
  /** Arguments from user code, each an SQL text; `secret` gives what stands for a secret value. */
  args(
    config: Readonly<Record<string, unknown>>,
    secret: (key: string, value: string) => string,
  ): readonly string[];
  readonly samples: readonly (readonly string[])[];
}

/** A parameter whose keys differ only in spelling: `is_deleted` in files, `isDeleted` in code. */
export function parameter(file: string, kind: ParameterKind): EngineParameter {
  return { file, kind, config: file.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) };
}

function printValue(
  value: unknown,
  key: string,
  kind: ParameterKind,
  secret: (key: string, value: string) => string,
): string {
  if (kind === 'names') {
    const names = (Array.isArray(value) ? value : [value]).map((name) => quoteName(String(name)));
    // Two columns as two arguments are refused by the server: it wants a tuple.
    return names.length === 1 ? (names[0] ?? '') : `(${names.join(', ')})`;
  }
  if (kind === 'name') return quoteName(String(value));
  if (kind === 'string') return quoteString(String(value));
  if (kind === 'secret') return quoteString(secret(key, String(value)));
  return String(value);
}

/** Arguments by position; they end at the first one that the config leaves out. */
export function positionalArgs(
  parameters: readonly EngineParameter[],
  config: Readonly<Record<string, unknown>>,
  secret: (key: string, value: string) => string,
): readonly string[] {
  const args: string[] = [];
  for (const { config: key, kind } of parameters) {
    const value = config[key];
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) break;
    args.push(printValue(value, key, kind, secret));
  }
  return args;
}

const NO_ALTER: AlterAbility = { columns: false, rename: false, settings: false };

/** Makes an engine facet; what is not said is the careful answer: no clauses, no ALTER, a stand-in, holds data. */
export function engineFacet(
  name: string,
  parameters: readonly EngineParameter[],
  parts: Partial<EngineFacet> = {},
): EngineFacet {
  return {
    name,
    parameters,
    clauses: new Set<EngineClause>(),
    alters: NO_ALTER,
    inShadow: 'stand-in',
    holdsData: true,
    args: (config, secret) => positionalArgs(parameters, config, secret),
    samples: [[]],
    ...parts,
  };
}
