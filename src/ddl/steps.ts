import { AppError } from '../errors.ts';
import {
  isTopicOperation,
  type Operation,
  type OperationOf,
  type TopicOperation,
} from '../model/operation.ts';
import {
  identifierOf,
  quoteName,
  quoteQualified,
  quoteString,
  splitList,
  tokenize,
} from '../model/tokens.ts';
import type { MaterializedView, View } from '../model/view.ts';
import { ANY_PARTITIONS } from './checks/copies.ts';
import { type Command, commandsOf } from './commands.ts';
import { createMaterializedView, createTable, createView, onCluster } from './create.ts';
import { createDictionary, createFunction } from './create-dictionary.ts';
import { innerTableCommands } from './inner-table.ts';
import { topicRequest } from './topic-request.ts';

/** Operations that ClickHouse runs together, and the statements that do it, in order. */
export interface StatementStep {
  readonly on: 'clickhouse';
  readonly operations: readonly Operation[];
  readonly statements: readonly string[];
}

/** An operation on a topic: the brokers take requests, and nothing is parsed. */
export interface BrokerStep {
  readonly on: 'kafka';
  readonly operations: readonly [TopicOperation];
  readonly statements: readonly [];
  /** What is asked of the brokers, for people and for the journal. */
  readonly request: string;
}

/** What is done as one. */
export type Step = StatementStep | BrokerStep;

/** What is sent for a step, for people: statements, or the request to the brokers. */
export function sentBy(step: Step): readonly string[] {
  return step.on === 'kafka' ? [step.request] : step.statements;
}

function sameTable(a: Operation, b: Operation): boolean {
  return (
    a.target.database === b.target.database &&
    a.target.name === b.target.name &&
    a.target.cluster === b.target.cluster
  );
}

function isCheap(operation: Operation): boolean {
  return operation.cost.class === 'metadata' || operation.cost.class === 'new-parts-only';
}

function alterTable(operation: Operation, commands: readonly Command[]): string {
  const { database, name, cluster } = operation.target;
  // Servers take a greedy command among others only when all of them stand in parentheses (24.2 and later).
  const isWrapped = commands.length > 1 && commands.some((command) => command.isGreedy);
  const list = commands.map(({ sql }) => (isWrapped ? `(${sql})` : sql)).join(', ');
  const settings = commands.some((command) => command.setsTtl)
    ? ' SETTINGS materialize_ttl_after_modify = 0'
    : '';
  return `ALTER TABLE ${quoteQualified(database, name)}${onCluster(cluster)} ${list}${settings}`;
}

function inStatements(of: Operation, commands: readonly Command[]): readonly string[] {
  const groups: Command[][] = [[]];
  for (const command of commands) {
    if (command.startsStatement) groups.push([]);
    groups.at(-1)?.push(command);
  }
  return groups.filter((group) => group.length > 0).map((group) => alterTable(of, group));
}

function alterStatements(operations: readonly Operation[]): readonly string[] {
  const [first] = operations;
  if (first === undefined) return [];
  return inStatements(
    first,
    operations.flatMap((operation) => commandsOf(operation) ?? []),
  );
}

/** MODIFY QUERY takes only what the inner table has, and writes that table's columns into the view's own definition. */
function modifyInner(
  operation: OperationOf<'ModifyMaterializedViewColumns'>,
  view: string,
): readonly string[] {
  const { table, partDrops, changes, columnDrops } = innerTableCommands(operation);
  const query = `ALTER TABLE ${view} MODIFY QUERY ${operation.after.select}`;
  return [
    ...inStatements(table, partDrops),
    ...inStatements(table, changes),
    query,
    ...(columnDrops.length === 0 ? [] : [...inStatements(table, columnDrops), query]),
  ];
}

function modifyComment(view: View | MaterializedView): readonly string[] {
  if (view.comment === null) return [];
  return [
    `ALTER TABLE ${quoteQualified(view.database, view.name)}${onCluster(view.cluster)} MODIFY COMMENT ${quoteString(view.comment)}`,
  ];
}

