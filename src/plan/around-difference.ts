/** Texts up to this length are shown whole. */
const WHOLE = 160;
/** How much of what both have in common stands on either side of the difference. */
const AROUND = 50;

/** Two texts cut to where they differ, with `…` for what is left out; short ones as they are. */
export function aroundDifference(before: string, after: string): readonly [string, string] {
  if (before.length <= WHOLE && after.length <= WHOLE) return [before, after];
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const cut = (text: string): string => {
    const from = start <= AROUND ? 0 : start - AROUND;
    const to = end <= AROUND ? text.length : text.length - end + AROUND;
    return `${from === 0 ? '' : '…'}${text.slice(from, to)}${to === text.length ? '' : '…'}`;
  };
  return [cut(before), cut(after)];
}
