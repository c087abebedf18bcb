import { ttlParts } from '../facets/tables/ttl.ts';
import { canonicalExpression } from '../model/canonical-text.ts';
import { tokenize } from '../model/tokens.ts';

/** Words that make an element of a TTL do something else than delete: https://clickhouse.com/docs/guides/developer/ttl */
const KEEPS_ROWS = new Set(['DISK', 'VOLUME', 'RECOMPRESS']);

/** The elements of a TTL that delete rows or values, in canonical form. `GROUP BY` leaves fewer rows than there were. */
function deleting(ttl: string | null): readonly string[] {
  return ttlParts(ttl ?? '')
    .filter((element) => !tokenize(element).some((token) => KEEPS_ROWS.has(token.text.toUpperCase())))
    .map((element) => canonicalExpression(element).replace(/\s+DELETE$/i, ''));
}

/** Whether a TTL may delete what the one before it kept: it has an element that is new or was changed. */
export function expiresRows(before: string | null, after: string | null): boolean {
  const known = new Set(deleting(before));
  return deleting(after).some((element) => !known.has(element));
}
