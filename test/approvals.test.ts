import { describe, expect, it } from 'vitest';
import { itemText } from '../src/cli/ask-approval.ts';
import { requireDoable } from '../src/commands/apply-checks.ts';
import {
  type Approval,
  approvalFrom,
  approve,
  approvedByAsking,
  type OpenItem,
  openItems,
  type Review,
} from '../src/commands/approve.ts';
import type { Weighed } from '../src/commands/weigh.ts';
import { AppError } from '../src/errors.ts';
import type { Check } from '../src/model/check.ts';
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
const EXPIRES: Check = {
  because: 'shop.visits',
  asks: 'rows that the new TTL expires at once',
  sql: 'SELECT 3',
  means: 'EXPIRES_ROWS',
  settles: ['EXPIRES_ROWS'],
  sampled: null,
  shows: null,
};
const plan: Plan = { base: '', desired: '', operations: [drop, ttl, comment], refused: [], withheld: [] };

/** Questions that found three rows of the table which expire, of a hundred. */
const weighed: Weighed = {
  plan,
  preflight: plan.operations.map((operation) => ({
    operation,
    results: operation === ttl ? [{ check: EXPIRES, hits: 3, samples: [] }] : [],
    unanswered: [],
  })),
  broken: [{ operation: drop, dependent: 'view shop.daily', uses: 'shop.orders' }],
  rights: { missing: [], unknown: null },
  untimed: null,
};

function reviewOf(reviewed: Plan): Review {
  const sizes = new Map([['shop.visits', { rows: 100, bytes: 51_200 }]]);
  const desired = emptyInfraMap('shop');
  return { plan: reviewed, steps: [], weighed, sizes, desired, database: 'shop', engineVersion: '26.7' };
}

const approvedOf = ({ operations }: Plan): readonly (readonly string[])[] =>
  operations.map(({ approved }) => approved);
const nobody: Approval = { all: false, destructive: false, ask: null };

describe('approvals', () => {
  it('come from flags and from the environment: the loss of rows, or everything', async () => {
    const flags = { yesAll: false, yesDestructive: false };
    expect(approvedOf(await approve(reviewOf(plan), nobody))).toEqual([[], [], []]);
    const destructive = approvalFrom({ ...flags, yesDestructive: true }, {}, null);
    expect(approvedOf(await approve(reviewOf(plan), destructive))).toEqual([
      ['DELETES_DATA'],
      ['EXPIRES_ROWS'],
      [],
    ]);
    expect(approvalFrom(flags, { MOOSE_ACCEPT_DESTRUCTIVE: '1' }, null)).toEqual(destructive);
    const all = approvalFrom(flags, { MOOSE_ACCEPT_ALL: 'true' }, null);
    expect(approvedOf(await approve(reviewOf(plan), all))).toEqual([
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
    const approved = await approve(reviewOf(plan), approval);
    expect(asked.map(({ operation, open }) => [operation.kind, open])).toEqual([
      ['DropTable', ['BREAKS_DEPENDENTS']],
    ]);
    expect(approvedOf(approved)[0]).toEqual(['BREAKS_DEPENDENTS', 'DELETES_DATA']);
    expect(openItems(reviewOf(approved), [])).toEqual([]);
  });

  it('are asked with what the rows said: how many, how much, and who uses what goes', () => {
    expect(openItems(reviewOf(plan), []).map(({ stakes }) => stakes)).toEqual([
      ['view shop.daily uses shop.orders'],
      ['3 rows that the new TTL expires at once, about 1.5 KiB (estimated)'],
    ]);
    const [, item] = openItems(reviewOf(plan), []);
    if (item === undefined) throw new Error('one item is missing');
    expect(itemText(item, '  ')).toBe(
      '  ~ shop.visits: TTL: none -> at + toIntervalDay(3)  EXPIRES_ROWS\n      3 rows that the new TTL expires at once, about 1.5 KiB (estimated)',
    );
  });

  it('are not asked where nothing is open, and what is refused stays open', async () => {
    const never = async (): Promise<never> => {
      throw new Error('asked');
    };
    expect(
      await approvedByAsking(reviewOf(plan), ['BREAKS_DEPENDENTS', 'DELETES_DATA', 'EXPIRES_ROWS'], never),
    ).toBe(plan);
    const refused = await approvedByAsking(reviewOf(plan), [], async () => []);
    expect(openItems(reviewOf(refused), [])).toHaveLength(2);
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
