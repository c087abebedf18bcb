import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import type { Credentials } from './config-xml.ts';
import type { EngineProcess } from './engine-process.ts';

/** Where an engine that was just started is expected, and how it is told from others. */
export interface ExpectedEngine {
  readonly port: number;
  readonly credentials: Credentials;
  /** The name it was given, which stands in every answer: another server may have taken the port first. */
  readonly displayName: string;
}

/** Long enough to open a data directory with thousands of tables on a slow disk. */
const START_LIMIT_MS = 120_000;

/** Waits until the engine answers; gives its version, or null when it has left instead. */
export async function waitForVersion(
  engine: EngineProcess,
  expected: ExpectedEngine,
): Promise<string | null> {
  const deadline = Date.now() + START_LIMIT_MS;
  const left = engine.left.then(() => null);
  while (Date.now() < deadline) {
    if (engine.hasLeft()) return null;
    // Whoever else listens on the port may never answer, while the engine has already left.
    const version = await Promise.race([askEngine(expected, 'SELECT version()'), left]);
    if (version !== null) return version;
    await sleep(5);
  }
  throw new AppError(
    'ENGINE_FAILED',
    `The embedded ClickHouse did not answer within ${START_LIMIT_MS / 1000} s.\n${engine.lastWords()}`,
  );
}

/** The answer to one statement; null where there is none, or not from the expected engine. */
export function askEngine(expected: ExpectedEngine, statement: string): Promise<string | null> {
  const { port, credentials, displayName } = expected;
  const headers = { 'X-ClickHouse-User': credentials.username, 'X-ClickHouse-Key': credentials.password };
  return new Promise((resolve) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      method: 'POST',
      headers,
      agent: false,
      timeout: 30_000,
    });
    asked.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', () => resolve(null));
      response.on('end', () => {
        const isExpected = response.headers['x-clickhouse-server-display-name'] === displayName;
        resolve(isExpected && response.statusCode === 200 ? text.trim() : null);
      });
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(null));
    asked.end(statement);
  });
}
