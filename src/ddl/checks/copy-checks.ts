import { isNullable, typeChange } from '../../facets/types/change.ts';
import { integerShape } from '../../facets/types/numbers.ts';
import { parseType, type TypeNode } from '../../facets/types/type-text.ts';
import type { Check } from '../../model/check.ts';
import type { Hazard, Operation } from '../../model/operation.ts';
import type { Column } from '../../model/table.ts';
import { identifierOf, isWord, namesIn, quoteName, tokenize } from '../../model/tokens.ts';
import { castFault, conversionFault } from './conversion-faults.ts';
import { type Copied, newRows, oldRows } from './copied-rows.ts';
import { copyRoomChecks } from './copy-room.ts';
import { mergedChecks } from './key-checks.ts';
import { type RowSource, rowsIn } from './question.ts';
import { unwrapped } from './scalar-faults.ts';
import { isExpired } from './ttl-checks.ts';

/** A column of the old table whose values go into one of the new. */
interface Pair {
  readonly old: Column;
  readonly next: Column;
  /** Whether the value is converted by a function that fails on what does not fit. */
  readonly isCast: boolean;
}

/** The only old column that a value is made of. */
function columnIn(value: string, columns: ReadonlyMap<string, Column>): Column | null {
  const used = tokenize(value).flatMap((token) => columns.get(identifierOf(token) ?? '') ?? []);
  return used.length === 1 ? (used[0] ?? null) : null;
}

function pairsOf({ copy, from, into }: Copied): readonly Pair[] {
  const old = new Map(from.columns.map((column) => [column.name, column]));
  const next = new Map(into.columns.map((column) => [column.name, column]));
  return copy.columns.flatMap(({ name, value }): readonly Pair[] => {
    const [source, target] = [columnIn(value, old), next.get(name)];
    if (source === null || target === undefined) return [];
    const [first] = tokenize(value);
    const isCast = isWord(first, 'ACCURATECAST') || isWord(first, 'CAST');
    return isCast || value === quoteName(source.name) ? [{ old: source, next: target, isCast }] : [];
  });
}

/** Integers that fit keep their meaning: of the others a cast may cut something off. */
function mayCutOff(before: TypeNode, after: TypeNode): boolean {
  return [before, after].some((node) => integerShape(unwrapped(node)) === null);
}

function castChecks(
  operation: Operation,
  source: RowSource,
  pair: Pair,
  canSettle: boolean,
): readonly Check[] {
  const { old, next } = pair;
  const [before, after] = [parseType(old.type), parseType(next.type)];
  const name = quoteName(old.name);
  const fails = pair.isCast ? castFault(name, before, after) : null;
  if (fails === null) return [];
  const settles = (hazard: Hazard): readonly Hazard[] => (canSettle ? [hazard] : []);
  const failing = rowsIn(operation, source, {
    asks: `rows whose ${old.name} cannot be ${next.type}: the copy would fail`,
    where: fails,
    shows: old.name,
    means: 'blocks',
    settles: settles('MAY_FAIL_ON_DATA'),
  });
  const differs = mayCutOff(before, after) ? conversionFault(name, before, after) : null;
  if (differs === null) return [failing];
  const cut = rowsIn(operation, source, {
    asks: `rows whose ${old.name} would be another value as ${next.type}`,
    where: `(${differs}) AND NOT (${fails})`,
    shows: old.name,
    means: 'CHANGES_VALUES',
    settles: settles('CHANGES_VALUES'),
  });
  return [failing, cut];
}

function nullChecks(operation: Operation, source: RowSource, { old, next }: Pair): readonly Check[] {
  if (!isNullable(old.type) || isNullable(next.type)) return [];
  return [
    rowsIn(operation, source, {
      asks: `rows whose ${old.name} is NULL and would become the default`,
      where: `${quoteName(old.name)} IS NULL`,
      shows: null,
      means: 'CHANGES_VALUES',
      settles: ['CHANGES_VALUES'],
    }),
  ];
}

