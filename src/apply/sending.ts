import type { BrokerStep, Step } from '../ddl/steps.ts';
import { hashText } from '../model/hash.ts';
import { isWithoutTrace, operationKey } from '../plan/halfway.ts';

/** What is written down and sent as one. */
export interface Sending {
  readonly step: Step;
  readonly statements: readonly string[];
  /** Names of the statements within the migration; the query ids begin with them. */
  readonly names: readonly string[];
}

/** True where only the journal and the log of the server can tell whether a step ran. */
export function leavesNoTrace({ operations }: Pick<Step, 'operations'>): boolean {
  return operations.some(isWithoutTrace);
}

/** Names a statement: the same one of the same migration always has the same name. */
function nameOf(migration: string, step: Step, position: number): string {
  const place = [...step.operations.map(operationKey), position, step.statements[position] ?? ''].join('\n');
  return `moose-${migration.slice(7, 19)}-${hashText(place).slice(7, 19)}`;
}

/**
 * The sendings of a step: all of its statements, whose effect shows on the server whole or in part; or each for itself where
 * nothing shows, so that one which ran is never sent again.
 */
export function sendingsOf(migration: string, step: Step): readonly Sending[] {
  if (step.on === 'kafka') return [brokerSending(step)];
  const names = step.statements.map((_, position) => nameOf(migration, step, position));
  if (!leavesNoTrace(step)) return [{ step, statements: step.statements, names }];
  return step.statements.map((statement, position) => ({
    step,
    statements: [statement],
    names: names.slice(position, position + 1),
  }));
}

/** Brokers know no names for what they are asked: what became of it is seen on the topic. */
export function brokerSending(step: BrokerStep): Sending {
  return { step, statements: [step.request], names: [] };
}

/**
 * The query id of a statement: its name, in which run of the migration, and which try of it. The run has a mark of its own:
 * a server's log may know an earlier life of the same target, before it was restored from a backup.
 */
export function queryIdOf(
  name: string,
  run: { readonly number: number; readonly mark: string },
  attempt: number,
): string {
  return `${name}-${run.number}-${run.mark}.${attempt}`;
}
