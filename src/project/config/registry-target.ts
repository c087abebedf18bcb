import { conceal } from '../../concealed.ts';
import { AppError } from '../../errors.ts';
import type { RegistryTarget } from '../../model/target.ts';
import type { ProjectConfig } from './project-config.ts';

const ANSWER_LIMIT_MS = 15_000;

/**
 * The schema registry that `[redpanda_config]` names; null where it names none. A user and a password stand in the URL.
 * @param url the text of `--schema-registry-url`; null for that of the config
 * @throws AppError TARGET_INVALID
 */
export function registryTargetOf(config: ProjectConfig, url: string | null): RegistryTarget | null {
  const text = url ?? config.redpanda.schemaRegistryUrl;
  if (text === null) return null;
  const parsed = URL.canParse(text) ? new URL(text) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    // The text is not shown: it may hold a password.
    throw new AppError('TARGET_INVALID', 'schema_registry_url is not an http or https address', {
      hint: 'Write it as http://localhost:8081 or https://user:password@host.',
    });
  }
  const { protocol, host, pathname } = parsed;
  const login = loginOf(parsed);
  return {
    url: `${protocol}//${host}${pathname}`.replace(/\/+$/, ''),
    login,
    timeoutMs: ANSWER_LIMIT_MS,
  };
}

function loginOf({ username, password }: URL): RegistryTarget['login'] {
  try {
    if (username === '') return null;
    const login = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
    conceal(login.password);
    return login;
  } catch {
    throw new AppError(
      'TARGET_INVALID',
      'the user or the password in schema_registry_url cannot be decoded',
      {
        hint: 'Write % as %25, @ as %40, : as %3A and / as %2F in them.',
      },
    );
  }
}
