import { mergesMore } from '../facets/engines/index.ts';
import { deletesRows, ttlParts } from '../facets/tables/ttl.ts';
import { isNullable, removedEnumLabels, typeChange } from '../facets/types/change.ts';
import { isEnum } from '../facets/types/enum.ts';
import { innerTypes, parseType, printType, type TypeNode } from '../facets/types/type-text.ts';
import { type Address, addressOf } from '../model/address.ts';
import { keyExpressions } from '../model/canonical-text.ts';
import type { Hazard, Operation } from '../model/operation.ts';
import type { Rename } from '../model/rename.ts';
import type { Column, Table } from '../model/table.ts';
import { quoteName, quoteQualified, quoteString } from '../model/tokens.ts';

/** How a new version of a table is filled from an older one. */
export interface Backfill {
  readonly sql: readonly string[];
  readonly hazards: readonly Hazard[];
  /** Columns of the old version that nothing of the new one takes. */
  readonly leftOut: readonly string[];
  /** Whether the new version may keep fewer rows than it is given: its merges make one of several. */
  readonly mergesRows: boolean;
}

/** The address that asks for the filling of a new version. */
export function backfillAddress(table: Address): Address {
  return `${table}/backfill`;
}

/** Whether an operation is the filling of a new version, which touches nothing that it does not name. */
export function isBackfill({ kind, because, target }: Operation): boolean {
  return kind === 'RawSql' && because === backfillAddress(addressOf(target.database, target.name));
}

/** Whether every row of the old version, with every value as it was, stands in the new one after the filling. */
export function keepsAll({ leftOut, hazards, mergesRows }: Backfill): boolean {
  return leftOut.length === 0 && hazards.length === 0 && !mergesRows;
}

interface Pair {
  readonly column: string;
  readonly from: string;
  readonly expression: string;
  readonly hazards: readonly Hazard[];
}

const isWritable = (column: Column): boolean => column.default === null || column.default.kind === 'DEFAULT';
const isReadable = (column: Column): boolean =>
  column.default?.kind !== 'ALIAS' && column.default?.kind !== 'EPHEMERAL';

function bare(node: TypeNode): TypeNode {
  const inner = innerTypes(node).at(-1);
  return (node.name === 'Nullable' || node.name === 'LowCardinality') && inner !== undefined
    ? bare(inner)
    : node;
}

/** The type with room for NULL: `Nullable(Int8)` of `Int8`, `LowCardinality(Nullable(String))` of `LowCardinality(String)`. */
function nullableOf(type: string): string {
  if (isNullable(type)) return type;
  const node = parseType(type);
  const inner = `Nullable(${printType(bare(node))})`;
  return node.name === 'LowCardinality' ? `LowCardinality(${inner})` : inner;
}

/** Labels keep their meaning whatever numbers the new version gives them. */
function copyOfLabels(from: Column, type: string): Pick<Pair, 'expression' | 'hazards'> {
  const toNull = isNullable(from.type);
  const hazards: readonly Hazard[] = [
    ...(toNull && !isNullable(type) ? (['CHANGES_VALUES'] as const) : []),
    ...(removedEnumLabels(from.type, type).length > 0 ? (['MAY_FAIL_ON_DATA'] as const) : []),
  ];
  const wanted = toNull ? nullableOf(type) : type;
  return { expression: `CAST(toString(${quoteName(from.name)}), ${quoteString(wanted)})`, hazards };
}

/**
 * A narrower type is cast by accurateCast, which fails on a value that does not fit, where INSERT would wrap it without a word.
 * NULLs become the default of a column that takes none (insert_null_as_default). Null where nothing can copy it.
 */
function copyOf(from: Column, type: string): Pick<Pair, 'expression' | 'hazards'> | null {
  const name = quoteName(from.name);
  const { hazards, refuse } = typeChange(from.type, type);
  const [old, wanted] = [bare(parseType(from.type)), bare(parseType(type))];
  if (isEnum(old) && isEnum(wanted) && printType(old) !== printType(wanted)) return copyOfLabels(from, type);
  if (refuse !== null) return null;
  const mayFail = hazards.includes('MAY_FAIL_ON_DATA') || hazards.includes('CHANGES_VALUES');
  if (from.type === type || !mayFail) return { expression: name, hazards: [] };
  if (!isNullable(from.type))
    return { expression: `accurateCast(${name}, ${quoteString(type)})`, hazards: ['MAY_FAIL_ON_DATA'] };
  const ofNulls: readonly Hazard[] = isNullable(type) ? [] : ['CHANGES_VALUES'];
  return printType(old) === printType(wanted)
    ? { expression: name, hazards: ofNulls }
    : {
        expression: `accurateCast(${name}, ${quoteString(nullableOf(type))})`,
        hazards: [...ofNulls, 'MAY_FAIL_ON_DATA'],
      };
}

