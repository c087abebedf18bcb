import type { CheckResult } from '../model/check.ts';
import type { Hazard } from '../model/operation.ts';
import { showBytes } from '../plan/quantity.ts';
import { type Asked, foundText } from './preflight.ts';
import { leftOpen } from './unanswered.ts';
import type { BrokenLine } from './weigh.ts';

/** What a live table holds; null where the server does not know. */
export interface TableSize {
  readonly rows: number | null;
  readonly bytes: number | null;
}

const TAKES_ROWS: ReadonlySet<string> = new Set<Hazard>(['DELETES_DATA', 'EXPIRES_ROWS']);

/** `, about 1.2 MiB (estimated)`: the share of the rows found in the bytes of their table. Empty where no row goes. */
function shareText({ check, hits }: CheckResult, { rows, bytes }: TableSize): string {
  if (!TAKES_ROWS.has(check.means) || hits === 0 || rows === null || rows === 0 || bytes === null) return '';
  return `, about ${showBytes((bytes * Math.min(hits, rows)) / rows)} (estimated)`;
}

/**
 * What the rows said about hazards that nobody has approved, a line each: how many expire now, do not fit, and which bytes they
 * take; what could not be asked; and who uses what goes.
 */
export function stakesOf(
  { results, unanswered, operation }: Asked,
  broken: readonly BrokenLine[],
  open: readonly Hazard[],
  size: TableSize,
): readonly string[] {
  const isAbout = ({ check: { means, settles } }: CheckResult): boolean =>
    open.some((hazard) => hazard === means || settles.includes(hazard));
  const silent = unanswered.filter((asked) =>
    leftOpen(asked, operation).some((hazard) => open.includes(hazard)),
  );
  return [
    ...results.filter(isAbout).map((result) => foundText(result, shareText(result, size))),
    ...silent.map(({ check, reason }) => `not known: ${check.asks} (${reason})`),
    ...(open.includes('BREAKS_DEPENDENTS') ? broken : []).map(
      ({ dependent, uses }) => `${dependent} uses ${uses}`,
    ),
  ];
}
