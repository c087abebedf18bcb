import { namesIn, stringValue, tokenize } from '../../model/tokens.ts';
import { ALTER, SAME } from '../facet.ts';
import { hiddenSecrets, mayHideTheSame } from '../secrets.ts';
import { declaredOrigin } from './declared-origin.ts';
import { type DictionaryFacet, inside } from './facet.ts';
import { canonicalPairs } from './pairs.ts';

/** SOURCE: https://clickhouse.com/docs/sql-reference/dictionaries#dictionary-sources */
export const origin: DictionaryFacet<string> = {
  keyword: 'SOURCE',
  extract: declaredOrigin,
  introspect: ({ clauses }) => inside(clauses.get('SOURCE')) ?? '',
  canonical: (value) => canonicalPairs(hiddenSecrets(value)),
  diff(before, after) {
    return mayHideTheSame(before, after) ? SAME : ALTER;
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
