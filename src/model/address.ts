/**
 * Names one thing in an infra map: `local.orders`, `local.orders/column/total`, `topic/clicks`.
 * Database and object names stand as they are, without quotes.
 */
export type Address = string;

/** What an object is called, in two parts: an address alone does not tell where the database ends when its name holds dots. */
export interface ObjectName {
  readonly database: string;
  readonly name: string;
}

/** The address of what is named. */
export function addressOfName({ database, name }: ObjectName): Address {
  return addressOf(database, name);
}

/** The words of a name, to be looked for among the names that a text uses; none for null. */
export function partsOfName(of: ObjectName | null): readonly string[] {
  return of === null ? [] : [of.database, of.name];
}

/** Address of a table, view or dictionary. */
export function addressOf(database: string, name: string): Address {
  return `${database}.${name}`;
}

/**
 * Database and name of an object's address. It is split after the database where it is this one, else at its first dot; an
 * address without a dot has an empty database.
 *
 * @param database the likely one: its name may hold dots itself
 */
export function splitAddress(address: Address, database: string): ObjectName {
  if (database !== '' && address.startsWith(`${database}.`))
    return { database, name: address.slice(database.length + 1) };
  const dot = address.indexOf('.');
  return { database: address.slice(0, Math.max(dot, 0)), name: address.slice(dot + 1) };
}

/** Address of a database: `database/local`. */
export function databaseAddress(database: string): Address {
  return `database/${database}`;
}

/** Address of a part of an object, such as a column: `local.orders/column/total`. */
export function partAddress(owner: Address, part: string, name: string): Address {
  return `${owner}/${part}/${name}`;
}

/** Orders addresses by code unit, so that every machine and locale gives the same order. */
export function compareAddresses(a: Address, b: Address): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A copy of the list ordered by address. */
export function sortByAddress<T extends { readonly address: Address }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => compareAddresses(a.address, b.address));
}
