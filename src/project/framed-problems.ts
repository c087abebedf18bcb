import { AppError, type ErrorCode, type Problem } from '../errors.ts';
import { frameAt } from './load/stack-positions.ts';

/** Codes whose places are in the code, not in a file of the migration. */
const ABOUT_CODE: readonly ErrorCode[] = ['DECLARATION_INVALID', 'TARGET_INVALID'];

function framed(problem: Problem, projectDir: string): Problem {
  const { position, frame, code } = problem;
  if (!ABOUT_CODE.includes(code) || position === null || frame !== null) return problem;
  return { ...problem, frame: frameAt(position, projectDir) };
}

/** What `work` gives; what it throws about a declaration, with the lines of code around each place. */
export async function withCodeFrames<T>(projectDir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.problems.length === 0) throw error;
    const problems = error.problems.map((problem) => framed(problem, projectDir));
    throw new AppError(error.code, error.message, { hint: error.hint, cause: error.cause, problems });
  }
}
