import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editSource, originalColumn, sitesFit } from '../../src/project/load/source-edits.ts';

const call = (text: string, code: string, index: number) => ({
  index,
  start: text.indexOf(code),
  end: text.indexOf(code) + code.length,
});

describe('editing a source file', () => {
  it('wraps nested calls and those that touch', () => {
    const text = 'f(new A(new B()));g(new C()+new D())';
    const sites = [
      call(text, 'new A(new B())', 0),
      call(text, 'new B()', 1),
      call(text, 'new C()', 2),
      call(text, 'new D()', 3),
    ];
    expect(editSource('/x.ts', text, sites).text.replaceAll('__mooseMigrateSite', 's')).toBe(
      'f(s(0,new A(s(1,new B()))));g(s(2,new C())+s(3,new D()))',
    );
  });

  it('gives a file its own place, behind a #! line', () => {
    const { text } = editSource('/a b/x.ts', '#!/usr/bin/env node\nread(__dirname)', []);
    expect(text).toBe(
      '#!/usr/bin/env node\nvar __mooseMigrateUrl="file:///a%20b/x.ts",__mooseMigrateFilename="/a b/x.ts",__mooseMigrateDirname="/a b";read(__dirname)',
    );
  });

  it('leaves other files alone', () => {
    expect(editSource('/x.ts', 'const a = 1;', [])).toEqual({ text: 'const a = 1;', insertions: [] });
  });

  it('notices that a file has changed since', () => {
    expect(sitesFit('x = new A()', [{ index: 0, start: 4, end: 11 }])).toBe(true);
    expect(sitesFit('xy = new A()', [{ index: 0, start: 4, end: 11 }])).toBe(false);
    expect(sitesFit('x = new', [{ index: 0, start: 4, end: 11 }])).toBe(false);
  });

  it('finds the way back to every place of the original', () => {
    const line = fc.string({ unit: fc.constantFrom('a', ' ', '(', 'é', '𝄞'), maxLength: 12 });
    const cuts = fc.array(fc.nat(60), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), cuts, (lines, offsets) => {
        const text = lines.join('\n');
        const sites = offsets.map((offset, index) => ({
          index: index * 7,
          start: Math.min(offset, text.length),
          end: Math.min(offset + index, text.length),
        }));
        const { text: edited, insertions } = editSource('/x.ts', text, sites);
        const marked = edited.split('\n');
        lines.forEach((original, number) => {
          for (let column = 0; column <= original.length; column += 1) {
            const moved = movedColumn(text, insertions, number, column);
            expect(originalColumn(text, insertions, number, moved)).toBe(column);
            expect(marked[number]?.[moved]).toBe(original[column]);
          }
        });
      }),
      { numRuns: 200 },
    );
  });
});

/** Where a place of the original lies in the edited text: behind everything that was put before it. */
function movedColumn(
  text: string,
  insertions: readonly { at: number; length: number }[],
  line: number,
  column: number,
): number {
  const start = text
    .split('\n')
    .slice(0, line)
    .reduce((sum, before) => sum + before.length + 1, 0);
  const before = insertions.filter(({ at }) => at >= start && at <= start + column);
  return column + before.reduce((sum, { length }) => sum + length, 0);
}
