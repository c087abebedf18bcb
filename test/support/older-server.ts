import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connectClickHouse } from '../../src/drivers/clickhouse/connection.ts';
import type { EmbeddedServer } from '../../src/drivers/embedded/embedded-server.ts';
import type { EngineFiles } from '../../src/drivers/embedded/engine-files.ts';
import type { ServerTarget } from '../../src/model/target.ts';

const DOOR = fileURLToPath(new URL('older-engine-door.mjs', import.meta.url));

/** Starts an older engine behind a door that speaks HTTP. Its data is temporary, and it dies with this process. */
export async function startOlderServer({ library, ffi }: EngineFiles): Promise<EmbeddedServer> {
  const data = mkdtempSync(join(tmpdir(), 'moose-older-'));
  const child = spawn(process.execPath, [DOOR, ffi, library, data], { stdio: ['pipe', 'pipe', 'inherit'] });
  const left = once(child, 'close');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await left;
    rmSync(data, { recursive: true, force: true });
  };
  const lines = createInterface({ input: child.stdout });
  const [port] = await Promise.race([
    once(lines, 'line'),
    left.then(() => Promise.reject(new Error('the older engine did not start'))),
  ]);
  const credentials = { username: 'nobody', password: randomBytes(8).toString('hex') };
  const url = `http://127.0.0.1:${String(port)}`;
  const target: ServerTarget = { kind: 'server', url, database: 'default', ...credentials };
  const clickhouse = await connectClickHouse(target);
  await clickhouse.close();
  const { version } = clickhouse;
  return { url, tcpPort: null, pid: child.pid ?? 0, version, ...credentials, stop, discard: stop };
}
