// Taken before code of a project can replace them.
const exit = process.exit.bind(process);
const writeOut = process.stdout.write.bind(process.stdout);

/** Writes to the standard output, which is the command's alone: its results and nothing else. */
export function writeResult(text: string): void {
  writeOut(text);
}

/** Ends the process at once. */
export function exitNow(code: number): never {
  return exit(code);
}

/**
 * Ends the process once everything written has been taken. What a project's code has left open, such as a server, a timer or a
 * pool of connections, would keep it alive for ever.
 */
export async function leave(): Promise<never> {
  const taken = [writeOut, process.stderr.write.bind(process.stderr)].map(
    (write) => new Promise<void>((resolve) => void write('', () => resolve())),
  );
  await Promise.all(taken);
  return exitNow(Number(process.exitCode ?? 0));
}

/**
 * Takes the standard output and the end of the process out of the hands of a project's code, for as long as the process lives: a
 * timer of it may print or leave long after it was loaded. What it prints goes to the standard error.
 */
export function shieldProcess(): void {
  Object.assign(process.stdout, {
    write: (...words: readonly unknown[]): unknown =>
      Reflect.apply(process.stderr.write, process.stderr, words),
  });
  process.exit = (code) => {
    throw new Error(`process.exit(${code ?? ''}) is not for the code of a project`);
  };
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Ends the process when it is told to, whatever a project's code makes of the signal; answers the way back.
 *
 * @param before what to do first
 */
export function endOnSignals(before: () => void): () => void {
  const listeners = Object.entries(SIGNALS).map(([signal, code]) => {
    const listener = (): never => {
      before();
      return exitNow(code);
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => {
    for (const remove of listeners) remove();
  };
}
