import { describe, expect, it } from 'vitest';
import { parseYaml } from '../src/files/document.ts';
import { parsePlanText } from '../src/files/plan-text.ts';

const HEAD = "# a comment\ncreated_at: '2026-01-02T03:04:05.000Z'\nplan:\n  version: 1\n";
const BLOCK = '- RawSql:\n    sql:\n      - |-\n        SELECT 1\n\n        - not an item\n    because: x\n';
const TABLE = '- CreateTable:\n    table: &t\n      name: orders\n      columns:\n        - name: id\n';

const TEXTS: Readonly<Record<string, string>> = {
  'our layout': `${HEAD}operations:\n${BLOCK}${TABLE}`,
  'no operations': `${HEAD}operations: []\n`,
  'Windows line ends': `${HEAD}operations:\n${TABLE}${BLOCK}`.replaceAll('\n', '\r\n'),
  'an indented list': `${HEAD}operations:\n  - DropTable:\n      name: a\n`,
  'a wide dash': `${HEAD}operations:\n-   DropTable:\n      name: a\n- DropTable:\n    name: b\n`,
  'an alias across operations': `${HEAD}operations:\n${TABLE}- CreateTable:\n    table: *t\n`,
  'a comment at the left edge': `${HEAD}operations:\n${BLOCK}# why\n${TABLE}`,
  'keys after the list': `operations:\n${BLOCK}plan: null\n`,
  'the list alone': `operations:\n${BLOCK}`,
  'a document end': `${HEAD}operations:\n${BLOCK}...\n`,
};

describe('a plan parsed in pieces', () => {
  for (const [name, text] of Object.entries(TEXTS)) {
    it(`says what the whole says: ${name}`, () => {
      const [pieces, whole] = [parsePlanText(text, 'plan.yaml'), parseYaml(text, 'plan.yaml')];
      expect(pieces.value).toEqual(whole.value);
      for (const path of [
        ['operations', 0],
        ['operations', 1],
        ['operations', 0, 'RawSql'],
        ['plan', 'version'],
      ])
        expect(pieces.positionOf(path)).toEqual(whole.positionOf(path));
    });
  }

  it('is complained about like the whole', () => {
    for (const text of [
      `${HEAD}operations:\n${BLOCK}- Drop: "open\n`,
      `${HEAD}operations:\n- a: 1\n  a: 2\n`,
      `${HEAD}operations:\n- a: !odd 1\n`,
      `operations:\n${BLOCK}operations:\n${BLOCK}`,
      `${HEAD}operations:\n<<<<<<< ours\n${BLOCK}`,
    ]) {
      const messageOf = (parse: typeof parseYaml): string => {
        try {
          return JSON.stringify(parse(text, 'plan.yaml').value);
        } catch (error) {
          return String(error);
        }
      };
      expect(messageOf(parsePlanText)).toMatch(/^AppError/);
      expect(messageOf(parsePlanText)).toBe(messageOf(parseYaml));
    }
  });
});
