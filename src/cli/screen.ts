import pc from 'picocolors';
import type { Talk } from '../commands/talk.ts';
import { writeResult } from './leave.ts';

type Colors = ReturnType<typeof pc.createColors>;

/** Flags that every command has. */
export interface OutputFlags {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
  readonly color: boolean;
}

/** Where a command's words go: results to stdout, talk to stderr. */
export interface Screen extends Talk {
  readonly flags: OutputFlags;
  readonly out: Colors;
  readonly err: Colors;
  /** A result, with a line end behind it. */
  print(text: string): void;
  /** Something for the person at the terminal; silent with --quiet and --json. */
  say(text: string): void;
  /** Why a command failed; shown whatever the flags say. */
  complain(text: string): void;
  /** Every note so far, each once: --json has them in its document, where people see them as they come. */
  told(): readonly string[];
  /** Takes the progress line away. */
  settle(): void;
}

function hasColors(stream: NodeJS.WriteStream, flags: OutputFlags): boolean {
  const forced = process.env.FORCE_COLOR;
  const isForced = forced !== undefined && forced !== '0' && forced !== 'false';
  return (
    flags.color &&
    (process.env.NO_COLOR ?? '') === '' &&
    (isForced || (stream.isTTY === true && process.env.TERM !== 'dumb'))
  );
}

interface Progress {
  show(words: string): void;
  hide(): void;
}

/** A spinner on a terminal; its library is loaded only when work lasts long enough to be worth showing. */
function progressOn(stream: NodeJS.WriteStream, isQuiet: boolean): Progress {
  if (isQuiet || stream.isTTY !== true) return { show: () => undefined, hide: () => undefined };
  let timer: NodeJS.Timeout | null = null;
  let stop: (() => void) | null = null;
  const hide = (): void => {
    if (timer !== null) clearTimeout(timer);
    stop?.();
    stop = null;
    timer = null;
  };
  return {
    show(words) {
      hide();
      const begin = async (): Promise<void> => {
        const mine = timer;
        const { default: spinner } = await import('yocto-spinner');
        if (timer !== mine || mine === null) return;
        // Its own handler of signals would end the process.
        const spinning = spinner({ text: words, stream, handleSignals: false }).start();
        stop = () => spinning.stop();
      };
      timer = setTimeout(() => void begin(), 400);
      timer.unref();
    },
    hide,
  };
}

/** The libraries for spinners and prompts ask the environment. */
function forbidColors(): void {
  process.env.NO_COLOR = '1';
  delete process.env.FORCE_COLOR;
}

/** The screen of this process. */
export function openScreen(flags: OutputFlags): Screen {
  if (!flags.color) forbidColors();
  const out = pc.createColors(hasColors(process.stdout, flags));
  const err = pc.createColors(hasColors(process.stderr, flags));
  const isSilent = flags.quiet || flags.json;
  const progress = progressOn(process.stderr, isSilent);
  const started = Date.now();
  const told = new Set<string>();
  return {
    flags,
    out,
    err,
    print(text) {
      progress.hide();
      writeResult(`${text}\n`);
    },
    say(text) {
      progress.hide();
      if (!isSilent) process.stderr.write(`${text}\n`);
    },
    complain(text) {
      progress.hide();
      process.stderr.write(`${text}\n`);
    },
    phase(words) {
      if (flags.debug) process.stderr.write(`${err.dim(`${Date.now() - started} ms  ${words}`)}\n`);
      progress.show(words);
    },
    note(words) {
      told.add(words);
      progress.hide();
      if (!isSilent) process.stderr.write(`${err.yellow('note')} ${words}\n`);
    },
    told: () => [...told],
    settle: progress.hide,
  };
}
