import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import type { ServerTarget } from '../../model/target.ts';
import { quoteName } from '../../model/tokens.ts';
import { printConfigXml, printFunctionsXml } from './config-xml.ts';
import { type EngineFolders, makeEngineFolders } from './data-directory.ts';
import type { EmbeddedConfig } from './embedded-config.ts';
import { askEngine, type ExpectedEngine, waitForVersion } from './engine-answer.ts';
import { type EngineFiles, requireEngineFiles } from './engine-files.ts';
import { spawnEngine } from './engine-process.ts';
import { findFreePorts } from './free-port.ts';

/** A ClickHouse server that this process has started. It answers on the loopback interface only. */
export interface EmbeddedServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Port of the native protocol; null unless the configuration opens it. */
  readonly tcpPort: number | null;
  readonly pid: number;
  /** What `version()` answers, such as `26.7.2.1`. */
  readonly version: string;
  readonly username: string;
  /** Random, made for this run: whoever gets in can read every file that we can read. */
  readonly password: string;
  /** Ends the engine and removes what was temporary. May be called twice. */
  stop(): Promise<void>;
  /** The same without a shutdown, which takes about 0.1 s: what was not yet on disk is lost. May be called twice. */
  discard(): Promise<void>;
}

export interface EmbeddedOptions {
  /** The data directory, made if it is not there; null for a temporary one that is removed at the end. */
  readonly path: string | null;
  /** Databases made, as Atomic, where they are missing. */
  readonly databases: readonly string[];
  readonly config: EmbeddedConfig;
}

/** How an embedded server is named to the ClickHouse driver. */
export function embeddedServerTarget(server: EmbeddedServer, database: string): ServerTarget {
  return { kind: 'server', url: server.url, database, username: server.username, password: server.password };
}

/** How often to try with other ports when someone else took the free ones first. */
const ATTEMPTS = 3;
/** How long a data directory may still be in use, in ms: the engine of a process that was killed takes up to 5 s to leave. */
const LEAVING_MS = 7000;
const LOOK_AGAIN_MS = 250;

/**
 * Starts a ClickHouse server in a child process and returns once it answers: 0.2–0.3 s, and 0.9 s the first time after boot.
 * It takes about 260 MB, of which 60 are its own and the rest the mapped library.
 * The server dies with this process, however that ends.
 * @throws AppError ENGINE_MISSING when `chdb` is not installed, ENGINE_FAILED when the engine does not start, such as
 * when another process works in the same data directory and is still there after 7 s.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const files = requireEngineFiles();
  const begun = Date.now();
  for (let attempt = 1; ; ) {
    const folders = makeEngineFolders(options.path);
    try {
      return await startOnce(options, files, folders);
    } catch (error) {
      for (const folder of folders.removed) rmSync(folder, { recursive: true, force: true });
      if (isInUse(error) && Date.now() - begun < LEAVING_MS) {
        await sleep(LOOK_AGAIN_MS);
        continue;
      }
      if (!isPortTaken(error) || options.config.httpPort !== null || attempt === ATTEMPTS) throw error;
      attempt += 1;
    }
  }
}

async function startOnce(
  options: EmbeddedOptions,
  files: EngineFiles,
  folders: EngineFolders,
): Promise<EmbeddedServer> {
  const { config, databases, path } = options;
  const credentials = { username: 'moose', password: randomBytes(24).toString('base64url') };
  const displayName = `embedded-${randomBytes(8).toString('hex')}`;
  const [freeHttp = 0, freeTcp = 0] = await findFreePorts(2);
  const port = config.httpPort ?? freeHttp;
  const tcpPort = config.nativeProtocol ? freeTcp : null;
  const configFile = join(folders.private, 'config.xml');
  const functionsFile = join(folders.private, 'functions.xml');
  const run = {
    configFile,
    functionsFile,
    dataDirectory: folders.data,
    displayName,
    administrator: credentials,
  };
  writeFileSync(configFile, printConfigXml(config, run), { mode: 0o600 });
  writeFileSync(functionsFile, printFunctionsXml(config.functions), { mode: 0o600 });
  const ownLog = join(folders.data, 'data', 'system', 'query_log');
  const isLogLeft = config.queryLog && existsSync(ownLog);
  const engine = await spawnEngine(files, folders, [
    `--path=${folders.data}`,
    `--config-file=${configFile}`,
    `--http_port=${port}`,
    ...(tcpPort === null ? [] : [`--tcp_port=${tcpPort}`]),
    '--listen_host=127.0.0.1',
    '--query',
    startQuery(config.nativeProtocol),
  ]);
  try {
    const expected = { port, credentials, displayName };
    const version = await waitForVersion(engine, expected);
    if (version === null) throw startFailure(engine.lastWords(), path);
    // The database `system` does not outlive the engine, the folder of its log does, and then no new log can be made (26.7.2).
    // Only now is it certain that the directory is ours.
    if (isLogLeft) rmSync(ownLog, { recursive: true, force: true });
    for (const name of databases) await createDatabase(expected, name);
    return {
      url: `http://127.0.0.1:${port}`,
      tcpPort,
      pid: engine.pid,
      version,
      ...credentials,
      stop: engine.stop,
      discard: engine.discard,
    };
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

async function createDatabase(expected: ExpectedEngine, name: string): Promise<void> {
  const answer = await askEngine(
    expected,
    `CREATE DATABASE IF NOT EXISTS ${quoteName(name)} ENGINE = Atomic`,
  );
  if (answer === null)
    throw new AppError('ENGINE_FAILED', `The embedded ClickHouse did not create the database ${name}.`);
}

// A port alone opens no listener: the SYSTEM statements do (all of them would open 9000 too), and the SELECT keeps the engine
// until our end of the pipe closes.
function startQuery(nativeProtocol: boolean): string {
  return [
    'SYSTEM START LISTEN HTTP',
    ...(nativeProtocol ? ['SYSTEM START LISTEN TCP'] : []),
    "SELECT count() FROM file('-', 'LineAsString', 'line String') SETTINGS max_threads = 1",
  ].join('; ');
}

const PORT_TAKEN = /Address already in use/i;

function isPortTaken(error: unknown): boolean {
  return error instanceof AppError && PORT_TAKEN.test(error.message);
}

const IN_USE = 'Another process is working in the data directory';

function isInUse(error: unknown): boolean {
  return error instanceof AppError && error.message.startsWith(IN_USE);
}

function startFailure(words: string, path: string | null): AppError {
  // Code 76: the file `status` of the data directory is locked.
  if (/Another server instance|Code: 76\b/.test(words)) {
    return new AppError('ENGINE_FAILED', `${IN_USE} ${path ?? ''}.`, {
      hint: 'Wait for it, stop it, or name another directory.',
    });
  }
  return new AppError('ENGINE_FAILED', `The embedded ClickHouse did not start.\n${words}`);
}
