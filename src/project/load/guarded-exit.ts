/** Code of a project that wants to end the process: ours, in the middle of its work. */
export class ExitAttempt extends Error {
  constructor(code: unknown) {
    super(`process.exit(${code === undefined || code === null ? '' : String(code)})`);
    this.name = 'ExitAttempt';
  }
}

/** What was attempted while the process was guarded, and the way back. */
export interface GuardedExit {
  readonly attempts: readonly ExitAttempt[];
  readonly restore: () => void;
}

/** Makes `process.exit` throw. The attempts are remembered: code may catch what is thrown, and have declared only half. */
export function guardExit(): GuardedExit {
  const attempts: ExitAttempt[] = [];
  const { exit } = process;
  process.exit = (code) => {
    const attempt = new ExitAttempt(code);
    attempts.push(attempt);
    throw attempt;
  };
  return {
    attempts,
    restore: () => {
      process.exit = exit;
    },
  };
}
