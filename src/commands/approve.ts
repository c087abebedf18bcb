import { HAZARDS, type Hazard, type Operation, type Plan } from '../model/operation.ts';

/** Which hazards the user allowed, on the command line or in the environment. */
export interface Approval {
  readonly all: boolean;
  readonly destructive: boolean;
}

/** What `--yes-destructive` covers: the loss of rows that a plan says by name. */
const DESTRUCTIVE = new Set<Hazard>(['DELETES_DATA']);

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value.toLowerCase() !== 'false';
}

/** Flags, or else `MOOSE_ACCEPT_ALL` and `MOOSE_ACCEPT_DESTRUCTIVE`. */
export function approvalFrom(
  flags: { readonly yesAll: boolean; readonly yesDestructive: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Approval {
  return {
    all: flags.yesAll || isSet(env.MOOSE_ACCEPT_ALL),
    destructive: flags.yesDestructive || isSet(env.MOOSE_ACCEPT_DESTRUCTIVE),
  };
}

/** `--yes-rename`, or else `MOOSE_ACCEPT_RENAME`. */
export function acceptsRenames(flag: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  return flag || isSet(env.MOOSE_ACCEPT_RENAME);
}

/** The plan with the approved hazards written on its operations. */
export function approve(plan: Plan, approval: Approval): Plan {
  const isAllowed = (hazard: Hazard): boolean =>
    approval.all || (approval.destructive && DESTRUCTIVE.has(hazard));
  const operations = plan.operations.map(
    (operation): Operation => ({ ...operation, approved: operation.hazards.filter(isAllowed) }),
  );
  return { ...plan, operations };
}

/** The hazards of an operation that nobody has approved yet. */
export function openHazards(operation: Operation, allowed: readonly Hazard[]): readonly Hazard[] {
  return operation.hazards.filter(
    (hazard) => !operation.approved.includes(hazard) && !allowed.includes(hazard),
  );
}

/** Reads `DELETES_DATA,EXPIRES_ROWS`; null for a code that does not exist. */
export function parseHazards(text: string): readonly Hazard[] | null {
  const codes = text
    .split(',')
    .map((code) => code.trim())
    .filter((code) => code !== '');
  const isHazard = (code: string): code is Hazard => (HAZARDS as readonly string[]).includes(code);
  return codes.every(isHazard) ? codes : null;
}
