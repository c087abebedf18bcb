import { withSingleSpaces } from '../../model/canonical-text.ts';
import { identifierOf, isWord, quoteName, splitList, type Token, tokenize } from '../../model/tokens.ts';
import { ALTER, SAME, type Verdict } from '../facet.ts';
import { parseSettings, printSettings } from '../settings-text.ts';

/** Units that ClickHouse keeps as seconds, and those it keeps as months; the greatest first. */
const SECONDS: readonly (readonly [unit: string, seconds: number])[] = [
  ['WEEK', 604_800],
  ['DAY', 86_400],
  ['HOUR', 3_600],
  ['MINUTE', 60],
  ['SECOND', 1],
];
const MONTHS: readonly (readonly [unit: string, months: number])[] = [
  ['YEAR', 12],
  ['QUARTER', 3],
  ['MONTH', 1],
];

function sizeIn(units: readonly (readonly [string, number])[], unit: string): number {
  return units.find(([name]) => name === unit)?.[1] ?? 0;
}

function inUnits(amount: number, units: readonly (readonly [string, number])[]): readonly string[] {
  let rest = amount;
  return units.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [`${count} ${unit}`];
  });
}

/** `90 MINUTE` is `1 HOUR 30 MINUTE`, as the server prints it. */
function canonicalDuration(tokens: readonly Token[]): string {
  let [months, seconds] = [0, 0];
  for (let at = 0; at + 1 < tokens.length; at += 2) {
    const count = Number(tokens[at]?.text);
    const unit = (tokens[at + 1]?.text ?? '').toUpperCase().replace(/S$/, '');
    months += count * sizeIn(MONTHS, unit);
    seconds += count * sizeIn(SECONDS, unit);
  }
  // The server prints no quarters.
  const printed = MONTHS.filter(([unit]) => unit !== 'QUARTER');
  return [...inUnits(months, printed), ...inUnits(seconds, SECONDS)].join(' ');
}

const PARTS: readonly (readonly string[])[] = [
  ['EVERY'],
  ['AFTER'],
  ['OFFSET'],
  ['RANDOMIZE', 'FOR'],
  ['DEPENDS', 'ON'],
  ['SETTINGS'],
  ['APPEND'],
];

interface Part {
  readonly keyword: string;
  readonly from: number;
  readonly tokens: readonly Token[];
}

function partsOf(text: string): readonly Part[] {
  const tokens = tokenize(text);
  const starts = tokens.flatMap((_, at) => {
    const words = PARTS.find((each) => each.every((word, offset) => isWord(tokens[at + offset], word)));
    return words === undefined ? [] : [{ at, keyword: words.join(' '), next: at + words.length }];
  });
  return starts.map(({ keyword, next }, index) => ({
    keyword,
    from: tokens[next]?.start ?? text.length,
    tokens: tokens.slice(next, starts[index + 1]?.at ?? tokens.length),
  }));
}

/** `db.name`, each part in backticks only where it needs them. */
function plainQualified(text: string): string {
  return tokenize(text)
    .map((token) => {
      const name = identifierOf(token);
      return name === null || /^[A-Za-z_]\w*$/.test(name) ? (name ?? token.text) : quoteName(name);
    })
    .join('');
}

function canonicalPart(text: string, { keyword, from, tokens }: Part): string {
  const content = text.slice(from, tokens.at(-1)?.end ?? from);
  switch (keyword) {
    case 'APPEND':
      return keyword;
    case 'DEPENDS ON':
      return `${keyword} ${splitList(content).map(plainQualified).join(', ')}`;
    case 'SETTINGS':
      return `${keyword} ${printSettings(parseSettings(content))}`;
    default:
      return `${keyword} ${canonicalDuration(tokens)}`;
  }
}

/** One spelling for `EVERY 1 HOUR OFFSET … DEPENDS ON … SETTINGS … APPEND`. */
export function canonicalRefresh(text: string | null): string | null {
  if (text === null) return null;
  const parts = partsOf(text);
  return parts.length === 0
    ? withSingleSpaces(text)
    : parts.map((part) => canonicalPart(text, part)).join(' ');
}

function appends(text: string): boolean {
  return partsOf(text).some(({ keyword }) => keyword === 'APPEND');
}

/** Whether each run of a view puts its rows in the place of all that its target holds. */
export function replacesRows(refresh: string | null): boolean {
  return refresh !== null && !appends(refresh);
}

/** A schedule of the same kind that never comes, for an engine on which nothing may run by itself. */
export function neverRefreshed(refresh: string): string {
  return `EVERY 40 YEAR${appends(refresh) ? ' APPEND' : ''}`;
}

/** What a view would have to be made anew for; null where MODIFY REFRESH does. */
function wantsAnother(before: string | null, after: string | null): string | null {
  if (before === null) return 'cannot make a view that runs on every INSERT a refreshable one';
  if (after === null) return 'cannot make a refreshable view one that runs on every INSERT';
  return appends(before) === appends(after) ? null : 'cannot switch APPEND of a refreshable view on or off';
}

/** MODIFY REFRESH sets the whole schedule anew: https://clickhouse.com/docs/sql-reference/statements/alter/view */
export function refreshChange(before: string | null, after: string | null): Verdict {
  if (before === after) return SAME;
  const because = wantsAnother(before, after);
  return because === null
    ? ALTER
    : { is: 'rebuild', because: `ClickHouse ${because}; it would have to be dropped and made again` };
}
