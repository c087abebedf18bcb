import type { ReadObject } from '../ddl/read-object.ts';
import { type Address, addressOf, addressOfName } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation } from '../model/operation.ts';
import { identifierOf, isSymbol, namesIn, stringValue, type Token, tokenize } from '../model/tokens.ts';
import type { MaterializedView } from '../model/view.ts';
import { addressOfReading } from './load-live.ts';
import { reachesOut } from './reach.ts';
import { readingsOf } from './reading.ts';
import type { Shadow } from './shadow.ts';

/** A table and everything that an INSERT into it runs through. */
export interface InsertChain {
  readonly source: Address;
  readonly database: string;
  readonly name: string;
  /** The materialized views that it sets off, one after the other. */
  readonly views: ReadonlySet<Address>;
  /** Of each of these views, the tables on the way whose INSERTs set it off. */
  readonly fed: ReadonlyMap<Address, readonly Address[]>;
  /** Names of all that it writes or reads on the way, without databases: rather a name too many. */
  readonly names: ReadonlySet<string>;
  /** Those of `names` that are tables or views, not only columns or functions. */
  readonly objects: ReadonlySet<string>;
  /** Why no row may be pushed through it here; null where one may. */
  readonly unsafe: string | null;
}

/** What the texts of a state say about its chains. */
export interface ChainTexts {
  /** Of each materialized view: what it reads, and the table that it writes to. */
  readonly views: ReadonlyMap<Address, Pick<MaterializedView, 'name' | 'select' | 'target' | 'refresh'>>;
  /** Names of all objects, without databases. */
  readonly objects: ReadonlySet<string>;
  /** Names of objects that would touch files or the network when they are read. */
  readonly reaching: ReadonlySet<string>;
  /** Names of the dictionaries that the shadow has without their sources. */
  readonly dictionaries: ReadonlySet<string>;
}

interface Row {
  readonly database: string;
  readonly name: string;
  readonly databases: readonly string[];
  readonly names: readonly string[];
}

// Only the engine knows which table of a SELECT sets a view off. Refreshable views are not among these.
const DEPENDENTS = `
SELECT database, name, dependencies_database AS databases, dependencies_table AS names
FROM system.tables WHERE notEmpty(dependencies_table) AND database != 'system' ORDER BY database, name`;

/** What is evaluated when an object is read or written. */
function textsOf(reading: ReadObject): readonly string[] {
  switch (reading.family) {
    case 'table':
      return reading.object.columns.map((column) => column.default?.expression ?? '');
    case 'view':
    case 'materialized-view':
      return [reading.object.select];
    case 'function':
      return [reading.object.expression];
    case 'dictionary':
    case 'other':
      return [];
    default:
      return reading satisfies never;
  }
}

function isReaching(text: string, reaching: ReadonlySet<string>): boolean {
  return reachesOut(text) || [...namesIn(text)].some((name) => reaching.has(name));
}

/** Grows until nothing more is found: a view that reads a view that asks a URL does so as well. */
function reachingNames(readings: readonly ReadObject[]): ReadonlySet<string> {
  const reaching = new Set<string>();
  for (let size = -1; size < reaching.size; ) {
    size = reaching.size;
    for (const reading of readings)
      if (textsOf(reading).some((text) => isReaching(text, reaching))) reaching.add(reading.object.name);
  }
  return reaching;
}

/** The state that the shadow is in: what was live, and what the plan has made of it. */
export function chainTexts(live: readonly ReadObject[], map: InfraMap): ChainTexts {
  const own = readingsOf(map);
  const planned = new Set(own.map(({ object }) => object.address));
  const readings: readonly ReadObject[] = [
    ...live.filter((reading) => !planned.has(addressOfReading(reading))),
    ...own,
  ];
  const views = readings.flatMap((reading) =>
    reading.family === 'materialized-view' ? [[reading.object.address, reading.object] as const] : [],
  );
  const dictionaries = readings.flatMap((reading) =>
    reading.family === 'dictionary' ? [reading.object.name] : [],
  );
  return {
    views: new Map(views),
    objects: new Set(readings.map(({ object }) => object.name)),
    reaching: reachingNames(readings),
    dictionaries: new Set(dictionaries),
  };
}

