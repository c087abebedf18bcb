/** Key of the object on `globalThis` by which the bundle reaches us. */
export const HOOKS_KEY = 'moose-migrate.load';
