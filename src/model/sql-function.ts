import type { Address } from './address.ts';
import type { Ownership } from './table.ts';

/** What a function is made of; every field is a function facet. */
export interface FunctionClauses {
  /** Names of its parameters, not quoted. */
  readonly parameters: readonly string[];
  /** What stands behind the arrow. */
  readonly expression: string;
}

/**
 * A function that is an SQL expression. It belongs to the whole server, not to a database. ClickHouse writes its expression
 * into every definition that calls it, so that a view or a default keeps the function as it was when they were made.
 */
export interface SqlFunction extends FunctionClauses, Ownership {
  /** `function/margin`. */
  readonly address: Address;
  readonly name: string;
}

/** Address of a function. */
export function functionAddress(name: string): Address {
  return `function/${name}`;
}
