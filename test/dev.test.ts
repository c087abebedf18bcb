import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { endSessions, startDev } from './support/dev-session.ts';
import { describeWithEngine, freshDatabase, sharedEngine } from './support/engine.ts';
import { describeWithKafka, KAFKA_START_MS, kafkaCluster, topicName } from './support/kafka.ts';
import { type CommandProject, commandProject, run, temporaryFolder } from './support/moose.ts';

// A session is several plans one after the other: a limit for a hang on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

const CODE = `import { type Key, OlapTable, Stream, type UInt32 } from 'moose-migrate';

interface Parcel {
  id: Key<UInt32>;
  city: string;
}

export const parcels = new OlapTable<Parcel>('parcels', { orderByFields: ['id'] });
`;
const STREAM = `export const scans = new Stream<Parcel>('scans', { parallelism: 2 });\n`;

/** An environment with nothing in it but where programs are looked for. */
const only = (path: string): Readonly<Record<string, string>> => ({ PATH: path, HOME: temporaryFolder() });

const servers: Server[] = [];
afterEach(async () => {
  endSessions();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a listening socket has no port');
  return address.port;
}

/** Another port on which the shared engine answers, from now on. */
async function forward(port: number): Promise<void> {
  const { hostname, port: target } = new URL(sharedEngine().url);
  const server = createServer((socket: Socket) => {
    const other = connect(Number(target), hostname);
    for (const [one, another] of [
      [socket, other],
      [other, socket],
    ] as const) {
      one.on('error', () => another.destroy());
      one.on('close', () => another.destroy());
      one.pipe(another);
    }
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
}

async function ask(project: CommandProject, sql: string): Promise<string> {
  const url = new URL(project.read('.moose/dev/clickhouse-url').trim());
  const response = await fetch(url.origin, {
    method: 'POST',
    headers: {
      'X-ClickHouse-User': url.username,
      'X-ClickHouse-Key': url.password,
      'X-ClickHouse-Database': url.pathname.slice(1),
      // An idle connection would hold the engine back when it is stopped.
      Connection: 'close',
    },
    body: sql,
  });
  const text = (await response.text()).trim();
  if (!response.ok) throw new Error(text);
  return text;
}

const COLUMNS = "SELECT arrayStringConcat(groupArray(name), ',') FROM system.columns WHERE table = 'parcels'";

describeWithEngine('moose dev with an engine of its own', () => {
  it('plans and applies at every save, holds back what harms, and ends cleanly', async () => {
    const [http, broker] = [await closedPort(), await closedPort()];
    const project = commandProject({
      'moose.config.toml': `source_dir = "code"\n[clickhouse_config]\nhost = "127.0.0.1"\nhost_port = ${http}\ndb_name = "post"\n[redpanda_config]\nbroker = "127.0.0.1:${broker}"\n`,
      'code/index.ts': CODE + STREAM,
    });
    const session = startDev(project.directory, only(temporaryFolder()));

    // Nothing serves what the configuration names, and there is no compose file: ClickHouse is our own, topics wait.
    expect(await session.until('ready')).toMatchObject({
      schemaVersion: 1,
      clickhouse: {
        is: 'embedded',
        directory: '.moose/clickhouse',
        because: expect.stringContaining('no docker-compose.yml'),
      },
      brokers: { is: 'missing', brokers: `127.0.0.1:${broker}` },
      services: [],
      watched: ['code', 'moose.config.toml'],
    });
    await session.until('cycle-finished', { cycle: 1, outcome: 'applied' });
    expect(await ask(project, COLUMNS)).toBe('id,city');
    expect(project.read('.moose/.gitignore')).toBe('*\n');
    expect(existsSync(join(project.directory, 'migrations'))).toBe(false);

    // A save while another one is applied comes next, whatever became of that.
    project.edit('code/index.ts', 'city: string;', 'city: string;\n  street: string;');
    await session.until('step-started', { index: 0 });
    project.write('code/later.ts', '// nothing is declared here\n');
    project.edit('code/index.ts', 'street: string;', 'street: string;\n  door: UInt32;');
    await session.until('cycle-finished', { cycle: 2, outcome: 'applied' });
    expect(await session.until('cycle-started')).toMatchObject({
      cycle: 3,
      files: ['code/index.ts', 'code/later.ts'],
    });
    await session.until('cycle-finished', { cycle: 3, outcome: 'applied' });
    expect(await ask(project, COLUMNS)).toBe('id,city,street,door');

    // A mistake is shown where it stands; nothing changes.
    project.edit('code/index.ts', 'door: UInt32;', 'door: UInt3;');
    expect(await session.until('cycle-finished', { cycle: 4 })).toMatchObject({
      outcome: 'failed',
      error: {
        code: 'TYPE_UNRESOLVED',
        problems: [{ position: { file: 'code/index.ts', line: 7 }, frame: expect.stringContaining('> 7 |') }],
      },
    });

    // What loses rows waits, and goes on waiting while other things are saved.
    await ask(project, "INSERT INTO parcels VALUES (1, 'Ulm', 'Main St', 4)");
    project.edit('code/index.ts', '  door: UInt3;\n', '');
    expect(await session.until('cycle-finished', { cycle: 5 })).toMatchObject({
      outcome: 'waiting',
      open: [{ because: 'post.parcels/column/door', hazards: ['DELETES_DATA'] }],
    });
    expect(await ask(project, 'SELECT door FROM parcels')).toBe('4');
    expect(session.seen.filter(({ event }) => event === 'planned').at(-1)).toMatchObject({
      cycle: 5,
      document: { operations: [{ DropTableColumn: expect.anything() }] },
    });

    // Another database is another engine's start.
    const config = project.read('moose.config.toml');
    project.write('moose.config.toml', config.replace('"post"', '"mail"'));
    await session.until('ready');
    await session.until('cycle-finished', { cycle: 6, outcome: 'applied' });
    expect(await ask(project, COLUMNS.replace('WHERE', "WHERE database = 'mail' AND"))).toBe(
      'id,city,street',
    );

    expect(await session.end()).toBe(0);
    expect(session.seen.at(-1)).toEqual({ schemaVersion: 1, event: 'ended', services: [] });
    expect(existsSync(join(project.directory, '.moose/dev/clickhouse-url'))).toBe(false);
    const password = /:\/\/[^:]+:([^@]+)@/;
    expect(JSON.stringify(session.seen)).not.toMatch(password);

    // What it made is there the next time, and loss can be allowed. SIGTERM ends it as well.
    const again = startDev(project.directory, only(temporaryFolder()), ['--yes-destructive']);
    await again.until('cycle-finished', { cycle: 1, outcome: 'unchanged' });
    project.edit('code/index.ts', '  street: string;\n', '');
    await again.until('cycle-finished', { cycle: 2, outcome: 'applied' });
    expect(await again.end('SIGTERM')).toBe(0);
  });
});

/** A `docker` that writes down what it is asked, and whose containers are what the test makes of them. */
function fakeDocker(script: string): { readonly path: string; readonly asked: () => readonly string[] } {
  const path = temporaryFolder();
  const log = join(path, 'asked.txt');
  const file = join(path, 'docker');
  const head = `#!${process.execPath}
const fs = require('node:fs');
const words = process.argv.slice(2).join(' ');
fs.appendFileSync(${JSON.stringify(log)}, process.cwd() + ' ' + words + '\\n');
`;
  writeFileSync(file, head + script);
  chmodSync(file, 0o755);
  return {
    path,
    asked: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  };
}

const COMPOSE = `services:
  proxy: { image: nginx }
  database: { image: 'clickhouse/clickhouse-server:25.8' }
  redpanda: { image: 'redpandadata/redpanda:v26.1.12' }
`;

// No docker runs here: what is shown is which of its commands are called, and what is made of their ends.
describeWithEngine('moose dev with a compose file', () => {
  async function composed(): Promise<{ readonly project: CommandProject; readonly port: number }> {
    const [port, broker] = [await closedPort(), await closedPort()];
    const { name } = await freshDatabase('dev');
    const { username, password } = sharedEngine();
    return {
      port,
      project: commandProject({
        'moose.config.toml': `source_dir = "app"\n[clickhouse_config]\nhost = "localhost"\nhost_port = ${port}\ndb_name = "${name}"\nuser = "${username}"\npassword = "${password}"\n[redpanda_config]\nbroker = "localhost:${broker}"\n`,
        'app/index.ts': CODE,
        'docker-compose.yml': COMPOSE,
      }),
    };
  }

  it('starts the services that are needed, waits for them, and leaves them running', async () => {
    const { project, port } = await composed();
    const folder = temporaryFolder();
    const [up, listening] = [join(folder, 'up'), join(folder, 'listening')];
    const docker = fakeDocker(`if (words.startsWith('compose up')) {
  fs.writeFileSync(${JSON.stringify(up)}, '');
  console.error(' Container database  Waiting');
  setInterval(() => { if (fs.existsSync(${JSON.stringify(listening)})) process.exit(0); }, 20);
}`);
    const session = startDev(project.directory, only(docker.path));
    await vi.waitFor(() => expect(existsSync(up)).toBe(true), { timeout: 60_000 });
    await forward(port);
    writeFileSync(listening, '');
    expect(await session.until('ready')).toMatchObject({
      clickhouse: { is: 'container', target: expect.stringContaining(`http://localhost:${port}/dev_`) },
      brokers: { is: 'container' },
      services: ['database', 'redpanda'],
      urlFile: null,
    });
    await session.until('cycle-finished', { cycle: 1, outcome: 'applied' });
    expect(docker.asked()).toEqual([
      `${project.directory} info`,
      `${project.directory} compose up -d --wait database redpanda`,
    ]);
    expect(await session.end()).toBe(0);
    // Nothing was asked to stop; who starts again finds the server, and needs no docker for it.
    expect(docker.asked().length).toBe(2);
    expect(session.seen.at(-1)).toMatchObject({ event: 'ended', services: ['database', 'redpanda'] });
  });

  it('ends with the words of docker when a service does not start', async () => {
    const { project } = await composed();
    const docker = fakeDocker(
      `if (words.startsWith('compose')) { console.error('port is already allocated'); process.exit(17); }`,
    );
    const ended = await run('moose', ['dev', '--json'], { cwd: project.directory, env: only(docker.path) });
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout.split('\n')[0] ?? '')).toMatchObject({
      error: { code: 'ENGINE_FAILED', message: expect.stringContaining('port is already allocated') },
    });
  });

  it('takes an engine of its own where docker does not answer', async () => {
    const { project } = await composed();
    const docker = fakeDocker(`process.exit(1);`);
    const session = startDev(project.directory, only(docker.path));
    expect(await session.until('ready')).toMatchObject({
      clickhouse: { is: 'embedded', because: expect.stringContaining('docker does not answer') },
    });
    expect(await session.end()).toBe(0);
  });

  it('changes no server elsewhere without being told to', async () => {
    const project = commandProject({
      'moose.config.toml': 'source_dir = "app"\n[clickhouse_config]\nhost = "db.example.com"\n',
      'app/index.ts': CODE,
    });
    const { code, stderr } = await run('moose', ['dev'], { cwd: project.directory });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('TARGET_INVALID db.example.com is not this machine'),
    });
    // The settings for development win here, and only here.
    project.write('.env.dev', 'MOOSE_CLICKHOUSE_CONFIG__EMBEDDED=true\n');
    const session = startDev(project.directory, only(temporaryFolder()));
    await session.until('cycle-finished', { cycle: 1, outcome: 'applied' });
    expect(await session.end()).toBe(0);
  });
});

