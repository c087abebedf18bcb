import type { ChangeOf } from '../diff/change.ts';
import type { Planned } from './planned.ts';
import { NO_EFFECT, planAction, stopped } from './whole-object.ts';

const WORDS = { noun: 'dictionary', rebuildHint: 'Declare it under a new name' };

/** What a difference of a dictionary asks for: its comment is altered, everything else is replaced, which loses nothing. */
export function planDictionary(change: ChangeOf<'dictionary'>): readonly Planned[] {
  if (change.kind === 'added')
    return [
      planAction(change.declared, { kind: 'CreateDictionary', dictionary: change.declared }, NO_EFFECT),
    ];
  if (change.kind === 'removed') return [planAction(change.before, { kind: 'DropDictionary' }, NO_EFFECT)];
  const { before, declared, facets } = change;
  const stop = stopped(before, declared, facets, WORDS);
  if (stop !== null) return stop;
  const isCommentOnly = facets.every(({ facet }) => facet === 'comment');
  const action = isCommentOnly
    ? ({ kind: 'ModifyTableComment', before: before.comment, after: declared.comment } as const)
    : ({ kind: 'ReplaceDictionary', before, after: declared } as const);
  return [planAction(declared, action, NO_EFFECT)];
}
