import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve, sep } from 'node:path';
import { knownNames } from '../drivers/clickhouse/known-names.ts';
import { withTarget } from '../drivers/open-target.ts';
import { AppError } from '../errors.ts';
import { describeTarget } from '../model/target.ts';
import { configOf, configShape } from '../project/config/config-shape.ts';
import type { ProjectConfig } from '../project/config/project-config.ts';
import { CONFIG_FILE } from '../project/config/read-config.ts';
import { parseTarget } from '../project/config/target.ts';
import { type ScaffoldFile, SOURCE_DIR, scaffold } from '../project/scaffold/index.ts';
import type { LeftOut } from '../project/source/index.ts';
import { TOOL_VERSION } from '../version.ts';
import { writeNewFiles } from './new-files.ts';
import { databasesIn } from './pull.ts';
import { type ReadSource, readSource } from './read-source.ts';
import type { Talk } from './talk.ts';

export interface InitOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Directory of the project, relative to `cwd`. */
  readonly dir: string;
  /** URL of a server whose schema the project begins with; null begins with an example. */
  readonly fromRemote: string | null;
  /** Databases to read besides the one of the URL. */
  readonly databases: readonly string[];
  readonly isEmbedded: boolean;
  /** Whether topics of Kafka or Redpanda are declared too. */
  readonly hasStreams: boolean;
  /** Whether a directory that holds files will do, and files in it may be overwritten. */
  readonly force: boolean;
}

/** A project that was made. */
export interface Initialised {
  /** Relative to `cwd`; empty for `cwd` itself. */
  readonly dir: string;
  /** Paths relative to `dir`. */
  readonly files: readonly string[];
  readonly isEmbedded: boolean;
  readonly hasStreams: boolean;
  /** What was read from a server; null for the example. */
  readonly remote: Remote | null;
}

export interface Remote {
  readonly target: string;
  readonly engineVersion: string;
  readonly leftOut: readonly LeftOut[];
  readonly variables: readonly string[];
  readonly unread: readonly string[];
}

interface App extends Remote {
  readonly files: readonly ScaffoldFile[];
  readonly database: string;
  readonly additionalDatabases: readonly string[];
  readonly clusters: readonly string[];
}

/** Database of a project that begins with the example. */
const DEFAULT_DATABASE = 'local';

/** Makes a project that runs, in a new or empty directory. */
export async function init(options: InitOptions, talk: Talk): Promise<Initialised> {
  const dir = resolve(options.cwd, options.dir);
  if (!options.force) requireEmpty(dir);
  const app = options.fromRemote === null ? null : await readRemote(options.fromRemote, dir, options, talk);
  const files = scaffold({
    name: basename(dir),
    database: app?.database ?? DEFAULT_DATABASE,
    additionalDatabases: app?.additionalDatabases ?? [],
    clusters: app?.clusters ?? [],
    isEmbedded: options.isEmbedded,
    hasStreams: options.hasStreams,
    toolVersion: TOOL_VERSION,
    app: app?.files ?? null,
  });
  await writeNewFiles(
    dir,
    files.map(({ path, text }) => ({ name: path, text })),
    { force: options.force, hint: 'Replace these files with --force.', shown: '' },
  );
  const remote = app === null ? null : remoteOf(app);
  return {
    dir: relative(options.cwd, dir).split(sep).join('/'),
    files: files.map(({ path }) => path),
    isEmbedded: options.isEmbedded,
    hasStreams: options.hasStreams,
    remote,
  };
}

function remoteOf({ target, engineVersion, leftOut, variables, unread }: App): Remote {
  return { target, engineVersion, leftOut, variables, unread };
}

/** A repository that was just made is empty all the same. */
const NO_CONTENT = new Set(['.git', '.DS_Store']);

function requireEmpty(dir: string): void {
  const found = existsSync(dir) ? readdirSync(dir).filter((name) => !NO_CONTENT.has(name)) : [];
  if (found.length === 0) return;
  throw new AppError(
    'FILE_EXISTS',
    `${basename(dir)} is not empty; nothing was written. It holds ${found.slice(0, 3).join(', ')}${found.length > 3 ? ', …' : ''}`,
    {
      hint: 'Name a new directory: moose init DIR. With --force, files of the project replace what is there.',
    },
  );
}

/** Reads a server's schema before anything is written; its password is kept nowhere. */
async function readRemote(
  url: string,
  dir: string,
  { cwd, databases, env }: InitOptions,
  talk: Talk,
): Promise<App> {
  const { target, notices } = parseTarget(url, { database: DEFAULT_DATABASE, directory: cwd });
  notices.forEach(talk.note);
  talk.phase(`Reading ${describeTarget(target)}`);
  const configFor = (clusters: readonly string[]): ProjectConfig =>
    configOf(
      configShape.parse({
        source_dir: SOURCE_DIR,
        clickhouse_config: { db_name: target.database, clusters: clusters.map((name) => ({ name })) },
      }),
      dir,
      join(dir, CONFIG_FILE),
    );
  const all = [...new Set([target.database, ...databases])];
  const folder = mkdtempSync(join(tmpdir(), 'moose-init-'));
  try {
    const source: ReadSource = await withTarget(target, [], async (clickhouse) =>
      readSource(
        {
          // Those that the tables turn out to name will stand in the configuration.
          opened: { config: configFor([...((await knownNames(clickhouse, 'clusters')) ?? [])]), env },
          cacheFile: join(folder, 'engine-answers.json'),
          clickhouse,
          target,
          databases: all,
          talk,
        },
        { include: [], exclude: [], lifeCycle: 'FULLY_MANAGED', layout: 'table' },
      ),
    );
    const additionalDatabases = databasesIn(source.files, all).filter(
      (database) => database !== target.database,
    );
    return { ...source, target: describeTarget(target), database: target.database, additionalDatabases };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
