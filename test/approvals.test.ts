import { describe, expect, it } from 'vitest';
import { requireDoable } from '../src/commands/apply-checks.ts';
import {
  type Approval,
  approvalFrom,
  approve,
  approvedByAsking,
  type OpenItem,
  openItems,
} from '../src/commands/approve.ts';
import { AppError } from '../src/errors.ts';
import { emptyInfraMap } from '../src/model/infra-map.ts';
import type { Plan } from '../src/model/operation.ts';
import { operationOn } from './support/plain-objects.ts';

const drop = operationOn(
  'orders',
  { kind: 'DropTable' },
  {
    hazards: ['BREAKS_DEPENDENTS', 'DELETES_DATA'],
    cost: { class: 'metadata', rows: 1_234_567, bytes: 3_400_000_000, parts: 9, seconds: null },
  },
);
const ttl = operationOn(
  'visits',
  { kind: 'ModifyTableTtl', before: null, after: 'at + toIntervalDay(3)' },
  { hazards: ['EXPIRES_ROWS'] },
);
const comment = operationOn('visits', { kind: 'ModifyTableComment', before: null, after: 'x' });
const plan: Plan = { base: '', desired: '', operations: [drop, ttl, comment], refused: [], withheld: [] };

const approvedOf = ({ operations }: Plan): readonly (readonly string[])[] =>
  operations.map(({ approved }) => approved);
const nobody: Approval = { all: false, destructive: false, ask: null };

describe('approvals', () => {
  it('come from flags and from the environment: the loss of rows, or everything', async () => {
    const flags = { yesAll: false, yesDestructive: false };
    expect(approvedOf(await approve(plan, nobody))).toEqual([[], [], []]);
    const destructive = approvalFrom({ ...flags, yesDestructive: true }, {}, null);
    expect(approvedOf(await approve(plan, destructive))).toEqual([['DELETES_DATA'], ['EXPIRES_ROWS'], []]);
    expect(approvalFrom(flags, { MOOSE_ACCEPT_DESTRUCTIVE: '1' }, null)).toEqual(destructive);
    const all = approvalFrom(flags, { MOOSE_ACCEPT_ALL: 'true' }, null);
    expect(approvedOf(await approve(plan, all))).toEqual([
      ['BREAKS_DEPENDENTS', 'DELETES_DATA'],
      ['EXPIRES_ROWS'],
      [],
    ]);
    expect(approvalFrom(flags, { MOOSE_ACCEPT_ALL: '0', MOOSE_ACCEPT_DESTRUCTIVE: 'false' }, null)).toEqual(
      nobody,
    );
  });

  it('are asked of a person for what flags leave open, and only for that', async () => {
    const asked: OpenItem[] = [];
    const approval: Approval = {
      all: false,
      destructive: true,
      ask: async (items) => {
        asked.push(...items);
        return items.slice(0, 1).map(({ operation }) => operation);
      },
    };
    const approved = await approve(plan, approval);
    expect(asked.map(({ operation, open }) => [operation.kind, open])).toEqual([
      ['DropTable', ['BREAKS_DEPENDENTS']],
    ]);
    expect(approvedOf(approved)[0]).toEqual(['BREAKS_DEPENDENTS', 'DELETES_DATA']);
    expect(openItems(approved, [])).toEqual([]);
  });

  it('are not asked where nothing is open, and what is refused stays open', async () => {
    const never = async (): Promise<never> => {
      throw new Error('asked');
    };
    expect(await approvedByAsking(plan, ['BREAKS_DEPENDENTS', 'DELETES_DATA', 'EXPIRES_ROWS'], never)).toBe(
      plan,
    );
    const refused = await approvedByAsking(plan, [], async () => []);
    expect(openItems(refused, [])).toHaveLength(2);
  });

  it('missing at apply are listed with rows and bytes at stake, and both ways on', () => {
    const file = { file: 'plan.yaml', plan, header: null, positions: [] };
    const states = [emptyInfraMap('shop'), emptyInfraMap('shop')] as const;
    const failure = (allow: Parameters<typeof requireDoable>[2]): AppError | null => {
      try {
        requireDoable(file, [...states], allow);
        return null;
      } catch (error) {
        if (error instanceof AppError) return error;
        throw error;
      }
    };
    const error = failure([]);
    expect(error).toMatchObject({ code: 'HAZARD_NOT_ALLOWED', exitCode: 4 });
    expect(error?.problems.map(({ message }) => message)).toEqual([
      'DropTable shop.orders: BREAKS_DEPENDENTS, DELETES_DATA (1,234,567 rows, 3.2 GiB at stake)',
      'ModifyTableTtl shop.visits: EXPIRES_ROWS',
    ]);
    expect(error?.hint).toMatch(/--yes-destructive.*--allow BREAKS_DEPENDENTS,DELETES_DATA,EXPIRES_ROWS/);
    expect(failure(['DELETES_DATA'])?.problems).toHaveLength(2);
    expect(failure(['BREAKS_DEPENDENTS', 'DELETES_DATA', 'EXPIRES_ROWS'])).toBeNull();
  });
});