function ownStatements(operation: Operation): readonly string[] {
  const { database, name, cluster } = operation.target;
  const target = `${quoteQualified(database, name)}${onCluster(cluster)}`;
  if (isTopicOperation(operation)) return [];
  switch (operation.kind) {
    case 'CreateTable':
      return [createTable(operation.table)];
    case 'DropTable':
      return [`DROP TABLE ${target}`];
    case 'RenameTable':
      return [
        `RENAME TABLE ${quoteQualified(database, name)} TO ${quoteQualified(database, operation.after)}${onCluster(cluster)}`,
      ];
    case 'ExchangeTables':
      return [
        `EXCHANGE TABLES ${quoteQualified(database, name)} AND ${quoteQualified(database, operation.other)}${onCluster(cluster)}`,
      ];
    case 'CreateView':
      return [createView(operation.view), ...modifyComment(operation.view)];
    case 'DropView':
    case 'DropMaterializedView':
      return [`DROP VIEW ${target}`];
    case 'ModifyView':
      // A replaced view has a new identity and no comment.
      return [
        createView(operation.after, { orReplace: true, comment: false }),
        ...modifyComment(operation.after),
      ];
    case 'CreateMaterializedView':
      return [createMaterializedView(operation.view), ...modifyComment(operation.view)];
    case 'ModifyMaterializedViewQuery':
      return [`ALTER TABLE ${target} MODIFY QUERY ${operation.after}`];
    case 'ModifyMaterializedViewColumns':
      return modifyInner(operation, target);
    case 'ModifyMaterializedViewRefresh':
      return [`ALTER TABLE ${target} MODIFY REFRESH ${operation.after}`];
    case 'CreateDictionary':
      return [createDictionary(operation.dictionary)];
    case 'ReplaceDictionary':
      return [createDictionary(operation.after, { orReplace: true })];
    case 'DropDictionary':
      return [`DROP DICTIONARY ${target}`];
    case 'CreateFunction':
      return [createFunction(operation.function)];
    case 'ReplaceFunction':
      return [createFunction(operation.after, { orReplace: true })];
    case 'DropFunction':
      return [`DROP FUNCTION ${quoteName(name)}${onCluster(cluster)}`];
    case 'PopulateMaterializedView':
      return [populate(operation.view)];
    case 'RawSql':
      return operation.sql;
    default:
      return alterStatements([operation]);
  }
}

/** INSERT … SELECT goes by position, a materialized view by name: so the columns are named on both sides. */
function populate(view: MaterializedView): string {
  const { database, name } = view.target ?? view;
  const printed = splitList(view.columns ?? '').map((column) => identifierOf(tokenize(column)[0]));
  const names = view.inner === null ? printed : view.inner.columns.map((column) => column.name);
  const columns = names
    .filter((column) => column !== null)
    .map(quoteName)
    .join(', ');
  if (columns === '')
    throw new AppError('TOOL_BUG', `The columns of ${view.address} are not known, so it cannot be filled`);
  return `INSERT INTO ${quoteQualified(database, name)} (${columns}) SELECT ${columns} FROM (${view.select}) SETTINGS ${ANY_PARTITIONS}`;
}

/**
 * Gathers operations into steps: neighbours that change only the definition of one table become one ALTER, which is one
 * metadata version; whatever touches data has a statement of its own.
 */
export function stepsOf(operations: readonly Operation[]): readonly Step[] {
  const groups: Operation[][] = [];
  for (const operation of operations) {
    const group = groups.at(-1);
    const first = group?.[0];
    const joins = first !== undefined && isCheap(first) && isCheap(operation) && sameTable(first, operation);
    if (joins && commandsOf(first) !== null && commandsOf(operation) !== null) group?.push(operation);
    else groups.push([operation]);
  }
  return groups.map((group): Step => {
    const [first] = group;
    if (first !== undefined && isTopicOperation(first))
      return { on: 'kafka', operations: [first], statements: [], request: topicRequest(first) };
    const isAlter = first !== undefined && commandsOf(first) !== null;
    const statements = isAlter ? alterStatements(group) : group.flatMap(ownStatements);
    return { on: 'clickhouse', operations: group, statements };
  });
}
