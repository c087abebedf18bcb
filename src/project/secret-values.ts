import { conceal } from '../concealed.ts';
import type { DeclaredProject } from '../model/declared.ts';

/** Answers the value behind a secret's placeholder: a variable of the environment, or a literal in the code. */
export type SecretValues = (from: 'ENV' | 'SECRET', name: string) => string | null;

/** The values of a project's secrets. They go into statements as they are sent and nowhere else. */
export function secretValues(
  project: DeclaredProject,
  env: Readonly<Record<string, string | undefined>>,
): SecretValues {
  return (from, name) => {
    if (from === 'ENV') return told(env[name] ?? null);
    const slash = name.indexOf('/');
    const [owner, path] = [name.slice(0, slash), name.slice(slash + 1).split('.')];
    const values = [...project.tables, ...project.dictionaries]
      .filter((declared) => declared.name === owner)
      .map(({ config }) => valueAt(config, path));
    return told(values.find((value) => typeof value === 'string') ?? null);
  };
}

function told(value: string | null): string | null {
  conceal(value);
  return value;
}

/** The value at `externalSource.password` of a config. */
function valueAt(config: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    config,
  );
}
