import { withSingleSpaces } from '../../model/canonical-text.ts';
import type { Projection } from '../../model/table.ts';
import { isWord, namesIn, quoteName, tokenize } from '../../model/tokens.ts';
import type { TableFacet } from '../facet.ts';
import { canonicalSettings, declaredSettings, parseSettings, printSettings } from '../settings-text.ts';
import { configText } from './config.ts';
import { byName, keyedFacet, type TablePair } from './keyed.ts';

function inside(text: string): string {
  return text
    .trim()
    .replace(/^\(([\s\S]*)\)$/, '$1')
    .trim();
}

/** Moose's body is the select list without SELECT. */
function declaredBody(body: string): string {
  return /^(SELECT|WITH|INDEX)\b/i.test(inside(body)) ? inside(body) : `SELECT ${inside(body)}`;
}

/** A projection's words after ADD and in CREATE TABLE. */
export function projectionElement(projection: Projection): string {
  const settings = printSettings(projection.settings);
  // A projection that is an index alone, `INDEX s TYPE basic`, stands without parentheses.
  const isIndex = isWord(tokenize(projection.body)[0], 'INDEX');
  const body = isIndex ? projection.body : `(${projection.body})`;
  return `PROJECTION ${quoteName(projection.name)} ${body}${settings === '' ? '' : ` WITH SETTINGS (${settings})`}`;
}

/** The server changes the type of no column that an aggregating projection reads, not even for a new Enum member (26.7: 524). */
function isOverRetyped({ body }: Projection, { before, after }: TablePair): boolean {
  const tokens = tokenize(body);
  const isAggregating = tokens.some(
    (token, at) => token.depth === 0 && isWord(token, 'GROUP') && isWord(tokens[at + 1], 'BY'),
  );
  if (!isAggregating) return false;
  const names = namesIn(body);
  const wanted = byName(after.columns);
  return before.columns.some(
    ({ name, type }) => names.has(name) && type !== (wanted.get(name)?.type ?? type),
  );
}

/** Projections: https://clickhouse.com/docs/sql-reference/statements/alter/projection */
export const projections: TableFacet<readonly Projection[]> = keyedFacet<Projection>({
  word: 'projection',
  configKey: 'projections',
  extract: (config) => ({
    name: configText(config, 'name') ?? '',
    body: declaredBody(configText(config, 'body') ?? ''),
    settings: declaredSettings(config.settings),
  }),
  list: (parts) => parts.projections,
  introspect: ({ name, clauses }) => ({
    name,
    body: inside(clauses.get('') ?? ''),
    settings: parseSettings(inside(clauses.get('WITH SETTINGS') ?? '')),
  }),
  canonical: (projection) => ({
    ...projection,
    body: withSingleSpaces(projection.body),
    settings: canonicalSettings(projection.settings, {}),
  }),
  element: projectionElement,
  add: (projection) => ({ kind: 'AddTableProjection', projection }),
  drop: (projection) => ({ kind: 'DropTableProjection', projection }),
  addEffect: () => ({ cost: 'new-parts-only', hazards: [] }),
  dropEffect: { cost: 'mutation', hazards: [] },
  isInTheWay: isOverRetyped,
  samples: [
    [],
    [{ name: 'per_n', body: 'SELECT n, count() GROUP BY n', settings: {} }],
    [{ name: 'per_n', body: 'SELECT n, sum(id) GROUP BY n', settings: {} }],
    [{ name: 'by_s', body: 'SELECT * ORDER BY s', settings: {} }],
    [{ name: 'of_s', body: 'INDEX s TYPE basic', settings: {} }],
  ],
});
