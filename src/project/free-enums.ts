import { type Address, addressOf, partAddress } from '../model/address.ts';
import type { DeclaredProject } from '../model/declared.ts';
import { deployedName } from './infra-map-of.ts';

/** Addresses of the columns whose enum members carry no numbers in the code. */
export function freeEnumColumns(project: DeclaredProject, defaultDatabase: string): ReadonlySet<Address> {
  const addresses = project.tables.flatMap((table) => {
    const owner = addressOf(table.database ?? defaultDatabase, deployedName(table.name, table.version));
    return table.columns
      .filter(({ tags }) => tags.enumNumbers === 'free')
      .map(({ name }) => partAddress(owner, 'column', name));
  });
  return new Set(addresses);
}
