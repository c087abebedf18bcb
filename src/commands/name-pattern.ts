/** A pattern such as `events_*`, where `*` stands for any text and `?` for one character. */
function patternExpression(pattern: string): RegExp {
  const text = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${text}$`, 'su');
}

/** True when a pattern matches the name, or the name with its database before it: `archive.*`. */
export function matchesAny(patterns: readonly string[], database: string, name: string): boolean {
  return patterns
    .map(patternExpression)
    .some((pattern) => pattern.test(name) || pattern.test(`${database}.${name}`));
}

/** Reads `events_*,users`. */
export function parsePatterns(text: string): readonly string[] {
  return text
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
}
