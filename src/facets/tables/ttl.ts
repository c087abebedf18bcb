import { canonicalExpression } from '../../model/canonical-text.ts';
import type { Hazard } from '../../model/operation.ts';
import { identifierOf, isSymbol, isWord, splitList, tokenize } from '../../model/tokens.ts';
import type { TableFacet } from '../facet.ts';
import { sameOrAlter } from '../facet.ts';
import { configText } from './config.ts';

/** Whether a part of a TTL leaves fewer rows than there were, `GROUP BY` too; others move or recompress them. */
export function deletesRows(part: string): boolean {
  const words = tokenize(part).filter((token) => token.depth === 0);
  return !words.some((token) => ['TO', 'RECOMPRESS'].some((word) => isWord(token, word)));
}

function has(part: string, word: string): boolean {
  return tokenize(part).some((token) => token.depth === 0 && isWord(token, word));
}

/** `n = sum(n)`: one more assignment of the SET before it. */
function isAssignment(part: string): boolean {
  const [name, equals] = tokenize(part);
  return identifierOf(name) !== null && isSymbol(equals, '=');
}

/** The parts of a TTL. The keys and assignments of `GROUP BY a, b SET c = sum(c), d = max(d)` are one part with it. */
export function ttlParts(ttl: string): readonly string[] {
  const parts: string[] = [];
  for (const piece of splitList(ttl)) {
    const last = parts.at(-1);
    const isMore = last !== undefined && has(last, 'GROUP') && (!has(last, 'SET') || isAssignment(piece));
    if (isMore) parts.splice(-1, 1, `${last}, ${piece}`);
    else parts.push(piece);
  }
  return parts;
}

/** What a table TTL may harm: it deletes rows, now or later. */
export function ttlHazards(ttl: string | null): readonly Hazard[] {
  return ttl !== null && ttlParts(ttl).some(deletesRows) ? ['EXPIRES_ROWS'] : [];
}

/** Table TTL: https://clickhouse.com/docs/engines/table-engines/mergetree-family/mergetree#mergetree-table-ttl */
export const ttl: TableFacet<string | null> = {
  keyword: 'TTL',
  extract: ({ config }) => configText(config, 'ttl')?.replace(/^TTL\s+/i, '') ?? null,
  introspect: (parts) => parts.clauses.get('TTL') ?? null,
  canonical: (value) =>
    value &&
    splitList(value)
      .map((part) => canonicalExpression(part).replace(/\s+DELETE$/i, ''))
      .join(', '),
  diff: sameOrAlter,
  operations: ({ before, declared }) => [
    {
      step: 'do',
      part: null,
      action: { kind: 'ModifyTableTtl', before, after: declared },
      effect: { cost: 'metadata', hazards: ttlHazards(declared) },
    },
  ],
  elements: () => [],
  clause: (value) => (value === null ? null : `TTL ${value}`),
  describe: (before, after) => `TTL ${before ?? 'none'} -> ${after ?? 'none'}`,
  samples: [null, 'at + toIntervalDay(30)', 'at + toIntervalDay(90), at + toIntervalDay(9) WHERE n = 3'],
};
