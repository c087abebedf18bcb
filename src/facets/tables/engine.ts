import { canonicalExpression } from '../../model/canonical-text.ts';
import type { Engine, Table } from '../../model/table.ts';
import {
  identifierOf,
  isSymbol,
  quoteName,
  quoteString,
  splitList,
  type Token,
  tokenize,
} from '../../model/tokens.ts';
import { engineOf, isMergeTree, withoutCoordination } from '../engines/index.ts';
import type { TableFacet } from '../facet.ts';
import { SAME } from '../facet.ts';
import {
  HIDDEN,
  hiddenSecrets,
  mayHideTheSame,
  secretPlaceholder,
  withEnvironmentPlaceholders,
} from '../secrets.ts';
import { needsRebuild } from './keys.ts';

/** Path and replica that the server fills in when none are declared. */
const DEFAULT_COORDINATION = /^'\/clickhouse\/tables\/\{(uuid|database\}\/\{table)\}(\/\{shard\})?'$/;

const HIDDEN_ARGUMENT = quoteString(HIDDEN);

/** A table over a table function has `AS remote(…)` where others have their engine; it takes the place of a name. */
const OF_FUNCTION = 'AS ';

/** Reads `= Name(args)`, `Name(args)` or `AS function(args)`; the name may be quoted. */
export function parseEngine(text: string): Engine {
  const body = text.trim().replace(/^=\s*/, '');
  const [first, second] = tokenize(body);
  const isOfFunction = first?.text === 'AS' && second?.kind === 'word';
  const name = isOfFunction ? OF_FUNCTION + second.text : (identifierOf(first) ?? '');
  const open = body.indexOf('(');
  return { name, args: open < 0 ? [] : splitList(body.slice(open + 1, body.lastIndexOf(')'))) };
}

/** `ReplacingMergeTree(ver)`; no parentheses without arguments. */
export function printEngine(engine: Engine): string {
  if (engine.name.startsWith(OF_FUNCTION)) return `${engine.name}(${engine.args.join(', ')})`;
  const name =
    /^[A-Za-z]\w*$/.test(engine.name) && engine.name !== 'Null' ? engine.name : quoteName(engine.name);
  return engine.args.length === 0 ? name : `${name}(${engine.args.join(', ')})`;
}

/** In a path of Keeper the server writes out the names of database and table, and leaves its other macros. */
function withNames(engine: Engine, { database, name }: Table): readonly string[] {
  const [path, ...others] = engine.args;
  if (path === undefined || name === '' || !engine.name.startsWith('Replicated')) return engine.args;
  return [path.replaceAll('{database}', database).replaceAll('{table}', name), ...others];
}

function canonicalEngine(engine: Engine, table: Table): Engine {
  const isDefault = DEFAULT_COORDINATION.test(engine.args[0] ?? '') && engine.args[1] === "'{replica}'";
  const args = isDefault && isMergeTree(engine.name) ? engine.args.slice(2) : withNames(engine, table);
  const hidden = hideBesideHidden(engine.name, args.map(hiddenSecrets));
  return { name: engine.name, args: hidden.map(canonicalArgument) };
}

/** The server hides the secret of an S3 key and shows its id; code gives both as secrets. */
function hideBesideHidden(name: string, args: readonly string[]): readonly string[] {
  const isSecret = engineOf(name).parameters.map(({ kind }) => kind === 'secret');
  const hasHidden = args.some((arg, at) => isSecret[at] === true && arg === HIDDEN_ARGUMENT);
  return hasHidden ? args.map((arg, at) => (isSecret[at] === true ? HIDDEN_ARGUMENT : arg)) : args;
}

/** A name without the quotes that it does not need. The server quotes words of its own, as the key in `pg, \`table\` = 'orders'`. */
function plainName(token: Token | undefined): string | null {
  const name = token?.kind === 'quoted' ? identifierOf(token) : null;
  return name !== null && /^[A-Za-z_]\w*$/.test(name) ? name : null;
}

function canonicalArgument(text: string): string {
  const expression = canonicalExpression(text);
  const [first, next] = tokenize(expression);
  const name = next === undefined || isSymbol(next, '=') ? plainName(first) : null;
  return name === null ? expression : name + expression.slice(first?.end);
}

/** ClickHouse Cloud turns every MergeTree, replicated or not, into its Shared form. */
function comparable(engine: Engine, isShared: boolean): string {
  return printEngine(isShared ? withoutCoordination(engine) : engine);
}

function holdsRows({ name }: Engine): boolean {
  return engineOf(name).holdsData;
}

/** ENGINE: https://clickhouse.com/docs/engines/table-engines */
export const engine: TableFacet<Engine> = {
  keyword: 'ENGINE',
  extract: (declared) => ({
    name: declared.engine,
    args: engineOf(declared.engine)
      .args(declared.config, (key, value) => secretPlaceholder(declared, key, value))
      .map(withEnvironmentPlaceholders),
  }),
  introspect: (parts) => parseEngine(parts.clauses.get('ENGINE') ?? ''),
  canonical: canonicalEngine,
  diff(before, after) {
    const isShared = before.name.startsWith('Shared');
    if (mayHideTheSame(comparable(before, isShared), comparable(after, isShared))) return SAME;
    if (!holdsRows(before) && !holdsRows(after)) {
      return {
        is: 'refuse',
        because: `ClickHouse cannot change the engine (${printEngine(before)} -> ${printEngine(after)}) of an existing table`,
        hint: 'It holds no rows of its own: declare it under a new name, or drop it by hand and plan again',
      };
    }
    return {
      is: 'rebuild',
      because: needsRebuild(`the engine (${printEngine(before)} -> ${printEngine(after)})`),
    };
  },
  operations: () => [],
  elements: () => [],
  clause: (value) =>
    value.name.startsWith(OF_FUNCTION) ? printEngine(value) : `ENGINE = ${printEngine(value)}`,
  describe: (before, after) => `engine ${printEngine(before)} -> ${printEngine(after)}`,
  samples: [
    { name: 'MergeTree', args: [] },
    { name: 'ReplacingMergeTree', args: ['n'] },
    { name: 'SummingMergeTree', args: ['n'] },
  ],
};
