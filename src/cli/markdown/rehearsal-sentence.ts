import type { Checked } from '../../commands/check.ts';
import { code, words } from './escaped.ts';

/** The receipt of a rehearsal in a sentence, or why there is none. */
export function rehearsalSentence(rehearsed: Checked['rehearsed']): string {
  if (rehearsed.is === 'not-rehearsed') return `Not rehearsed: ${words(rehearsed.because)}.`;
  const { engine, operations } = rehearsed;
  return `Rehearsed on an embedded ClickHouse ${words(engine)}: every statement ran, and the end is what the code declares. Receipt ${code(operations.slice(0, 19))}.`;
}
