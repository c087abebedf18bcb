/**
 * A name in backticks, so that hyphens, blanks, capitals and keywords are safe. A name already in backticks stays.
 *
 * @example quoteIdentifier('page-views') // `page-views`
 */
export function quoteIdentifier(name: string): string {
  if (name.length > 1 && name.startsWith('`') && name.endsWith('`')) return name;
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

/** `name`, or `database.name` for an object of another database, each in backticks. */
export function quoteQualified(database: string | undefined, name: string): string {
  return database ? `${quoteIdentifier(database)}.${quoteIdentifier(name)}` : quoteIdentifier(name);
}

/**
 * The name an object bears on the server: `events` with version `1.2.0` is deployed as `events_1_2_0`.
 */
export function deployedName(name: string, version: string | undefined): string {
  return version ? `${name}_${version.replaceAll('.', '_')}` : name;
}
