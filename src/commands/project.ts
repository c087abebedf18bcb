import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeclaredProject } from '../model/declared.ts';
import type { ProjectConfig } from '../project/config/project-config.ts';
import { readConfig } from '../project/config/read-config.ts';
import type { Talk } from './talk.ts';

/** A project whose configuration is read and whose code is not yet. */
export interface OpenedProject {
  readonly config: ProjectConfig;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A project whose code was run. */
export interface Project extends OpenedProject {
  readonly declared: DeclaredProject;
  /** Where the engine's answers are kept between runs. */
  readonly cacheFile: string;
}

interface ProjectOptions {
  readonly cwd: string;
  readonly configFile: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Reads moose.config.toml, the dotenv files and the environment. */
export async function openProject(
  options: ProjectOptions,
  talk: Talk,
  mode: 'dev' | 'prod' = 'prod',
): Promise<OpenedProject> {
  const { config, env, notices } = await readConfig({ ...options, mode });
  notices.forEach(talk.note);
  return { config, env };
}

/** The folder for what may be thrown away: next to the other tools' caches where there are any. */
export function cacheDirectory(projectDir: string): string {
  const modules = join(projectDir, 'node_modules');
  return existsSync(modules) ? join(modules, '.cache', 'moose-migrate') : join(projectDir, '.moose', 'cache');
}

/**
 * Keeps `.moose`, the folder of this machine's caches, data and state, out of version control, where there is one. Called once it
 * may have been made.
 */
export function ignoreOwnFolder(projectDir: string): void {
  const folder = join(projectDir, '.moose');
  const file = join(folder, '.gitignore');
  if (!existsSync(folder) || existsSync(file)) return;
  try {
    writeFileSync(file, '*\n');
  } catch {
    // In a folder that cannot be written, nothing was made either.
  }
}

/** Where ClickHouse's answers about definitions are kept between runs. */
export function answerCacheFile(projectDir: string): string {
  return join(cacheDirectory(projectDir), 'engine-answers.json');
}

/** What may go on while a project is read. */
interface ReadingHooks {
  /** Called when its types must be read anew, before that. */
  readonly onChanged: () => void;
  /** Given what TypeScript says of its files, which is waited for otherwise. */
  readonly onChecking: (notices: Promise<readonly string[]>) => void;
}

/** Runs the project's code and gathers what it declares. */
export async function readProject(
  opened: OpenedProject,
  talk: Talk,
  hooks: ReadingHooks | null = null,
): Promise<Project> {
  const { declareProject } = await import('../project/declare.ts');
  const { projectDir, sourceDir } = opened.config;
  // The project's code reads process.env itself; what the shell set wins over the dotenv files.
  for (const [name, value] of Object.entries(opened.env))
    if (process.env[name] === undefined && value !== undefined) process.env[name] = value;
  const declared = await declareProject({ projectDir, sourceDir, ...hooks, onStray: talk.note });
  declared.notices.forEach(talk.note);
  ignoreOwnFolder(projectDir);
  return { ...opened, declared, cacheFile: answerCacheFile(projectDir) };
}
