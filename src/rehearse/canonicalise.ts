import { createMaterializedView, createTable, createView } from '../ddl/create.ts';
import { type ReadObject, readObject } from '../ddl/read-object.ts';
import type { LiveObject } from '../drivers/clickhouse/introspect.ts';
import type { ServerError } from '../drivers/clickhouse/server-error.ts';
import { type Problem, problem, throwProblems } from '../errors.ts';
import { hiddenSecrets } from '../facets/secrets.ts';
import type { Address } from '../model/address.ts';
import { hashText } from '../model/hash.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Ownership, Table } from '../model/table.ts';
import { namesIn } from '../model/tokens.ts';
import type { MaterializedView, View } from '../model/view.ts';
import type { AnswerCache } from './answer-cache.ts';
import { canonicalReading } from './canonical-reading.ts';
import type { Shadow } from './shadow.ts';
import { restore, shadowForm, type ShadowForm } from './shadow-form.ts';

/** What is needed to canonicalise a declared map. */
export interface CanonicaliseInput {
  readonly declared: InfraMap;
  /** Live objects that the code does not declare: views may read them. */
  readonly undeclared: readonly LiveObject[];
  /** Everything the answers depend on besides the texts: versions of the tool and of the engine. */
  readonly version: string;
  readonly cache: AnswerCache;
  /** Starts the shadow; called only when some answer is not in the cache. */
  readonly open: () => Promise<Shadow>;
}

interface Item {
  readonly address: Address;
  readonly name: string;
  /** What the shadow runs. */
  readonly statement: string;
  /** Addresses of the items and live objects whose names stand in it. */
  readonly needs: readonly Address[];
  readonly object: Ownership & { readonly address: Address };
  readonly form: ShadowForm | null;
  readonly family: 'table' | 'view' | 'materialized-view' | 'undeclared';
}

function hidden(statement: string): string {
  return hiddenSecrets(statement);
}

function tableItem(table: Table): Item {
  const form = shadowForm(table, null);
  return { address: table.address, name: table.name, statement: hidden(createTable(form.table)), needs: [], object: table, form, family: 'table' };
}

/** A live object that is not declared, as views over it need it: loaded without its data and without asking anybody. */
function undeclaredItem(object: LiveObject): Item {
  const read = readObject(object);
  const form = read.family === 'table' ? shadowForm(read.object, null) : null;
  const statement = form === null ? object.text : createTable(form.table);
  const owner = { lifeCycle: 'EXTERNALLY_MANAGED', cluster: null, source: null, notUnderstood: null, address: object.address } as const;
  return { address: object.address, name: object.name, statement, needs: [], object: owner, form, family: 'undeclared' };
}

function viewItem(view: View | MaterializedView, statement: string, family: Item['family'], byName: ReadonlyMap<string, readonly Item[]>): Item {
  const text = 'target' in view ? `${view.select} ${view.target ?? ''}` : view.select;
  const needs = [...namesIn(text)].flatMap((name) => byName.get(name) ?? []).map(({ address }) => address);
  return { address: view.address, name: view.name, statement, needs: needs.filter((address) => address !== view.address), object: view, form: null, family };
}

/** Every declared object and every live one that views may need, by address. */
function itemsOf({ declared, undeclared }: CanonicaliseInput): ReadonlyMap<Address, Item> {
  const tables = declared.tables.map(tableItem);
  const declaredAddresses = new Set([...declared.tables, ...declared.views, ...declared.materializedViews].map(({ address }) => address));
  const others = undeclared.filter(({ address }) => !declaredAddresses.has(address)).map((object) => ({ address: object.address, name: object.name, object }));
  const byName = new Map<string, Item[]>();
  const remember = (item: Item): void => {
    const known = byName.get(item.name);
    if (known === undefined) byName.set(item.name, [item]);
    else known.push(item);
  };
  tables.forEach(remember);
  const texts = [...declared.views, ...declared.materializedViews].map((view) => view.select).join(' ; ');
  const named = others.length === 0 ? new Set<string>() : namesIn(texts);
  const needed = others.filter(({ name }) => named.has(name)).map(({ object }) => undeclaredItem(object));
  needed.forEach(remember);
  const stubs = declared.views.map((view) => viewItem(view, createView(view), 'view', new Map()));
  stubs.forEach(remember);
  const views = declared.views.map((view) => viewItem(view, createView(view), 'view', byName));
  const materialized = declared.materializedViews.map((view) => viewItem(view, createMaterializedView({ ...view, cluster: null }), 'materialized-view', byName));
  return new Map([...tables, ...needed, ...views, ...materialized].map((item) => [item.address, item]));
}

/** What an item is built on, itself last, each once. */
function closure(item: Item, items: ReadonlyMap<Address, Item>, seen: Set<Address> = new Set()): readonly Item[] {
  if (seen.has(item.address)) return [];
  seen.add(item.address);
  const needed = item.needs.flatMap((address) => {
    const found = items.get(address);
    return found === undefined ? [] : closure(found, items, seen);
  });
  return [...needed, item];
}

