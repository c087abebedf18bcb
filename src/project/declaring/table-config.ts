import {
  engineFacets,
  engineOptions,
  plainEngineName,
  takesOption,
  unusedOptions,
} from '../../facets/engines/index.ts';
import type { Declaration } from '../../sdk/registry.ts';
import type {
  SortedTableOptions,
  TableConstraint,
  TableIndex,
  TableOptions,
  TableProjection,
} from '../../sdk/table-options.ts';
import { checkOptions, givenOptions, type OptionsOf, reportUnknown } from './options.ts';
import { membersOf, type Reading } from './reading.ts';

/** What is said of a table besides its definition. An inner table has nothing of it. */
const OF_DECLARATIONS: OptionsOf<
  Pick<
    TableOptions<never>,
    | 'schema'
    | 'version'
    | 'lifeCycle'
    | 'database'
    | 'cluster'
    | 'comment'
    | 'renamedFrom'
    | 'seedFilter'
    | 'metadata'
  >
> = {
  schema: true,
  version: true,
  lifeCycle: true,
  database: true,
  cluster: true,
  comment: true,
  renamedFrom: true,
  seedFilter: true,
  metadata: true,
};

/** Options of the clauses; which engine takes which is asked of the clauses themselves. */
const OF_CLAUSES: OptionsOf<
  Omit<SortedTableOptions<never>, keyof typeof OF_DECLARATIONS> & { readonly engine: string }
> = {
  engine: true,
  orderByFields: true,
  orderByExpression: true,
  partitionBy: true,
  sampleByExpression: true,
  primaryKeyExpression: true,
  ttl: true,
  settings: true,
  indexes: true,
  projections: true,
  constraints: true,
};

const INDEX: OptionsOf<TableIndex> = {
  name: true,
  expression: true,
  type: true,
  arguments: true,
  granularity: true,
};
const PROJECTION: OptionsOf<TableProjection> = { name: true, body: true, settings: true };
const CONSTRAINT: OptionsOf<TableConstraint> = { name: true, expression: true, type: true };

const PARTS = { indexes: INDEX, projections: PROJECTION, constraints: CONSTRAINT } as const;

type Config = Readonly<Record<string, unknown>>;

/** Reports options of a table that are none, that its engine does not take, or that come to nothing as the config stands. */
export function checkTableConfig(
  reading: Reading,
  declaration: Declaration,
  what: string,
  config: Config,
): void {
  check(reading, declaration, what, config, { ...OF_CLAUSES, ...OF_DECLARATIONS });
}

/** The same for the table inside a materialized view. */
export function checkInnerConfig(
  reading: Reading,
  declaration: Declaration,
  what: string,
  config: Config,
): void {
  check(reading, declaration, what, config, OF_CLAUSES);
}

function check(
  reading: Reading,
  declaration: Declaration,
  what: string,
  config: Config,
  known: Readonly<Record<string, true>>,
): void {
  checkParts(reading, declaration, what, config);
  const engine = typeof config.engine === 'string' ? config.engine : 'MergeTree';
  const facet = engineFacets.get(engine);
  // What an engine that there is not would take, nobody knows.
  if (facet === undefined) return;
  const own = engineOptions(facet);
  for (const key of givenOptions(config))
    if (!(key in known) && !own.includes(key))
      reportUntaken(reading, declaration, what, [key, engine], [...Object.keys(known), ...own]);
  for (const { key, needs, beside } of unusedOptions(facet, config)) {
    if (key in known) continue;
    const why = needs.length > 0 ? `needs ${list(needs)}` : `counts for nothing beside ${list(beside)}`;
    reading.report(declaration, `"${key}" of ${what} ${why}`);
  }
}

function reportUntaken(
  reading: Reading,
  declaration: Declaration,
  what: string,
  [key, engine]: readonly [key: string, engine: string],
  own: readonly string[],
): void {
  const others = enginesTaking(key);
  if (key in OF_DECLARATIONS)
    reading.report(declaration, `${what} has "${key}", which is for the view to say`);
  // What was meant may also be an option of an engine that was not named.
  else if (others.length === 0)
    reportUnknown(reading, declaration, what, key, [
      ...own,
      ...[...engineFacets.values()].flatMap(engineOptions),
    ]);
  else
    reading.report(
      declaration,
      `${what} has "${key}", which engine ${engine} does not take`,
      `It is an option of ${shortList(others)}.`,
    );
}

function checkParts(reading: Reading, declaration: Declaration, what: string, config: Config): void {
  for (const [key, known] of Object.entries(PARTS)) {
    const parts = config[key];
    if (!Array.isArray(parts)) continue;
    for (const [at, part] of parts.entries())
      checkOptions(reading, declaration, `${key}[${at}] of ${what}`, membersOf(part), known);
  }
}

function list(keys: readonly string[]): string {
  return keys.map((key) => `"${key}"`).join(' and ');
}

const SHOWN = 4;

function shortList(names: readonly string[]): string {
  return names.length <= SHOWN ? names.join(', ') : `${names.slice(0, SHOWN).join(', ')} and others`;
}

/** Engines that take an option, without replicated forms of those among them. */
function enginesTaking(key: string): readonly string[] {
  return [...engineFacets.values()]
    .filter((facet) => takesOption(facet, key))
    .map(({ name }) => name)
    .filter((name, _, names) => name === plainEngineName(name) || !names.includes(plainEngineName(name)))
    .filter((name) => !name.startsWith('Shared'));
}
