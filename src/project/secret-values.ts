import type { DeclaredProject } from '../model/declared.ts';

/** Answers the value behind a secret's placeholder: a variable of the environment, or a literal in the code. */
export type SecretValues = (from: 'ENV' | 'SECRET', name: string) => string | null;

/** The values of a project's secrets. They go into statements as they are sent and nowhere else. */
export function secretValues(project: DeclaredProject, env: Readonly<Record<string, string | undefined>>): SecretValues {
  return (from, name) => {
    if (from === 'ENV') return env[name] ?? null;
    const slash = name.lastIndexOf('/');
    const [table, key] = [name.slice(0, slash), name.slice(slash + 1)];
    const value = project.tables.find((declared) => declared.name === table)?.config[key];
    return typeof value === 'string' ? value : null;
  };
}
