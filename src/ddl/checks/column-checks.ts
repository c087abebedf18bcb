import {
  changedEnumLabels,
  combinedOtherwise,
  isNullable,
  removedEnumLabels,
  typeChange,
} from '../../facets/types/change.ts';
import { isEnum } from '../../facets/types/enum.ts';
import { innerTypes, parseType, printType } from '../../facets/types/type-text.ts';
import type { Check, HitMeans } from '../../model/check.ts';
import { isSameValue } from '../../model/hash.ts';
import type { Hazard, OperationOf } from '../../model/operation.ts';
import type { Column } from '../../model/table.ts';
import { quoteName, quoteString } from '../../model/tokens.ts';
import { type ConversionFaults, conversionFaults } from './conversion-faults.ts';
import { type CheckedTable, checkOf, ofTable, rowCheck } from './question.ts';
import { unwrapped } from './scalar-faults.ts';
import { expiryChecks } from './ttl-checks.ts';

type ModifyColumn = OperationOf<'ModifyTableColumn'>;

/** True for the rows that have one of the labels; null deeper inside a type, where no simple question reaches. */
function hasLabel({ name, type }: Column, labels: readonly string[]): string | null {
  const node = unwrapped(parseType(type));
  const element = node.name === 'Array' ? innerTypes(node).map(unwrapped)[0] : undefined;
  if (labels.length === 0 || !isEnum(element ?? node)) return null;
  const column = quoteName(name);
  const list = labels.map(quoteString).join(', ');
  return element === undefined
    ? `toString(${column}) IN (${list})`
    : `arrayExists(x -> toString(x) IN (${list}), ${column})`;
}

function labelsChecks(operation: ModifyColumn, table: CheckedTable): readonly Check[] {
  const { before, after } = operation;
  const removed = hasLabel(before, removedEnumLabels(before.type, after.type));
  const changed = hasLabel(before, changedEnumLabels(before.type, after.type));
  const about = { shows: before.name };
  return [
    ...(removed === null
      ? []
      : [
          rowCheck(operation, table, {
            ...about,
            asks: `rows whose ${before.name} is one of the removed values`,
            where: removed,
            // Every later read of such a row would fail (691).
            means: 'blocks',
            settles: ['MAY_FAIL_ON_DATA'],
          }),
        ]),
    ...(changed === null
      ? []
      : [
          rowCheck(operation, table, {
            ...about,
            asks: `rows whose ${before.name} gets another label for its number`,
            where: changed,
            means: 'CHANGES_VALUES',
            settles: ['CHANGES_VALUES'],
          }),
        ]),
  ];
}

/** Rows that were combined by one function, and would be by another. */
function combinedChecks(operation: ModifyColumn, table: CheckedTable): readonly Check[] {
  const { before, after } = operation;
  const functions = combinedOtherwise(before.type, after.type);
  if (functions === null) return [];
  return [
    rowCheck(operation, table, {
      asks: `rows whose ${before.name} is a ${functions[0]}, and would be merged by ${functions[1]}`,
      where: 'true',
      shows: null,
      means: 'CHANGES_VALUES',
      settles: ['CHANGES_VALUES'],
    }),
  ];
}

function nullsChecks(operation: ModifyColumn, table: CheckedTable, canSettle: boolean): readonly Check[] {
  const { before, after } = operation;
  if (!isNullable(before.type) || isNullable(after.type)) return [];
  return [
    rowCheck(operation, table, {
      asks: `rows whose ${before.name} is NULL and would become the default`,
      where: `${quoteName(before.name)} IS NULL`,
      shows: null,
      means: 'CHANGES_VALUES',
      settles: canSettle ? ['CHANGES_VALUES'] : [],
    }),
  ];
}

const isStored = ({ default: value }: Column): boolean =>
  value?.kind !== 'ALIAS' && value?.kind !== 'EPHEMERAL';

function conversionChecks(operation: ModifyColumn, table: CheckedTable): readonly Check[] {
  const { before, after } = operation;
  if (before.type === after.type || !isStored(before) || !isStored(after)) return [];
  const { hazards } = typeChange(before.type, after.type);
  const [from, to] = [parseType(before.type), parseType(after.type)];
  const isDoubtful = hazards.includes('MAY_FAIL_ON_DATA') || hazards.includes('CHANGES_VALUES');
  const faults = isDoubtful ? conversionFaults(quoteName(before.name), from, to) : null;
  // NULLs are asked about apart; what else may change inside a composed type nobody can ask.
  const isNullsOnly = faults === null && printType(unwrapped(from)) === printType(unwrapped(to));
  const others = [
    ...labelsChecks(operation, table),
    ...combinedChecks(operation, table),
    ...nullsChecks(operation, table, faults !== null || isNullsOnly),
  ];
  return [...others, ...faultsChecks(operation, table, faults)];
}

function faultsChecks(
  operation: ModifyColumn,
  table: CheckedTable,
  faults: ConversionFaults | null,
): readonly Check[] {
  const { before, after } = operation;
  const { fails = null, changes = null } = faults ?? {};
  const isAlone = fails === null || changes === null;
  const asked = (
    where: string | null,
    { means, settles, words }: { means: HitMeans; settles: Hazard; words: string },
  ): readonly Check[] =>
    where === null
      ? []
      : [
          rowCheck(operation, table, {
            asks: `rows whose ${before.name} cannot be ${after.type}${words}`,
            where,
            shows: before.name,
            means,
            // Where no value can change, or none can fail, one question is about both.
            settles: isAlone ? ['MAY_FAIL_ON_DATA', 'CHANGES_VALUES'] : [settles],
          }),
        ];
  return [
    ...asked(fails, { means: 'blocks', settles: 'MAY_FAIL_ON_DATA', words: ': the change would fail' }),
    ...asked(changes, { means: 'CHANGES_VALUES', settles: 'CHANGES_VALUES', words: ' as it is' }),
  ];
}

/**
 * Parts that were written before a column was added do not hold it: their rows read as the default of today, so that another
 * default gives them another value.
 */
function defaultChecks(operation: ModifyColumn): readonly Check[] {
  const { before, after } = operation;
  const isSame = isSameValue(before.default, after.default);
  if (isSame || !isStored(before) || !isStored(after)) return [];
  const held = `SELECT name FROM system.parts_columns WHERE ${ofTable(operation)} AND active AND column = ${quoteString(before.name)}`;
  return [
    checkOf(operation, {
      asks: `rows of parts that do not hold ${before.name}: they read as its default, which changes`,
      sql: `SELECT sum(rows) AS hits, emptyArrayString() AS samples FROM system.parts WHERE ${ofTable(operation)} AND active AND name NOT IN (${held})`,
      means: 'CHANGES_VALUES',
    }),
  ];
}

function columnTtlChecks(operation: ModifyColumn, table: CheckedTable): readonly Check[] {
  const { before, after } = operation;
  if (after.ttl === null || after.ttl === before.ttl) return [];
  return expiryChecks(operation, table, after.ttl, `rows whose ${after.name} the new TTL empties at once`);
}

/** What the rows may have against a changed column. */
export function modifyColumnChecks(operation: ModifyColumn, table: CheckedTable): readonly Check[] {
  return [
    ...conversionChecks(operation, table),
    ...defaultChecks(operation),
    ...columnTtlChecks(operation, table),
  ];
}
