import type { ReadObject } from '../ddl/read-object.ts';
import type { LiveObject } from '../drivers/clickhouse/introspect.ts';
import type { ServerError } from '../drivers/clickhouse/server-error.ts';
import { type Problem, problem, throwProblems } from '../errors.ts';
import type { Address } from '../model/address.ts';
import { hashText } from '../model/hash.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Ownership } from '../model/table.ts';
import type { AnswerCache } from './answer-cache.ts';
import { canonicalReading } from './canonical-reading.ts';
import { completed } from './completed.ts';
import { type Item, itemsOf } from './items.ts';
import { loadLive } from './load-live.ts';
import { readingOf } from './reading.ts';
import type { Shadow } from './shadow.ts';

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
  /**
   * Told of a definition that the shadow's release refuses and another release may well take; null where the target is of
   * the shadow's release, and a refusal is final.
   */
  readonly tolerate: ((words: string) => void) | null;
}

/** What an item is built on, itself last, each once. */
function closure(
  item: Item,
  items: ReadonlyMap<Address, Item>,
  seen: Set<Address> = new Set(),
): readonly Item[] {
  if (seen.has(item.address)) return [];
  seen.add(item.address);
  const needed = item.needs.flatMap((address) => {
    const found = items.get(address);
    return found === undefined ? [] : closure(found, items, seen);
  });
  return [...needed, item];
}

type Keys = ReadonlyMap<Item, string>;

function keyOf(item: Item, items: ReadonlyMap<Address, Item>, version: string): string {
  const texts = closure(item, items).map(({ text }) => text);
  return hashText([version, item.kept, ...texts].join('\n'));
}

/** Families in the order in which they must be there; those of the last wave may need each other. */
const WAVES: readonly (readonly Item['family'][])[] = [
  ['function'],
  ['dictionary'],
  ['table', 'other'],
  ['view', 'materialized-view'],
];

/** Creates items in the shadow, what others need first; answers the errors by address. */
async function createAll(shadow: Shadow, items: readonly Item[]): Promise<ReadonlyMap<Address, ServerError>> {
  const errors = new Map<Address, ServerError>();
  const create = async (wave: readonly Item[]): Promise<readonly Item[]> => {
    const answers = await shadow.runAll(wave.map((item) => item.statement(shadow.settings)));
    wave.forEach(({ address }, at) => {
      const error = answers[at];
      if (error === null || error === undefined) errors.delete(address);
      else errors.set(address, error);
    });
    return wave.filter(({ address }) => errors.has(address));
  };
  for (const families of WAVES) {
    let wave: readonly Item[] = items.filter(({ family }) => families.includes(family));
    while (wave.length > 0) {
      const failed = await create(wave);
      // A view over a view that failed in this round may succeed in the next one.
      wave = families.includes('view') && failed.length < wave.length ? failed : [];
    }
  }
  await tryAll(shadow, items, errors);
  return errors;
}

/** Judges further what CREATE takes without a look at it. */
async function tryAll(
  shadow: Shadow,
  items: readonly Item[],
  errors: Map<Address, ServerError>,
): Promise<void> {
  const tried = items.flatMap(({ address, trial }) =>
    trial === null || errors.has(address) ? [] : [{ address, trial }],
  );
  const answers = await shadow.runAll(tried.map(({ trial }) => trial));
  tried.forEach(({ address }, at) => {
    const error = answers[at];
    if (error !== null && error !== undefined) errors.set(address, error);
  });
}

function refusedBy(item: Item, error: ServerError): Problem {
  const message = `${item.address}: ClickHouse refuses this definition: ${error.message}`;
  return problem('DECLARATION_INVALID', message, { position: item.object.source });
}

