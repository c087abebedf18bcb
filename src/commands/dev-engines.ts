import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import {
  type ComposeFile,
  composeUp,
  dockerAbsence,
  readComposeFile,
  serviceFor,
} from '../drivers/docker-compose.ts';
import { emptyEmbeddedConfig } from '../drivers/embedded/embedded-config.ts';
import {
  type EmbeddedServer,
  embeddedServerTarget,
  startEmbedded,
} from '../drivers/embedded/embedded-server.ts';
import { describeTarget, type EmbeddedTarget, type Target } from '../model/target.ts';
import { kafkaTargetOf } from '../project/config/kafka-target.ts';
import type { ProjectConfig } from '../project/config/project-config.ts';
import { databasesOf } from './compare.ts';
import { brokerAddress, hears, requireLocal, serverAddress } from './dev-addresses.ts';
import { targetOf } from './survey.ts';
import type { Talk } from './talk.ts';

/** Which ClickHouse serves, without credentials. */
export type ClickHouseStanding =
  | {
      readonly is: 'embedded';
      readonly version: string;
      /** Data directory, relative to the project; null for a temporary one. */
      readonly directory: string | null;
      /** Why it stands in for the server of the configuration; null where that wants no other. */
      readonly because: string | null;
    }
  /** It was there already, or a container was started for it. */
  | { readonly is: 'running' | 'container'; readonly target: string };

/** Which brokers serve. */
export type BrokersStanding =
  /** None are wanted: streams are off, or no broker is named. */
  | { readonly is: 'off' }
  | { readonly is: 'running' | 'container'; readonly brokers: string }
  | { readonly is: 'missing'; readonly brokers: string; readonly because: string };

/** What serves a project while it is worked on. */
export interface DevEngines {
  readonly clickhouse: ClickHouseStanding;
  readonly brokers: BrokersStanding;
  /** Takes the place of `[clickhouse_config]`; null where that is right. Holds a password. */
  readonly url: string | null;
  /** Services of the compose file that were started here; they go on running. */
  readonly services: readonly string[];
  /** Whether the embedded engine still answers; of others that is seen when they are asked. */
  isAlive(): Promise<boolean>;
  /** Ends the embedded engine; containers stay. May be called twice. */
  stop(): Promise<void>;
}

export interface EngineWishes {
  /** Whether servers may be worked on that are not on this machine. */
  readonly remote: boolean;
  readonly interrupt: AbortSignal;
}

/** What a configuration asks for, and what of it answers. */
interface Wanted {
  readonly target: Target;
  readonly hasClickHouse: boolean;
  /** As they are named; null where none are wanted. */
  readonly brokers: string | null;
  readonly hasBrokers: boolean;
}

/** The file that tells the owner of the project how to reach the embedded engine, for as long as it runs. */
export const URL_FILE = '.moose/dev/clickhouse-url';

/**
 * Sees to it that a project has its engines: those that answer are used as they are; else the services of its compose file are
 * started; where docker is missing too, ClickHouse is an embedded one, and topics wait for brokers.
 * @throws AppError TARGET_INVALID for servers elsewhere, ENGINE_FAILED, ENGINE_MISSING, FILE_INVALID
 */
export async function startEngines(
  config: ProjectConfig,
  wishes: EngineWishes,
  talk: Talk,
): Promise<DevEngines> {
  const wanted = await lookAround(config, wishes, talk);
  const { services, absence } = await startContainers(config, wanted, wishes, talk);
  const isContainer = services.clickhouse !== null;
  const started = [services.clickhouse, services.brokers].filter((name) => name !== null);
  const brokers = brokersOf(wanted, services.brokers !== null, absence);
  if (wanted.hasClickHouse || isContainer)
    return {
      clickhouse: { is: isContainer ? 'container' : 'running', target: describeTarget(wanted.target) },
      brokers,
      url: null,
      services: started,
      isAlive: async () => true,
      stop: async () => undefined,
    };
  const engine = await startOwn(config, wanted.target, absence, talk);
  return { ...engine, brokers, services: started };
}

