/**
 * Throws: what was called does real work in a running Moose server, and this library only declares.
 *
 * @throws Error always.
 */
export function unavailable(what: string): never {
  throw new Error(
    `${what} does its work in a running server; moose-migrate only reads what is declared. Call it inside a handler, not while the file is loaded.`,
  );
}

/** The same for a function that gives a promise: the promise is rejected, nothing is thrown at the caller. */
export function unavailableLater(what: string): Promise<never> {
  return Promise.resolve().then(() => unavailable(what));
}
