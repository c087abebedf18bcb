import type { ApplyEvent } from '../apply/report.ts';
import type { Operation } from '../model/operation.ts';
import { exitNow } from './leave.ts';
import { operationLine } from './operation-words.ts';
import type { Screen } from './screen.ts';

/** Ctrl-C and the other wishes to stop, for the time of a run. */
export interface Interrupts {
  /** Aborted once somebody asked to stop after the running statement. */
  readonly signal: AbortSignal;
  /** Remembers what is running, which is what a second Ctrl-C leaves unknown. */
  readonly note: (event: ApplyEvent) => void;
  readonly stop: () => void;
  /** What is unknown when the process ends now, from a new line on; empty before anything was sent. */
  readonly unknown: () => string;
}

function stoppedDocument(running: readonly Operation[]): object {
  return {
    schemaVersion: 1,
    event: 'stopped-at-once',
    exitCode: 5,
    unknown: running.map(({ kind, target, because }) => ({ kind, target, because })),
  };
}

/** Ctrl-C, the wish of a supervisor, and a terminal that was closed. */
const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The first Ctrl-C stops after the running statement; a second one ends the process. */
export function watchInterrupts(screen: Screen): Interrupts {
  const controller = new AbortController();
  let hasBegun = false;
  let running: readonly Operation[] = [];
  const unknown = (): string => {
    if (!hasBegun) return '';
    const lines = running.map((operation) => `\n  unknown ${operationLine(operation)}`).join('');
    return `${lines}\nWhat was running may or may not take effect: \`migrate status\`, then \`migrate resume\`.`;
  };
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      screen.complain(`Stopped at once.${unknown()}`);
      if (screen.flags.json) screen.print(JSON.stringify(stoppedDocument(running)));
      // As any command that is interrupted, as long as no server was touched.
      exitNow(hasBegun ? 5 : 130);
    }
    screen.say('Stopping after the running statement; press Ctrl-C again to stop at once.');
    controller.abort();
  };
  for (const signal of STOPPING) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    unknown,
    note(event) {
      hasBegun = true;
      if (event.event === 'step-started') running = event.operations;
      if (event.event === 'step-finished') running = [];
    },
    stop: () => {
      for (const signal of STOPPING) process.off(signal, onSignal);
    },
  };
}
