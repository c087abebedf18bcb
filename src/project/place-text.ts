import type { SourcePosition } from '../errors.ts';

/** `app/index.ts:12`, for a place beside the one that a problem is shown at. */
export function placeText(position: SourcePosition | null): string {
  return position === null ? 'an unknown place' : `${position.file}:${position.line}`;
}
