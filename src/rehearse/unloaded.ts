import type { ServerError } from '../drivers/clickhouse/server-error.ts';
import type { Address } from '../model/address.ts';
import type { Operation } from '../model/operation.ts';
import type { Mismatch } from './reached.ts';

/** A live object that the shadow could not load, and its answer. */
export interface Unloaded {
  readonly address: Address;
  readonly error: ServerError;
}

function ownerOf(address: Address): Address {
  return address.split('/')[0] ?? address;
}

/** Those among the addresses, whole or by a part, that could not be loaded. */
export function unloadedAmong(
  addresses: readonly Address[],
  errors: ReadonlyMap<Address, ServerError>,
): readonly Unloaded[] {
  return [...new Set(addresses.map(ownerOf))].flatMap((address) => {
    const error = errors.get(address);
    return error === undefined ? [] : [{ address, error }];
  });
}

/** What is missing at the end because it was never there, and no operation is about: that says nothing against the plan. */
export function neverThere(
  mismatches: readonly Mismatch[],
  operations: readonly Operation[],
  errors: ReadonlyMap<Address, ServerError>,
): readonly Unloaded[] {
  const touched = new Set(operations.map(({ because }) => ownerOf(because)));
  const missing = mismatches.filter(({ address, reached }) => reached === null && !touched.has(address));
  return unloadedAmong(
    missing.map(({ address }) => address),
    errors,
  );
}

/** Why an object is not in the shadow, for people. */
export function unloadedInWords({ error }: Unloaded): string {
  return `the embedded ClickHouse cannot load it: ${error.message} (code ${error.code}, ${error.name})`;
}
