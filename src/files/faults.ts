import { problem, throwProblems } from '../errors.ts';
import type { Document } from './document.ts';
import type { Path } from './reading.ts';
import type { Fault } from './shape.ts';

/** More problems than these are told as a number. */
const MOST_TOLD = 100;

/** Collects what is wrong with a document, to tell all of it at once. */
export interface Faults {
  readonly fault: Fault;
  /** @throws AppError FILE_INVALID when there was any fault; the document is asked for only then. */
  throwIfAny(document: () => Document): void;
}

export function collectFaults(): Faults {
  // Two readers of one key find the same fault: it is told once.
  const collected = new Map<
    string,
    { readonly path: Path; readonly message: string; readonly hint: string | null }
  >();
  return {
    fault: (path, message, hint = null) =>
      collected.set(JSON.stringify([path, message]), { path, message, hint }),
    throwIfAny(document) {
      if (collected.size === 0) return;
      const source = document();
      const problems = [...collected.values()]
        .slice(0, MOST_TOLD)
        .map(({ path, message, hint }) => source.problemAt(path, message, hint));
      const untold = collected.size - problems.length;
      throwProblems(
        untold === 0 ? problems : [...problems, problem('FILE_INVALID', `and ${untold} more problems`)],
      );
    },
  };
}
