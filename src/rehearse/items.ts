import { createMaterializedView, createTable, createView } from '../ddl/create.ts';
import { createDictionary, createFunction } from '../ddl/create-dictionary.ts';
import type { ReadObject, Understood } from '../ddl/read-object.ts';
import type { LiveObject } from '../drivers/clickhouse/introspect.ts';
import { hiddenSecrets } from '../facets/secrets.ts';
import type { Address } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Ownership } from '../model/table.ts';
import { namesIn, quoteQualified, stringValue, tokenize } from '../model/tokens.ts';
import { canonicalReading } from './canonical-reading.ts';
import { madeItems } from './made-items.ts';
import { beyondShadow, reachingOf } from './reach.ts';
import { readingOf, readingsOf } from './reading.ts';
import { isJudgedByLoading, shadowDictionary } from './shadow-dictionary.ts';
import { type Known, shadowForm } from './shadow-form.ts';
import { madeReaching } from './shadow-sql.ts';
import { shadowMaterializedView, shadowView, unreadView } from './shadow-view.ts';

/** One object that a shadow is asked to judge, or that others need there. */
export interface Item {
  readonly address: Address;
  readonly name: string;
  readonly family: ReadObject['family'];
  /** Whether the code declares it; else it is a live object of somebody else. */
  readonly isDeclared: boolean;
  /** Whether hand-written SQL makes it. */
  readonly isMade: boolean;
  /** What the shadow would run if it knew every setting; answers are remembered by it. */
  readonly text: string;
  /** What it runs, given what it knows and has. */
  statement(known: Known): string;
  /** Run when that fails; null for nothing. */
  readonly instead: Item['statement'] | null;
  /** Run after it is there, to be judged further; null for none. */
  readonly trial: string | null;
  /** The object itself. */
  readonly reading: ReadObject;
  /** What the answer depends on besides the statements. */
  readonly kept: string;
  /** Addresses of the items that it is built on. */
  readonly needs: readonly Address[];
  readonly object: Ownership & { readonly address: Address };
}

/** An item by itself, whatever else there is. */
export type Whole = Omit<Item, 'needs' | 'isDeclared' | 'instead'>;

function wholeOf(reading: Understood): Whole {
  const { family, object } = reading;
  const common = {
    address: object.address,
    name: object.name,
    family,
    object,
    isMade: false,
    trial: null,
    kept: '',
    reading,
  };
  switch (family) {
    case 'table': {
      const form = shadowForm(object, null);
      const statement = (known: Known): string =>
        hiddenSecrets(createTable(shadowForm(form.table, known).table));
      return {
        ...common,
        text: hiddenSecrets(createTable(form.table)),
        statement,
        kept: JSON.stringify(form.keep),
      };
    }
    case 'view': {
      const statement = createView(shadowView(object), { orReplace: false, comment: true });
      return { ...common, text: statement, statement: () => statement, kept: object.security ?? '' };
    }
    case 'materialized-view': {
      const statement = (known: Known | null): string =>
        hiddenSecrets(createMaterializedView(shadowMaterializedView(object, known), { comment: true }));
      return {
        ...common,
        text: statement(null),
        statement,
        kept: JSON.stringify([object.security, object.refresh, object.inner]),
      };
    }
    case 'dictionary': {
      const statement = createDictionary(shadowDictionary(object, false));
      const trial = isJudgedByLoading(object)
        ? `SYSTEM RELOAD DICTIONARY ${quoteQualified(object.database, object.name)}`
        : null;
      return {
        ...common,
        text: statement,
        statement: () => statement,
        trial,
        kept: hiddenSecrets(createDictionary(object)),
      };
    }
    case 'function': {
      const statement = createFunction({ ...object, cluster: null });
      return { ...common, text: statement, statement: () => statement };
    }
    default:
      return reading satisfies never;
  }
}

/** A view whose SELECT leaves the engine: only its text is judged. */
function unread(whole: Whole): Whole {
  const { reading } = whole;
  if (reading.family !== 'view' && reading.family !== 'materialized-view') return whole;
  const statement = createView(unreadView(reading.object));
  return { ...whole, text: statement, statement: () => statement };
}

