import { Worker } from 'node:worker_threads';
import { AppError, type ErrorCode, type Problem } from '../../errors.ts';
import type { Extraction } from './index.ts';

/** What the worker sends. An error crosses threads as its parts only. */
export type Answer =
  | { readonly is: 'extraction'; readonly extraction: Extraction }
  | {
      readonly is: 'error';
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string | null;
      readonly problems: readonly Problem[];
      readonly cause: string | null;
      readonly stack: string;
    };

/**
 * `extractRowTypes` in a thread of its own: it talks to the compiler synchronously, and this thread has the servers to read
 * meanwhile. Run from sources, it stays in this thread.
 */
export async function extractInWorker(options: { entry: string; projectDir: string }): Promise<Extraction> {
  if (import.meta.url.endsWith('.ts')) return (await import('./index.ts')).extractRowTypes(options);
  const worker = new Worker(new URL('../extract-worker.js', import.meta.url), { workerData: options });
  const answer = await new Promise<Answer>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread that reads types ended with ${code}`)));
  });
  if (answer.is === 'extraction') return answer.extraction;
  const { code, message, hint, problems } = answer;
  const error = new AppError(code, message, {
    hint,
    problems,
    ...(answer.cause === null ? {} : { cause: new Error(answer.cause) }),
  });
  error.stack = answer.stack;
  throw error;
}
