// The thread that reads row types. It answers with an Extraction, or with the parts of the error that ended it.
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../errors.ts';
import type { Answer } from './in-worker.ts';
import { extractRowTypes } from './index.ts';

const answer = await extractRowTypes(workerData).then(
  (extraction): Answer => ({ is: 'extraction', extraction }),
  (error: unknown): Answer => {
    if (!(error instanceof AppError)) throw error;
    const { code, message, hint, problems, cause, stack = '' } = error;
    return {
      is: 'error',
      code,
      message,
      hint,
      problems,
      cause: cause instanceof Error ? cause.message : null,
      stack,
    };
  },
);
parentPort?.postMessage(answer);
