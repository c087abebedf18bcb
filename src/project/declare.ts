import { realpathSync } from 'node:fs';
import { type Problem, throwProblems } from '../errors.ts';
import type { DeclaredProject } from '../model/declared.ts';
import { readComponents } from './declaring/components.ts';
import { readDictionaries } from './declaring/dictionaries.ts';
import { checkDuplicates } from './declaring/duplicates.ts';
import { readFunctions } from './declaring/functions.ts';
import { readMaterializedViews } from './declaring/materialized-views.ts';
import { Reading } from './declaring/reading.ts';
import { readStreams } from './declaring/streams.ts';
import { readTables } from './declaring/tables.ts';
import { unimportedNotices } from './declaring/unimported.ts';
import { readSqlResources, readViews } from './declaring/views.ts';
import { findEntry } from './load/entry.ts';
import { type LoadedProject, loadProject } from './load/index.ts';
import { schemaProblems } from './schemas.ts';
import { lostFieldNotices } from './stream-fit.ts';
import { topicNameProblems } from './topic-names.ts';

export interface DeclareOptions {
  /** Folder with moose.config.toml. */
  readonly projectDir: string;
  /** Folder of `index.ts`, relative to the project: `app`. */
  readonly sourceDir: string;
  /** Called when files have changed since the last time, before types are read and the code is bundled. @default nothing */
  readonly onChanged?: () => void;
  /** Told, in one line, of what the code throws after it was loaded. @default nothing */
  readonly onStray?: (words: string) => void;
  /** Given what TypeScript says of the files, a line each, which is not among the notices then. @default waited for */
  readonly onChecking?: (notices: Promise<readonly string[]>) => void;
}

/**
 * Runs a project's code and gives what it declares, as plain data.
 *
 * @throws AppError holding every problem found: a missing entry, types that cannot be columns, code that fails, and
 * declarations that contradict themselves or one another.
 */
export async function declareProject(options: DeclareOptions): Promise<DeclaredProject> {
  const found = findEntry(options.projectDir, options.sourceDir);
  if ('problem' in found) return fail([found.problem]);
  const { onChecking } = options;
  const loaded = await loadProject({
    projectDir: options.projectDir,
    entry: found.entry,
    onStray: options.onStray ?? (() => undefined),
    ...(onChecking === undefined
      ? {}
      : { onChecking: (warnings) => onChecking(warnings.then((found) => found.map(warningText))) }),
    extract: async (target) => {
      options.onChanged?.();
      return (await import('./extract/in-worker.ts')).extractInWorker(target);
    },
  });
  const reading = new Reading(loaded, realpathSync(options.projectDir));
  const project = readProject(reading, options, found.entry);
  // After a failed run much is missing: what follows from that says nothing new.
  throwProblems(inOrder(hasRun(loaded) ? [...loaded.problems, ...reading.problems] : loaded.problems));
  return project;
}

function readProject(
  reading: Reading,
  { projectDir, sourceDir }: DeclareOptions,
  entry: string,
): DeclaredProject {
  const { files, warnings, notices } = reading.loaded;
  checkDuplicates(reading);
  const declared = {
    tables: readTables(reading),
    views: readViews(reading),
    materializedViews: readMaterializedViews(reading),
    dictionaries: readDictionaries(reading),
    functions: readFunctions(reading),
    streams: readStreams(reading),
    sqlResources: readSqlResources(reading),
    components: readComponents(reading),
  };
  reading.problems.push(...topicNameProblems(declared), ...schemaProblems(declared));
  return {
    ...declared,
    notices: [
      ...notices,
      ...reading.notices,
      ...lostFieldNotices(declared),
      ...warnings.map(warningText),
      ...unimportedNotices({ projectDir, sourceDir, entry, files }),
    ],
  };
}

function hasRun(loaded: LoadedProject): boolean {
  return !loaded.problems.some((problem) => problem.code === 'PROJECT_FAILED');
}

function warningText({ position, message }: Problem): string {
  return position === null ? message : `${position.file}:${position.line}:${position.column} ${message}`;
}

/** By file and line, so that a person can go through them; what has no place comes first. */
function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort(
    (a, b) =>
      compare(a.position?.file ?? '', b.position?.file ?? '') ||
      (a.position?.line ?? 0) - (b.position?.line ?? 0),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function fail(problems: readonly Problem[]): never {
  throwProblems(problems);
  throw new Error('there was no problem to report');
}
