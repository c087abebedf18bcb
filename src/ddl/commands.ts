import { alterDefinition, isCommentChange } from '../facets/columns/definition.ts';
import { eachColumnFacet } from '../facets/columns/index.ts';
import { printSettings, settingChanges } from '../facets/settings-text.ts';
import { constraintElement } from '../facets/tables/constraints.ts';
import { indexElement } from '../facets/tables/indexes.ts';
import { projectionElement } from '../facets/tables/projections.ts';
import { isNullable } from '../facets/types/change.ts';
import type { Operation, OperationOf } from '../model/operation.ts';
import type { Column } from '../model/table.ts';
import { quoteName, quoteString } from '../model/tokens.ts';

/** One command of an ALTER TABLE. */
export interface Command {
  readonly sql: string;
  /** Takes everything up to the end as its own list: must be alone, last, or all commands in parentheses. */
  readonly isGreedy: boolean;
  /** Sets a TTL, which by default would rewrite every part at once. */
  readonly setsTtl: boolean;
  /** Must not share a statement with the commands before it. */
  readonly startsStatement: boolean;
}

function command(sql: string, parts: Partial<Command> = {}): Command {
  return { sql, isGreedy: false, setsTtl: false, startsStatement: false, ...parts };
}

function apartCommands(before: Column | null, after: Column): readonly Command[] {
  const column = quoteName(after.name);
  const lists = eachColumnFacet(
    (name, facet) => facet.apart?.(column, before === null ? null : before[name], after[name]) ?? [],
  );
  // MODIFY COLUMN … MODIFY SETTING and the STATISTICS commands swallow the comma.
  return lists.flat().map((sql) => command(sql, { isGreedy: true }));
}

function place(after: string | null): string {
  return after === null ? 'FIRST' : `AFTER ${quoteName(after)}`;
}

function addColumn({ column, after }: OperationOf<'AddTableColumn'>): readonly Command[] {
  const definition = alterDefinition(column);
  // Without a value, EPHEMERAL takes AFTER for the beginning of one (26.7); an empty comment ends it and is no comment.
  const end = column.default?.expression === null && definition.endsWith('EPHEMERAL') ? " COMMENT ''" : '';
  const sql = `ADD COLUMN ${definition}${end} ${place(after)}`;
  return [command(sql, { setsTtl: column.ttl !== null }), ...apartCommands(null, column)];
}

/** REMOVE for each clause that the column has now and shall lose; refused by the server (36) for one it does not have. */
function removals(before: Column, after: Column): readonly string[] {
  const found = eachColumnFacet((name, facet) => {
    if (facet.whenOmitted === 'cleared' || facet.apart !== null) return null;
    const [was, is] = [facet.clause(before[name]), facet.clause(after[name])];
    return was !== null && is === null ? facet.whenOmitted.keptUntil(before[name]) : null;
  });
  return found.filter((removal) => removal !== null);
}

/**
 * True where a DEFAULT must stand in for a moment: from Nullable to plain the server wants one for the NULLs (36), and
 * there is no REMOVE EPHEMERAL. Its removal is taken only in a statement of its own.
 */
function needsInterimDefault(before: Column, after: Column): boolean {
  if (after.default !== null) return false;
  if (before.default?.kind === 'EPHEMERAL') return true;
  // The old expression stays until it is removed, and must until then be one for the new type.
  if (before.default !== null && !areBothIntegers(before.type, after.type)) return before.type !== after.type;
  return before.default === null && isNullable(before.type) && !isNullable(after.type);
}

function areBothIntegers(...types: readonly string[]): boolean {
  return types.every((type) => /^U?Int\d+$/.test(type));
}

function isStored({ default: value }: Column): boolean {
  return value === null || value.kind === 'DEFAULT' || value.kind === 'MATERIALIZED';
}

/**
 * What goes first where a column is no longer stored: its codec and TTL, which a column that is not stored cannot have (36), and
 * the change of kind under the old type, which cannot change at the same time (16). Each is a statement of its own.
 */
function leaveStorage(before: Column, after: Column): readonly Command[] {
  if (!isStored(before) || isStored(after)) return [];
  const name = quoteName(after.name);
  const parts = [
    ...(before.codec === null ? [] : ['REMOVE CODEC']),
    ...(before.ttl === null ? [] : ['REMOVE TTL']),
  ];
  const commands = parts.map((part) => command(`MODIFY COLUMN ${name} ${part}`));
  if (before.type === after.type) return commands;
  const value =
    after.default?.kind === 'ALIAS'
      ? `ALIAS defaultValueOfTypeName(${quoteString(before.type)})`
      : 'EPHEMERAL';
  const change = command(`MODIFY COLUMN ${name} ${before.type} ${value}`, {
    startsStatement: commands.length > 0,
  });
  return [...commands, change];
}

