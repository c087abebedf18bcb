import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithEngine } from '../support/engine.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { allCells, type Cell, cellLine, playCell, writesOf } from './matrix.ts';

/** `npm run test:kill` plays every cell; otherwise a few are drawn, the same ones each time. */
const IS_FULL = process.env.KILL_MATRIX === 'full';

function sampled(cells: readonly Cell[]): readonly Cell[] {
  return cells.filter((_, at) => at % 17 === 5);
}

let stage: Stage;

describeWithEngine('whoever dies, and whenever', () => {
  beforeAll(async () => {
    stage = await openStage();
  }, 120_000);
  afterAll(() => stage.stop());

  it(
    'the migration ends where it should, with all rows, each statement done once',
    async () => {
      expect(stage.operations).toBeGreaterThanOrEqual(12);
      const writes = await writesOf(stage);
      const all = allCells(writes.length);
      const results = [];
      for (const cell of IS_FULL ? all : sampled(all)) {
        const result = await playCell(stage, cell);
        if (IS_FULL || result.problem !== null) console.info(cellLine(result));
        results.push(result);
      }
      const failed = results.filter(({ problem }) => problem !== null);
      console.info(
        `${results.length} of ${all.length} cells played (${stage.operations} operations, ${writes.length} writes), ${failed.length} failed`,
      );
      expect(failed.map(cellLine)).toEqual([]);
    },
    IS_FULL ? 3_600_000 : 240_000,
  );
});
