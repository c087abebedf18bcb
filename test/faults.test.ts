import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Applied } from '../src/commands/apply.ts';
import { AppError } from '../src/errors.ts';
import { describeWithEngine } from './support/engine.ts';
import type { Exchange, Fault } from './support/fault-proxy.ts';
import { openStage, type Stage } from './support/stage.ts';

/** `npm run test:kill` tries every fault at every kind of statement; otherwise each of both comes up at least once. */
const IS_FULL = process.env.KILL_MATRIX === 'full';

/** The only kind of which nothing shows in any definition. */
const BY_HAND = 'rows written by hand';

/** Kinds of statements, by a text that the first of them holds. */
const STATEMENTS: Readonly<Record<string, RegExp>> = {
  'a change of a definition': /^ALTER TABLE \S+orders\S* .*ADD COLUMN/s,
  'a change of type': /MODIFY COLUMN `total`/,
  'a dropped column': /DROP COLUMN `legacy`/,
  'a renamed column': /RENAME COLUMN/,
  'a renamed table': /^RENAME TABLE/,
  'a new table': /^CREATE TABLE \S+refunds/,
  'a new view': /^CREATE VIEW \S+paths/,
  'the comment of a new view': /MODIFY COMMENT 'visits by path'/,
  'a replaced view': /^CREATE OR REPLACE VIEW/,
  'a materialized view': /^CREATE MATERIALIZED VIEW/,
  'a query of a materialized view': /MODIFY QUERY/,
  'a dropped table': /^DROP TABLE \S+gone/,
  'an index for old parts': /MATERIALIZE INDEX/,
  [BY_HAND]: /^INSERT INTO refunds/,
  'the journal': /^INSERT INTO \S+_journal/,
  'the state': /^INSERT INTO \S+_state/,
  'the claim of the lock': /'claim'/,
};

const KEEPER_LOST =
  'Code: 999. DB::Exception: Session expired (Session expired). (KEEPER_EXCEPTION) (version 26.7.2.1)\n';
const NO_MEMORY =
  'Code: 241. DB::Exception: (total) memory limit exceeded. (MEMORY_LIMIT_EXCEEDED) (version 26.7.2.1)\n';

const FAULTS: Readonly<Record<string, Fault>> = {
  'is late': { is: 'delay', milliseconds: 300 },
  'never arrives': { is: 'lost-request' },
  'is done, and the answer is lost': { is: 'lost-reply' },
  'is done, and the answer is cut off': { is: 'cut-reply' },
  'is refused in HTTP 200': { is: 'exception', text: NO_MEMORY, isDone: false },
  'is done, and HTTP 200 says no': { is: 'exception', text: KEEPER_LOST, isDone: true },
  'arrives twice': { is: 'twice' },
};

type Case = readonly [statement: string, fault: string];

function cases(): readonly Case[] {
  const [statements, faults] = [Object.keys(STATEMENTS), Object.keys(FAULTS)];
  const all = statements.flatMap((statement, row) =>
    faults.map((fault, at) => ({ row, at, names: [statement, fault] as const })),
  );
  const isDrawn = (row: number, at: number, [statement, fault]: Case): boolean =>
    (row * 3) % faults.length === at || (statement === BY_HAND && /twice|lost/.test(fault));
  return all.filter(({ row, at, names }) => IS_FULL || isDrawn(row, at, names)).map(({ names }) => names);
}

/** Strikes once, at the first statement of a kind. */
function strike(stage: Stage, pattern: RegExp, fault: Fault): () => boolean {
  let isStruck = false;
  stage.proxy.watch(({ statement }: Exchange) => {
    if (isStruck || !pattern.test(statement.trim())) return null;
    isStruck = true;
    return fault;
  });
  return () => isStruck;
}

/** Applies; what is thrown must be one of our errors, before anything was changed. */
async function attempt(stage: Stage, retrySeconds: number, url: string): Promise<Applied | AppError> {
  try {
    return await stage.project.apply(url, { retrySeconds });
  } catch (error) {
    if (error instanceof AppError && error.exitCode !== 70) return error;
    throw error;
  }
}