async function lookAround(config: ProjectConfig, { remote }: EngineWishes, talk: Talk): Promise<Wanted> {
  const target = targetOf(config, null, talk);
  const named = config.features.streamingEngine && config.redpanda.broker !== null;
  const brokers = named ? kafkaTargetOf(config, null).brokers : [];
  const addresses = brokers.map(brokerAddress);
  if (!remote) requireLocal([...(target.kind === 'server' ? [serverAddress(target)] : []), ...addresses]);
  const [hasClickHouse, ...heard] = await Promise.all([
    target.kind === 'server' && hears(serverAddress(target)),
    ...addresses.map(hears),
  ]);
  return {
    target,
    hasClickHouse,
    brokers: named ? brokers.join(',') : null,
    hasBrokers: heard.includes(true),
  };
}

interface Containers {
  /** Names of the services that run now; null where it was not needed, or cannot be had. */
  readonly services: { readonly clickhouse: string | null; readonly brokers: string | null };
  /** Why none could be started; null where none was wanted, or all were. */
  readonly absence: string | null;
}

const NO_SERVICES = { clickhouse: null, brokers: null } as const;

async function startContainers(
  { projectDir }: ProjectConfig,
  { target, hasClickHouse, brokers, hasBrokers }: Wanted,
  { interrupt }: EngineWishes,
  talk: Talk,
): Promise<Containers> {
  const needs = {
    clickhouse: target.kind === 'server' && !hasClickHouse,
    brokers: brokers !== null && !hasBrokers,
  };
  if (!needs.clickhouse && !needs.brokers) return { services: NO_SERVICES, absence: null };
  const file = readComposeFile(projectDir);
  if (file === null) return { services: NO_SERVICES, absence: 'the project has no docker-compose.yml' };
  const absence = await dockerAbsence();
  if (absence !== null) return { services: NO_SERVICES, absence };
  const services = {
    clickhouse: needs.clickhouse ? serviceFor(file, 'clickhouse') : null,
    brokers: needs.brokers ? (serviceFor(file, 'redpanda') ?? serviceFor(file, 'kafka')) : null,
  };
  await upAll(file, Object.values(services), interrupt, talk);
  const lacks =
    (needs.clickhouse && services.clickhouse === null) || (needs.brokers && services.brokers === null);
  return { services, absence: lacks ? `${file.name} has no service for it` : null };
}

async function upAll(
  file: ComposeFile,
  found: readonly (string | null)[],
  interrupt: AbortSignal,
  talk: Talk,
): Promise<void> {
  const names = found.filter((name) => name !== null);
  if (names.length === 0) return;
  talk.phase(`Starting ${names.join(' and ')} of ${file.name}`);
  await composeUp(file, names, (line) => talk.phase(line), interrupt);
}

function brokersOf(
  { brokers, hasBrokers }: Wanted,
  isContainer: boolean,
  absence: string | null,
): BrokersStanding {
  if (brokers === null) return { is: 'off' };
  if (isContainer) return { is: 'container', brokers };
  return hasBrokers
    ? { is: 'running', brokers }
    : { is: 'missing', brokers, because: absence ?? 'nothing answers there' };
}

async function startOwn(
  config: ProjectConfig,
  wanted: Target,
  absence: string | null,
  talk: Talk,
): Promise<Pick<DevEngines, 'clickhouse' | 'url' | 'isAlive' | 'stop'>> {
  const { projectDir } = config;
  const target: EmbeddedTarget =
    wanted.kind === 'embedded'
      ? wanted
      : { kind: 'embedded', path: join(projectDir, '.moose', 'clickhouse'), database: wanted.database };
  talk.phase('Starting the embedded ClickHouse');
  const server = await startEmbedded({
    path: target.path,
    databases: databasesOf(config, target),
    config: emptyEmbeddedConfig,
  });
  const url = urlOf(server, target.database);
  const file = join(projectDir, URL_FILE);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${url}\n`, { mode: 0o600 });
  return {
    clickhouse: {
      is: 'embedded',
      version: server.version,
      directory: target.path === null ? null : relative(projectDir, target.path),
      because:
        wanted.kind === 'embedded'
          ? null
          : `${describeTarget(wanted)} does not answer, and ${absence ?? 'nothing starts it'}`,
    },
    url,
    isAlive: () => hears(serverAddress(embeddedServerTarget(server, target.database))),
    stop: async () => {
      rmSync(file, { force: true });
      await server.stop();
    },
  };
}

function urlOf({ url, username, password }: EmbeddedServer, database: string): string {
  const { host } = new URL(url);
  return `http://${encodeURIComponent(username)}:${encodeURIComponent(password)}@${host}/${encodeURIComponent(database)}`;
}
