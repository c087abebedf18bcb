import { expect, it } from 'vitest';
import { type JournalEntry, type JournalEvent, partsOf, seenDone } from '../src/model/journal.ts';

const entry = (
  event: JournalEvent,
  operations: readonly string[],
  statements: readonly string[] = [],
): JournalEntry => ({
  migration: 'm',
  event,
  at: '',
  operations,
  statements,
  queryIds: [],
  actor: 'ann',
  detail: '',
  tool: '',
});

const shown = (entries: readonly JournalEntry[]): readonly string[] =>
  partsOf({ entries }).map(({ operations, entry: { event } }) => `${event} ${operations.join('; ')}`);

it('an operation that a later run sent among others counts once, by its newest entry', () => {
  const first = [entry('started', []), entry('step-sent', ['A', 'B'])];
  expect(shown(first)).toEqual(['step-sent A; B']);
  expect(shown([...first, entry('step-done', ['B'])])).toEqual(['step-sent A', 'step-done B']);
});

it('statements written by hand count one by one: the second is not done when the first is', () => {
  const entries = [
    entry('step-sent', ['RawSql x'], ['INSERT 1']),
    entry('step-done', ['RawSql x'], ['INSERT 1']),
    entry('step-sent', ['RawSql x'], ['INSERT 2']),
  ];
  expect(shown(entries)).toEqual(['step-done RawSql x', 'step-sent RawSql x']);
});

it('what is found done is written down once, and only of what had no end', () => {
  const entries = [entry('step-done', ['A']), entry('step-sent', ['B', 'C'], ['ALTER 1', 'ALTER 2'])];
  const newest = { migration: 'm', isOpen: true, entries, runs: 1 };
  const found = seenDone(newest, new Set(['A', 'B']), 'bob');
  expect(found).toMatchObject([{ event: 'step-done', operations: ['B'], statements: [], actor: 'bob' }]);
});
