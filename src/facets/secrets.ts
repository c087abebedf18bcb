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
