import type { RenameCandidate } from '../model/rename.ts';

/** Of pairs in one place the most alike, each name in one of them at most. */
export function bestPairs(pairs: readonly RenameCandidate[]): readonly RenameCandidate[] {
  const best = [...pairs].sort(
    (a, b) =>
      b.likeness - a.likeness ||
      (a.before < b.before ? -1 : a.before > b.before ? 1 : a.after < b.after ? -1 : 1),
  );
  const [gone, come] = [new Set<string>(), new Set<string>()];
  return best.filter(({ before, after }) => {
    if (gone.has(before) || come.has(after)) return false;
    gone.add(before);
    come.add(after);
    return true;
  });
}
