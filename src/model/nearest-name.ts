import leven from 'leven';

/**
 * The candidate that was probably meant, or null when none is near. Case and separators weigh nothing, so that
 * `hostPort` finds `host_port`; otherwise a third of the letters may differ.
 */
export function nearestName(written: string, candidates: Iterable<string>): string | null {
  const wanted = plain(written);
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = leven(wanted, plain(candidate), { maxDistance: bestDistance });
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function plain(name: string): string {
  return name.replace(/[_\-\s]/g, '').toLowerCase();
}

/** `; did you mean "x"?` or nothing. */
export function didYouMean(written: string, candidates: Iterable<string>): string {
  const nearest = nearestName(written, candidates);
  return nearest === null ? '' : `; did you mean "${nearest}"?`;
}

/** The same, with all candidates where none is near. */
export function didYouMeanOneOf(written: string, candidates: readonly string[]): string {
  return didYouMean(written, candidates) || `; known are ${candidates.join(', ')}`;
}