describeWithEngine('moose dev with servers that run', () => {
  describeWithKafka('and their brokers', () => {
    it('brings topics along', { timeout: KAFKA_START_MS }, async () => {
      const { plain } = await kafkaCluster('4.1');
      const { name } = await freshDatabase('dev');
      const { username, password, url } = sharedEngine();
      const topic = topicName('scans');
      const project = commandProject({
        'moose.config.toml': `source_dir = "app"\n[clickhouse_config]\nhost = "127.0.0.1"\nhost_port = ${new URL(url).port}\ndb_name = "${name}"\nuser = "${username}"\npassword = "${password}"\n[redpanda_config]\nbroker = "${plain}"\n`,
        'app/index.ts': CODE + STREAM.replace("'scans'", `'${topic}'`),
      });
      const session = startDev(project.directory, only(temporaryFolder()));
      expect(await session.until('ready')).toMatchObject({
        clickhouse: { is: 'running' },
        brokers: { is: 'running', brokers: plain.join(',') },
      });
      await session.until('cycle-finished', { cycle: 1, outcome: 'applied' });
      project.edit('app/index.ts', 'parallelism: 2', 'parallelism: 2, retentionPeriod: 1_209_600');
      await session.until('step-finished');
      await session.until('cycle-finished', { cycle: 2, outcome: 'applied' });
      expect(await session.end()).toBe(0);
    });
  });
});