/** Columns of both tables that the copy leaves to their default, because nothing converts them. */
function leftChecks(operation: Operation, copied: Copied, source: RowSource): readonly Check[] {
  const old = new Set(copied.from.columns.map(({ name }) => name));
  const given = new Set(copied.copy.columns.map(({ name }) => name));
  const left = copied.into.columns
    .filter(({ default: value }) => value === null || value.kind === 'DEFAULT')
    .map(({ name }) => name)
    .filter((name) => old.has(name) && !given.has(name));
  if (left.length === 0) return [];
  return [
    rowsIn(operation, source, {
      asks: `rows whose ${left.join(', ')} the copy leaves to the default`,
      where: 'true',
      shows: null,
      means: 'CHANGES_VALUES',
      settles: ['CHANGES_VALUES'],
    }),
  ];
}

/** What a new TTL deletes of the rows on their way: INSERT leaves out what has expired. */
function expiredChecks(operation: Operation, copied: Copied): readonly Check[] {
  const old = new Map(copied.from.columns.map(({ name, ttl }) => [name, ttl]));
  const ttls = [
    ...(copied.into.ttl === copied.from.ttl ? [] : [copied.into.ttl]),
    ...copied.into.columns.filter(({ name, ttl }) => ttl !== (old.get(name) ?? null)).map(({ ttl }) => ttl),
  ];
  const expired = ttls.flatMap((ttl) => (ttl === null ? [] : (isExpired(ttl) ?? [])));
  if (expired.length === 0) return [];
  return [
    rowsIn(operation, newRows(copied, expired), {
      asks: 'rows that the TTL of the new table expires at once',
      where: expired.map((each) => `(${each})`).join(' OR '),
      shows: null,
      means: 'EXPIRES_ROWS',
      settles: ['EXPIRES_ROWS'],
    }),
  ];
}

function brokenChecks(operation: Operation, copied: Copied): readonly Check[] {
  return copied.into.constraints
    .filter(({ kind }) => kind === 'CHECK')
    .map(({ name, expression }) =>
      rowsIn(operation, newRows(copied, [expression]), {
        asks: `rows that break the constraint ${name} of the new table: the copy would fail`,
        where: `NOT (${expression})`,
        shows: null,
        means: 'blocks',
        settles: [],
      }),
    );
}

/** True where a value is converted and no query can tell whether it can be: whatever is asked of the others proves nothing. */
function isUntold({ old, next, isCast }: Pair): boolean {
  const { hazards } = typeChange(old.type, next.type);
  return isCast && hazards.length > 0 && castFault('x', parseType(old.type), parseType(next.type)) === null;
}

/**
 * True where a new column may be an old one under another name that nothing converts: no question names it, so no answer about
 * the others may take CHANGES_VALUES away.
 */
function mayBeLeft({ copy, from, into }: Copied): boolean {
  const old = new Set(from.columns.map(({ name }) => name));
  const given = new Set(copy.columns.map(({ name }) => name));
  const taken = new Set(copy.columns.flatMap(({ value }) => [...namesIn(value)]));
  const untaken = from.columns.filter(({ name }) => !taken.has(name));
  const unfilled = into.columns.filter(({ name }) => !given.has(name) && !old.has(name));
  return unfilled.some((next) => untaken.some(({ type }) => typeChange(type, next.type).refuse !== null));
}

/** What the rows of one table may have against being copied into another. */
export function copyChecks(operation: Operation, copied: Copied): readonly Check[] {
  const source = oldRows(copied);
  const pairs = pairsOf(copied);
  const canSettle = !pairs.some(isUntold);
  const checks = [
    ...pairs.flatMap((pair) => [
      ...castChecks(operation, source, pair, canSettle),
      ...nullChecks(operation, source, pair),
    ]),
    ...leftChecks(operation, copied, source),
    ...expiredChecks(operation, copied),
    ...brokenChecks(operation, copied),
    ...mergedChecks(operation, copied),
    ...copyRoomChecks(operation, copied),
  ];
  if (!mayBeLeft(copied)) return checks;
  return checks.map((check) => ({
    ...check,
    settles: check.settles.filter((hazard) => hazard !== 'CHANGES_VALUES'),
  }));
}
