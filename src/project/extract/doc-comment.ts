/** What a doc comment says about a column. */
export interface DocComment {
  /** The text before the first tag; null when there is none. */
  readonly text: string | null;
  /** The name after `@renamedFrom`; null without it. */
  readonly renamedFrom: string | null;
}

const NOTHING: DocComment = { text: null, renamedFrom: null };

/**
 * Reads the doc comment of a property.
 * @param text the file; @param from where the property before ends; @param start where this one starts
 */
export function docComment(text: string, from: number, start: number): DocComment {
  const trivia = text.slice(from, start);
  const isFirst = /[{(]\s*$/.test(text.slice(Math.max(0, from - 20), from));
  const found = [...trivia.matchAll(/\/\*\*(?!\/)([\s\S]*?)\*\//g)].filter(
    ({ 0: comment, index }) => isFirst || !isBehindOther(trivia, index, index + comment.length),
  );
  const body = found.at(-1)?.[1];
  return body === undefined ? NOTHING : parse(body);
}

/** At the end of the line of the property before, a comment speaks of that one. */
function isBehindOther(trivia: string, start: number, end: number): boolean {
  return !trivia.slice(0, start).includes('\n') && trivia.slice(end).includes('\n');
}

function parse(body: string): DocComment {
  const lines = body.split(/\r\n|\n|\r/).map((line) => line.replace(/^\s*\*? ?/, '').trimEnd());
  const firstTag = lines.findIndex((line) => /^\s*@\w/.test(line));
  const text = (firstTag < 0 ? lines : lines.slice(0, firstTag)).join('\n').replace(LINK, shownLink).trim();
  const renamedFrom = /(?:^|\n)\s*@renamedFrom\s+(?:`([^`]+)`|(\S+))/.exec(lines.join('\n'));
  return { text: text === '' ? null : text, renamedFrom: renamedFrom?.[1] ?? renamedFrom?.[2] ?? null };
}

const LINK = /\{@link(?:code|plain)?\s+([^}|\s]+)(?:\s*\|?\s*([^}]*))?\}/g;

function shownLink(_: string, target: string, label: string | undefined): string {
  return label === undefined || label.trim() === '' ? target : label.trim();
}
