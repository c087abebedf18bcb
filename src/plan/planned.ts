import type { Effect } from '../facets/facet.ts';
import type { Address } from '../model/address.ts';
import type { Action, Cost, Operation, Refusal, Withheld } from '../model/operation.ts';

/** Size of a live table, for costs. */
export interface TableSize {
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly parts: number | null;
}

export type TableSizes = ReadonlyMap<Address, TableSize>;

/** What one change became: nothing is ever dropped silently. */
export type Planned =
  | { readonly is: 'operation'; readonly operation: Operation }
  | { readonly is: 'refused'; readonly refusal: Refusal }
  | { readonly is: 'withheld'; readonly withheld: Withheld };

const FREE: Cost = { class: 'metadata', rows: null, bytes: null, parts: null, seconds: null };

function costOf(effect: Effect, size: TableSize | undefined): Cost {
  if (effect.cost === 'metadata' || size === undefined) return { ...FREE, class: effect.cost };
  return { class: effect.cost, rows: size.rows, bytes: size.bytes, parts: size.parts, seconds: null };
}

interface OperationParts {
  readonly object: { readonly database: string; readonly name: string; readonly cluster: string | null };
  readonly because: Address;
  readonly action: Action;
  readonly effect: Effect;
  readonly size: TableSize | undefined;
}

/** An operation with its circumstances. */
export function planned({ object, because, action, effect, size }: OperationParts): Planned {
  const target = { database: object.database, name: object.name, cluster: object.cluster };
  const operation: Operation = {
    ...action,
    target,
    because,
    hazards: [...effect.hazards].sort(),
    cost: costOf(effect, size),
    approved: [],
    checks: [],
  };
  return { is: 'operation', operation };
}

/** The same with the size of what is lost: dropping is cheap for the server, but what is at stake is shown all the same. */
export function withStake(result: Planned, size: TableSize | undefined): Planned {
  if (result.is !== 'operation' || size === undefined) return result;
  const cost: Cost = { class: 'metadata', ...size, seconds: null };
  return { is: 'operation', operation: { ...result.operation, cost } };
}

export function refused(address: Address, because: string, hint: string | null): Planned {
  return { is: 'refused', refusal: { address, because, hint } };
}

export function withheld(address: Address, change: string, because: string): Planned {
  return { is: 'withheld', withheld: { address, change, because } };
}
