const SERVER_DATABASES: ReadonlySet<string> = new Set(['system', 'information_schema', 'INFORMATION_SCHEMA']);

/** Whether a database is ClickHouse's own, where nobody can create anything. */
export function isServerDatabase(name: string): boolean {
  return SERVER_DATABASES.has(name);
}

/**
 * Whose names these are, which introspection leaves out for that reason; null for a name that anybody may give. ClickHouse keeps
 * the rows of views in tables named `.inner…` and half-made copies in `.tmp…`; the tables named `_moose…` are those of this tool.
 */
export function reservedBy(name: string): 'ClickHouse' | 'moose' | null {
  if (name.startsWith('.inner') || name.startsWith('.tmp')) return 'ClickHouse';
  return name.toLowerCase().startsWith('_moose') ? 'moose' : null;
}
