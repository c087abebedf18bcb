import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterEach, describe, expect, it } from 'vitest';
import { connectClickHouse } from '../src/drivers/clickhouse/connection.ts';
import { serverErrorOf } from '../src/drivers/clickhouse/server-error.ts';
import { printConfigXml } from '../src/drivers/embedded/config-xml.ts';
import { type EmbeddedConfig, emptyEmbeddedConfig } from '../src/drivers/embedded/embedded-config.ts';
import {
  type EmbeddedServer,
  embeddedServerTarget,
  startEmbedded,
} from '../src/drivers/embedded/embedded-server.ts';
import { requireEngineFiles } from '../src/drivers/embedded/engine-files.ts';
import { findFreePorts } from '../src/drivers/embedded/free-port.ts';
import { withTarget } from '../src/drivers/open-target.ts';
import { describeWithEngine } from './support/engine.ts';

const servers: EmbeddedServer[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function start(
  path: string | null,
  databases: readonly string[],
  config: Partial<EmbeddedConfig> = {},
): Promise<EmbeddedServer> {
  const server = await startEmbedded({ path, databases, config: { ...emptyEmbeddedConfig, ...config } });
  servers.push(server);
  return server;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'moose-embedded-test-'));
  folders.push(folder);
  return folder;
}

async function rows<Row>(server: EmbeddedServer, database: string, sql: string): Promise<readonly Row[]> {
  const clickhouse = await connectClickHouse(embeddedServerTarget(server, database));
  try {
    return await clickhouse.query<Row>(sql);
  } finally {
    await clickhouse.close();
  }
}

