import { isSameValue } from '../../model/hash.ts';
import { type Column, plainColumn, type Table } from '../../model/table.ts';
import { namesIn } from '../../model/tokens.ts';
import {
  canonicalColumn,
  columnChanges,
  columnDefinition,
  columnEffect,
  describeColumnChange,
  extractColumn,
  introspectColumn,
  withOnlyChanges,
} from '../columns/definition.ts';
import type { FacetStep, Sides, TableFacet } from '../facet.ts';
import { sameOrAlter } from '../facet.ts';
import { isSafeInKey } from '../types/change.ts';
import { byName } from './keyed.ts';
import { keyNames, needsRebuild, REBUILD_HINT } from './keys.ts';

function holdsData(column: Column): boolean {
  return column.default?.kind !== 'ALIAS' && column.default?.kind !== 'EPHEMERAL';
}

function dropStep(column: Column, keys: ReadonlySet<string>): FacetStep {
  const part = ['column', column.name] as const;
  if (keys.has(column.name))
    return {
      step: 'refuse',
      part,
      because: needsRebuild(`a key over \`${column.name}\` by dropping the column`),
      hint: REBUILD_HINT,
    };
  const effect = holdsData(column)
    ? ({ cost: 'mutation', hazards: ['DELETES_DATA'] } as const)
    : ({ cost: 'metadata', hazards: [] } as const);
  return { step: 'do', part, action: { kind: 'DropTableColumn', column: column.name }, effect };
}

function addStep(column: Column, previous: string | null): FacetStep {
  return {
    step: 'do',
    part: ['column', column.name],
    action: { kind: 'AddTableColumn', column, after: previous },
    effect: { cost: 'metadata', hazards: [] },
  };
}

/** No MODIFY COLUMN takes EPHEMERAL without an expression away (26.7: code 62). Nothing is stored in such a column. */
function isStuckEphemeral(before: Column, after: Column): boolean {
  const isBare = before.default?.kind === 'EPHEMERAL' && before.default.expression === null;
  return isBare && !isSameValue(before.default, after.default);
}

/** A new column in place of one whose EPHEMERAL is stuck; refused while another column is computed from it (44). */
function replaceSteps(
  before: Column,
  declared: Column,
  previous: string | null,
  staying: readonly Column[],
  keys: ReadonlySet<string>,
): readonly FacetStep[] {
  const user = staying.find(
    ({ name, default: own }) =>
      name !== before.name && own !== null && namesIn(own.expression ?? '').has(before.name),
  );
  if (user === undefined) return [dropStep(before, keys), addStep(declared, previous)];
  const because = `ClickHouse changes no EPHEMERAL without a value in place, and \`${before.name}\` cannot be dropped and added again: the default of \`${user.name}\` uses it`;
  const hint = `Take the default of \`${user.name}\` away in a plan of its own, and give it back in the next`;
  return [{ step: 'refuse', part: ['column', before.name], because, hint }];
}

function modifySteps(
  before: Column,
  after: Column,
  declared: Column,
  previous: string | null,
  staying: readonly Column[],
  keys: ReadonlySet<string>,
): readonly FacetStep[] {
  if (isStuckEphemeral(before, after)) return replaceSteps(before, declared, previous, staying, keys);
  const step = modifyStep(before, after, declared, keys);
  return step === null ? [] : [step];
}

function modifyStep(
  before: Column,
  after: Column,
  declared: Column,
  keys: ReadonlySet<string>,
): FacetStep | null {
  const changes = columnChanges(before, after);
  if (changes.length === 0) return null;
  const part = ['column', before.name] as const;
  for (const { verdict } of changes) {
    if (verdict.is === 'refuse')
      return { step: 'refuse', part, because: verdict.because, hint: verdict.hint };
    if (verdict.is === 'rebuild')
      return { step: 'refuse', part, because: verdict.because, hint: REBUILD_HINT };
  }
  if (keys.has(before.name) && before.type !== after.type && !isSafeInKey(before.type, after.type)) {
    return {
      step: 'refuse',
      part,
      because: needsRebuild(`the type of key column \`${before.name}\` (${before.type} -> ${after.type})`),
      hint: REBUILD_HINT,
    };
  }
  return {
    step: 'do',
    part,
    action: { kind: 'ModifyTableColumn', before, after: withOnlyChanges(before, after, declared) },
    effect: columnEffect(before, after),
  };
}

function columnSteps(sides: Sides<readonly Column[]>, tables: Sides<Table>): readonly FacetStep[] {
  const before = byName(sides.before);
  const after = byName(sides.after);
  const keys = keyNames(tables.before);
  const drops = sides.before
    .filter((column) => !after.has(column.name))
    .map((column) => dropStep(column, keys));
  const staying = sides.before.filter((column) => after.has(column.name));
  const others = sides.declared.flatMap((declared, at) => {
    const live = before.get(declared.name);
    const wanted = after.get(declared.name) ?? declared;
    const previous = sides.declared[at - 1]?.name ?? null;
    return live === undefined
      ? [addStep(declared, previous)]
      : modifySteps(live, wanted, declared, previous, staying, keys);
  });
  return [...drops, ...others];
}

function describe(before: readonly Column[], after: readonly Column[]): string {
  const old = byName(before);
  const next = byName(after);
  const added = after
    .filter((column) => !old.has(column.name))
    .map((column) => `+ ${column.name} ${column.type}`);
  const removed = before.filter((column) => !next.has(column.name)).map((column) => `- ${column.name}`);
  const modified = after.flatMap((column) => {
    const live = old.get(column.name);
    const lines = live === undefined ? [] : describeColumnChange(live, column);
    return lines.length === 0 ? [] : [`~ ${column.name}: ${lines.join(', ')}`];
  });
  return [...removed, ...added, ...modified].join('; ') || 'columns unchanged';
}

/**
 * The columns, compared by name. Their order is not compared: new columns are added where the code has them, but a table
 * is never altered for the order alone.
 */
export const columns: TableFacet<readonly Column[]> = {
  keyword: null,
  extract: (declared) => declared.columns.map(extractColumn),
  introspect: (parts) => parts.columns.map(introspectColumn),
  canonical: (value) => value.map(canonicalColumn),
  diff: (before, after) => sameOrAlter(sorted(before), sorted(after)),
  operations: columnSteps,
  elements: (value) => value.map(columnDefinition),
  clause: () => null,
  describe,
  samples: [
    [
      plainColumn('id', 'UInt64'),
      plainColumn('n', 'Int32'),
      plainColumn('s', 'String'),
      plainColumn('at', 'DateTime'),
    ],
    [
      plainColumn('id', 'UInt64'),
      plainColumn('n', 'Int64'),
      plainColumn('s', 'String'),
      plainColumn('at', 'DateTime'),
    ],
    [
      plainColumn('id', 'UInt64'),
      plainColumn('n', 'Int32'),
      plainColumn('s', 'String'),
      plainColumn('at', 'DateTime'),
      plainColumn('extra', 'UUID'),
    ],
  ],
};

function sorted(value: readonly Column[]): readonly Column[] {
  return [...value].sort((a, b) => (a.name < b.name ? -1 : 1));
}
