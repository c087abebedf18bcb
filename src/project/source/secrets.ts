import { type ConfigValue, code } from './config-value.ts';
import { type Names, wordsOf } from './names.ts';

/** Gives the code that stands for a secret that the server does not tell: a variable of the environment. */
export type Secret = (key: string) => ConfigValue;

/** The secrets of one object. */
export interface Secrets {
  readonly take: Secret;
  /** Names of the variables, in the order in which they were taken. */
  variables(): readonly string[];
  /** What the library must give for them. */
  values(): readonly string[];
}

/** The letters and digits that a name of the environment may have. */
function upperWords(text: string): readonly string[] {
  const words = wordsOf(text).map((word) => word.toUpperCase().replace(/[^A-Z0-9]/g, ''));
  return words.filter((word) => word !== '');
}

/** The variable of one secret: `ORDERS_LAKE_AWS_SECRET_ACCESS_KEY`. An object without a Latin name is a `SECRET`. */
function variableOf(object: string, key: string): string {
  const [first = 'SECRET', ...others] = upperWords(object);
  const words = [first, ...others, ...upperWords(key)];
  return (/^\d/.test(first) ? ['SECRET', ...words] : words).join('_');
}

/** @param names the variables of the whole project: two secrets never share one */
export function createSecrets(object: string, names: Names): Secrets {
  const taken: string[] = [];
  return {
    take(key) {
      const variable = names.take(variableOf(object, key));
      taken.push(variable);
      return code(`mooseRuntimeEnv.get('${variable}')`);
    },
    variables: () => taken,
    values: () => (taken.length === 0 ? [] : ['mooseRuntimeEnv']),
  };
}
