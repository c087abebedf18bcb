import { deletesRows, ttlParts } from '../../facets/tables/ttl.ts';
import type { Check } from '../../model/check.ts';
import type { Operation, OperationOf } from '../../model/operation.ts';
import { isWord, tokenize } from '../../model/tokens.ts';
import { type CheckedTable, rowCheck } from './question.ts';

/** The moment at which each deleting part of a TTL expires, with its condition; parts that move or merge rows are left out. */
function expiries(ttl: string): readonly string[] {
  return ttlParts(ttl).flatMap((part) => {
    const tokens = tokenize(part).filter((token) => token.depth === 0);
    if (!deletesRows(part)) return [];
    const at = tokens.find((token) => ['WHERE', 'DELETE', 'GROUP'].some((word) => isWord(token, word)));
    const where = tokens.find((token) => isWord(token, 'WHERE'));
    const group = tokens.find((token) => isWord(token, 'GROUP'));
    const moment = part.slice(0, at?.start ?? part.length).trim();
    return [
      where === undefined
        ? `(${moment}) <= now()`
        : `(${moment}) <= now() AND (${part.slice(where.end, group?.start).trim()})`,
    ];
  });
}

/** True for the rows that a TTL deletes the moment it is there; null for one that deletes none. */
export function isExpired(ttl: string): string | null {
  const parts = expiries(ttl);
  return parts.length === 0 ? null : parts.map((part) => `(${part})`).join(' OR ');
}

/** The rows that a TTL concerns the moment it is there. */
export function expiryChecks(
  operation: Operation,
  table: CheckedTable,
  ttl: string,
  asks: string,
): readonly Check[] {
  const where = isExpired(ttl);
  if (where === null) return [];
  return [
    rowCheck(operation, table, {
      asks,
      where,
      shows: null,
      means: 'EXPIRES_ROWS',
      settles: ['EXPIRES_ROWS'],
    }),
  ];
}

export function tableTtlChecks(
  operation: OperationOf<'ModifyTableTtl'>,
  table: CheckedTable,
): readonly Check[] {
  return operation.after === null
    ? []
    : expiryChecks(operation, table, operation.after, 'rows that the new TTL expires at once');
}
