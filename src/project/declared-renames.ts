import { addressOf } from '../model/address.ts';
import type { DeclaredProject } from '../model/declared.ts';
import type { Rename } from '../model/rename.ts';
import { deployedName } from './infra-map-of.ts';

/** The renames that the code itself tells: `@renamedFrom` and its tag on columns, `renamedFrom` of a table's config. */
export function declaredRenames(project: DeclaredProject, defaultDatabase: string): readonly Rename[] {
  return project.tables.flatMap((table): readonly Rename[] => {
    const database = table.database ?? defaultDatabase;
    const after = deployedName(table.name, table.version);
    const { renamedFrom } = table.config;
    const ofTable: readonly Rename[] =
      typeof renamedFrom === 'string' ? [{ of: 'table', database, before: renamedFrom, after }] : [];
    const ofColumns = table.columns.flatMap(({ name, tags }): readonly Rename[] =>
      typeof tags.renamedFrom === 'string'
        ? [{ of: 'column', table: addressOf(database, after), before: tags.renamedFrom, after: name }]
        : [],
    );
    return [...ofTable, ...ofColumns];
  });
}

/**
 * Reads `--rename`: `orders.total=amount` for a column, `shop.orders.total=amount` with its database, `orders=purchases`
 * for a table. Null for a text of another shape.
 */
export function parseRename(text: string, defaultDatabase: string): Rename | null {
  const [left, after, ...more] = text.split('=').map((part) => part.trim());
  if (left === undefined || after === undefined || after === '' || left === '' || more.length > 0)
    return null;
  const names = left.split('.');
  const [first, second, third] = names;
  if (first === undefined || names.length > 3) return null;
  if (second === undefined) return { of: 'table', database: defaultDatabase, before: first, after };
  if (third === undefined)
    return { of: 'column', table: addressOf(defaultDatabase, first), before: second, after };
  return { of: 'column', table: addressOf(first, second), before: third, after };
}