/** A column that was not stored takes a codec and a TTL only when it is (36). */
function enterStorage(before: Column, after: Column): readonly Command[] {
  if (isStored(before) || !isStored(after) || (after.codec === null && after.ttl === null)) return [];
  return [command(`MODIFY COLUMN ${alterDefinition({ ...after, codec: null, ttl: null })}`)];
}

/** True where something of the definition comes or changes, so that it must be sent; what only goes has its REMOVE. */
function isRedefined(before: Column, after: Column): boolean {
  return eachColumnFacet((name, facet) => {
    const clause = facet.apart === null ? facet.clause(after[name]) : null;
    return clause !== null && clause !== facet.clause(before[name]);
  }).includes(true);
}

/** A whole definition first, then what goes: in the other order the definition brings the removed clause back. */
function modifyColumn({ before, after }: OperationOf<'ModifyTableColumn'>): readonly Command[] {
  const name = quoteName(after.name);
  if (isCommentChange(before, after))
    return [command(`COMMENT COLUMN ${name} ${quoteString(after.comment ?? '')}`)];
  const needsFill = needsInterimDefault(before, after);
  const fill = { kind: 'DEFAULT', expression: `defaultValueOfTypeName(${quoteString(after.type)})` } as const;
  const wanted = needsFill ? { ...after, default: fill } : after;
  const first = [...leaveStorage(before, after), ...enterStorage(before, wanted)];
  const definition = command(`MODIFY COLUMN ${alterDefinition(wanted)}`, {
    setsTtl: after.ttl !== null,
    startsStatement: first.length > 0,
  });
  const commands = [...first, ...(isRedefined(before, wanted) ? [definition] : [])];
  const left = first.length > 0 ? { ...before, codec: null, ttl: null } : before;
  for (const removal of removals(needsFill ? { ...left, default: null } : left, after))
    commands.push(command(`MODIFY COLUMN ${name} ${removal}`));
  if (needsFill) commands.push(command(`MODIFY COLUMN ${name} REMOVE DEFAULT`, { startsStatement: true }));
  return [...commands, ...apartCommands(before, after)];
}

function modifySettings({ before, after }: OperationOf<'ModifyTableSettings'>): readonly Command[] {
  const { set, reset } = settingChanges(before, after);
  const commands: Command[] = [];
  if (Object.keys(set).length > 0)
    commands.push(command(`MODIFY SETTING ${printSettings(set)}`, { isGreedy: true }));
  if (reset.length > 0) commands.push(command(`RESET SETTING ${reset.join(', ')}`, { isGreedy: true }));
  return commands;
}

/** The commands of an operation that alters a table; null for an operation that has statements of its own. */
export function commandsOf(operation: Operation): readonly Command[] | null {
  switch (operation.kind) {
    case 'AddTableColumn':
      return addColumn(operation);
    case 'DropTableColumn':
      return [command(`DROP COLUMN ${quoteName(operation.column)}`)];
    case 'RenameTableColumn':
      return [command(`RENAME COLUMN ${quoteName(operation.before)} TO ${quoteName(operation.after)}`)];
    case 'ModifyTableColumn':
      return modifyColumn(operation);
    case 'MaterializeTableColumn':
      return [command(`MATERIALIZE COLUMN ${quoteName(operation.column)}`)];
    case 'ModifyTableSettings':
      return modifySettings(operation);
    case 'ModifyTableTtl':
      return [
        operation.after === null
          ? command('REMOVE TTL')
          : command(`MODIFY TTL ${operation.after}`, { isGreedy: true, setsTtl: true }),
      ];
    case 'ModifyTableComment':
      return [command(`MODIFY COMMENT ${quoteString(operation.after ?? '')}`)];
    case 'ModifyViewSecurity':
      return [command(`MODIFY ${operation.after}`)];
    case 'ModifyOrderBy':
      return [command(`MODIFY ORDER BY ${operation.after}`)];
    case 'ModifySampleBy':
      return [command(`MODIFY SAMPLE BY ${operation.expression}`)];
    case 'RemoveSampleBy':
      return [command('REMOVE SAMPLE BY')];
    case 'AddTableIndex':
      return [command(`ADD ${indexElement(operation.index)}`)];
    case 'DropTableIndex':
      return [command(`DROP INDEX ${quoteName(operation.index)}`)];
    case 'MaterializeTableIndex':
      return [command(`MATERIALIZE INDEX ${quoteName(operation.index)}`)];
    case 'AddTableProjection':
      return [command(`ADD ${projectionElement(operation.projection)}`)];
    case 'DropTableProjection':
      return [command(`DROP PROJECTION ${quoteName(operation.projection)}`)];
    case 'MaterializeTableProjection':
      return [command(`MATERIALIZE PROJECTION ${quoteName(operation.projection)}`)];
    case 'AddTableConstraint':
      return [command(`ADD ${constraintElement(operation.constraint)}`)];
    case 'DropTableConstraint':
      return [command(`DROP CONSTRAINT ${quoteName(operation.constraint)}`)];
    default:
      return null;
  }
}
