import { describe, expect, it } from 'vitest';
import { observe } from '../src/apply/observe.ts';
import { openTries, patiently } from '../src/apply/patience.ts';
import { runSending, waitsOf } from '../src/apply/run-sending.ts';
import { queryIdOf, sendingsOf } from '../src/apply/sending.ts';
import { stepsOf } from '../src/ddl/steps.ts';
import { connectClickHouse } from '../src/drivers/clickhouse/connection.ts';
import { isPassing } from '../src/drivers/clickhouse/server-error.ts';
import { AppError } from '../src/errors.ts';
import type { Action, CostClass, Operation, OperationOf, Plan } from '../src/model/operation.ts';
import { halfwayOf, stillToDo } from '../src/plan/halfway.ts';
import { describeWithEngine, engineTarget, freshDatabase } from './support/engine.ts';
import { startFaultProxy } from './support/fault-proxy.ts';

const MIGRATION = `sha256:${'0123456789ab'.repeat(5)}0123`;

function operation(action: Action, cost: CostClass, cluster: string | null = null): Operation {
  return {
    ...action,
    target: { database: 'shop', name: 'orders', cluster },
    because: 'shop.orders/column/total',
    hazards: [],
    approved: ['DELETES_DATA'],
    cost: { class: cost, rows: null, bytes: null, parts: null, seconds: null },
    checks: [],
  };
}

const comment = (cluster: string | null = null): Operation =>
  operation({ kind: 'ModifyTableComment', before: null, after: 'bought' }, 'metadata', cluster);
const drop = (cluster: string | null = null): Operation =>
  operation({ kind: 'DropTableColumn', column: 'total' }, 'mutation', cluster);
const sql = (...statements: readonly string[]): Operation =>
  operation({ kind: 'RawSql', sql: statements, description: 'by hand', resource: null }, 'metadata');

describe('the server is waited for', () => {
  it.each([
    ['a definition', comment(), { alter_sync: 1 }],
    ['a mutation', drop(), { alter_sync: 1, mutations_sync: 1 }],
    ['SQL by hand', sql('ALTER TABLE orders DELETE WHERE 1'), { alter_sync: 1, mutations_sync: 1 }],
    ['a definition on a cluster', comment('main'), { alter_sync: 2 }],
    ['a mutation on a cluster', drop('main'), { alter_sync: 2, mutations_sync: 2 }],
  ])('as long as %s needs', (_, one, waits) => {
    expect(waitsOf({ operations: [one] })).toEqual(waits);
  });
});

describe('statements', () => {
  it('that leave no trace are sent each for itself, others together', () => {
    const [traceless, ...others] = [sql('SELECT 1', 'SELECT 1'), comment(), drop()].flatMap((one) =>
      stepsOf([one]).map((step) => sendingsOf(MIGRATION, step)),
    );
    expect(traceless?.map(({ statements }) => statements)).toEqual([['SELECT 1'], ['SELECT 1']]);
    expect(others.map((sendings) => sendings.length)).toEqual([1, 1]);
  });

  it('have names of their own, the same ones each time, also where their texts are equal', () => {
    const names = (): readonly string[] =>
      stepsOf([sql('SELECT 1', 'SELECT 1'), drop()]).flatMap((step) =>
        sendingsOf(MIGRATION, step).flatMap((sending) => sending.names),
      );
    expect(new Set(names()).size).toBe(3);
    expect(names()).toEqual(names());
    expect(queryIdOf(names()[0] ?? '', { number: 3, mark: 'abcd' }, 2)).toBe(`${names()[0]}-3-abcd.2`);
  });
});

const refused = (code: number): AppError =>
  new AppError('QUERY_FAILED', 'no', { cause: { code, name: 'NAME', message: 'no' } });

describe('patience', () => {
  it('has pauses that grow, differ, and come to an end', async () => {
    const pauses: number[] = [];
    const draws = [0, 0.9, 0.2, 0.8, 0.5, 0.1, 0.7, 0.4];
    const tries = openTries({
      seconds: 7,
      sleep: async (milliseconds) => void pauses.push(milliseconds),
      random: () => draws[pauses.length % draws.length] ?? 0,
      isOver: () => false,
    });
    while (await tries.again()) expect(pauses.length).toBeLessThan(50);
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBe(7000);
    expect(pauses[0]).toBe(50);
    expect(pauses[1]).toBeCloseTo(280);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(7500);
  });

  it.each([
    ['a stale replica', refused(517), true],
    ['too many parts', refused(252), true],
    ['a lost keeper session', refused(999), true],
    ['a broken connection', new AppError('TARGET_UNREACHABLE', 'broken'), true],
    ['a syntax error', refused(62), false],
    ['an unfinished mutation', refused(341), false],
    ['a bug of ours', new TypeError('undefined'), false],
  ])('%s: %#', async (_, error, isWorthIt) => {
    expect(isPassing(error)).toBe(isWorthIt);
    let calls = 0;
    const work = async (): Promise<string> => {
      calls += 1;
      if (calls === 1) throw error;
      return 'done';
    };
    const patience = { seconds: 1, sleep: () => Promise.resolve(), random: () => 0.5, isOver: () => false };
    if (isWorthIt) expect(await patiently(patience, work)).toBe('done');
    else await expect(patiently(patience, work)).rejects.toBe(error);
    expect(calls).toBe(isWorthIt ? 2 : 1);
  });
});

