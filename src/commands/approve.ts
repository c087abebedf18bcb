import type { Step } from '../ddl/steps.ts';
import { type Address, addressOf } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import { HAZARDS, type Hazard, type Operation, type Plan } from '../model/operation.ts';
import { stakesOf, type TableSize } from './stakes.ts';
import type { Weighed } from './weigh.ts';

/** An operation with the hazards that nobody has approved. */
export interface OpenItem {
  readonly operation: Operation;
  readonly open: readonly Hazard[];
  /** What the rows said about them, a line each. */
  readonly stakes: readonly string[];
}

/** A plan with what its questions found; the operations of both stand in the same order. */
export interface Weighing {
  readonly plan: Plan;
  readonly weighed: Pick<Weighed, 'preflight' | 'broken'>;
  /** What the live tables hold, by address. */
  readonly sizes: ReadonlyMap<Address, TableSize>;
}

/** All that a person is to see of a plan before deciding. */
export interface Review extends Weighing {
  readonly steps: readonly Step[];
  readonly weighed: Weighed;
  readonly desired: InfraMap;
  readonly database: string;
  readonly engineVersion: string;
}

/** Shows them to a person and asks, and answers those that are approved. Throws when the person wants to stop. */
export type AskApproval = (items: readonly OpenItem[], review: Review) => Promise<readonly Operation[]>;

const UNKNOWN_SIZE: TableSize = { rows: null, bytes: null };

/** Which hazards the user allowed, on the command line or in the environment, and whom to ask about the others. */
export interface Approval {
  readonly all: boolean;
  readonly destructive: boolean;
  /** Null where there is nobody to ask. */
  readonly ask: AskApproval | null;
}

/** What `--yes-destructive` covers: the loss of rows that a plan says by name. */
const DESTRUCTIVE: readonly Hazard[] = ['DELETES_DATA', 'EXPIRES_ROWS'];

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

/** The hazards that flags and environment approve. */
export function allowedBy({ all, destructive }: Approval): readonly Hazard[] {
  return all ? HAZARDS : destructive ? DESTRUCTIVE : [];
}

/** The plan with what flags and environment approve written on its operations. */
function approvedByFlags(plan: Plan, approval: Approval): Plan {
  const allowed = allowedBy(approval);
  const operations = plan.operations.map(
    (operation): Operation => ({
      ...operation,
      approved: operation.hazards.filter((hazard) => allowed.includes(hazard)),
    }),
  );
  return { ...plan, operations };
}

/** The operations of a plan with hazards that nobody has approved. */
export function openItems(
  { plan, weighed, sizes }: Weighing,
  allowed: readonly Hazard[],
): readonly OpenItem[] {
  return plan.operations.flatMap((operation, at): readonly OpenItem[] => {
    const open = openHazards(operation, allowed);
    if (open.length === 0) return [];
    const asked = weighed.preflight[at];
    const broken = weighed.broken.filter((line) => line.operation === asked?.operation);
    const size = sizes.get(addressOf(operation.target.database, operation.target.name)) ?? UNKNOWN_SIZE;
    return [{ operation, open, stakes: asked === undefined ? [] : stakesOf(asked, broken, open, size) }];
  });
}

/** The plan with what a person approves of the rest, having seen it. */
export async function approvedByAsking(
  review: Review,
  allowed: readonly Hazard[],
  ask: AskApproval | null,
): Promise<Plan> {
  const { plan } = review;
  const items = openItems(review, allowed);
  if (ask === null || items.length === 0) return plan;
  const agreed = new Set(await ask(items, review));
  const operations = plan.operations.map(
    (operation): Operation =>
      agreed.has(operation) ? { ...operation, approved: operation.hazards } : operation,
  );
  return { ...plan, operations };
}

/** The plan with the approved hazards written on its operations: by flag, by environment, by asking. */
export function approve(review: Review, approval: Approval): Promise<Plan> {
  const plan = approvedByFlags(review.plan, approval);
  return approvedByAsking({ ...review, plan }, [], approval.ask);
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
