import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Answers of the engine by content hash, kept between runs. Losing it costs time, never a result. */
export interface AnswerCache {
  /** The answer, or undefined. */
  get(key: string): unknown;
  /** `answer` must be plain data. */
  set(key: string, answer: unknown): void;
  /** Writes what this run used, if anything is new. */
  save(): void;
}

/** Entries kept besides those of this run, for other branches and targets. */
const KEPT = 4000;
const VERSION = 1;

function load(file: string): Map<string, unknown> {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (
      typeof content !== 'object' ||
      content === null ||
      !('version' in content) ||
      content.version !== VERSION ||
      !('answers' in content)
    )
      return new Map();
    return new Map(Object.entries(content.answers as object));
  } catch {
    // Missing or damaged: the answers are asked for again.
    return new Map();
  }
}

/** Opens a cache file; null keeps answers for this run alone. */
export function openAnswerCache(file: string | null): AnswerCache {
  const old = file === null ? new Map<string, unknown>() : load(file);
  const used = new Map<string, unknown>();
  let isChanged = false;
  return {
    get(key) {
      const answer = used.get(key) ?? old.get(key);
      if (answer !== undefined) used.set(key, answer);
      return answer;
    },
    set(key, answer) {
      used.set(key, answer);
      isChanged = true;
    },
    save() {
      if (file === null || !isChanged) return;
      const rest = [...old].filter(([key]) => !used.has(key)).slice(0, KEPT);
      const answers = Object.fromEntries([...used, ...rest]);
      try {
        mkdirSync(dirname(file), { recursive: true });
        const temporary = `${file}.${process.pid}.tmp`;
        writeFileSync(temporary, JSON.stringify({ version: VERSION, answers }));
        renameSync(temporary, file);
      } catch {
        // A read-only checkout still works, only slower.
      }
    },
  };
}