describe('a view whose comment is missing', () => {
  const view = {
    address: 'shop.orders',
    database: 'shop',
    name: 'orders',
    comment: 'bought',
  } as unknown as Extract<Action, { kind: 'CreateView' }>['view'];
  const planned = operation({ kind: 'CreateView', view }, 'metadata');
  const rest = { ...operation({ kind: 'ModifyView', before: view, after: view }, 'metadata'), approved: [] };
  const plan = (operations: readonly Operation[]): Plan => ({
    base: '',
    desired: '',
    operations,
    refused: [],
    withheld: [],
  });

  it('is half of what was planned, and the rest is still to do', () => {
    const left = [{ ...rest, approved: ['DELETES_DATA'] }];
    expect(stillToDo([planned], plan([rest]))).toEqual(left);
    expect(halfwayOf(plan([planned]), plan([rest]), () => false)).toEqual({ done: [], left });
  });

  it('is foreign to a plan that does not make it', () => {
    expect(halfwayOf(plan([drop()]), plan([rest]), () => false)).toBeNull();
  });
});

describe('a refreshable view that is not made yet', () => {
  const view = { address: 'shop.orders' } as unknown as OperationOf<'CreateMaterializedView'>['view'];
  const planned = operation({ kind: 'CreateMaterializedView', view }, 'metadata');
  const rest: Plan = { base: '', desired: '', operations: [], refused: [], withheld: [] };

  it('is still to do where its protected target is there, so that it would be withheld now', () => {
    const withheld = [{ address: planned.because, change: 'create materialized view', because: 'protected' }];
    expect(stillToDo([planned], { ...rest, withheld })).toEqual([planned]);
    expect(stillToDo([planned], rest)).toEqual([]);
  });
});

describeWithEngine('where the server cannot be looked at afterwards', () => {
  it.each([
    ['what nobody took is not done', 'refused', 'failed'],
    ['what was taken and not answered is unknown', 'lost', 'unknown'],
  ] as const)('%s', async (_, how, status) => {
    const { name } = await freshDatabase('unsent');
    const target = engineTarget(name);
    const proxy = await startFaultProxy(target.url);
    const clickhouse = await connectClickHouse({ ...target, url: proxy.origin });
    const [step] = stepsOf([sql('CREATE TABLE sent (n Int8) ENGINE = Memory')]);
    const [sending] = step === undefined ? [] : sendingsOf(MIGRATION, step);
    if (sending === undefined) throw new Error('nothing to send');
    const patience = { seconds: 0, sleep: () => Promise.resolve(), random: () => 0, isOver: () => false };
    const nothing = () => undefined;
    if (how === 'refused') await proxy.stop();
    // The statement is done, and then nobody answers any more.
    else
      proxy.watch(({ statement }) =>
        statement.startsWith('CREATE') ? { is: 'lost-reply' } : { is: 'lost-request' },
      );
    const ending = await runSending(
      sending,
      {
        clickhouse,
        patience,
        secrets: () => null,
        clock: () => 0,
        changeTopic: async () => undefined,
        queryId: (statement, attempt) => `${statement}.${attempt}`,
        mayNotContinue: () => null,
        isLockLost: () => false,
        beforeSending: async () => undefined,
        afterSending: async () => undefined,
        confirm: async () => null,
        observe: (sent, queryIds, error) =>
          observe(sent, queryIds, error, {
            clickhouse,
            patience,
            clock: () => 0,
            tell: nothing,
            mayNotContinue: () => null,
            remaining: () => Promise.reject(new Error('SQL by hand is not compared')),
            sentAt: async () => '',
            heal: async () => null,
          }),
      },
      { progress: nothing, moving: nothing, retried: nothing },
    );
    expect(ending).toMatchObject({ status, error: { code: 'TARGET_UNREACHABLE' } });
    await clickhouse.close();
    if (how === 'lost') await proxy.stop();
  });
});
