import type { ServerError } from '../drivers/clickhouse/server-error.ts';
import type { Shadow } from './shadow.ts';

/** A shadow on which every definition was just created, and the statements that did it, side by side within a wave. */
export interface Judged {
  readonly shadow: Shadow;
  readonly waves: readonly (readonly string[])[];
}

/** A shadow that remembers what it created. */
export interface Recording {
  readonly shadow: Shadow;
  /** Null when something was refused, or done in another way than by CREATE: then it proves nothing about a plan. */
  judged(): Judged | null;
}

const isCreation = (statement: string): boolean => /^CREATE\s/.test(statement);
const isLoading = (statement: string): boolean => /^SYSTEM RELOAD DICTIONARY\s/.test(statement);

/** Remembers what is created on a shadow from now on. */
export function recordingOf(shadow: Shadow): Recording {
  const waves: (readonly string[])[] = [];
  let isPlain = true;
  const runAll = async (statements: readonly string[]): Promise<readonly (ServerError | null)[]> => {
    const answers = await shadow.runAll(statements);
    const created = statements.filter(isCreation);
    isPlain &&=
      answers.every((error) => error === null) &&
      statements.every((statement) => isCreation(statement) || isLoading(statement));
    if (created.length > 0) waves.push(created);
    return answers;
  };
  return {
    shadow: { ...shadow, runAll },
    judged: () => (isPlain && waves.length > 0 ? { shadow, waves } : null),
  };
}

/** A plan's rehearsal on a shadow that may have run it already. */
export interface Replay {
  readonly shadow: Shadow;
  /** Whether the plan created just what the shadow holds, in the same order. */
  isFaithful(): boolean;
  /** Whether it did so and nothing else: then the shadow holds what was read of it when it judged. */
  isWhole(): boolean;
}

const inAnyOrder = (statements: readonly string[]): string => [...statements].sort().join('\n');

/**
 * Does not create again what judging has created, as long as a plan asks for the same waves one after the other. An engine
 * that was empty before needs no second look at the same statements.
 */
export function replayOf({ shadow, waves }: Judged): Replay {
  let next = 0;
  let isSame = true;
  let isOnly = true;
  const runAll = async (statements: readonly string[]): Promise<readonly (ServerError | null)[]> => {
    const created = statements.filter(isCreation);
    if (created.length === 0) {
      isOnly &&= statements.length === 0;
      return shadow.runAll(statements);
    }
    isSame &&= created.length === statements.length && inAnyOrder(created) === inAnyOrder(waves[next] ?? []);
    next += 1;
    return statements.map(() => null);
  };
  const isFaithful = (): boolean => isSame && next === waves.length;
  return { shadow: { ...shadow, runAll }, isFaithful, isWhole: () => isOnly && isFaithful() };
}
