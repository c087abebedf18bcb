import { type Step, stepsOf } from '../ddl/steps.ts';
import type { ServerError } from '../drivers/clickhouse/server-error.ts';
import type { Address } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation } from '../model/operation.ts';
import { simulateOperation } from '../plan/simulate.ts';
import type { Known } from './shadow-form.ts';
import { shadowOperation } from './shadow-operation.ts';
import { OF_TARGET } from './shadow-sql.ts';

/** Something that was not run, and why. */
export interface Skipped {
  readonly because: Address;
  readonly reason: string;
}

/** A statement as the shadow runs it, and what it is for. */
export interface Shadowed {
  readonly sql: string;
  readonly operation: Operation;
  /** Whether statements of its operation were left out. */
  readonly isPartial: boolean;
}

/**
 * What the shadow runs for steps that run side by side, and what it does not.
 *
 * @param before the state just before them
 */
export function shadowedIn(
  wave: readonly Step[],
  before: InfraMap,
  shadow: Known,
): { readonly statements: readonly Shadowed[]; readonly skipped: readonly Skipped[] } {
  const statements: Shadowed[] = [];
  const skipped: Skipped[] = [];
  let map = before;
  for (const step of wave) {
    const shadowed: Operation[] = [];
    const partial = new Set<Operation>();
    for (const operation of step.operations) {
      const own = shadowOperation(operation, map, shadow);
      const reason = own.is === 'skip' ? own.because : own.is === 'run' ? own.leftOut : null;
      if (reason !== null) skipped.push({ because: operation.because, reason });
      if (own.is === 'run') shadowed.push(own.operation);
      if (own.is === 'run' && own.leftOut !== null) partial.add(own.operation);
      map = simulateOperation(map, operation);
    }
    // As one step, like on the target: MODIFY ORDER BY is taken only in the statement that adds its columns.
    for (const { operations, statements: own } of stepsOf(shadowed)) {
      const [operation] = operations;
      if (operation !== undefined)
        statements.push(...own.map((sql) => ({ sql, operation, isPartial: partial.has(operation) })));
    }
  }
  return { statements, skipped };
}

const TOOK_TOO_LONG = 159;
const ACCESS_DENIED = 497;
/** Users and roles that are asked for, and that only the target has. */
const UNKNOWN_GRANTEES = [192, 511];

/**
 * Why a statement written by hand that the shadow does not take says nothing about the target; null where it does.
 *
 * @param isPartial whether other statements beside it were left out, which may have made what it needs
 */
export function saysNothing({ code }: ServerError, isPartial: boolean): string | null {
  if (code === TOOK_TOO_LONG) return 'one of its statements takes too long here';
  if (code === ACCESS_DENIED) return 'one of its statements asks for a right that nobody has here';
  if (UNKNOWN_GRANTEES.includes(code)) return OF_TARGET;
  return isPartial ? 'one of its statements needs another one that is not run here' : null;
}
