import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithEngine } from '../support/engine.ts';
import { openStage, type Stage } from '../support/stage.ts';
import {
  allCells,
  type Cell,
  type CellResult,
  cellLine,
  cellName,
  isRename,
  playCell,
  writesOf,
} from './matrix.ts';
import { tellProgress } from './progress.ts';

/**
 * `npm run test:kill` plays every cell; otherwise a few are drawn, the same ones each time. KILL_MATRIX_FROM goes on where a run
 * was broken off, KILL_MATRIX_CELLS plays some alone; both take the names that are printed.
 */
const IS_FULL = process.env.KILL_MATRIX === 'full';
const FROM = process.env.KILL_MATRIX_FROM ?? '';
const ALONE = (process.env.KILL_MATRIX_CELLS ?? '').split(',').filter((name) => name !== '');

/** Between a rename and what follows it, views are there that could not be created anew. */
function isAfterRename({ ordinal, at, victim }: Cell, writes: readonly string[]): boolean {
  return at === 'reply' && victim === 'cli' && isRename(writes[ordinal] ?? '');
}

function chosen(cells: readonly Cell[], writes: readonly string[]): readonly Cell[] {
  const names = cells.map(cellName);
  for (const name of [...ALONE, ...(FROM === '' ? [] : [FROM])])
    if (!names.includes(name)) throw new Error(`there is no cell ${name}; ${names[0]} is one`);
  if (ALONE.length > 0) return cells.filter((cell) => ALONE.includes(cellName(cell)));
  if (FROM !== '') return cells.slice(names.indexOf(FROM));
  return IS_FULL ? cells : cells.filter((cell, at) => at % 29 === 5 || isAfterRename(cell, writes));
}

function againLine(failed: readonly CellResult[]): string {
  const names = failed.map(({ cell }) => cellName(cell)).join(',');
  return `these alone: KILL_MATRIX_CELLS=${names} npx vitest run test/kill/kill.test.ts`;
}

let stage: Stage;

describeWithEngine('whoever dies, and whenever', () => {
  beforeAll(async () => {
    stage = await openStage();
  }, 120_000);
  afterAll(() => stage?.stop());

  it('a mutation that a restart of the server has interrupted is followed to its end', async () => {
    await stage.reset();
    // Held up here, and going on by itself once the server has started again.
    await stage.execute('SYSTEM STOP MERGES orders');
    const run = stage.cli(['apply', '--retry-for', '60'], stage.url);
    await stage.until(
      "SELECT 1 FROM system.mutations WHERE database = 'shop' AND table = 'orders' AND NOT is_done",
    );
    await stage.killServer();
    const { code, out } = await run.ended;
    expect(code, out.slice(-2000)).toBe(0);
    // It was there, and went on by itself: nothing was sent again.
    expect(out).not.toContain('"step-retried"');
    expect(await stage.wrongRows()).toEqual([]);
  }, 120_000);

  it(
    'the migration ends where it should, with all rows, each statement done once',
    async () => {
      expect(stage.operations).toBeGreaterThanOrEqual(12);
      const writes = await writesOf(stage);
      const all = allCells(writes.length);
      const cells = chosen(all, writes);
      const results: CellResult[] = [];
      for (const cell of cells) {
        const result = await playCell(stage, cell);
        results.push(result);
        if (IS_FULL || result.problem !== null)
          tellProgress(`[${results.length}/${cells.length}] ${cellLine(result)}`);
      }
      const failed = results.filter(({ problem }) => problem !== null);
      tellProgress(
        `${results.length} of ${all.length} cells played (${stage.operations} operations, ${writes.length} writes), ${failed.length} failed`,
      );
      if (failed.length > 0) tellProgress(againLine(failed));
      expect(failed.map(cellLine)).toEqual([]);
    },
    IS_FULL ? 3_600_000 : 240_000,
  );
});
