import { type ConfigValue, code } from './config-value.ts';
import { wordsOf } from './names.ts';

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

/** The variable of one secret: `ORDERS_LAKE_AWS_SECRET_ACCESS_KEY`. */
function variableOf(object: string, key: string): string {
  const words = wordsOf(`${object}_${key}`).map((word) => word.toUpperCase().replace(/[^A-Z0-9]/g, ''));
  return words.filter((word) => word !== '').join('_') || 'SECRET';
}

export function createSecrets(object: string): Secrets {
  const taken: string[] = [];
  return {
    take(key) {
      const variable = variableOf(object, key);
      taken.push(variable);
      return code(`mooseRuntimeEnv.get('${variable}')`);
    },
    variables: () => taken,
    values: () => (taken.length === 0 ? [] : ['mooseRuntimeEnv']),
  };
}
