import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import type { ServerTarget } from '../../model/target.ts';
import { quoteName } from '../../model/tokens.ts';
import { type Credentials, printConfigXml } from './config-xml.ts';
import { type EngineFolders, makeEngineFolders } from './data-directory.ts';
import type { EmbeddedConfig } from './embedded-config.ts';
import { type EngineFiles, requireEngineFiles } from './engine-files.ts';
import { type EngineProcess, spawnEngine } from './engine-process.ts';
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

/**
 * Starts a ClickHouse server in a child process and returns once it answers: 0.2–0.3 s, and 0.9 s the first time after boot.
 * It takes about 260 MB, of which 60 are its own and the rest the mapped library.
 * The server dies with this process, however that ends.
 * @throws AppError ENGINE_MISSING when `chdb` is not installed, ENGINE_FAILED when the engine does not start, such as
 * when another process works in the same data directory.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const files = requireEngineFiles();
  for (let attempt = 1; ; attempt += 1) {
    const folders = makeEngineFolders(options.path);
    try {
      return await startOnce(options, files, folders);
    } catch (error) {
      for (const folder of folders.removed) rmSync(folder, { recursive: true, force: true });
      if (!isPortTaken(error) || options.config.httpPort !== null || attempt === ATTEMPTS) throw error;
    }
  }
}

async function startOnce(
  options: EmbeddedOptions,
  files: EngineFiles,
  folders: EngineFolders,
): Promise<EmbeddedServer> {
  const { config } = options;
  const administrator = { username: 'moose', password: randomBytes(24).toString('base64url') };
  const displayName = `embedded-${randomBytes(8).toString('hex')}`;
  const [freeHttp = 0, freeTcp = 0] = await findFreePorts(2);
  const httpPort = config.httpPort ?? freeHttp;
  const tcpPort = config.nativeProtocol ? freeTcp : null;
  const configFile = join(folders.private, 'config.xml');
  const text = printConfigXml(config, {
    configFile,
    dataDirectory: folders.data,
    displayName,
    administrator,
  });
  writeFileSync(configFile, text, { mode: 0o600 });
  const engine = await spawnEngine(files, folders, [
    `--path=${folders.data}`,
    `--config-file=${configFile}`,
    `--http_port=${httpPort}`,
    ...(tcpPort === null ? [] : [`--tcp_port=${tcpPort}`]),
    '--listen_host=127.0.0.1',
    '--query',
    startQuery(config.nativeProtocol),
  ]);
  try {
    const version = await waitUntilReady(
      engine,
      (sql) => ask(httpPort, administrator, displayName, sql),
      options.path,
    );
    for (const name of options.databases) {
      const answer = await ask(
        httpPort,
        administrator,
        displayName,
        `CREATE DATABASE IF NOT EXISTS ${quoteName(name)} ENGINE = Atomic`,
      );
      if (answer === null)
        throw new AppError(
          'ENGINE_FAILED',
          `The embedded ClickHouse did not create the database ${name}.\n${engine.lastWords()}`,
        );
    }
    return {
      url: `http://127.0.0.1:${httpPort}`,
      tcpPort,
      pid: engine.pid,
      version,
      ...administrator,
      stop: engine.stop,
    };
  } catch (error) {
    await engine.stop();
    throw error;
  }
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

/** Long enough to open a data directory with thousands of tables on a slow disk. */
const START_LIMIT_MS = 120_000;

async function waitUntilReady(
  engine: EngineProcess,
  askEngine: (sql: string) => Promise<string | null>,
  path: string | null,
): Promise<string> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline) {
    if (engine.hasLeft()) throw startFailure(engine.lastWords(), path);
    // Whoever else listens on the port may never answer, while the engine has already left.
    const version = await Promise.race([askEngine('SELECT version()'), engine.left.then(() => null)]);
    if (version !== null) return version;
    await sleep(5);
  }
  throw new AppError(
    'ENGINE_FAILED',
    `The embedded ClickHouse did not answer within ${START_LIMIT_MS / 1000} s.\n${engine.lastWords()}`,
  );
}

/** Null while there is no answer, and when it comes from another server that took the port before us. */
function ask(
  port: number,
  { username, password }: Credentials,
  displayName: string,
  sql: string,
): Promise<string | null> {
  return new Promise((resolve) => {
    const headers = { 'X-ClickHouse-User': username, 'X-ClickHouse-Key': password };
    const asked = request(
      { host: '127.0.0.1', port, method: 'POST', headers, agent: false, timeout: 30_000 },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('error', () => resolve(null));
        response.on('end', () => {
          const isOurs =
            response.statusCode === 200 &&
            response.headers['x-clickhouse-server-display-name'] === displayName;
          resolve(isOurs ? text.trim() : null);
        });
      },
    );
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(null));
    asked.end(sql);
  });
}

const PORT_TAKEN = /Address already in use/i;

function isPortTaken(error: unknown): boolean {
  return error instanceof AppError && PORT_TAKEN.test(error.message);
}

function startFailure(words: string, path: string | null): AppError {
  // Code 76: the file `status` of the data directory is locked.
  if (/Another server instance|Code: 76\b/.test(words)) {
    return new AppError('ENGINE_FAILED', `Another process is working in the data directory ${path ?? ''}.`, {
      hint: 'Wait for it, stop it, or name another directory.',
    });
  }
  return new AppError('ENGINE_FAILED', `The embedded ClickHouse did not start.\n${words}`);
}
