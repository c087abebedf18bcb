// The thread that asks a compiler. It answers with the wanted part, or with the parts of the error that ended it.
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../errors.ts';
import type { Answer, Question } from './in-worker.ts';
import { readParts } from './index.ts';

function answerTo({ source, withInclude, part }: Question): Answer {
  try {
    return { is: 'parts', parts: readParts(source, withInclude, [part]) };
  } catch (error) {
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
  }
}

parentPort?.postMessage(answerTo(workerData));
