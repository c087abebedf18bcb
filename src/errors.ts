/** A place in a file of the user's project. Lines and columns count from 1; `file` is relative to the project. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing wrong with what the user gave us. Many are collected and shown together. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
  readonly position: SourcePosition | null;
  /** A few lines of source with the place underlined, ready to print without colours; null where there is no source. */
  readonly frame: string | null;
}

/**
 * Every error the tool can end with: its permanent code and the exit code of the process.
 * 1 bad input, 3 drift, 4 refused, 5 stopped halfway, 70 a bug in the tool. Codes are never renamed.
 */
export const CATALOGUE = {
  ARGUMENT_INVALID: 1,
  CONFIG_MISSING: 1,
  CONFIG_INVALID: 1,
  TARGET_INVALID: 1,
  TARGET_UNREACHABLE: 1,
  TARGET_DENIED: 1,
  TARGET_TOO_OLD: 1,
  DATABASE_MISSING: 1,
  ENGINE_MISSING: 1,
  ENGINE_FAILED: 1,
  PROJECT_MISSING: 1,
  PROJECT_FAILED: 1,
  TYPE_UNSUPPORTED: 1,
  TYPE_UNRESOLVED: 1,
  DECLARATION_INVALID: 1,
  STATEMENT_INVALID: 1,
  QUERY_FAILED: 1,
  BROKER_REFUSED: 1,
  REGISTRY_REFUSED: 1,
  FILE_MISSING: 1,
  FILE_EXISTS: 1,
  FILE_INVALID: 1,
  FILE_UNWRITABLE: 1,
  FILE_HASH_WRONG: 1,
  PLAN_STALE: 3,
  LIVE_DRIFTED: 3,
  STATE_TOO_NEW: 1,
  LOCK_HELD: 4,
  LOCK_UNKNOWN: 1,
  MIGRATION_UNFINISHED: 4,
  MIGRATION_UNKNOWN: 1,
  RESUME_UNCLEAR: 4,
  MUTATION_FAILING: 4,
  STATEMENT_REPEATED: 5,
  PLAN_REFUSED: 4,
  HAZARD_NOT_ALLOWED: 4,
  OBJECT_PROTECTED: 4,
  RENAME_UNDECIDED: 4,
  REHEARSAL_FAILED: 4,
  PREFLIGHT_FAILED: 4,
  APPLY_STOPPED: 5,
  APPLY_UNVERIFIED: 5,
  TOOL_BUG: 70,
} as const satisfies Record<string, 1 | 3 | 4 | 5 | 70>;

export type ErrorCode = keyof typeof CATALOGUE;

interface AppErrorParts {
  readonly hint?: string | null;
  readonly cause?: unknown;
  readonly problems?: readonly Problem[];
}

/** The only error the tool throws on purpose. Anything else that reaches the command line is our bug (exit 70). */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | null;
  readonly problems: readonly Problem[];

  constructor(code: ErrorCode, message: string, parts: AppErrorParts = {}) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = parts.hint ?? null;
    this.problems = parts.problems ?? [];
  }

  get exitCode(): number {
    return CATALOGUE[this.code];
  }
}

/** Makes a problem; what is not given is null. */
export function problem(
  code: ErrorCode,
  message: string,
  parts: { hint?: string | null; position?: SourcePosition | null; frame?: string | null } = {},
): Problem {
  return {
    code,
    message,
    hint: parts.hint ?? null,
    position: parts.position ?? null,
    frame: parts.frame ?? null,
  };
}

/** Throws one error holding every problem, or returns when there is none. */
export function throwProblems(problems: readonly Problem[]): void {
  const first = problems[0];
  if (first === undefined) return;
  const message = problems.length === 1 ? first.message : `${problems.length} problems found`;
  throw new AppError(first.code, message, { hint: problems.length === 1 ? first.hint : null, problems });
}
