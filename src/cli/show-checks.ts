import { findingText } from '../commands/preflight.ts';
import { brokenText, unansweredNotes, type Weighed } from '../commands/weigh.ts';
import type { CheckResult } from '../model/check.ts';
import type { Screen } from './screen.ts';

type Colors = Screen['out'];

/** What was found, without what was asked of several operations in the same words. */
export function findings({ preflight }: Weighed): readonly CheckResult[] {
  const all = preflight.flatMap(({ results }) => results);
  return [...new Map(all.map((result) => [result.check.sql, result])).values()];
}

/** Whether something was found that nobody can approve. */
export function isBlocked(weighed: Weighed): boolean {
  return findings(weighed).some(({ check, hits }) => hits > 0 && check.means === 'blocks');
}

/** The questions asked of the data and what they found; clean ones only with the SQL. */
export function checkLines(colors: Colors, weighed: Weighed, withSql: boolean): readonly string[] {
  const shown = findings(weighed).filter(({ hits }) => hits > 0 || withSql);
  const lines = shown.flatMap((result) => [
    `  ${result.hits === 0 ? colors.green('ok') : colors.red('!')} ${findingText(result)}`,
    ...(withSql ? [`      ${colors.dim(`${result.check.sql};`)}`] : []),
  ]);
  const broken = weighed.broken.map((line) => `  ${colors.red('!')} ${brokenText(line)}`);
  const blocked = isBlocked(weighed)
    ? ['', 'Some of it stands in the way, and nobody can approve it; apply will not start while it is there.']
    : [];
  return lines.length + broken.length === 0
    ? []
    : ['', 'Checked against the data:', ...lines, ...broken, ...blocked];
}

/** What could not be asked, and what the user who plans may not do: another one may apply. */
export function unansweredLines(weighed: Weighed): readonly string[] {
  const { missing, unknown } = weighed.rights;
  return [
    ...unansweredNotes(weighed),
    ...missing.map((line) => `as it is, apply would stop: ${line}`),
    ...(unknown === null ? [] : [`rights were not checked: ${unknown}`]),
  ];
}

/** The questions and answers for `--json`. */
export function checksContent({ preflight, broken }: Weighed): readonly object[] {
  return [
    ...preflight.flatMap(({ results, unanswered }) => [
      ...results.map(({ check, hits, samples }) => ({ ...content(check), hits, samples })),
      ...unanswered.map(({ check, reason }) => ({ ...content(check), hits: null, reason })),
    ]),
    ...broken.map((line) => ({
      because: line.operation.because,
      asks: 'objects that use what is taken away',
      means: 'BREAKS_DEPENDENTS',
      hits: 1,
      samples: [line.dependent],
    })),
  ];
}

function content({ because, asks, sql, means, sampled }: CheckResult['check']): object {
  return { because, asks, sql, means, sampled };
}
