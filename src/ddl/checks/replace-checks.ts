import { replacesRows } from '../../facets/views/refresh.ts';
import { addressOfName } from '../../model/address.ts';
import type { Check } from '../../model/check.ts';
import type { OperationOf } from '../../model/operation.ts';
import { quoteQualified } from '../../model/tokens.ts';
import { sourceCheck } from './question.ts';

/** A refreshable view that does not append puts its rows in the place of what its target holds. */
export function replaceChecks(operation: OperationOf<'CreateMaterializedView'>): readonly Check[] {
  const { target, refresh } = operation.view;
  if (target === null || !replacesRows(refresh)) return [];
  const table = quoteQualified(target.database, target.name);
  // The number of rows is known without reading them: however many there are, all are counted.
  const source = { table, rows: null, through: (from: string) => from };
  return [
    sourceCheck(operation, source, {
      asks: `rows of ${addressOfName(target)} that the first run of the view replaces`,
      results: 'count() AS hits, emptyArrayString() AS samples',
      where: null,
      shows: null,
      means: 'DELETES_DATA',
      settles: ['DELETES_DATA'],
    }),
  ];
}
