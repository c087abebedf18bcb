/** Why a package is not there, and which import wants it. */
export interface MissingImport {
  /** `express`, or `CdcSource of @514labs/moose-lib`. */
  readonly name: string;
  /** What is wrong with it, as the end of a sentence: `is not installed`. */
  readonly reason: string;
  /** File that imports it, absolute. */
  readonly importer: string;
  /** Line of the import, from 1. */
  readonly line: number;
}

const MISSING = Symbol.for('moose-migrate.stand-in');

/** A value from a missing package was really needed. */
export class StandInNeeded extends Error {
  readonly missing: MissingImport;

  constructor(missing: MissingImport, use: string) {
    super(`${missing.name} ${missing.reason}, but ${use}`);
    this.name = 'StandInNeeded';
    this.missing = missing;
  }
}

/** The missing import behind a stand-in; null for every other value. Asking never disturbs a value. */
export function missingImportOf(value: unknown): MissingImport | null {
  if (typeof value !== 'function') return null;
  const missing: unknown = Reflect.get(value, MISSING);
  return missing === undefined ? null : (missing as MissingImport);
}

/**
 * A value that takes the place of a missing package: it can be called, constructed, extended and asked for any member,
 * and gives stand-ins. It fails only where a plain value is needed of it: as text, as a number, or as a list.
 *
 * @param used called when it was called or constructed, so that somebody can be told.
 */
export function makeStandIn(missing: MissingImport, used: (missing: MissingImport) => void): unknown {
  const need = (use: string) => () => {
    throw new StandInNeeded(missing, use);
  };
  const members = new Map<PropertyKey, unknown>();
  // A plain function: it must be constructable, and `class A extends standIn` needs its prototype.
  function target(): void {}
  const standIn: object = new Proxy(target, {
    get: (_, key) => {
      if (key === MISSING) return missing;
      if (key === '__esModule') return true;
      // Not a promise: `await` must give the stand-in itself.
      if (key === 'then') return undefined;
      if (key === 'prototype') return target.prototype;
      if (key === Symbol.toPrimitive || key === 'toString' || key === 'valueOf' || key === 'toJSON')
        return need('its value is used as text or number');
      if (key === Symbol.iterator || key === Symbol.asyncIterator) return need('its value is used as a list');
      if (key === Symbol.hasInstance) return () => false;
      if (typeof key === 'symbol') return undefined;
      if (!members.has(key)) members.set(key, makeStandIn(missing, used));
      return members.get(key);
    },
    set: (_, key, value) => {
      members.set(key, value);
      return true;
    },
    has: () => false,
    // The bundle reads members of a module through an object that has the module's prototype.
    getPrototypeOf: () => standIn,
    apply: (_, __, args: readonly unknown[]) => {
      used(missing);
      // A class decorator gives back the class: replacing it would lose what it declares.
      return args.length >= 1 && isClass(args[0]) ? args[0] : makeStandIn(missing, used);
    },
    construct: (_, __, newTarget) => {
      used(missing);
      return (
        newTarget === standIn
          ? makeStandIn(missing, used)
          : inherit(newTarget, makeStandIn(missing, used) as object)
      ) as object;
    },
  });
  return standIn;
}

function isClass(value: unknown): boolean {
  return (
    typeof value === 'function' &&
    missingImportOf(value) === null &&
    /^class\b/.test(Function.prototype.toString.call(value))
  );
}

/** An object of a user's class that extends a missing one: the user's members first, stand-ins for the others. */
function inherit(newTarget: { readonly prototype: object }, rest: object): object {
  const object: object = Object.create(newTarget.prototype);
  return new Proxy(object, {
    get: (own, key) => (Reflect.has(own, key) ? Reflect.get(own, key, own) : Reflect.get(rest, key)),
  });
}
