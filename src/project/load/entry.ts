import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type Problem, problem } from '../../errors.ts';

/** The entry of a project: `index` in its source folder; a problem when there is none. */
export function findEntry(
  projectDir: string,
  sourceDir: string,
): { readonly entry: string } | { readonly problem: Problem } {
  const folder = resolve(projectDir, sourceDir);
  const found = ['index.ts', 'index.mts', 'index.cts', 'index.tsx', 'index.js', 'index.mjs']
    .map((name) => join(folder, name))
    .find(existsSync);
  if (found !== undefined) return { entry: found };
  const hint = existsSync(folder)
    ? `Make ${join(sourceDir, 'index.ts')} and import from it every file that declares something.`
    : 'Check `source_dir` in moose.config.toml.';
  return {
    problem: problem('PROJECT_MISSING', `${basename(projectDir)} has no ${join(sourceDir, 'index.ts')}`, {
      hint,
    }),
  };
}
