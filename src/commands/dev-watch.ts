import { relative, sep } from 'node:path';

/** The files of a project that are watched. */
export interface Watch {
  /** What was saved since the last time, relative to the project, once it is quiet; null when the watch was interrupted. */
  next(): Promise<readonly string[] | null>;
  /** Watches these too; what is watched already stays so. */
  add(paths: readonly string[]): void;
  close(): Promise<void>;
}

export interface WatchOptions {
  /** Absolute paths of files and folders; they need not be there yet. */
  readonly paths: readonly string[];
  /** Folder of the project. */
  readonly directory: string;
  readonly interrupt: AbortSignal;
  /** Told why something cannot be watched. */
  readonly onError: (words: string) => void;
}

/** A formatter, a checkout or "save all" writes several files: they are one change. */
const QUIET_MS = 150;

/** What others write, and we ourselves, and what editors put beside a file for a moment. */
const NOT_OURS = /(^|\/)(node_modules|\.git|\.moose)(\/|$)|(~|\.swp|\.swx|\.tmp|\/4913)$/;

/** Begins to watch. Returns when every change from now on will be noticed. */
export async function watchFiles({ paths, directory, interrupt, onError }: WatchOptions): Promise<Watch> {
  const { watch } = await import('chokidar');
  const nameOf = (path: string): string => relative(directory, path).split(sep).join('/');
  const watcher = watch([...paths], {
    ignoreInitial: true,
    ignored: (path) => NOT_OURS.test(nameOf(path)),
  });
  /** By what happened to each first. */
  const changed = new Map<string, string>();
  let isQuiet = false;
  let timer: NodeJS.Timeout | undefined;
  let wake = (): void => undefined;
  watcher.on('all', (event, path) => {
    if (event === 'addDir') return;
    const name = nameOf(path);
    // Made and gone again: what some editors do in order to save another file.
    if (event === 'unlink' && changed.get(name) === 'add') changed.delete(name);
    else changed.set(name, changed.get(name) ?? event);
    isQuiet = false;
    clearTimeout(timer);
    timer = setTimeout(() => {
      isQuiet = true;
      wake();
    }, QUIET_MS);
  });
  watcher.on('error', (error) => onError(watchFailure(error)));
  await new Promise<void>((resolve) => void watcher.once('ready', resolve));
  return {
    async next() {
      if (!isQuiet && !interrupt.aborted)
        await new Promise<void>((resolve) => {
          wake = resolve;
          interrupt.addEventListener('abort', () => resolve(), { once: true });
        });
      if (interrupt.aborted) return null;
      const names = [...changed.keys()].sort();
      changed.clear();
      isQuiet = false;
      return names;
    },
    add: (more) => void watcher.add([...more]),
    close: async () => {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}

function watchFailure(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return `not every file can be watched: ${words} (CHOKIDAR_USEPOLLING=1 looks at them every moment instead)`;
}
