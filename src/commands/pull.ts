import { join, relative, resolve, sep } from 'node:path';
import { withTarget } from '../drivers/open-target.ts';
import { describeTarget } from '../model/target.ts';
import type { LeftOut, SourceFile } from '../project/source/index.ts';
import { databasesOf } from './compare.ts';
import { writeNewFiles } from './new-files.ts';
import { answerCacheFile, openProject } from './project.ts';
import { type ReadSource, type ReadWishes, readSource } from './read-source.ts';
import { type SurveyOptions, targetOf } from './survey.ts';
import type { Talk } from './talk.ts';

export interface PullOptions extends SurveyOptions, ReadWishes {
  /** Directory of the files, relative to `cwd`; null takes the project's source directory. */
  readonly out: string | null;
  /** Databases to read besides those of the configuration. */
  readonly databases: readonly string[];
  /** Whether files that are there may be overwritten. */
  readonly force: boolean;
}

/** What was written, and what was not. */
export interface Pulled {
  /** Paths relative to `cwd`, with the addresses of what they declare. */
  readonly files: readonly { readonly path: string; readonly addresses: readonly string[] }[];
  readonly leftOut: readonly LeftOut[];
  readonly excluded: number;
  readonly variables: readonly string[];
  readonly target: string;
  readonly engineVersion: string;
  /** Databases that hold declared objects and stand not yet in moose.config.toml. */
  readonly unconfigured: readonly string[];
  readonly unread: readonly string[];
  /** What the project's index.ts must export to have what was written: `./pulled`; null when it was written itself. */
  readonly importFrom: string | null;
}

/** Writes TypeScript that declares what a server holds, so that the next `generate` has nothing to do. */
export async function pull(options: PullOptions, talk: Talk): Promise<Pulled> {
  const opened = await openProject(options, talk);
  const { projectDir, sourceDir } = opened.config;
  const target = targetOf(opened.config, options.clickhouseUrl, talk);
  const configured = databasesOf(opened.config, target);
  const databases = [...new Set([...configured, ...options.databases])];
  talk.phase(`Reading ${describeTarget(target)}`);
  const source = await withTarget(target, configured, (clickhouse) => {
    const cacheFile = answerCacheFile(projectDir);
    return readSource({ opened, cacheFile, clickhouse, target, databases, talk }, options);
  });
  const entryDir = resolve(projectDir, sourceDir);
  const out = options.out === null ? entryDir : resolve(options.cwd, options.out);
  await writeNewFiles(
    out,
    source.files.map(({ path, text }) => ({ name: path, text })),
    {
      force: options.force,
      hint: 'Write elsewhere with --out DIR, or replace these files with --force.',
      shown: slashed(relative(options.cwd, out)),
    },
  );
  return {
    ...reportOf(source),
    files: source.files.map(({ path, addresses }) => ({
      path: slashed(relative(options.cwd, join(out, path))),
      addresses,
    })),
    target: describeTarget(target),
    unconfigured: databasesIn(source.files, databases).filter((database) => !configured.includes(database)),
    importFrom: out === entryDir ? null : specifier(entryDir, out),
  };
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}

function specifier(from: string, to: string): string {
  const path = slashed(relative(from, to));
  return path.startsWith('.') ? path : `./${path}`;
}

function reportOf({
  leftOut,
  excluded,
  variables,
  engineVersion,
  unread,
}: ReadSource): Omit<ReadSource, 'files' | 'clusters'> {
  return { leftOut, excluded, variables, engineVersion, unread };
}

/** Which of these databases hold what files declare; functions belong to none. */
export function databasesIn(files: readonly SourceFile[], databases: readonly string[]): readonly string[] {
  const addresses = files
    .flatMap((file) => file.addresses)
    .filter((address) => !address.startsWith('function/'));
  // Of `my` and `my.db`, the one with the longer name holds `my.db.orders`.
  const byLength = [...databases].sort((a, b) => b.length - a.length);
  const found = addresses.map((address) => byLength.find((database) => address.startsWith(`${database}.`)));
  return [...new Set(found)].filter((database) => database !== undefined).sort();
}
