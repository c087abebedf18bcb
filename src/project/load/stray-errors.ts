/** A bundle whose code may still fail after it was loaded. */
interface Watched {
  /** The bundle's path, as it stands in stacks. */
  readonly bundleFile: string;
  /** Folder of the running command line, which may itself lie in node_modules. */
  readonly ownRoot: string;
  /** Called for every throw that nobody catches; not for rejections, see below. */
  readonly tell: (error: unknown) => void;
}

const watched = new Map<string, Watched>();

/**
 * What user code leaves behind, such as a timer that throws or a connection that nobody answers, must not end our process in the
 * middle of something. Throws are told of. Rejections are not: connections that a program opens while loading fail on every
 * build machine. Errors of our own stay fatal.
 */
export function ignoreStrayErrors(of: Watched): void {
  if (watched.size === 0) {
    process.on('unhandledRejection', onRejection);
    process.on('uncaughtException', onThrow);
  }
  watched.set(of.bundleFile, of);
}

function onRejection(reason: unknown): void {
  if (ownerOf(reason) === null) throw reason;
}

function onThrow(error: unknown): void {
  const owner = ownerOf(error);
  if (owner !== null) {
    owner.tell(error);
    return;
  }
  if (process.listenerCount('uncaughtException') > 1) return;
  process.off('uncaughtException', onThrow);
  process.nextTick(() => {
    throw error;
  });
}

/** Whether an error is one that a project's code has left behind, which stops nothing. */
export function isStrayError(error: unknown): boolean {
  return ownerOf(error) !== null;
}

/** Whose error it is; null for our own. */
function ownerOf(error: unknown): Watched | null {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const all = [...watched.values()];
  const last = all.at(-1) ?? null;
  const isPackages =
    stack.includes('/node_modules/') && !all.some(({ ownRoot }) => stack.includes(`${ownRoot}/`));
  return (
    all.find(({ bundleFile }) => stack.includes(bundleFile)) ??
    (isPackages || isLostConnection(error, stack) ? last : null)
  );
}

// A socket without a listener for errors: its stack holds no frame but Node's. All of ours have listeners.
function isLostConnection(error: unknown, stack: string): boolean {
  const syscall: unknown = error instanceof Error ? Reflect.get(error, 'syscall') : null;
  return (
    (syscall === 'connect' || syscall === 'getaddrinfo' || syscall === 'read') &&
    !/^\s+at (?!.*\(?node:)/m.test(stack)
  );
}
