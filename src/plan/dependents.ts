import { namesInOrigin } from '../facets/dictionaries/index.ts';
import { type Address, addressOf, addressOfName, partsOfName } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation, OperationOf } from '../model/operation.ts';
import { identifierOf, isWord, namesIn, splitList, stringValue, tokenize } from '../model/tokens.ts';
import type { MaterializedView, View } from '../model/view.ts';
import { simulate } from './simulate.ts';

/** Something on the server that reads what an operation takes away, and that the plan leaves as it is. */
export interface Broken {
  /** `view local.daily`. */
  readonly dependent: string;
  /** What it uses: `column note of local.orders`. */
  readonly uses: string;
}

/** An object and everything that its definition names. */
interface Reader {
  readonly address: Address;
  readonly word: string;
  readonly names: ReadonlySet<string>;
  /** Where it writes, and the names that it says there: those of its columns. */
  readonly writes: { readonly to: Address; readonly names: ReadonlySet<string> } | null;
}

/** Engines whose arguments name the table that they read or write. */
const FORWARDING = new Set(['Distributed', 'Buffer', 'Merge']);

function forwarded(args: readonly string[]): readonly string[] {
  const texts = args.flatMap((arg) => tokenize(arg));
  return texts.flatMap((token) => (token.kind === 'string' ? [stringValue(token.text)] : []));
}

/** Names that a query only gives: each of them stands behind AS, and nowhere else unless `isProved`. */
function givenNames(select: string, isProved: boolean): ReadonlySet<string> {
  const given = new Set<string>();
  const read = new Set<string>();
  tokenize(select).forEach((token, at, tokens) => {
    const name = identifierOf(token);
    if (name !== null) (isWord(tokens[at - 1], 'AS') ? given : read).add(name);
  });
  return new Set([...given].filter((name) => isProved || !read.has(name)));
}

/** Whether a query takes whatever columns there are. */
export function takesAllColumns(select: string): boolean {
  return tokenize(select).some((token) => token.text === '*' || isWord(token, 'COLUMNS'));
}

/** Every name that a view's query reads, not those that it only gives to its own columns. */
export function namesReadBy({ select }: View | MaterializedView): ReadonlySet<string> {
  const given = givenNames(select, false);
  return new Set([...namesIn(select)].filter((name) => !given.has(name)));
}

/** What a query reads. Its list of columns says more only where it takes all there are. */
function readBy({ select, columns }: View | MaterializedView, isProved: boolean): ReadonlySet<string> {
  const given = givenNames(select, isProved);
  const takesAll = takesAllColumns(select);
  const named = [...namesIn(select)].filter((name) => !given.has(name));
  return new Set([...named, ...(takesAll ? namesIn(columns ?? '') : [])]);
}

function queriesIn({ views, materializedViews }: InfraMap, proved: ReadonlySet<Address>): readonly Reader[] {
  return [
    ...views.map((view) => ({
      address: view.address,
      word: 'view',
      names: readBy(view, false),
      writes: null,
    })),
    ...materializedViews.map((view) => ({
      address: view.address,
      word: 'materialized view',
      names: new Set([
        ...readBy(view, view.refresh === null && proved.has(view.address)),
        ...partsOfName(view.target),
      ]),
      writes:
        view.target === null
          ? null
          : {
              to: addressOfName(view.target),
              names: new Set([
                ...namesIn(`${view.select} ${view.columns ?? ''}`),
                ...partsOfName(view.target),
              ]),
            },
    })),
  ];
}

/** @param proved materialized views with a query of this plan: the rehearsal pushes rows through them */
function readersIn(map: InfraMap, proved: ReadonlySet<Address>): readonly Reader[] {
  const { dictionaries, tables } = map;
  return [
    ...queriesIn(map, proved),
    ...dictionaries.map(({ address, origin, attributes }) => ({
      address,
      word: 'dictionary',
      writes: null,
      names: new Set([...namesInOrigin(origin), ...attributes.map(({ name }) => name)]),
    })),
    ...tables
      .filter(({ engine }) => FORWARDING.has(engine.name))
      .map(({ address, engine, columns }) => ({
        address,
        word: `${engine.name} table`,
        writes: null,
        names: new Set([
          ...namesIn(engine.args.join(' , ')),
          ...forwarded(engine.args),
          ...columns.map(({ name }) => name),
        ]),
      })),
  ];
}