async function run(
  server: EmbeddedServer,
  database: string,
  ...statements: readonly string[]
): Promise<void> {
  const clickhouse = await connectClickHouse(embeddedServerTarget(server, database));
  try {
    for (const statement of statements) await clickhouse.execute(statement);
  } finally {
    await clickhouse.close();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilTrue(question: () => boolean): Promise<void> {
  while (!question()) await sleep(20);
}

describeWithEngine('the embedded engine', () => {
  it('keeps its data between two runs on the same path, in Atomic databases', async () => {
    const path = join(temporaryFolder(), 'deeper', 'data');
    const first = await start(path, ['shop', 'odd`name']);
    expect(first.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await run(
      first,
      'shop',
      'CREATE TABLE orders (id UInt32) ENGINE = MergeTree ORDER BY id',
      'INSERT INTO orders VALUES (7)',
      'SYSTEM FLUSH LOGS',
    );
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const second = await start(path, ['shop', 'odd`name']);
    expect(await rows(second, 'shop', 'SELECT id FROM orders')).toEqual([{ id: 7 }]);
    // What became of a statement whose reply was lost is looked up there, also after a restart.
    await run(second, 'shop', 'SYSTEM FLUSH LOGS');
    const logged = "SELECT count() > 0 AS is FROM system.query_log WHERE query LIKE 'SELECT id FROM orders%'";
    expect(await rows(second, 'shop', logged)).toEqual([{ is: 1 }]);
    const databases = await rows(
      second,
      'shop',
      "SELECT name, engine FROM system.databases WHERE name IN ('shop', 'odd`name') ORDER BY name",
    );
    expect(databases).toEqual([
      { name: 'odd`name', engine: 'Atomic' },
      { name: 'shop', engine: 'Atomic' },
    ]);
  });

  it('behaves as a server, not as clickhouse-local', async () => {
    const server = await start(null, ['shop'], { macros: { shard: '03' } });
    const target = embeddedServerTarget(server, 'shop');
    const clickhouse = await connectClickHouse(target);
    try {
      await expect(clickhouse.query('1 + 1')).rejects.toMatchObject({ code: 'QUERY_FAILED' });
      await clickhouse.execute(
        "CREATE TABLE locks (key String, owner String) ENGINE = KeeperMap('/locks') PRIMARY KEY key",
      );
      await clickhouse.execute("INSERT INTO locks VALUES ('apply', 'me')");
      expect(await clickhouse.query("SELECT owner FROM locks WHERE key = 'apply'")).toEqual([
        { owner: 'me' },
      ]);
      expect(await clickhouse.query("SELECT getMacro('shard') AS shard, timezone() AS zone")).toEqual([
        { shard: '03', zone: 'UTC' },
      ]);
      await clickhouse.execute('CREATE TABLE counts (id UInt32, n Int32) ENGINE = MergeTree ORDER BY id');
      await clickhouse.execute('INSERT INTO counts VALUES (1, 2)');
      await clickhouse.execute('ALTER TABLE counts MODIFY COLUMN n Int64', { queryId: 'widen-n' });
      expect(await clickhouse.query("SELECT is_done FROM system.mutations WHERE table = 'counts'")).toEqual([
        { is_done: 1 },
      ]);
      await clickhouse.execute('SYSTEM FLUSH LOGS');
      expect(
        await clickhouse.query(
          "SELECT count() > 0 AS logged FROM system.query_log WHERE query_id = 'widen-n'",
        ),
      ).toEqual([{ logged: 1 }]);
    } finally {
      await clickhouse.close();
    }
  });

  it('lets nobody in without the password of this run, and shows no password in the list of processes', async () => {
    const server = await start(null, [], {
      users: [{ name: 'reader', password: 'r<&e>ader-secret', settings: { readonly: '1' }, databases: null }],
    });
    const target = embeddedServerTarget(server, 'default');
    await expect(connectClickHouse({ ...target, password: '' })).rejects.toMatchObject({
      code: 'TARGET_DENIED',
    });
    const passwordless = connectClickHouse({ ...target, username: 'default', password: '' });
    await expect(passwordless).rejects.toSatisfy(
      (error) => serverErrorOf(error)?.name === 'USER_SESSION_LIMIT_EXCEEDED',
    );
    const reader = await connectClickHouse({
      ...embeddedServerTarget(server, 'default'),
      username: 'reader',
      password: 'r<&e>ader-secret',
    });
    await reader.close();
    if (process.platform === 'linux') {
      const commandLine = readFileSync(`/proc/${server.pid}/cmdline`, 'utf8');
      expect(commandLine).not.toContain(server.password);
      expect(commandLine).not.toContain('ader-secret');
      const configFile = /--config-file=([^\0]+)/.exec(commandLine)?.[1] ?? '';
      expect(statSync(configFile).mode & 0o077).toBe(0);
      await server.stop();
      expect(existsSync(configFile)).toBe(false);
    }
  });

  it('stands in for a target with clusters, storage policies and rollups', async () => {
    const [httpPort = 0] = await findFreePorts(1);
    const nobody = { username: 'reader', password: 'x' };
    const server = await start(null, ['shop'], {
      httpPort,
      clusters: [
        {
          name: 'analytics',
          shards: [[{ host: '127.0.0.1', port: 9, ...nobody }], [{ host: '127.0.0.1', port: 10, ...nobody }]],
        },
      ],
      storagePolicies: [
        {
          name: 'tiered',
          volumes: [
            { name: 'hot', disks: ['default'] },
            { name: 'cold', disks: ['archive'] },
          ],
        },
      ],
      graphiteRollups: [
        {
          name: 'graphs',
          rules: [
            { regexp: '^one_sec\\.', aggregate: 'sum', retention: [{ age: 0, precision: 1 }] },
            { regexp: null, aggregate: 'avg', retention: [{ age: 3600, precision: 60 }] },
          ],
        },
      ],
    });
    expect(server.url).toBe(`http://127.0.0.1:${httpPort}`);
    expect(server.tcpPort).toBe(null);
    await run(
      server,
      'shop',
      "CREATE TABLE tiered (d Date) ENGINE = MergeTree ORDER BY d TTL d + INTERVAL 1 YEAR TO VOLUME 'cold' SETTINGS storage_policy = 'tiered'",
      'CREATE TABLE everywhere (id UInt32) ENGINE = Distributed(analytics, shop, here)',
      "CREATE TABLE graph (Path String, Time DateTime, Value Float64, Timestamp Int64) ENGINE = GraphiteMergeTree('graphs') ORDER BY (Path, Time)",
    );
    const shards = await rows(
      server,
      'shop',
      "SELECT toUInt32(shard_num) AS shard, port FROM system.clusters WHERE cluster = 'analytics' ORDER BY shard",
    );
    expect(shards).toEqual([
      { shard: 1, port: 9 },
      { shard: 2, port: 10 },
    ]);
  });

  it('lets one engine read from another by the native protocol', async () => {
    const source = await start(null, ['shop'], { nativeProtocol: true });
    await run(
      source,
      'shop',
      'CREATE TABLE orders (id UInt32) ENGINE = MergeTree ORDER BY id',
      'INSERT INTO orders VALUES (41), (42)',
    );
    const replica = {
      host: '127.0.0.1',
      port: source.tcpPort ?? 0,
      username: source.username,
      password: source.password,
    };
    const reader = await start(null, ['shop'], { clusters: [{ name: 'far', shards: [[replica]] }] });
    await run(reader, 'shop', 'CREATE TABLE orders (id UInt32) ENGINE = Distributed(far, shop, orders)');
    expect(await rows(reader, 'shop', 'SELECT toUInt32(sum(id)) AS total FROM orders')).toEqual([
      { total: 83 },
    ]);
  });

  it('refuses a second process in the same data directory and says so', async () => {
    const path = temporaryFolder();
    await start(path, []);
    await expect(start(path, [])).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: `Another process is working in the data directory ${path}.`,
    });
  });

  it('reports a port that is taken with the words of the engine', async () => {
    const occupied = createServer();
    const port = await new Promise<number>((resolve) => {
      occupied.listen(0, '127.0.0.1', () => {
        const address = occupied.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    try {
      await expect(start(null, [], { httpPort: port })).rejects.toMatchObject({
        code: 'ENGINE_FAILED',
        message: expect.stringMatching(/in use/i),
      });
    } finally {
      occupied.close();
    }
  });

  it('removes the temporary data directory', async () => {
    const server = await start(null, ['shop']);
    const [{ path = '' } = {}] = await rows<{ path: string }>(
      server,
      'shop',
      "SELECT path FROM system.disks WHERE name = 'default'",
    );
    expect(existsSync(path)).toBe(true);
    await server.stop();
    await server.stop();
    expect(existsSync(path)).toBe(false);
  });

  it('is started and stopped for one use of an embedded target, also when that use fails', async () => {
    const path = temporaryFolder();
    const target = { kind: 'embedded', path, database: 'shop' } as const;
    await withTarget(target, ['stats'], (clickhouse) =>
      clickhouse.execute('CREATE TABLE stats.visits (id UInt16) ENGINE = Log'),
    );
    await expect(
      withTarget(target, [], (clickhouse) => clickhouse.execute('DROP TABLE stats.nothing')),
    ).rejects.toMatchObject({ code: 'QUERY_FAILED' });
    const names = await withTarget(target, [], (clickhouse) =>
      clickhouse.query("SELECT name FROM system.tables WHERE database = 'stats'"),
    );
    expect(names).toEqual([{ name: 'visits' }]);
  });

  it('leaves, and removes its files, when the process that started it is killed', async () => {
    const { parent, told } = await startInAnotherProcess();
    expect(isAlive(told.pid)).toBe(true);
    const configFolder = told.configFolder;
    expect(readdirSync(configFolder)).toContain('config.xml');
    parent.kill('SIGKILL');
    await untilTrue(() => !isAlive(told.pid));
    expect(existsSync(configFolder)).toBe(false);
    expect(existsSync(told.dataFolder)).toBe(false);
  });
});

describe('a process that waits for nothing else', () => {
  it('lives until the engine that it discards has gone', async () => {
    const folder = mkdtempSync(fileURLToPath(new URL('../node_modules/.embedded-test-', import.meta.url)));
    folders.push(folder);
    const ffi = join(folder, 'ffi.cjs');
    writeFileSync(ffi, LINGERING);
    const program = await buildProgram(folder, DISCARDING(ffi));
    expect(execFileSync(process.execPath, [program], { encoding: 'utf8' })).toBe('discarded');
  });
});

/** In place of the engine: it blocks, and its standard error outlives it, so that its end is told in two moments. */
const LINGERING = `
  require('node:child_process').spawn('sleep', ['3'], { stdio: ['ignore', 'ignore', 2] });
  process.stderr.write('ready\\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
`;
const DISCARDING = (ffi: string): string => `
  import { spawnEngine } from './src/drivers/embedded/engine-process.ts';
  const files = { ffi: ${JSON.stringify(ffi)}, library: '' };
  const engine = await spawnEngine(files, { data: '', private: '', removed: [] }, []);
  while (!engine.lastWords().includes('ready')) await new Promise((resolve) => setTimeout(resolve, 20));
  await engine.discard();
  process.stdout.write('discarded');
`;

interface Told {
  readonly pid: number;
  readonly configFolder: string;
  readonly dataFolder: string;
}

/** Builds a program on the driver, laid out like dist/, in a folder of its own. */
async function buildProgram(folder: string, program: string): Promise<string> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const common = { bundle: true, format: 'esm', platform: 'node', logLevel: 'error' } as const;
  const outfile = join(folder, 'bin', 'program.js');
  const stdin = { contents: program, resolveDir: root, loader: 'ts' } as const;
  await build({ ...common, stdin, outfile, external: ['esbuild', 'chdb', 'ffi-rs', '@chdb/*'] });
  const child = join(root, 'src/drivers/embedded/child.ts');
  await build({ ...common, entryPoints: [child], outfile: join(folder, 'embedded-child.js') });
  return outfile;
}

/** Runs the engine from another process, which can be killed. */
async function startInAnotherProcess(): Promise<{ parent: ChildProcess; told: Told }> {
  const folder = mkdtempSync(fileURLToPath(new URL('../node_modules/.embedded-test-', import.meta.url)));
  folders.push(folder);
  const program = await buildProgram(folder, PARENT_PROGRAM);
  const parent = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve, reject) => {
    parent.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8')));
    parent.once('exit', () => reject(new Error('the parent left too early')));
  });
  const { pid, configFile, data } = JSON.parse(line) as { pid: number; configFile: string; data: string };
  return { parent, told: { pid, configFolder: join(configFile, '..'), dataFolder: data } };
}

const START = `
  import { execFileSync } from 'node:child_process';
  import { emptyEmbeddedConfig } from './src/drivers/embedded/embedded-config.ts';
  import { startEmbedded } from './src/drivers/embedded/embedded-server.ts';
  const options = { path: null, databases: [], config: emptyEmbeddedConfig };
`;
const PARENT_PROGRAM = `${START}
  const { pid } = await startEmbedded(options);
  const command = execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  const [, data, configFile] = /--path=(\\S+) --config-file=(\\S+)/.exec(command) ?? [];
  process.stdout.write(JSON.stringify({ pid, data, configFile }) + '\\n');
  setInterval(() => {}, 1000);
`;
const LONELY_PROGRAM = `${START}
  const error = await startEmbedded(options).catch((reason) => reason);
  process.stdout.write(JSON.stringify({ code: error.code, hint: error.hint }));
`;

describe('without chdb', () => {
  it('says what to install', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const program = await buildProgram(folder, LONELY_PROGRAM);
    const output = execFileSync(process.execPath, [program], { cwd: folder, encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual({
      code: 'ENGINE_MISSING',
      hint: expect.stringContaining('npm install chdb'),
    });
  });

  it('names a server as the way out on a platform that has none', () => {
    const { arch } = process;
    try {
      Object.defineProperty(process, 'arch', { value: 'mips' });
      expect(() => requireEngineFiles()).toThrow(/no embedded ClickHouse for \w+-mips/);
    } finally {
      Object.defineProperty(process, 'arch', { value: arch });
    }
  });
});

describe('the configuration of the engine', () => {
  const administrator = { username: 'boss', password: 'hard-to-guess' };
  const run = {
    configFile: '/private/config.xml',
    functionsFile: '/private/functions.xml',
    dataDirectory: '/data',
    displayName: 'here',
    administrator,
  };

  it('holds no password in clear and escapes what it writes', () => {
    const users = [
      { name: 'reader', password: 'pl4in-text', settings: { max_threads: '3' }, databases: ['a<b'] },
    ];
    const text = printConfigXml({ ...emptyEmbeddedConfig, users, queryLog: false }, run);
    expect(text).not.toContain('pl4in-text');
    expect(text).not.toContain('hard-to-guess');
    expect(text).not.toContain('query_log');
    expect(text).toContain('a&lt;b');
    expect(text).toContain('<max_threads>3</max_threads>');
  });

  it('refuses a name that XML cannot hold', () => {
    const config = { ...emptyEmbeddedConfig, macros: { 'no spaces': 'x' } };
    expect(() => printConfigXml(config, run)).toThrow(/"no spaces" cannot stand/);
  });
});
