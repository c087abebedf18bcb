import { AppError, type Problem } from '../errors.ts';
import type { Screen } from './screen.ts';

function place(problem: Problem): string {
  const { position } = problem;
  return position === null ? '' : `${position.file}:${position.line}:${position.column} `;
}

function problemLines(problem: Problem, colors: Screen['err']): readonly string[] {
  return [
    `${colors.cyan(place(problem))}${colors.red(problem.code)} ${problem.message}`,
    ...(problem.frame === null ? [] : [problem.frame]),
    ...(problem.hint === null ? [] : [`  ${colors.dim(`hint: ${problem.hint}`)}`]),
  ];
}

/** An error as people read it: what happened, every problem with its place, what to do next. */
export function errorText(error: AppError, colors: Screen['err']): string {
  const isSame = error.problems.length === 1 && error.problems[0]?.message === error.message;
  const head = isSame ? [] : [`${colors.red(`error ${error.code}`)} ${error.message}`];
  const problems = error.problems.flatMap((problem) => problemLines(problem, colors));
  const isToldBelow = error.problems.some(({ hint }) => hint === error.hint);
  const hint = error.hint === null || isToldBelow ? [] : [colors.dim(`hint: ${error.hint}`)];
  return [...head, ...problems, ...hint].join('\n');
}

/** The same as one JSON document. */
export function errorDocument(error: AppError): object {
  const { code, message, hint, problems, exitCode } = error;
  return { schemaVersion: 1, error: { code, message, hint, exitCode, problems } };
}

/** What was thrown as one of our errors; anything unexpected is a bug of the tool. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError('TOOL_BUG', `Unexpected: ${message}`, { cause: thrown, hint: 'This is a bug in moose-migrate; please report it with the output of --debug' });
}

/** Prints an error where it belongs and answers the exit code. */
export function showError(thrown: unknown, screen: Screen): number {
  screen.settle();
  const error = asAppError(thrown);
  if (screen.flags.json) screen.print(JSON.stringify(errorDocument(error)));
  else process.stderr.write(`${errorText(error, screen.err)}\n`);
  if (screen.flags.debug || error.code === 'TOOL_BUG') {
    for (let cause: unknown = thrown; cause instanceof Error; cause = cause.cause) process.stderr.write(`${screen.err.dim(cause.stack ?? cause.message)}\n`);
  }
  return error.exitCode;
}