function dictionaryAt(tokens: readonly Token[], at: number): string | null {
  const isCall = /^dict(Get|Has|IsIn)/i.test(identifierOf(tokens[at]) ?? '') && isSymbol(tokens[at + 1], '(');
  const argument = tokens[at + 2];
  if (!isCall || argument === undefined) return null;
  const named = argument.kind === 'string' ? stringValue(argument.text) : identifierOf(argument);
  // A name without quotes may have its database before it.
  const last = isSymbol(tokens[at + 3], '.') ? identifierOf(tokens[at + 4]) : named;
  return last?.split('.').at(-1) ?? '';
}

/** Why a SELECT may not run here; null where it may. */
function unsafeBecause(select: string, { reaching, dictionaries }: ChainTexts): string | null {
  if (isReaching(select, reaching)) return 'reaches out of the engine';
  const tokens = tokenize(select);
  const unknown = tokens
    .map((_, at) => dictionaryAt(tokens, at))
    .find((name) => name !== null && !dictionaries.has(name));
  return unknown === undefined ? null : `asks the dictionary ${unknown}, which only the server has`;
}

/** Every table of the shadow that sets materialized views off. */
export async function insertChains(shadow: Shadow, texts: ChainTexts): Promise<readonly InsertChain[]> {
  const rows = await shadow.query<Row>(DEPENDENTS);
  const dependents = new Map(
    rows.map(({ database, name, databases, names }) => [
      addressOf(database, name),
      names.map((view, at) => addressOf(databases[at] ?? '', view)),
    ]),
  );
  return rows.map(({ database, name }) => {
    const views = new Set<Address>();
    const names = new Set<string>([name]);
    const fed = new Map<Address, Address[]>();
    let unsafe: string | null = texts.reaching.has(name) ? `${name} reaches out of the engine` : null;
    const follow = (address: Address): void => {
      for (const view of dependents.get(address) ?? []) {
        fed.set(view, [...(fed.get(view) ?? []), address]);
        if (views.has(view)) continue;
        views.add(view);
        const { select, target, name: own } = texts.views.get(view) ?? UNKNOWN_VIEW;
        const because = unsafeBecause(select, texts);
        if (because !== null) unsafe ??= `${view} ${because}`;
        for (const read of [...namesIn(select), own, ...(target === null ? [] : [target.name])])
          names.add(read);
        // A view that writes into a table of its own is what further views read.
        follow(target === null ? view : addressOfName(target));
      }
    };
    const source = addressOf(database, name);
    follow(source);
    const objects = new Set([...names].filter((each) => each === name || texts.objects.has(each)));
    return { source, database, name, views, fed, names, objects, unsafe };
  });
}

const UNKNOWN_VIEW = { select: '', target: null, name: '' } as const;

/** The views that should be set off by an INSERT and are not, since the shadow could not load them; and the names they use. */
export function unloadedViews(
  texts: ChainTexts,
  chains: readonly InsertChain[],
): readonly { readonly address: Address; readonly names: ReadonlySet<string> }[] {
  const loaded = new Set(chains.flatMap(({ views }) => [...views]));
  return [...texts.views]
    .filter(([address, { refresh }]) => refresh === null && !loaded.has(address))
    .map(([address, { select, target }]) => ({
      address,
      names: new Set([...namesIn(select), ...(target === null ? [] : [target.name])]),
    }));
}

/** Whether an operation may change what becomes of a row that is inserted at the head of a chain. */
export function touches(chain: InsertChain, operation: Operation): boolean {
  if (operation.kind === 'RawSql')
    return operation.sql.some((sql) => [...namesIn(sql)].some((name) => chain.names.has(name)));
  if (operation.kind === 'RenameTable' && chain.names.has(operation.after)) return true;
  if (operation.kind === 'ExchangeTables' && chain.names.has(operation.other)) return true;
  return chain.names.has(operation.target.name);
}
