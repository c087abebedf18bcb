/** A text of a declared config; null when it is missing, empty or no text. */
export function configText(config: Readonly<Record<string, unknown>>, key: string): string | null {
  const value = config[key];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** A list of texts of a declared config; null when it is missing. */
export function configTexts(
  config: Readonly<Record<string, unknown>>,
  key: string,
): readonly string[] | null {
  const value = config[key];
  return Array.isArray(value) ? value.map(String) : null;
}

/** A number of a declared config; the fallback when it is missing. */
export function configNumber(
  config: Readonly<Record<string, unknown>>,
  key: string,
  fallback: number,
): number {
  const value = config[key];
  return typeof value === 'number' ? value : fallback;
}
