import { expect, it } from 'vitest';
import { docComment } from '../../src/project/extract/doc-comment.ts';

/** Reads the comment of the property `x` in a text. */
function commentOf(text: string): ReturnType<typeof docComment> {
  const start = text.indexOf('x:');
  const before = [...text.slice(0, start).matchAll(/[{;](?!@)/g)].at(-1);
  const from = (before?.index ?? -1) + 1;
  return docComment(text, from, start);
}

it('is the text before the first tag, without stars', () => {
  expect(commentOf('{\n  /**\n   * First.\n   *  - second\n   * @remarks more\n   */\n  x: 1;').text).toBe(
    'First.\n - second',
  );
  expect(commentOf('{ /** on one line */ x: 1 }').text).toBe('on one line');
  expect(commentOf('{\n /** early */\n /** late */\n x: 1').text).toBe('late');
});

it('shows links as their labels', () => {
  expect(commentOf('{ /** see {@link Other} and {@link Third | the third} */ x: 1 }').text).toBe(
    'see Other and the third',
  );
});

it('knows the former name', () => {
  expect(commentOf('{ /** @renamedFrom old_name */ x: 1 }')).toEqual({ text: null, renamedFrom: 'old_name' });
  expect(commentOf('{ /** Now. @renamedFrom not a tag */ x: 1 }').renamedFrom).toBeNull();
  expect(commentOf('{\n/** Now.\n * @renamedFrom `odd name` */\n x: 1 }')).toEqual({
    text: 'Now.',
    renamedFrom: 'odd name',
  });
});

it('is not the one behind the property before, nor a plain comment', () => {
  expect(commentOf('{ a: 1; /** of a */\n x: 1 }').text).toBeNull();
  expect(commentOf('{ a: 1;\n // x\n /* y */ x: 1 }').text).toBeNull();
});