interface Taken {
  readonly owner: Address;
  readonly names: readonly string[];
  readonly words: string;
}

/** Columns of a view that its new query does not even name; none where it takes all there are. */
function columnsLost({ before, after }: OperationOf<'ModifyView'>): readonly string[] {
  const kept = namesIn(after.select);
  if (takesAllColumns(after.select)) return [];
  const names = splitList(before.columns ?? '').flatMap((column) => identifierOf(tokenize(column)[0]) ?? []);
  return names.filter((name) => !kept.has(name));
}

function columnsOf(owner: Address, name: string, columns: readonly string[]): readonly Taken[] {
  return columns.map((column) => ({ owner, names: [name, column], words: `column ${column} of ${owner}` }));
}

/** What an operation takes away, by the names that a reader of it must hold. */
function takenBy(operation: Operation): readonly Taken[] {
  const { database, name } = operation.target;
  const owner = addressOf(database, name);
  switch (operation.kind) {
    case 'DropTable':
    case 'DropView':
    case 'DropMaterializedView':
    case 'DropDictionary':
    case 'RenameTable':
      return [{ owner, names: [name], words: owner }];
    case 'DropTableColumn':
      return columnsOf(owner, name, [operation.column]);
    case 'RenameTableColumn':
      return columnsOf(owner, name, [operation.before]);
    case 'ModifyView':
      return columnsOf(owner, name, columnsLost(operation));
    case 'ModifyMaterializedViewColumns': {
      const kept = new Set(operation.after.inner?.columns.map((column) => column.name));
      const before = operation.before.inner?.columns.map((column) => column.name) ?? [];
      return columnsOf(owner, name, kept.size === 0 ? [] : before.filter((column) => !kept.has(column)));
    }
    default:
      return [];
  }
}

/** True when the plan puts the name back: a dictionary dropped and made again, a column of the old name added. */
function isThere(after: InfraMap, { owner, names }: Taken): boolean {
  const [, column] = names;
  const all = [...after.tables, ...after.views, ...after.materializedViews, ...after.dictionaries];
  if (column === undefined) return all.some(({ address }) => address === owner);
  const table = after.tables.find(({ address }) => address === owner);
  return table?.columns.some(({ name }) => name === column) === true;
}

/**
 * What the plan would break: for each operation the objects, ours or not, that still name what it takes away once everything
 * has run. ClickHouse takes such a drop without a word; the reader fails later, or silently leaves the column out.
 *
 * @param live every live object
 */
export function brokenBy(
  operations: readonly Operation[],
  live: InfraMap,
): ReadonlyMap<Operation, readonly Broken[]> {
  const after = simulate(live, operations);
  const readers = readersIn(after, new Set(operations.flatMap(queried)));
  return new Map(
    operations.flatMap((operation): readonly (readonly [Operation, readonly Broken[]])[] => {
      const broken = takenBy(operation)
        .filter((taken) => !isThere(after, taken))
        .flatMap((taken) => brokenOf(taken, readers));
      return broken.length === 0 ? [] : [[operation, broken]];
    }),
  );
}

function queried({ kind, target }: Operation): readonly Address[] {
  const isNew = kind === 'ModifyMaterializedViewQuery' || kind === 'ModifyMaterializedViewColumns';
  return isNew ? [addressOf(target.database, target.name)] : [];
}

function brokenOf(taken: Taken, readers: readonly Reader[]): readonly Broken[] {
  const users = readers.filter(({ address, names, writes }) => {
    const known = writes?.to === taken.owner ? writes.names : names;
    return address !== taken.owner && taken.names.every((name) => known.has(name));
  });
  return users.map(({ word, address }) => ({ dependent: `${word} ${address}`, uses: taken.words }));
}