/** A live object of somebody else, as what we declare may need it: without its rows and without asking anybody. */
function undeclaredItem(live: LiveObject): Whole {
  const found = readingOf(live);
  // 26.7 prints a function with parentheses that its calls do not get.
  const reading = found.family === 'function' ? canonicalReading(found) : found;
  if (reading.family !== 'other') return { ...wholeOf(reading), trial: null };
  const owner = {
    lifeCycle: 'EXTERNALLY_MANAGED',
    cluster: null,
    source: null,
    notUnderstood: null,
    address: live.address,
  } as const;
  return {
    address: live.address,
    name: live.name,
    family: 'other',
    isMade: false,
    text: live.text,
    statement: () => live.text,
    trial: null,
    reading,
    kept: '',
    object: owner,
  };
}

/** The last part of every text, as dictGet names dictionaries: `'local.countries'`. */
function namesInTexts(sql: string): readonly string[] {
  return tokenize(sql).flatMap((token) =>
    token.kind === 'string' ? [stringValue(token.text).split('.').at(-1) ?? ''] : [],
  );
}

/** What may be meant by the names in a statement. Tables are built on functions and dictionaries alone. */
function needsOf(
  item: Whole,
  byName: ReadonlyMap<string, readonly Whole[]>,
  has: { readonly callables: boolean },
): readonly Address[] {
  const isPlain = item.family === 'dictionary' || (item.family === 'table' && !has.callables);
  if (isPlain && !item.isMade) return [];
  const isQuery =
    item.isMade || item.family === 'view' || item.family === 'materialized-view' || item.family === 'other';
  const named = [...namesIn(item.text)]
    .flatMap((name) => byName.get(name) ?? [])
    .filter(({ family }) => isQuery || family === 'function');
  const asked = has.callables
    ? namesInTexts(item.text)
        .flatMap((name) => byName.get(name) ?? [])
        .filter(({ family }) => family === 'dictionary')
    : [];
  return [...new Set([...named, ...asked].map(({ address }) => address))].filter(
    (address) => address !== item.address,
  );
}

function byNameOf(items: readonly Whole[]): ReadonlyMap<string, readonly Whole[]> {
  const byName = new Map<string, Whole[]>();
  for (const item of items) byName.set(item.name, [...(byName.get(item.name) ?? []), item]);
  return byName;
}

/** Every declared object and what else they may be built on: live objects, and what hand-written SQL makes, by address. */
export function itemsOf(declared: InfraMap, undeclared: readonly LiveObject[]): ReadonlyMap<Address, Item> {
  const meant = readingsOf(declared).map(wholeOf);
  const made = madeItems(declared);
  const addresses = new Set(meant.map(({ address }) => address));
  const live = undeclared.filter(({ address }) => !addresses.has(address)).map(undeclaredItem);
  // What hand-written SQL makes is what it makes now; the live one will do where the shadow does not take its statement.
  const remade = new Map(made.map(({ at, whole }) => [at, whole.address]));
  const instead = new Map(live.map((whole) => [remade.get(whole.address) ?? '', whole.statement]));
  const found = live.filter(({ address }) => !remade.has(address));
  const beyond = beyondShadow([
    ...[...meant, ...found].map(({ reading }) => reachingOf(reading)),
    ...madeReaching(declared),
  ]);
  const judgeable = (whole: Whole): Whole => (beyond.has(whole.address) ? unread(whole) : whole);
  const [own, others] = [meant.map(judgeable), [...found.map(judgeable), ...made.map(({ whole }) => whole)]];
  const byName = byNameOf([...own, ...others]);
  const callables = [...own, ...others].some(
    ({ family }) => family === 'dictionary' || family === 'function',
  );
  const items = new Map<Address, Item>();
  const add = (whole: Whole): void => {
    if (items.has(whole.address)) return;
    const needs = needsOf(whole, byName, { callables });
    const isDeclared = addresses.has(whole.address);
    items.set(whole.address, { ...whole, needs, isDeclared, instead: instead.get(whole.address) ?? null });
    for (const other of others) if (needs.includes(other.address)) add(other);
  };
  own.forEach(add);
  return items;
}