function keyOf(item: Item, items: ReadonlyMap<Address, Item>, version: string): string {
  const texts = item.needs.length === 0 ? [item.statement] : closure(item, items).map(({ statement }) => statement);
  const kept = item.form === null ? '' : JSON.stringify(item.form.keep);
  return hashText([version, kept, ...texts].join('\n'));
}

/** Creates items in the shadow, what others need first; answers the errors by address. */
async function createAll(shadow: Shadow, items: readonly Item[]): Promise<ReadonlyMap<Address, ServerError>> {
  const errors = new Map<Address, ServerError>();
  let rest = items.map((item) => ({ item, statement: item.form === null ? item.statement : hidden(createTable(trimmed(item.form, shadow))) }));
  const isView = (family: Item['family']): boolean => family === 'view' || family === 'materialized-view';
  let wave = rest.filter(({ item }) => !isView(item.family));
  rest = rest.filter(({ item }) => isView(item.family));
  for (;;) {
    const answers = await shadow.runAll(wave.map(({ statement }) => statement));
    const failed = wave.filter((_, at) => answers[at] !== null);
    wave.forEach(({ item }, at) => {
      const error = answers[at];
      if (error === null || error === undefined) errors.delete(item.address);
      else errors.set(item.address, error);
    });
    const isProgress = failed.length < wave.length;
    // A view over a view that failed in this wave may succeed in the next one.
    const again = failed.filter(({ item }) => isView(item.family));
    wave = [...again, ...rest];
    if (wave.length === 0 || (!isProgress && rest.length === 0)) return errors;
    rest = [];
  }
}

function trimmed(form: ShadowForm, shadow: Shadow): Table {
  return shadowForm(form.table, shadow.settings).table;
}

function refusedBy(item: Item, error: ServerError): Problem {
  const message = `${item.address}: ClickHouse refuses this definition: ${error.message}`;
  return problem('DECLARATION_INVALID', message, { position: item.object.source });
}

/** Asks the shadow for the items that the cache does not know, and remembers the answers. */
async function ask(missing: readonly Item[], items: ReadonlyMap<Address, Item>, input: CanonicaliseInput): Promise<void> {
  const needed = new Map(missing.flatMap((item) => closure(item, items)).map((item) => [item.address, item]));
  const shadow = await input.open();
  try {
    const errors = await createAll(shadow, [...needed.values()]);
    const declared = missing.filter(({ family }) => family !== 'undeclared');
    throwProblems(declared.flatMap((item) => {
      const error = errors.get(item.address);
      return error === undefined ? [] : [refusedBy(item, error)];
    }));
    const databases = [...new Set([...needed.keys()].map((address) => address.slice(0, address.indexOf('.'))))];
    const state = await shadow.read(databases);
    const texts = new Map(state.objects.map((object) => [object.address, object]));
    for (const item of declared) {
      const found = texts.get(item.address);
      if (found === undefined) continue;
      const read = readObject(found);
      const answer = read.family === 'table' && item.form !== null ? { ...read, object: restore(read.object, item.form) } : read;
      input.cache.set(keyOf(item, items, input.version), canonicalReading(answer));
    }
  } finally {
    await shadow.close();
  }
}

const OWNED = ['lifeCycle', 'cluster', 'source'] as const;

/** The engine's answer, with what only the declaration knows. */
function owned<T extends Ownership>(answer: T, declared: T): T {
  const own = Object.fromEntries(OWNED.map((key) => [key, declared[key]]));
  return { ...answer, ...own, ...('version' in declared ? { version: declared.version } : {}), ...('sources' in declared ? { sources: declared.sources } : {}) };
}

/**
 * The declared map as ClickHouse itself understands it: each object is created on the shadow and read back. Answers come
 * from the cache where nothing changed. Throws every definition that ClickHouse refuses, with its place in the code.
 */
export async function canonicaliseDeclared(input: CanonicaliseInput): Promise<InfraMap> {
  const items = itemsOf(input);
  const wanted = [...items.values()].filter(({ family }) => family !== 'undeclared');
  const missing = wanted.filter((item) => input.cache.get(keyOf(item, items, input.version)) === undefined);
  if (missing.length > 0) await ask(missing, items, input);
  const answerOf = <T extends Ownership & { readonly address: Address }>(object: T): T => {
    const item = items.get(object.address);
    const answer = item === undefined ? undefined : (input.cache.get(keyOf(item, items, input.version)) as ReadObject | undefined);
    return answer === undefined ? object : owned(answer.object as unknown as T, object);
  };
  return {
    ...input.declared,
    tables: input.declared.tables.map(answerOf),
    views: input.declared.views.map(answerOf),
    materializedViews: input.declared.materializedViews.map(answerOf),
  };
}
