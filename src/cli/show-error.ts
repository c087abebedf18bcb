import { concealed } from '../concealed.ts';
import type { AppError, Problem } from '../errors.ts';
import type { Screen } from './screen.ts';

function place(problem: Problem): string {
  const { position } = problem;
  return position === null ? '' : `${position.file}:${position.line}:${position.column} `;
}

/** `told` is the code that stands above already. */
function problemLines(problem: Problem, told: string | null, colors: Screen['err']): readonly string[] {
  const code = problem.code === told ? '' : `${colors.red(problem.code)} `;
  return [
    `${colors.cyan(place(problem))}${code}${problem.message}`,
    ...(problem.frame === null ? [] : [problem.frame]),
    ...(problem.hint === null ? [] : [`  ${colors.dim(`hint: ${problem.hint}`)}`]),
  ];
}

/** An error as people read it: what happened, every problem with its place, what to do next. */
export function errorText(error: AppError, colors: Screen['err']): string {
  const isSame = error.problems.length === 1 && error.problems[0]?.message === error.message;
  const head = isSame ? [] : [`${colors.red(`error ${error.code}`)} ${error.message}`];
  const problems = error.problems.flatMap((problem) =>
    problemLines(problem, isSame ? null : error.code, colors),
  );
  const isToldBelow = error.problems.some(({ hint }) => hint === error.hint);
  const hint = error.hint === null || isToldBelow ? [] : [colors.dim(`hint: ${error.hint}`)];
  return [...head, ...problems, ...hint].join('\n');
}

/** The same for a JSON document. */
export function errorContent({ code, message, hint, exitCode, problems }: AppError): object {
  return { code, message, hint, exitCode, problems };
}

/** Prints an error where it belongs and answers the exit code. */
export function showError(error: AppError, screen: Screen): number {
  screen.settle();
  if (screen.flags.json)
    screen.print(JSON.stringify({ schemaVersion: 1, error: errorContent(error), notes: screen.told() }));
  else screen.complain(errorText(error, screen.err));
  // The stack of a bug is shown with its report.
  if (screen.flags.debug && error.code !== 'TOOL_BUG') {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
      screen.complain(screen.err.dim(concealed(cause.stack ?? cause.message)));
  }
  return error.exitCode;
}
