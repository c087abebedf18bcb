/** What stands in a declared value for an environment variable: this and the variable's name. */
export const MOOSE_RUNTIME_ENV_PREFIX = '__MOOSE_RUNTIME_ENV__:';

/**
 * Values that are taken from the environment when a plan is made or applied, not when the code is loaded. A secret
 * declared like this is in no plan, snapshot or log.
 *
 * @example new OlapTable<Event>('events', { engine: ClickHouseEngines.S3, awsSecretAccessKey: mooseRuntimeEnv.get('S3_SECRET'), … })
 */
export const mooseRuntimeEnv = {
  /**
   * A marker for the variable; never its value.
   *
   * @throws Error when the name is empty.
   */
  get(variable: string): string {
    if (typeof variable !== 'string' || variable.trim() === '') {
      throw new Error('mooseRuntimeEnv.get() needs the name of an environment variable');
    }
    return MOOSE_RUNTIME_ENV_PREFIX + variable;
  },
};

/** @deprecated The old name of {@link mooseRuntimeEnv}. */
export const mooseEnvSecrets = mooseRuntimeEnv;
