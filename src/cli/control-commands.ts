import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import type { Status } from '../commands/migration-control.ts';
import type { JournalEntry } from '../model/journal.ts';
import { addGlobals, run, surveyOptions, type TargetFlags, URL_HELP } from './command-parts.ts';
import type { Screen } from './screen.ts';

const STATES: Readonly<Record<string, string>> = {
  'step-done': 'done',
  'step-failed': 'failed',
  'step-unknown': 'unknown',
  'step-sent': 'sent, no answer written down',
};

function linesOf(detail: string): readonly string[] {
  return detail.split('\n').filter((line) => line.trim() !== '');
}

function statusLines(
  { target, migration, steps, lock, isRunning }: Status,
  { out }: Screen,
): readonly string[] {
  const held = lock === null ? [] : [`Locked by ${lock.actor} since ${lock.since} UTC (lock ${lock.token})`];
  if (migration === null) return [`${target}: nothing was ever migrated here.`, ...held];
  const last = migration.entries.at(-1);
  const head = `${target}: migration ${migration.migration.slice(7, 19)} is ${migration.isOpen ? out.yellow('unfinished') : (last?.event ?? '')} (${last?.actor ?? ''}, ${last?.at ?? ''} UTC)`;
  const lines = steps.flatMap(({ operations, state, statements, detail }) => [
    `  ${STATES[state] ?? state}  ${operations.join('; ')}`,
    // Which of several statements: their operation alone does not tell.
    ...(operations[0]?.startsWith('RawSql ') === true
      ? linesOf(statements.join(';\n')).map((line) => `      ${line}`)
      : []),
    ...linesOf(detail).map((line) => `      ${out.dim(line)}`),
  ]);
  const atWork =
    isRunning === true ? ['What was sent last still runs on the server; `migrate resume` waits for it.'] : [];
  const next =
    migration.isOpen && lock === null
      ? ['Next: `migrate resume` finishes it; `migrate abandon` gives it up.']
      : [];
  return [head, ...lines, ...held, ...atWork, ...next];
}

function targetCommand(name: string): Command {
  return addGlobals(new Command(name)).option('--clickhouse-url <url>', URL_HELP);
}

/** `migrate status`. */
export function statusCommand(): Command {
  return targetCommand('status')
    .description('where the newest migration of a target stands, and who is at work')
    .action((_, command: Command) => {
      const flags = command.optsWithGlobals<TargetFlags>();
      return run(flags, async (screen) => {
        const { status } = await import('../commands/migration-control.ts');
        const found = await status(surveyOptions(flags), screen);
        screen.print(
          screen.flags.json
            ? JSON.stringify({ schemaVersion: 1, ...found })
            : statusLines(found, screen).join('\n'),
        );
        return 0;
      });
    });
}

/** `migrate abandon`. */
export function abandonCommand(): Command {
  return targetCommand('abandon')
    .description('give up a migration that stopped halfway; what ran stays')
    .action((_, command: Command) => {
      const flags = command.optsWithGlobals<TargetFlags>();
      return run(flags, async (screen) => {
        const { abandon } = await import('../commands/migration-control.ts');
        const { migration } = await abandon(surveyOptions(flags), screen);
        screen.print(
          screen.flags.json
            ? JSON.stringify({ schemaVersion: 1, abandoned: migration })
            : `Gave up migration ${migration.slice(7, 19)}. Next: migrate generate --save plans from where the server is now.`,
        );
        return 0;
      });
    });
}

/** `migrate unlock ID`. */
export function unlockCommand(): Command {
  return targetCommand('unlock')
    .argument('<id>', 'the lock, as status and the error of apply show it')
    .description('free the lock of a migration that is dead')
    .action((id: string, _, command: Command) => {
      const flags = command.optsWithGlobals<TargetFlags>();
      return run(flags, async (screen) => {
        const { unlock } = await import('../commands/migration-control.ts');
        await unlock(id, surveyOptions(flags), screen);
        screen.print(
          screen.flags.json ? JSON.stringify({ schemaVersion: 1, unlocked: id }) : `The lock ${id} is free.`,
        );
        return 0;
      });
    });
}

const LOG_ENTRIES = 1000;
const FOLLOW_MS = 1000;

function entryCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Give a number, such as 50');
  return value;
}

/** `moose logs`. */
export function logsCommand(): Command {
  return targetCommand('logs')
    .description('what was migrated on a target, step by step')
    .option('-f, --follow', 'go on with what is written later, until Ctrl-C')
    .option('--limit <entries>', 'how many of the newest entries (1000)', entryCount)
    .action((_, command: Command) => {
      const flags = command.optsWithGlobals<
        TargetFlags & { readonly limit?: number; readonly follow?: boolean }
      >();
      return run(flags, async (screen) => {
        const { followLog, migrationLog } = await import('../commands/migration-control.ts');
        const limit = flags.limit ?? LOG_ENTRIES;
        const line = (entry: JournalEntry): string =>
          [
            entry.at,
            entry.migration.slice(7, 19),
            entry.actor,
            entry.event,
            entry.operations.join('; '),
            linesOf(entry.detail).join('\n    '),
          ]
            .filter((part) => part !== '')
            .join('  ');
        if (flags.follow === true) {
          const show = (fresh: readonly JournalEntry[]): void => {
            for (const entry of fresh)
              screen.print(screen.flags.json ? JSON.stringify({ schemaVersion: 1, entry }) : line(entry));
          };
          // As in `moose logs -f | head`: what nobody reads need not be followed.
          let isRead = true;
          process.stdout.once('error', () => {
            isRead = false;
          });
          const pause = async (): Promise<boolean> => {
            screen.settle();
            await sleep(FOLLOW_MS);
            return isRead;
          };
          await followLog(surveyOptions(flags), limit, screen, show, pause);
          return 0;
        }
        const entries = await migrationLog(surveyOptions(flags), limit, screen);
        if (screen.flags.json) screen.print(JSON.stringify({ schemaVersion: 1, entries }));
        else
          screen.print(
            entries.length === 0 ? 'Nothing was ever migrated here.' : entries.map(line).join('\n'),
          );
        return 0;
      });
    });
}
