import { HAZARDS, type Hazard, type Operation, type Plan } from '../model/operation.ts';

/** An operation with the hazards that nobody has approved. */
export interface OpenItem {
  readonly operation: Operation;
  readonly open: readonly Hazard[];
}

/** Asks a person about them, and answers those that are approved. Throws when the person wants to stop. */
export type AskApproval = (items: readonly OpenItem[]) => Promise<readonly Operation[]>;

/** Which hazards the user allowed, on the command line or in the environment, and whom to ask about the others. */
export interface Approval {
  readonly all: boolean;
  readonly destructive: boolean;
  /** Null where there is nobody to ask. */
  readonly ask: AskApproval | null;
}

/** What `--yes-destructive` covers: the loss of rows that a plan says by name. */
const DESTRUCTIVE = new Set<Hazard>(['DELETES_DATA', 'EXPIRES_ROWS']);

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value.toLowerCase() !== 'false';
}

/** Flags, or else `MOOSE_ACCEPT_ALL` and `MOOSE_ACCEPT_DESTRUCTIVE`. */
export function approvalFrom(
  flags: { readonly yesAll: boolean; readonly yesDestructive: boolean },
  env: Readonly<Record<string, string | undefined>>,
  ask: AskApproval | null,
): Approval {
  return {
    ask,
    all: flags.yesAll || isSet(env.MOOSE_ACCEPT_ALL),
    destructive: flags.yesDestructive || isSet(env.MOOSE_ACCEPT_DESTRUCTIVE),
  };
}

/** `--yes-rename`, or else `MOOSE_ACCEPT_RENAME`. */
export function acceptsRenames(flag: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  return flag || isSet(env.MOOSE_ACCEPT_RENAME);
}

/** The plan with what flags and environment approve written on its operations. */
function approvedByFlags(plan: Plan, { all, destructive }: Approval): Plan {
  const isAllowed = (hazard: Hazard): boolean => all || (destructive && DESTRUCTIVE.has(hazard));
  const operations = plan.operations.map(
    (operation): Operation => ({ ...operation, approved: operation.hazards.filter(isAllowed) }),
  );
  return { ...plan, operations };
}

/** The operations of a plan with hazards that nobody has approved. */
export function openItems({ operations }: Plan, allowed: readonly Hazard[]): readonly OpenItem[] {
  return operations
    .map((operation) => ({ operation, open: openHazards(operation, allowed) }))
    .filter(({ open }) => open.length > 0);
}

/** The plan with what a person approves of the rest. */
export async function approvedByAsking(
  plan: Plan,
  allowed: readonly Hazard[],
  ask: AskApproval | null,
): Promise<Plan> {
  const items = openItems(plan, allowed);
  if (ask === null || items.length === 0) return plan;
  const agreed = new Set(await ask(items));
  const operations = plan.operations.map(
    (operation): Operation =>
      agreed.has(operation) ? { ...operation, approved: operation.hazards } : operation,
  );
  return { ...plan, operations };
}

/** The plan with the approved hazards written on its operations: by flag, by environment, by asking. */
export function approve(plan: Plan, approval: Approval): Promise<Plan> {
  return approvedByAsking(approvedByFlags(plan, approval), [], approval.ask);
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
