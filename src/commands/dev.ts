import { join, relative, sep } from 'node:path';
import { AppError } from '../errors.ts';
import type { ProjectConfig } from '../project/config/project-config.ts';
import { brokersAnswer } from './dev-addresses.ts';
import { type CycleEnding, type CycleWishes, runCycle } from './dev-cycle.ts';
import { type DevEngines, startEngines } from './dev-engines.ts';
import { type Watch, watchFiles } from './dev-watch.ts';
import type { Generated } from './generate.ts';
import { openProject } from './project.ts';
import type { SurveyOptions } from './survey.ts';
import type { Talk } from './talk.ts';

export type { BrokersStanding, ClickHouseStanding, DevEngines } from './dev-engines.ts';
export { URL_FILE } from './dev-engines.ts';

export interface DevOptions extends Omit<SurveyOptions, 'clickhouseUrl' | 'kafkaBrokers'> {
  /** How each plan is run. */
  readonly cycle: Omit<CycleWishes, 'planned' | 'isInterrupted'>;
  /** Whether servers may be changed that are not on this machine. */
  readonly remote: boolean;
  /** Ends the watch, after the statement that is running. */
  readonly interrupt: AbortSignal;
  readonly tell: (event: DevEvent) => void;
  readonly today: () => Date;
}

/** Told while a project is worked on. Cycles count from 1. */
export type DevEvent =
  | { readonly event: 'ready'; readonly engines: DevEngines; readonly watched: readonly string[] }
  /** `files` were saved; none for the first cycle. */
  | { readonly event: 'cycle-started'; readonly cycle: number; readonly files: readonly string[] }
  | { readonly event: 'planned'; readonly cycle: number; readonly generated: Generated }
  | {
      readonly event: 'cycle-finished';
      readonly cycle: number;
      readonly ending: CycleEnding;
      readonly milliseconds: number;
    }
  /** Nothing is watched any more; `services` of the compose file go on running. */
  | { readonly event: 'ended'; readonly services: readonly string[] };

/**
 * Starts the engines of a project, brings them to what the code declares, and does so again whenever a file is saved, until it is
 * interrupted. Answers how the last cycle ended.
 *
 * @throws AppError when it cannot begin: a configuration that cannot be read, an engine that does not start
 */
export async function dev(given: DevOptions, loud: Talk): Promise<CycleEnding> {
  const { tell, interrupt } = given;
  // The code's dotenv files are put into process.env: what the shell gave must be told from that.
  const options: DevOptions = { ...given, env: { ...given.env } };
  const talk = notesOnce(loud);
  const { config } = await openProject(options, talk, 'dev');
  const engines = await keepEngines(config, options, talk);
  try {
    const { projectDir: directory } = config;
    const watch = await watchFiles({ paths: pathsOf(config), directory, interrupt, onError: talk.note });
    try {
      tell({ event: 'ready', engines: engines.now(), watched: watchedNames(config) });
      return await followSaves(options, engines, watch, talk);
    } finally {
      await watch.close();
    }
  } finally {
    await engines.now().stop();
    tell({ event: 'ended', services: engines.now().services });
  }
}

async function followSaves(
  options: DevOptions,
  engines: KeptEngines,
  watch: Watch,
  talk: Talk,
): Promise<CycleEnding> {
  const { tell, interrupt } = options;
  const { clock } = options.cycle;
  let ending: CycleEnding = { is: 'interrupted' };
  let files: readonly string[] | null = [];
  for (let cycle = 1; files !== null && !interrupt.aborted; cycle += 1) {
    tell({ event: 'cycle-started', cycle, files });
    const started = clock();
    ending = await cycleOf(cycle, options, engines, watch, talk);
    tell({ event: 'cycle-finished', cycle, ending, milliseconds: clock() - started });
    files = await watch.next();
  }
  return ending;
}

async function cycleOf(
  cycle: number,
  options: DevOptions,
  engines: KeptEngines,
  watch: Watch,
  talk: Talk,
): Promise<CycleEnding> {
  try {
    restoreEnvironment(options.env);
    const { config } = await openProject(options, talk, 'dev');
    watch.add(pathsOf(config));
    if (await engines.fit(config))
      options.tell({ event: 'ready', engines: engines.now(), watched: watchedNames(config) });
  } catch (error) {
    if (error instanceof AppError && error.code !== 'TOOL_BUG') return { is: 'failed', error };
    throw error;
  }
  const { url, brokers } = engines.now();
  const survey: SurveyOptions = {
    cwd: options.cwd,
    configFile: options.configFile,
    env: brokers.is === 'missing' ? { ...options.env, ...WITHOUT_TOPICS } : options.env,
    clickhouseUrl: url,
    kafkaBrokers: null,
  };
  const wishes: CycleWishes = {
    ...options.cycle,
    planned: (generated) => options.tell({ event: 'planned', cycle, generated }),
    isInterrupted: () => options.interrupt.aborted,
  };
  return runCycle(survey, wishes, options.today(), talk);
}

/** Topics are only recorded then, and tables planned all the same. */
const WITHOUT_TOPICS = { MOOSE_FEATURES__STREAMING_ENGINE: 'false' };

/** The engines through changes of the configuration. */
interface KeptEngines {
  now(): DevEngines;
  /** Starts others where the configuration wants others, or those that there were are gone; answers whether it did. */
  fit(config: ProjectConfig): Promise<boolean>;
}

async function keepEngines(first: ProjectConfig, wishes: DevOptions, talk: Talk): Promise<KeptEngines> {
  const keyOf = ({ clickhouse, redpanda, features }: ProjectConfig): string =>
    JSON.stringify([clickhouse, redpanda, features.streamingEngine]);
  let engines = await startEngines(first, wishes, talk);
  let key: string | null = keyOf(first);
  return {
    now: () => engines,
    fit: async (config) => {
      const { brokers } = engines;
      if (key === keyOf(config) && (await engines.isAlive())) {
        if (brokers.is !== 'missing' || !(await brokersAnswer(brokers.brokers))) return false;
        engines = { ...engines, brokers: { is: 'running', brokers: brokers.brokers } };
        return true;
      }
      // Should the start fail, the next save tries again.
      key = null;
      await engines.stop();
      engines = await startEngines(config, wishes, talk);
      key = keyOf(config);
      return true;
    },
  };
}

/** Files besides the code that decide what is declared, and where. */
const OTHER_FILES = ['.env', '.env.dev', '.env.local', 'tsconfig.json', 'package.json'];

function pathsOf({ projectDir, sourceDir, configFile }: ProjectConfig): readonly string[] {
  return [join(projectDir, sourceDir), configFile, ...OTHER_FILES.map((name) => join(projectDir, name))];
}

function watchedNames({ projectDir, sourceDir, configFile }: ProjectConfig): readonly string[] {
  return [sourceDir, relative(projectDir, configFile).split(sep).join('/')];
}

/** What reading the code has put there from dotenv files must not outlive them. */
function restoreEnvironment(env: DevOptions['env']): void {
  for (const name of Object.keys(process.env)) if (env[name] === undefined) delete process.env[name];
}

/** What is worth knowing of a project is worth it once, not at every save. */
function notesOnce(talk: Talk): Talk {
  const told = new Set<string>();
  return {
    phase: talk.phase,
    note: (words) => {
      if (!told.has(words)) talk.note(words);
      told.add(words);
    },
  };
}
