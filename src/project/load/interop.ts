const known = new WeakMap<object, unknown>();

/**
 * What `require` would give for a module that was imported: for a CommonJS package its `module.exports`, also those
 * names of it that an `import` statement cannot see; for an ES module its exports, marked as such.
 */
export function asCommonJs(namespace: Readonly<Record<string, unknown>>): unknown {
  const seen = known.get(namespace);
  if (seen !== undefined) return seen;
  const whole = namespace.default;
  const exports = isCommonJs(namespace, whole) ? whole : { ...namespace, __esModule: true };
  known.set(namespace, exports);
  return exports;
}

/** Every name Node finds in a CommonJS package is a member of its default export. */
function isCommonJs(namespace: Readonly<Record<string, unknown>>, whole: unknown): boolean {
  const names = Object.keys(namespace).filter((name) => name !== 'default' && name !== 'module.exports');
  if ((typeof whole !== 'object' && typeof whole !== 'function') || whole === null) return names.length === 0;
  return names.every((name) => Reflect.get(whole, name) === namespace[name]);
}

const identity = (value: unknown): unknown => value;

/**
 * What stands for typia, installed or not: its functions are written by a compiler plugin that we do not run. Checks
 * pass, whatever they are given: declarations need none of them.
 */
export function typiaStandIn(rest: unknown): unknown {
  const check: Readonly<Record<string, unknown>> = {
    assert: identity,
    assertEquals: identity,
    assertGuard: () => undefined,
    is: () => true,
    equals: () => true,
    validate: (value: unknown) => ({ success: true, data: value, errors: [] }),
    validateEquals: (value: unknown) => ({ success: true, data: value, errors: [] }),
    createAssert: () => identity,
    createAssertEquals: () => identity,
    createIs: () => () => true,
    createEquals: () => () => true,
    createValidate: () => (value: unknown) => ({ success: true, data: value, errors: [] }),
    createValidateEquals: () => (value: unknown) => ({ success: true, data: value, errors: [] }),
  };
  const typia: unknown = new Proxy(check, {
    get: (_, name) => {
      if (name === 'default') return typia;
      if (name === '__esModule') return true;
      return typeof name === 'string' && Object.hasOwn(check, name)
        ? check[name]
        : Reflect.get(rest as object, name);
    },
    getPrototypeOf: () => typia as object,
    ownKeys: () => [],
  });
  return typia;
}
