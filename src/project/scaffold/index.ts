import { configToml } from './config-toml.ts';
import { dockerCompose } from './docker-compose.ts';
import { exampleApp } from './example-app.ts';
import { gitIgnore, packageJson, tsconfigJson } from './package-files.ts';
import { workflow } from './workflow.ts';

/** What a new project is made from. */
export interface ScaffoldOptions {
  /** Name of the package: that of the directory. */
  readonly name: string;
  readonly database: string;
  readonly additionalDatabases: readonly string[];
  /** Names of the clusters that tables may be created on. */
  readonly clusters: readonly string[];
  /** Whether the tool starts its own ClickHouse for development, instead of one in a container. */
  readonly isEmbedded: boolean;
  /** Whether there are topics too, on a Redpanda in a container. */
  readonly hasStreams: boolean;
  /** Version of this tool. */
  readonly toolVersion: string;
  /** Files of the source directory, by path within it; null for the example. */
  readonly app: readonly ScaffoldFile[] | null;
}

export interface ScaffoldFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Where a new project keeps its code. */
export const SOURCE_DIR = 'app';

/** The files of a project that runs. */
export function scaffold(options: ScaffoldOptions): readonly ScaffoldFile[] {
  const app = options.app ?? [{ path: 'index.ts', text: exampleApp(options.hasStreams) }];
  const compose = dockerCompose(options);
  return [
    { path: 'moose.config.toml', text: configToml(options) },
    ...app.map(({ path, text }) => ({ path: `${SOURCE_DIR}/${path}`, text })),
    { path: 'package.json', text: packageJson(options) },
    { path: 'tsconfig.json', text: tsconfigJson() },
    ...(compose === null ? [] : [{ path: 'docker-compose.yml', text: compose }]),
    { path: '.gitignore', text: gitIgnore() },
    { path: '.github/workflows/migrations.yml', text: workflow() },
  ];
}
