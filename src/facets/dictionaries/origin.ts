import { namesIn, stringValue, type Token, tokenize } from '../../model/tokens.ts';
import { ALTER, SAME } from '../facet.ts';
import { HIDDEN, hiddenSecrets } from '../secrets.ts';
import { declaredOrigin } from './declared-origin.ts';
import { type DictionaryFacet, inside } from './facet.ts';
import { canonicalPairs } from './pairs.ts';

/** Whether two texts may be the same: what either side hides can be anything. */
function mayBeSame(a: Token | undefined, b: Token | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.text === b.text) return true;
  if (a.kind !== 'string' || b.kind !== 'string') return false;
  const [left, right] = [stringValue(a.text), stringValue(b.text)];
  return hides(left, right) || hides(right, left);
}

function hides(pattern: string, text: string): boolean {
  if (!pattern.includes(HIDDEN)) return false;
  const pieces = pattern.split(HIDDEN);
  let at = 0;
  return pieces.every((piece, index) => {
    const found =
      index === pieces.length - 1 ? Math.max(text.length - piece.length, at) : text.indexOf(piece, at);
    const isThere = found >= at && text.startsWith(piece, found) && (index > 0 || found === 0);
    at = found + piece.length;
    return isThere;
  });
}

/** SOURCE: https://clickhouse.com/docs/sql-reference/dictionaries#dictionary-sources */
export const origin: DictionaryFacet<string> = {
  keyword: 'SOURCE',
  extract: declaredOrigin,
  introspect: ({ clauses }) => inside(clauses.get('SOURCE')) ?? '',
  canonical: (value) => canonicalPairs(hiddenSecrets(value)),
  diff(before, after) {
    const [left, right] = [tokenize(before), tokenize(after)];
    const length = Math.max(left.length, right.length);
    for (let at = 0; at < length; at += 1) if (!mayBeSame(left[at], right[at])) return ALTER;
    return SAME;
  },
  clause: (value) => `SOURCE(${value})`,
  describe: (before, after) => `source ${before} -> ${after}`.replaceAll('\n', ' '),
  samples: [
    "CLICKHOUSE(DB 'shop' TABLE 'countries')",
    "HTTP(FORMAT 'TSV' URL 'https://data.example/x.tsv')",
    "MYSQL(DB 'd' HOST 'db.example' PASSWORD '[HIDDEN]' PORT 3306 TABLE 't' USER 'reader')",
  ],
};

/** Every name that stands in a source, also inside its queries: a superset of what the dictionary reads. */
export function namesInOrigin(value: string): ReadonlySet<string> {
  const texts = tokenize(value).flatMap((token) =>
    token.kind === 'string' ? [stringValue(token.text)] : [],
  );
  return new Set(texts.flatMap((text) => [...namesIn(text)]));
}
