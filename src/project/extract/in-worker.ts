import { Worker } from 'node:worker_threads';
import { AppError, type ErrorCode, type Problem } from '../../errors.ts';
import {
  type EarlyExtraction,
  type Extraction,
  joinParts,
  type Part,
  type Parts,
  type ProjectSource,
} from './parts.ts';

/** What a worker is asked. */
export interface Question {
  readonly source: ProjectSource;
  readonly withInclude: boolean;
  readonly part: Part;
}

/** What a worker sends. An error crosses threads as its parts only. */
export type Answer =
  /** First of all: the process that it has started. */
  | { readonly is: 'compiler'; readonly pid: number }
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

/** Two threads with the default of 48 would be a quarter of our memory. */
const YOUNG_MIB = 12;

/**
 * A command that ends early takes its threads along, and a compiler whose thread is gone says so on standard error, as a long
 * panic. So it goes first. Answers what takes this back, once the compiler has ended.
 */
function endWithUs(pid: number): () => void {
  const end = (): void => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  process.once('exit', end);
  return () => process.off('exit', end);
}

async function readInWorker(workerData: Question): Promise<Parts> {
  const worker = new Worker(new URL('../extract-worker.js', import.meta.url), {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
  });
  const ended: (() => void)[] = [];
  const answer = await new Promise<Exclude<Answer, { readonly is: 'compiler' }>>((resolve, reject) => {
    worker.on('message', (message: Answer) => {
      if (message.is !== 'compiler') return resolve(message);
      ended.push(endWithUs(message.pid));
    });
    worker.once('exit', () => {
      for (const end of ended) end();
    });
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
 * meanwhile. Checking everything takes longer than reading the columns, and answers nothing that they need unless a name is
 * declared in a file that only `include` names: it has a compiler of its own, which is not waited for. Run from sources, all
 * stays in this thread.
 */
export async function extractInWorker(source: ProjectSource): Promise<Extraction | EarlyExtraction> {
  if (import.meta.url.endsWith('.ts')) return (await import('./index.ts')).extractRowTypes(source);
  const both = async (withInclude: boolean): Promise<readonly [Parts, Promise<Parts>]> => {
    const checking = readInWorker({ source, withInclude, part: 'diagnostics' });
    checking.catch(() => undefined);
    return [await readInWorker({ source, withInclude, part: 'rows' }), checking];
  };
  const [{ rows, hasMore }, checking] = await both(false);
  if (rows !== null && !hasMore)
    return { ...rows, checked: checking.then(({ diagnostics }) => diagnostics?.warnings ?? []) };
  return joinParts(source, async (_, withInclude) => {
    const [read, checked] = withInclude ? await both(true) : [{ rows, hasMore }, checking];
    return { ...read, diagnostics: (await checked).diagnostics };
  });
}
