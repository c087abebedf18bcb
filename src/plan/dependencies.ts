import { namesInOrigin } from '../facets/dictionaries/index.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation } from '../model/operation.ts';
import type { Table } from '../model/table.ts';
import { namesIn, quoteQualified, stringValue, tokenize } from '../model/tokens.ts';
import type { MaterializedView, View } from '../model/view.ts';

/** What an object reads, by the object's name. Names alone, without databases: rather a dependency too many. */
type Reads = ReadonlyMap<string, ReadonlySet<string>>;

/** The last part of the texts in a piece of SQL: `'local.countries'`, as dictGet and engines name objects. */
function namesInTexts(sql: string): readonly string[] {
  return tokenize(sql).flatMap((token) =>
    token.kind === 'string' ? [stringValue(token.text).split('.').at(-1) ?? ''] : [],
  );
}

/** Names of the dictionaries that the plan knows of. */
export function dictionaryNames(operations: readonly Operation[], live: InfraMap): ReadonlySet<string> {
  const planned = operations.flatMap(({ kind, target }) =>
    kind === 'CreateDictionary' || kind === 'ReplaceDictionary' || kind === 'DropDictionary'
      ? [target.name]
      : [],
  );
  return new Set([...planned, ...live.dictionaries.map(({ name }) => name)]);
}

/** Every name in a piece of SQL, with those of the dictionaries that it asks by text. */
export function namesRead(sql: string, dictionaries: ReadonlySet<string>): ReadonlySet<string> {
  const names = namesIn(sql);
  if (dictionaries.size === 0) return names;
  return new Set([...names, ...namesInTexts(sql).filter((name) => dictionaries.has(name))]);
}

function tableText(table: Table): string {
  const { columns, constraints, engine } = table;
  const expressions = [
    ...columns.map((column) => column.default?.expression ?? ''),
    ...constraints.map(({ expression }) => expression),
  ];
  return [...engine.args, ...expressions].join(' , ');
}

function readsOfTable(table: Table): ReadonlySet<string> {
  const text = tableText(table);
  return new Set([...namesIn(text), ...namesInTexts(text)]);
}

function viewText(view: View | MaterializedView): string {
  if (!('target' in view)) return view.select;
  const into = view.target === null ? '' : quoteQualified(view.target.database, view.target.name);
  return `${view.select} ${into} ${view.refresh ?? ''}`;
}

/** What an operation's object reads once it has run; null where that is what the live one reads. */
export function readsAfter(
  operation: Operation,
  dictionaries: ReadonlySet<string>,
): ReadonlySet<string> | null {
  switch (operation.kind) {
    case 'CreateTable':
      return readsOfTable(operation.table);
    case 'CreateView':
    case 'CreateMaterializedView':
      return namesRead(viewText(operation.view), dictionaries);
    case 'ModifyView':
      return namesRead(viewText(operation.after), dictionaries);
    case 'ModifyMaterializedViewColumns':
      return namesRead(operation.after.select, dictionaries);
    case 'ModifyMaterializedViewQuery':
      return namesRead(operation.after, dictionaries);
    case 'CreateDictionary':
      return namesInOrigin(operation.dictionary.origin);
    case 'ReplaceDictionary':
      return namesInOrigin(operation.after.origin);
    default:
      return null;
  }
}

function readsIn(operations: readonly Operation[], live: InfraMap): Reads {
  const dictionaries = dictionaryNames(operations, live);
  const reads = new Map<string, ReadonlySet<string>>([
    ...live.tables.map((table) => [table.name, readsOfTable(table)] as const),
    ...live.dictionaries.map(({ name, origin }) => [name, namesInOrigin(origin)] as const),
    ...[...live.views, ...live.materializedViews].map(
      (view) => [view.name, namesRead(viewText(view), dictionaries)] as const,
    ),
  ]);
  for (const operation of operations) {
    const after = readsAfter(operation, dictionaries);
    if (after !== null) reads.set(operation.target.name, after);
  }
  return reads;
}

/** Who is built on whom, among the objects of a plan, by what stands for each of them ({@link keyOf}). */
export type Edges = ReadonlyMap<string, ReadonlySet<string>>;

/** What stands for an operation's object: its name; of hand-written SQL, which may be called like anything, its address. */
export function keyOf({ kind, because, target }: Operation): string {
  return kind === 'RawSql' ? because : target.name;
}

/** Who is built on whom by the names in their definitions. */
export function namedEdges(operations: readonly Operation[], live: InfraMap): Edges {
  const keys = new Set(operations.map(keyOf));
  const edges = [...readsIn(operations, live)].map(
    ([name, names]) =>
      [name, new Set([...names].filter((other) => other !== name && keys.has(other)))] as const,
  );
  return new Map(edges);
}

/** How many objects of the same plan must exist before an operation's own: its place among creations, reversed among drops. */
export function depthsOf(operations: readonly Operation[], edges: Edges): ReadonlyMap<Operation, number> {
  const memo = new Map<string, number>();
  const depthOf = (key: string): number => {
    const known = memo.get(key);
    if (known !== undefined) return known;
    // Where two name each other neither can wait.
    memo.set(key, 0);
    const needs = [...(edges.get(key) ?? [])];
    const depth = needs.length === 0 ? 0 : 1 + Math.max(...needs.map(depthOf));
    memo.set(key, depth);
    return depth;
  };
  return new Map(operations.map((operation) => [operation, depthOf(keyOf(operation))]));
}