interface Copied {
  readonly pairs: readonly Pair[];
  /** Columns that both versions have and no expression copies: they read as their default. */
  readonly lost: readonly string[];
}

function pairsOf(before: Table, after: Table, renames: readonly Rename[]): Copied {
  const old = new Map(before.columns.filter(isReadable).map((column) => [column.name, column]));
  const found = after.columns.filter(isWritable).flatMap((column) => {
    const told = renames.find(
      (rename) => rename.of === 'column' && rename.table === after.address && rename.after === column.name,
    );
    const from = old.get(column.name) ?? (told === undefined ? undefined : old.get(told.before));
    return from === undefined ? [] : [{ column: column.name, from, copy: copyOf(from, column.type) }];
  });
  return {
    pairs: found.flatMap(({ column, from, copy }): readonly Pair[] =>
      copy === null ? [] : [{ column, from: from.name, ...copy }],
    ),
    lost: found.flatMap(({ column, copy }) => (copy === null ? [column] : [])),
  };
}

function expires(ttl: string | null): boolean {
  return ttl !== null && ttlParts(ttl).some(deletesRows);
}

/** A TTL that the rows have not lived under so far, of the table or of a column. */
function bringsExpiry(before: Table, after: Table): boolean {
  const old = new Map(before.columns.map(({ name, ttl }) => [name, ttl]));
  const isNew = after.columns.some(({ name, ttl }) => ttl !== null && ttl !== (old.get(name) ?? null));
  return isNew || (after.ttl !== before.ttl && expires(after.ttl));
}

/** Merging engines keep fewer rows than were written. */
function keepsEveryRow({ engine }: Table): boolean {
  return /^(Replicated|Shared)?MergeTree$/.test(engine.name);
}

/** By default a block of more than 100 partitions fails (252): years of days come in one block where the old one has another key. */
function anyPartitions({ partitionBy }: Table): string {
  return keyExpressions(partitionBy).length === 0 ? '' : ' SETTINGS max_partitions_per_insert_block = 0';
}

/**
 * One INSERT … SELECT over the columns that both have; new ones get their defaults. It refuses to run when the new table
 * holds rows already: sent twice, it would double them.
 *
 * @param isChecked whether the number of rows is compared afterwards, because the old version will be dropped
 */
export function backfillOf(
  before: Table,
  after: Table,
  renames: readonly Rename[],
  isChecked: boolean,
): Backfill | null {
  const { pairs, lost: notCopied } = pairsOf(before, after, renames);
  if (pairs.length === 0) return null;
  const [source, target] = [before, after].map(({ database, name }) => quoteQualified(database, name));
  const columns = pairs.map(({ column }) => quoteName(column)).join(', ');
  const values = pairs.map(({ expression }) => expression).join(', ');
  const full = `${after.address} holds rows already: empty it before it is filled from ${before.address}, or leave this out of the plan`;
  const lost = `${after.address} holds fewer rows than ${before.address}`;
  const taken = new Set(pairs.map(({ from }) => from));
  const hazards = new Set<Hazard>(pairs.flatMap((pair) => pair.hazards));
  const isMergedMore = mergesMore(before, after);
  // The old rows stay as they are; those of the new version are other ones.
  if (notCopied.length > 0 || isMergedMore) hazards.add('CHANGES_VALUES');
  if (bringsExpiry(before, after)) hazards.add('EXPIRES_ROWS');
  return {
    sql: [
      `INSERT INTO ${target} (${columns}) SELECT ${values} FROM ${source} WHERE throwIf((SELECT count() FROM ${target}) > 0, ${quoteString(full)}) = 0${anyPartitions(after)}`,
      // Rows that expire on their way are no reason to stop halfway.
      ...(isChecked && keepsEveryRow(after) && !expires(after.ttl)
        ? [
            `SELECT throwIf((SELECT count() FROM ${target}) < (SELECT count() FROM ${source}), ${quoteString(lost)})`,
          ]
        : []),
    ],
    hazards: [...hazards].sort(),
    leftOut: before.columns
      .filter(isReadable)
      .map(({ name }) => name)
      .filter((name) => !taken.has(name)),
    mergesRows: isMergedMore,
  };
}
