import { type EngineFacet, engineOf, hasPath, plainEngineName } from '../../facets/engines/index.ts';
import { mayHideTheSame } from '../../facets/secrets.ts';
import { printEngine } from '../../facets/tables/engine.ts';
import { tableFacets } from '../../facets/tables/index.ts';
import type { Engine, Table } from '../../model/table.ts';
import { identifierOf, tokenize } from '../../model/tokens.ts';
import { ClickHouseEngines } from '../../sdk/engines.ts';
import { type ConfigObject, code } from './config-value.ts';
import { type EngineOptions, optionsOf } from './engine-options.ts';
import type { Names } from './names.ts';
import { type Undeclarable, undeclarable } from './object-source.ts';
import { createSecrets } from './secrets.ts';
import { settingsValue } from './settings-value.ts';

/** The engine's part of a table's config. */
export interface DeclaredEngine {
  readonly is: 'declared';
  readonly options: ConfigObject;
  /** The table's settings, which may hold secrets of the engine; null for none. */
  readonly settings: ConfigObject | null;
  /** What its options take from the library. */
  readonly values: readonly string[];
  /** Variables of the environment that hold its secrets, which the server does not tell. */
  readonly variables: readonly string[];
}

/**
 * Writes an engine with its parameters by name, or says why it cannot be declared.
 *
 * @param variables gives out the names of the variables for its secrets
 */
export function engineSource(table: Table, variables: Names): DeclaredEngine | Undeclarable {
  // ClickHouse Cloud makes every MergeTree a Shared one by itself.
  const isShared = table.engine.name.startsWith('Shared');
  const name = isShared ? plainEngineName(table.engine.name) : table.engine.name;
  const args = isShared ? withoutPath(table.engine.args) : table.engine.args;
  if (name.startsWith('AS ')) return undeclarable('tables over a table function cannot be declared yet');
  if (!Object.keys(ClickHouseEngines).includes(name))
    return undeclarable(`the engine ${name} cannot be declared yet`);
  const secrets = createSecrets(table.name, variables);
  const facet = engineOf(name);
  const read = optionsOf(facet, args, secrets.take);
  if (read === null || !saysTheSame(facet, read, { name, args }, table)) {
    return undeclarable(
      `the arguments of its engine ${printEngine({ name, args })} have no form in code yet`,
    );
  }
  const settings = settingsValue(table.settings, secrets.take);
  return {
    is: 'declared',
    settings,
    options: { engine: code(`ClickHouseEngines.${name}`), ...read.options },
    values: ['ClickHouseEngines', ...read.values, ...secrets.values()],
    variables: secrets.variables(),
  };
}

function withoutPath(args: readonly string[]): readonly string[] {
  return hasPath(args) ? args.slice(2) : args;
}

/** The facet's own reading of the options must give the live arguments again. */
function saysTheSame(facet: EngineFacet, { plain }: EngineOptions, engine: Engine, table: Table): boolean {
  const again: Engine = { name: engine.name, args: facet.args(plain, (_, value) => value) };
  const canonical = (one: Engine): string => meaning(printEngine(tableFacets.engine.canonical(one, table)));
  return mayHideTheSame(canonical(again), canonical(engine));
}

/** A text with its names unquoted, which is how the two writings of an argument may differ. */
function meaning(text: string): string {
  return tokenize(text)
    .map((token) => identifierOf(token) ?? token.text)
    .join(' ');
}
