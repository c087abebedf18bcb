import type { ReadObject } from '../ddl/read-object.ts';
import type { LiveObject } from '../drivers/clickhouse/introspect.ts';
import type { ServerError } from '../drivers/clickhouse/server-error.ts';
import { AppError, type Problem, problem, throwProblems } from '../errors.ts';
import type { Address } from '../model/address.ts';
import { hashText, stableJson } from '../model/hash.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Surroundings } from '../model/surroundings.ts';
import type { Ownership } from '../model/table.ts';
import type { AnswerCache } from './answer-cache.ts';
import { canonicalReading } from './canonical-reading.ts';
import { completed } from './completed.ts';
import { createAll } from './create-items.ts';
import { type Item, itemsOf } from './items.ts';
import { type Judged, recordingOf } from './judged.ts';
import { loadLive } from './load-live.ts';
import { readingOf } from './reading.ts';
import type { OpenShadow, Shadow } from './shadow.ts';
import { partsNamedIn, type SurroundingsSource, surroundingsFor, surroundingsKey } from './surroundings.ts';

/** What is needed to canonicalise a declared map. */
export interface CanonicaliseInput {
  readonly declared: InfraMap;
  /** Live objects that the code does not declare: views may read them. */
  readonly undeclared: readonly LiveObject[];
  /** Everything the answers depend on besides the texts: versions of the tool and of the engine. */
  readonly version: string;
  readonly cache: AnswerCache;
  /** Starts the shadow; called only when some answer is not in the cache. */
  readonly open: OpenShadow;
  /** Takes the shadow on which all of the definitions were created just now, and closes it; null to have it closed at once. */
  readonly keep: ((judged: Judged) => void) | null;
  /** What definitions may name besides each other. */
  readonly surroundings: SurroundingsSource;
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

function keyOf(
  item: Item,
  items: ReadonlyMap<Address, Item>,
  { version }: CanonicaliseInput,
  around: Surroundings,
): string {
  const texts = closure(item, items).map(({ text }) => text);
  const named = texts.map((text) => surroundingsKey(text, around)).filter((key) => key !== '');
  return hashText([version, item.kept, ...texts, ...named].join('\n'));
}

type Keys = ReadonlyMap<Item, string>;

function isView(item: Item | undefined): boolean {
  return item?.family === 'view' || item?.family === 'materialized-view';
}

/** Where an item is read from; functions are in no database, and are read with any. */
function databaseOfItem({ reading }: Item): string {
  return reading.family === 'function' ? '' : reading.object.database;
}

/** What an engine that stands in for another one lacks, that one lacks too: people know it by its own name. */
function withoutStandIn({ reading }: Item, message: string): string {
  if (reading.family !== 'table') return message;
  return message.replace(/\bEngine Memory\b/g, `Engine ${reading.object.engine.name}`);
}

function refusedBy(item: Item, error: ServerError): Problem {
  const message = `${item.object.address}: ClickHouse refuses this definition: ${withoutStandIn(item, error.message)}`;
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

/** Asks the shadow for the items that the cache does not know, and remembers the answers, for the surroundings that it gives. */
async function ask(
  missing: readonly Item[],
  items: ReadonlyMap<Address, Item>,
  input: CanonicaliseInput,
  around: Surroundings,
): Promise<Surroundings> {
  const needed = new Map(missing.flatMap((item) => closure(item, items)).map((item) => [item.address, item]));
  const texts = [...needed.values()].map(({ text }) => text);
  const opened = await input.open(surroundingsFor(texts, around));
  const recording = recordingOf(opened);
  const { shadow } = recording;
  let end = (): Promise<void> => opened.close();
  try {
    const refused = await createAll(shadow, [...needed.values()]);
    const errors =
      input.tolerate === null
        ? refused
        : await attachRefused(shadow, [...needed.values()], refused, input.tolerate);
    const declared = missing.filter(({ isDeclared }) => isDeclared);
    const full = await withExecutables(errors, input, around);
    if (full !== null) return await ask(missing, items, input, full);
    const isRefused = ({ address }: Item): boolean => errors.has(address);
    // What hand-written SQL makes is told of only where something fails for want of it.
    const wanted = new Set(declared.filter(isRefused).flatMap(({ needs }) => needs));
    const made = [...needed.values()].filter(({ isMade, address }) => isMade && wanted.has(address));
    throwProblems(
      [...made, ...declared].flatMap((item) => {
        const error = errors.get(item.address);
        // A view that fails for want of a table that failed is no news.
        const isEcho =
          isView(item) && item.needs.some((address) => errors.has(address) && !isView(items.get(address)));
        return error === undefined || isEcho ? [] : [refusedBy(item, error)];
      }),
    );
    const databases = [...new Set([...needed.values()].map(databaseOfItem))];
    const state = await shadow.read(databases);
    const texts = new Map(state.objects.map((object) => [object.address, object]));
    for (const item of declared) {
      const found = texts.get(item.address);
      if (found === undefined) {
        if (errors.has(item.address)) continue;
        throw new AppError(
          'TOOL_BUG',
          `${item.address} was made on the embedded ClickHouse and is not there`,
        );
      }
      const answer = completed(readingOf(found), item.reading, shadow);
      input.cache.set(keyOf(item, items, input, around), canonicalReading(answer));
    }
    const judged = recording.judged();
    const isAll = [...items.values()].every(({ address, isDeclared }) => isDeclared && needed.has(address));
    const { keep } = input;
    if (keep !== null && judged !== null && isAll) end = async () => keep(judged);
    return around;
  } finally {
    await end();
  }
}

const UNKNOWN_FUNCTION = 46;

/** The surroundings as they are now, when a definition may have been refused for want of a program of the target; else null. */
async function withExecutables(
  errors: ReadonlyMap<Address, ServerError>,
  { surroundings }: CanonicaliseInput,
  around: Surroundings,
): Promise<Surroundings | null> {
  if (![...errors.values()].some(({ code }) => code === UNKNOWN_FUNCTION)) return null;
  const now = await surroundings.ask();
  return stableJson(now.executables ?? []) === stableJson(around.executables ?? []) ? null : now;
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
  const keysIn = (around: Surroundings): Keys =>
    new Map(wanted.map((item) => [item, keyOf(item, items, input, around)]));
  const missingIn = (keys: Keys): readonly Item[] =>
    wanted.filter((item) => input.cache.get(keys.get(item) ?? '') === undefined);
  // What is remembered of the target will do until something is missing that depends on it.
  let around = input.surroundings.known();
  let keys = keysIn(around);
  if (missingIn(keys).some(({ text }) => partsNamedIn(text, around).size > 0)) {
    around = await input.surroundings.ask();
    keys = keysIn(around);
  }
  const missing = missingIn(keys);
  if (missing.length > 0) {
    const last = await ask(missing, items, input, around);
    if (last !== around) keys = keysIn(last);
  }
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
