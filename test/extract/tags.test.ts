import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { extractFixture } from './fixture.ts';

it('takes plain values for tagged types, and complains of exactly the wrong ones', async () => {
  const lines = readFileSync(
    fileURLToPath(new URL('../fixtures/extract/assignable/index.ts', import.meta.url)),
    'utf8',
  ).split('\n');
  const wrong = lines.flatMap((line, at) => (line.includes('// wrong') ? [at + 1] : []));
  const { problems, warnings } = await extractFixture('assignable');
  expect(problems).toEqual([]);
  expect(wrong).toHaveLength(4);
  expect(warnings.map(({ position }) => position?.line)).toEqual(wrong);
}, 60_000);
