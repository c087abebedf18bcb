import { Worker } from 'node:worker_threads';
import { AppError, type ErrorCode, type Problem } from '../../errors.ts';
import { type Extraction, joinParts, type Part, type Parts, type ProjectSource } from './parts.ts';

/** What a worker is asked. */
export interface Question {
  readonly source: ProjectSource;
  readonly withInclude: boolean;
  readonly part: Part;
}

/** What a worker sends. An error crosses threads as its parts only. */
export type Answer =
  | { readonly is: 'parts'; readonly parts: Parts }
  | {
      readonly is: 'error';
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string | null;
      readonly problems: readonly Problem[];
      readonly cause: string | null;
      readonly stack: string;
    };

async function readInWorker(workerData: Question): Promise<Parts> {
  const worker = new Worker(new URL('../extract-worker.js', import.meta.url), { workerData });
  const answer = await new Promise<Answer>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread that reads types ended with ${code}`)));
  });
  if (answer.is === 'parts') return answer.parts;
  const { code, message, hint, problems } = answer;
  const error = new AppError(code, message, {
    hint,
    problems,
    ...(answer.cause === null ? {} : { cause: new Error(answer.cause) }),
  });
  error.stack = answer.stack;
  throw error;
}

/**
 * `extractRowTypes` in threads of their own: they talk to the compiler synchronously, and this thread has the servers to read
 * meanwhile. Checking everything takes a third of the time and answers nothing that the columns need: it has a compiler of its
 * own. Run from sources, all stays in this thread.
 */
export async function extractInWorker(source: ProjectSource): Promise<Extraction> {
  if (import.meta.url.endsWith('.ts')) return (await import('./index.ts')).extractRowTypes(source);
  return joinParts(source, async (from, withInclude) => {
    const [{ rows }, { diagnostics }] = await Promise.all([
      readInWorker({ source: from, withInclude, part: 'rows' }),
      readInWorker({ source: from, withInclude, part: 'diagnostics' }),
    ]);
    return { rows, diagnostics };
  });
}
