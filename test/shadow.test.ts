import { expect, it } from 'vitest';
import { openShadowPool } from '../src/rehearse/shadow-pool.ts';
import { describeWithEngine } from './support/engine.ts';

const table = (name: string, rest = 'ENGINE = MergeTree ORDER BY id'): string =>
  `CREATE TABLE lab.${name} (id UInt64, at DateTime('UTC')) ${rest}`;
const view = (name: string, from: string): string => `CREATE VIEW lab.${name} AS SELECT id FROM lab.${from}`;

describeWithEngine('the shadows of a command', () => {
  it('create many objects, and tell whose definition is refused', async () => {
    const pool = openShadowPool(['lab']);
    try {
      const shadow = await pool.open();
      const many = Array.from({ length: 60 }, (_, at) => table(`t${at}`));
      expect(await shadow.runAll(many)).toEqual(many.map(() => null));
      expect(await shadow.runAll(["SELECT throwIf(getSetting('max_execution_time') = 0)"])).toEqual([null]);
      const mixed = [
        table('a'),
        table('b', 'ENGINE = MergeTree ORDER BY missing'),
        view('v', 't1'),
        table('t3'),
        table('c'),
        view('w', 'nowhere'),
        'ALTER TABLE lab.c ADD COLUMN n Int8',
      ];
      const codes = (await shadow.runAll(mixed)).map((error) => error?.code ?? null);
      expect(codes).toEqual([null, 47, null, 57, null, 60, null]);
      const { objects } = await shadow.read(['lab']);
      expect(objects.map(({ name }) => name).filter((name) => !/^t\d/.test(name))).toEqual(['a', 'c', 'v']);
      expect(objects).toHaveLength(63);
      await shadow.close();
    } finally {
      await pool.close();
    }
  });

  it('are empty for each use, also one that was prepared', async () => {
    const pool = openShadowPool(['lab']);
    try {
      pool.prepare();
      const first = await pool.open();
      expect(await first.runAll([table('a')])).toEqual([null]);
      pool.prepare();
      await first.close();
      const second = await pool.open();
      expect((await second.read(['lab'])).objects).toEqual([]);
      await second.close();
    } finally {
      await pool.close();
    }
  });
});
