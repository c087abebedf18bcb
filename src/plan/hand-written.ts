import { addressOf } from '../model/address.ts';
import type { InfraMap, SqlResource } from '../model/infra-map.ts';
import type { Operation } from '../model/operation.ts';
import { identifierOf, isSymbol, namesIn, stringValue, tokenize } from '../model/tokens.ts';
import { type Edges, keyOf, readsAfter } from './dependencies.ts';
import { definedBySql, madeBySql } from './sql-words.ts';
import { textBrought } from './table-order.ts';

/** Hand-written SQL that a plan sets up or takes down, and what it makes. */
interface HandWritten {
  readonly resource: SqlResource;
  readonly makes: ReadonlySet<string>;
  /** Those of them that are asked for by a text: `dictGet('countries', …)`. */
  readonly dictionaries: ReadonlySet<string>;
}

function handWrittenIn(operations: readonly Operation[], live: InfraMap): readonly HandWritten[] {
  const resources = operations.flatMap((operation): readonly SqlResource[] => {
    if (operation.kind !== 'RawSql') return [];
    const resource =
      operation.resource ?? live.sqlResources.find(({ address }) => address === operation.because);
    return resource === undefined ? [] : [resource];
  });
  return resources.map((resource) => {
    const made = resource.setup.flatMap((sql) => definedBySql(sql, live.defaultDatabase));
    return {
      resource,
      makes: new Set(made.map(({ name }) => name)),
      dictionaries: new Set(made.flatMap(({ kind, name }) => (kind === 'DICTIONARY' ? [name] : []))),
    };
  });
}

/** Every name, and the last part of every text. */
function namesOf(sql: string): ReadonlySet<string> {
  return new Set([...namesIn(sql), ...textsIn(sql)]);
}

function textsIn(sql: string): readonly string[] {
  return tokenize(sql).flatMap((token) =>
    token.kind === 'string' ? [stringValue(token.text).split('.').at(-1) ?? ''] : [],
  );
}

/** What an expression of a table may ask: functions, and dictionaries by a text. Any other name is that of a column. */
function askedIn(expression: string): ReadonlySet<string> {
  const tokens = tokenize(expression);
  const calls = tokens.flatMap((token, at) =>
    isSymbol(tokens[at + 1], '(') ? (identifierOf(token) ?? []) : [],
  );
  return new Set([...calls, ...textsIn(expression)]);
}

function sourcesOf(operation: Operation): readonly string[] {
  switch (operation.kind) {
    case 'CreateView':
    case 'CreateMaterializedView':
      return operation.view.sources;
    case 'ModifyView':
    case 'ModifyMaterializedViewColumns':
      return operation.after.sources;
    case 'RawSql':
      return [...(operation.resource?.pullsFrom ?? []), ...(operation.resource?.pushesTo ?? [])];
    default:
      return [];
  }
}

/** Whether what an operation brings is built on what hand-written SQL makes, or says so. */
function isBuiltOn(operation: Operation, { resource, makes, dictionaries }: HandWritten): boolean {
  if (keyOf(operation) === resource.address) return false;
  if (sourcesOf(operation).includes(resource.address)) return true;
  if (makes.size === 0) return false;
  const expression = textBrought(operation);
  const named =
    operation.kind === 'RawSql'
      ? namesOf((operation.resource?.setup ?? []).join(' ; '))
      : expression === ''
        ? (readsAfter(operation, dictionaries) ?? new Set<string>())
        : askedIn(expression);
  return [...makes].some((name) => named.has(name));
}

function reaches(edges: Edges, from: string, to: string): boolean {
  const seen = new Set<string>();
  const walk = (key: string): boolean => {
    if (key === to) return true;
    if (seen.has(key)) return false;
    seen.add(key);
    return [...(edges.get(key) ?? [])].some(walk);
  };
  return walk(from);
}

/** What hand-written SQL itself is built on: what its statements name, and what it says that it reads or writes. */
function ownEdges({ resource }: HandWritten, operations: readonly Operation[]): readonly string[] {
  const named = namesOf(resource.setup.join(' ; '));
  const said = new Set([...resource.pullsFrom, ...resource.pushesTo]);
  return operations.flatMap((operation) => {
    const { kind, target } = operation;
    const isMeant =
      kind === 'RawSql'
        ? said.has(operation.because)
        : named.has(target.name) || said.has(addressOf(target.database, target.name));
    return isMeant ? [keyOf(operation)] : [];
  });
}

/**
 * Adds who is built on hand-written SQL, and what that is built on. Names alone may mean something else, such as a column:
 * what the SQL itself reads never waits for it.
 */
export function withHandWritten(edges: Edges, operations: readonly Operation[], live: InfraMap): Edges {
  const written = handWrittenIn(operations, live);
  if (written.length === 0) return edges;
  const all = new Map([...edges].map(([key, needs]) => [key, new Set(needs)]));
  const add = (key: string, need: string): void => {
    if (key !== need) all.set(key, (all.get(key) ?? new Set()).add(need));
  };
  for (const each of written) for (const need of ownEdges(each, operations)) add(each.resource.address, need);
  for (const each of written)
    for (const operation of operations)
      if (isBuiltOn(operation, each) && !reaches(all, each.resource.address, keyOf(operation)))
        add(keyOf(operation), each.resource.address);
  return all;
}

/** Operations that are built on what a set-up makes, and do not come before it anyway. */
export function builtOn(
  setUp: Operation,
  operations: readonly Operation[],
  edges: Edges,
  live: InfraMap,
): readonly Operation[] {
  const [written] = handWrittenIn([setUp], live);
  if (written === undefined) return [];
  return operations.filter(
    (operation) => isBuiltOn(operation, written) && edges.get(keyOf(operation))?.has(keyOf(setUp)) === true,
  );
}

/**
 * Live objects that hand-written SQL makes, by their addresses: neither ours nor somebody else's.
 *
 * @param declared what is set up by the code
 * @param before what was set up before; without a teardown, what is gone from the code is left to whom it may concern
 */
export function madeByHand(
  declared: readonly SqlResource[],
  before: readonly SqlResource[],
  database: string,
): ReadonlySet<string> {
  const resources = [...declared, ...before.filter(({ teardown }) => teardown.length > 0)];
  const statements = resources.flatMap(({ setup }) => setup);
  return new Set(statements.flatMap((sql) => madeBySql(sql, database)));
}
