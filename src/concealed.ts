/** What is shorter would be found in words that are no secrets. */
const SHORTEST = 4;

const values = new Set<string>();

/** Remembers a password or key that this process was given, so that nothing unforeseen shows it. Null and short ones are passed over. */
export function conceal(value: string | null): void {
  if (value !== null && value.length >= SHORTEST) values.add(value);
}

/** A text nobody has foreseen, such as the message of a bug, with stars for every value to be concealed. */
export function concealed(text: string): string {
  return withoutValues(text, values, '***');
}

/** A text with something else in place of secrets; short ones are passed over. */
export function withoutValues(text: string, secrets: Iterable<string>, instead: string): string {
  return [...secrets]
    .filter(({ length }) => length >= SHORTEST)
    .sort((a, b) => b.length - a.length)
    .reduce((shown, secret) => shown.replaceAll(secret, instead), text);
}
