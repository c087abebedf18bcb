import type { ChangeOf } from '../diff/change.ts';
import type { SqlFunction } from '../model/sql-function.ts';
import type { Planned } from './planned.ts';
import { NO_EFFECT, planAction, type Subject, stopped } from './whole-object.ts';

const WORDS = { noun: 'function', rebuildHint: 'Declare it under a new name' };

function subject(of: SqlFunction): Subject {
  return { ...of, database: '' };
}

/** What a difference of an SQL function asks for. Definitions that call it hold its old text, and differ by themselves. */
export function planFunction(change: ChangeOf<'function'>): readonly Planned[] {
  if (change.kind === 'added')
    return [
      planAction(subject(change.declared), { kind: 'CreateFunction', function: change.declared }, NO_EFFECT),
    ];
  if (change.kind === 'removed')
    return [planAction(subject(change.before), { kind: 'DropFunction' }, NO_EFFECT)];
  const { before, declared, facets } = change;
  const stop = stopped(subject(before), subject(declared), facets, WORDS);
  return (
    stop ?? [planAction(subject(declared), { kind: 'ReplaceFunction', before, after: declared }, NO_EFFECT)]
  );
}
