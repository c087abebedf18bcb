import { type PlanReport, REPORT_MARKER, type Section, sectionsOf } from './plan-report.ts';

/** GitHub takes comments of 65,536 characters; what posts it may add a line of its own. */
export const LONGEST_REPORT = 65_000;

const CUT =
  '> This report was cut: it is longer than a comment may be. `moose migrate check` and `moose migrate generate --sql` show all of it.';

function textOf(sections: readonly Section[], isCut: boolean): string {
  const lines = [REPORT_MARKER, ...sections.flatMap((section) => section.lines), ...(isCut ? [CUT, ''] : [])];
  return lines.join('\n').trimEnd();
}

/** Whole lines of a section, as many as fit. Blocks of code go as one line, so that none is left open. */
function shortened(section: Section, room: number): Section {
  const lines: string[] = [];
  let length = 0;
  for (const line of section.lines) {
    length += line.length + 1;
    if (length > room) break;
    lines.push(line);
  }
  return { ...section, lines: [...lines, ''] };
}

/** The sections cut to a length: what can be spared goes first, then whole lines of what is left, from the end. */
function fitted(sections: readonly Section[], limit: number): readonly Section[] {
  const spares = [...new Set(sections.map(({ spare }) => spare))].sort((a, b) => b - a);
  let left = sections;
  for (const spare of spares) {
    const over = textOf(left, true).length - limit;
    if (over <= 0) return left;
    const isFolded = spare === spares[0];
    left = left.flatMap((section) => {
      if (section.spare !== spare) return [section];
      const length = section.lines.join('\n').length;
      // A folded block or a diagram makes no sense by half.
      return isFolded || length - over < 200
        ? spare === 0
          ? [shortened(section, 200)]
          : []
        : [shortened(section, length - over)];
    });
  }
  return left;
}

/**
 * A plan as a comment on a pull request. The same plan gives the same bytes. A report longer than `limit` is cut, and says so.
 */
export function reportText(report: PlanReport, limit: number = LONGEST_REPORT): string {
  const sections = sectionsOf(report);
  const whole = textOf(sections, false);
  if (whole.length <= limit) return whole;
  const cut = textOf(fitted(sections, limit), true);
  return cut.length <= limit ? cut : `${cut.slice(0, limit - CUT.length - 2)}\n\n${CUT}`;
}
