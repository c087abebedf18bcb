import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { extractRowTypes } from '../../src/project/extract/index.ts';

let projectDir: string;
beforeEach(() => {
  projectDir = mkdtempSync(join(tmpdir(), 'extract-'));
});
afterEach(() => rmSync(projectDir, { recursive: true }));

it.each([
  ['', '\n'],
  ['\uFEFF', '\r\n'],
])(
  'count UTF-16 units, after %j too',
  async (mark, newline) => {
    const call = "new OlapTable<{ id: string; 'größe 🎈': number }>('a🎈')";
    const lines = [
      "import { OlapTable } from '@514labs/moose-lib';",
      `/* 🎉 */ const s = 'ü🎉'; export const t = ${call};`,
      'export { s };',
      '',
    ];
    const text = mark + lines.join(newline);
    const entry = join(projectDir, 'index.ts');
    writeFileSync(entry, text);
    const { sites, problems, warnings } = await extractRowTypes({ entry, projectDir });
    expect({ problems, warnings }).toEqual({ problems: [], warnings: [] });
    expect(sites.map(({ start, end }) => text.slice(start, end))).toEqual([call]);
    expect(sites[0]?.columns.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'String'],
      ['größe 🎈', 'Float64'],
    ]);
  },
  60_000,
);