describeWithEngine('a statement', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  }, 120_000);
  afterAll(() => stage.stop());

  it.each(cases())('%s that %s', async (statement, fault) => {
    const [pattern, what] = [STATEMENTS[statement], FAULTS[fault]];
    if (pattern === undefined || what === undefined) throw new Error('no such case');
    await stage.reset();
    const isStruck = strike(stage, pattern, what);
    const first = await attempt(stage, 3, stage.proxyUrl);
    expect(isStruck()).toBe(true);
    stage.proxy.watch(null);
    // The server refuses the second one (216) where it is not yet done with the first: then nothing was done twice.
    if (what.is === 'twice' && statement === BY_HAND && (await stage.wrongRows()).length > 0) {
      // Nobody can undo that; but it is told.
      expect(first).toMatchObject({ failure: { exitCode: 5, cause: { code: 'STATEMENT_REPEATED' } } });
      return;
    }
    // With patience none of these ends the run, and in the end each statement was done once.
    expect(first instanceof AppError ? first.message : first.failure?.message).toBeUndefined();
    expect(await stage.wrongRows()).toEqual([]);
    const last = await attempt(stage, 0, stage.url);
    expect(last).toMatchObject({ report: { outcome: 'already-applied' } });
  });

  it('that never arrives is known for that, though the clock here is three hours fast', async () => {
    const pattern = STATEMENTS[BY_HAND];
    if (pattern === undefined) throw new Error('no such statement');
    await stage.reset();
    const isStruck = strike(stage, pattern, { is: 'lost-request' });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3 * 3_600_000, shouldAdvanceTime: false });
    try {
      expect(await attempt(stage, 3, stage.proxyUrl)).toMatchObject({ failure: null });
    } finally {
      vi.useRealTimers();
    }
    expect(isStruck()).toBe(true);
    expect(await stage.wrongRows()).toEqual([]);
  });

  it.each([
    ['that is done, and whose answer is swallowed', /MODIFY QUERY/, 'reply'],
    ['that is swallowed itself', /RENAME COLUMN/, 'request'],
    ['that only reads, and whose answer is swallowed', /FROM system\.mutations/, 'reply'],
  ] as const)('%s is not waited for once the server has forgotten it', async (_, pattern, at) => {
    await stage.reset();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      let reached: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (reached = resolve));
      const isStruck = strike(stage, pattern, { is: 'hold', at, reached });
      const running = attempt(stage, 3, stage.proxyUrl);
      await held;
      // A tick more and what is sent afterwards would be looked for before it can have arrived.
      const looks = (): number =>
        stage.proxy.seen.filter(({ statement }) => statement.includes('AS isAlone')).length;
      while (looks() < 2) {
        await sleep(100);
        vi.advanceTimersByTime(20_000);
      }
      expect(isStruck()).toBe(true);
      expect(await running).toMatchObject({ failure: null });
    } finally {
      vi.useRealTimers();
      stage.proxy.watch(null);
    }
    expect(await stage.wrongRows()).toEqual([]);
  });

  it.each(['never arrives', 'is done, and the answer is lost'])(
    'that %s stops a run without patience, which goes on later',
    async (fault) => {
      const what = FAULTS[fault];
      if (what === undefined) throw new Error('no such fault');
      await stage.reset();
      const isStruck = strike(stage, /MODIFY QUERY/, what);
      const first = await attempt(stage, 0, stage.proxyUrl);
      expect(isStruck()).toBe(true);
      if (!(first instanceof AppError) && first.failure !== null) {
        expect(first.report.steps.some(({ status }) => status === 'failed' || status === 'unknown')).toBe(
          true,
        );
      }
      stage.proxy.watch(null);
      const second = await attempt(stage, 0, stage.url);
      expect(second instanceof AppError ? second.message : second.failure).toBeNull();
      expect(await stage.wrongRows()).toEqual([]);
    },
  );
});
