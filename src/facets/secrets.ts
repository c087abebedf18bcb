import { stringValue, type Token, tokenize } from '../model/tokens.ts';

/** What the sdk leaves in place of a value that is read from the environment when a statement is sent. */
const ENVIRONMENT_MARKER = /^__MOOSE_RUNTIME_ENV__:(\w+)$/;

/** The same inside a longer text of SQL. */
const MARKERS_IN_TEXT = /__MOOSE_RUNTIME_ENV__:(\w+)/g;

/** `[ENV:NAME]` or `[SECRET:table/key]`. */
const PLACEHOLDER = /\[(ENV|SECRET):([^\]']+)\]/g;

/** What ClickHouse shows instead of a secret. */
export const HIDDEN = '[HIDDEN]';

/** The text that stands for a secret in every map, plan and message. The value itself is never kept with it. */
export function secretPlaceholder(declared: { readonly name: string }, key: string, value: string): string {
  return environmentPlaceholder(value) ?? `[SECRET:${declared.name}/${key}]`;
}

/** The placeholder of a value that is read from the environment; null for any other value. */
export function environmentPlaceholder(value: string): string | null {
  const variable = ENVIRONMENT_MARKER.exec(value)?.[1];
  return variable === undefined ? null : `[ENV:${variable}]`;
}

/** A text of SQL with a placeholder for each value that is read from the environment. */
export function withEnvironmentPlaceholders(text: string): string {
  return text.replace(MARKERS_IN_TEXT, '[ENV:$1]');
}

/** A text with every placeholder as the server would show it. */
export function hiddenSecrets(text: string): string {
  return text.replace(PLACEHOLDER, HIDDEN);
}

/** The placeholders in a text: `ENV` names a variable, `SECRET` a value in the code. */
export function placeholdersIn(
  text: string,
): readonly { readonly from: 'ENV' | 'SECRET'; readonly name: string }[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => ({
    from: match[1] === 'ENV' ? 'ENV' : 'SECRET',
    name: match[2] ?? '',
  }));
}

/** Puts the values in. `secretOf` answers null for a value it does not have, which leaves the placeholder. */
export function fillSecrets(
  text: string,
  secretOf: (from: 'ENV' | 'SECRET', name: string) => string | null,
): string {
  return text.replace(PLACEHOLDER, (whole, from: 'ENV' | 'SECRET', name: string) => {
    const value = secretOf(from, name);
    return value === null ? whole : value.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  });
}

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

/** Whether two pieces of SQL say the same, as far as one can see: what either side hides can be anything. */
export function mayHideTheSame(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [tokenize(a), tokenize(b)];
  return left.length === right.length && left.every((token, at) => mayBeSame(token, right[at]));
}