/** ATTACH takes what a newer CREATE has become too strict for; what even ATTACH refuses stays refused. */
async function attachRefused(
  shadow: Shadow,
  items: readonly Item[],
  refused: ReadonlyMap<Address, ServerError>,
  tolerate: (words: string) => void,
): Promise<ReadonlyMap<Address, ServerError>> {
  const doubtful = items.filter(({ address, reading }) => refused.has(address) && reading.family === 'table');
  if (doubtful.length === 0) return refused;
  const { errors } = await loadLive(
    doubtful.map(({ reading }) => reading),
    shadow,
  );
  const left = new Map(refused);
  for (const { address } of doubtful) {
    if (errors.has(address)) continue;
    tolerate(
      `${address}: the embedded ClickHouse is newer than the target and would refuse this definition: ${refused.get(address)?.message ?? ''}`,
    );
    left.delete(address);
  }
  // What failed only because its table was missing gets another try.
  const again = items.filter(({ address }) => left.has(address));
  const retried = again.length === items.length || again.length === 0 ? left : await createAll(shadow, again);
  return new Map([...left].filter(([address]) => retried.has(address)));
}

/** Asks the shadow for the items that the cache does not know, and remembers the answers. */
async function ask(
  missing: readonly Item[],
  items: ReadonlyMap<Address, Item>,
  keys: Keys,
  input: CanonicaliseInput,
): Promise<void> {
  const needed = new Map(missing.flatMap((item) => closure(item, items)).map((item) => [item.address, item]));
  const shadow = await input.open();
  try {
    const refused = await createAll(shadow, [...needed.values()]);
    const errors =
      input.tolerate === null
        ? refused
        : await attachRefused(shadow, [...needed.values()], refused, input.tolerate);
    const declared = missing.filter(({ isDeclared }) => isDeclared);
    throwProblems(
      declared.flatMap((item) => {
        const error = errors.get(item.address);
        return error === undefined ? [] : [refusedBy(item, error)];
      }),
    );
    const databases = [
      ...new Set([...needed.keys()].map((address) => address.slice(0, address.indexOf('.')))),
    ];
    const state = await shadow.read(databases);
    const texts = new Map(state.objects.map((object) => [object.address, object]));
    for (const item of declared) {
      const found = texts.get(item.address);
      if (found === undefined) continue;
      const answer = completed(readingOf(found), item.reading);
      input.cache.set(keys.get(item) ?? keyOf(item, items, input.version), canonicalReading(answer));
    }
  } finally {
    await shadow.close();
  }
}

const OWNED = ['lifeCycle', 'cluster', 'source'] as const;

/** The engine's answer, with what only the declaration knows. */
function owned<T extends Ownership>(answer: T, declared: T): T {
  const own = Object.fromEntries(OWNED.map((key) => [key, declared[key]]));
  return {
    ...answer,
    ...own,
    ...('version' in declared ? { version: declared.version } : {}),
    ...('sources' in declared ? { sources: declared.sources } : {}),
    ...('startsEmpty' in declared ? { startsEmpty: declared.startsEmpty } : {}),
  };
}

/**
 * The declared map as ClickHouse itself understands it: each object is created on the shadow and read back. Answers come
 * from the cache where nothing changed. Throws every definition that ClickHouse refuses, with its place in the code.
 */
export async function canonicaliseDeclared(input: CanonicaliseInput): Promise<InfraMap> {
  const items = itemsOf(input.declared, input.undeclared);
  const wanted = [...items.values()].filter(({ isDeclared }) => isDeclared);
  const keys: Keys = new Map(wanted.map((item) => [item, keyOf(item, items, input.version)]));
  const missing = wanted.filter((item) => input.cache.get(keys.get(item) ?? '') === undefined);
  if (missing.length > 0) await ask(missing, items, keys, input);
  const answerOf = <T extends Ownership & { readonly address: Address }>(object: T): T => {
    const item = items.get(object.address);
    const answer =
      item === undefined ? undefined : (input.cache.get(keys.get(item) ?? '') as ReadObject | undefined);
    return answer === undefined ? object : owned(answer.object as unknown as T, object);
  };
  return {
    ...input.declared,
    tables: input.declared.tables.map(answerOf),
    views: input.declared.views.map(answerOf),
    materializedViews: input.declared.materializedViews.map(answerOf),
    dictionaries: input.declared.dictionaries.map(answerOf),
    functions: input.declared.functions.map(answerOf),
  };
}
