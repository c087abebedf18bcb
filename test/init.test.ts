import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { emptyEmbeddedConfig } from '../src/drivers/embedded/embedded-config.ts';
import { readConfig } from '../src/project/config/read-config.ts';
import { endSessions, startDev } from './support/dev-session.ts';
import { describeWithEngine } from './support/engine.ts';
import { complaintsAbout } from './support/installed-sdk.ts';
import { type CommandProject, commandProject } from './support/moose.ts';
import { type PullServer, startPullServer } from './support/pull-server.ts';

const EXAMPLE = [
  '.github/workflows/migrations.yml',
  '.gitignore',
  'app/index.ts',
  'moose.config.toml',
  'package.json',
  'tsconfig.json',
];

/** What is looked at in docker-compose.yml. */
interface Compose {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly environment?: Readonly<Record<string, string>>;
        readonly command?: readonly string[];
        readonly ports: readonly string[];
        readonly volumes: readonly string[];
        readonly healthcheck: { readonly test: readonly string[] };
      }
    >
  >;
  readonly volumes: Readonly<Record<string, null>>;
}

describe('moose init', () => {
  const filesOf = (folder: CommandProject): readonly string[] =>
    [...folder.files('.').keys()].map((path) => path.slice(folder.directory.length + 1)).sort();

  it('makes the files of a project', async () => {
    const folder = commandProject({});
    const { code, stdout, stderr } = await folder.moose('init');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(filesOf(folder)).toEqual([...EXAMPLE, 'docker-compose.yml'].sort());
    for (const file of filesOf(folder)) expect(stdout).toContain(`+ ${file}`);
    expect(stdout).toMatch(/npm install\n {2}npx moose dev\n/);
    const manifest: unknown = JSON.parse(folder.read('package.json'));
    expect(manifest).toMatchObject({
      private: true,
      dependencies: { 'moose-migrate': expect.stringMatching(/^\^\d/) },
    });
    expect(complaintsAbout(folder.directory, 'app')).toEqual({ compiler: '', formatter: '' });
  });

  it('makes containers and a workflow that fit the configuration', async () => {
    const folder = commandProject({});
    await folder.moose('init', 'shop', '--with-streams', '--quiet');
    const { config, notices } = await readConfig({
      cwd: join(folder.directory, 'shop'),
      configFile: null,
      env: {},
      mode: 'dev',
    });
    expect(notices).toEqual([]);
    const { services, volumes } = parse(folder.read('shop/docker-compose.yml')) as Compose;
    expect(services.clickhouse?.ports).toEqual([
      `127.0.0.1:${config.clickhouse.hostPort}:8123`,
      `127.0.0.1:${config.clickhouse.nativePort}:9000`,
    ]);
    expect(services.clickhouse?.environment).toMatchObject({
      CLICKHOUSE_USER: config.clickhouse.user,
      CLICKHOUSE_PASSWORD: config.clickhouse.password,
      CLICKHOUSE_DB: config.clickhouse.database,
    });
    expect(config.features.streamingEngine).toBe(true);
    const { broker, schemaRegistryUrl } = config.redpanda;
    const [brokerPort, registryPort] = [broker?.split(':')[1], new URL(schemaRegistryUrl ?? '').port];
    expect(services.redpanda?.ports).toEqual([
      `127.0.0.1:${brokerPort}:${brokerPort}`,
      `127.0.0.1:${registryPort}:${registryPort}`,
    ]);
    const words = services.redpanda?.command?.join(' ') ?? '';
    // What a broker tells its clients is where they go, whatever they were told before.
    expect(words).toContain(`--advertise-kafka-addr=internal://redpanda:9092,external://${broker}`);
    expect(words).toContain(`--schema-registry-addr=internal://0.0.0.0:${registryPort}`);
    for (const service of Object.values(services)) {
      expect(service.healthcheck.test.length).toBeGreaterThan(1);
      expect(service.volumes.map((volume) => volume.split(':')[0])).toEqual(
        expect.arrayContaining(Object.keys(volumes).filter((name) => service === services[name])),
      );
    }
    expect(folder.read('shop/app/index.ts')).toContain('new Stream<Event>');
    expect(complaintsAbout(join(folder.directory, 'shop'), 'app')).toEqual({ compiler: '', formatter: '' });
    // Without topics there is nothing to start for them; with our own ClickHouse there is nothing else.
    await folder.moose('init', 'plain', '--quiet');
    expect(Object.keys((parse(folder.read('plain/docker-compose.yml')) as Compose).services)).toEqual([
      'clickhouse',
    ]);
    await folder.moose('init', 'own', '--embedded', '--with-streams', '--quiet');
    expect(Object.keys((parse(folder.read('own/docker-compose.yml')) as Compose).services)).toEqual([
      'redpanda',
    ]);
    const workflow = parse(folder.read('shop/.github/workflows/migrations.yml')) as {
      jobs: Record<string, { steps: { run?: string }[] }>;
    };
    const commands = Object.values(workflow.jobs).flatMap(({ steps }) =>
      steps.flatMap(({ run = '' }) => run),
    );
    expect(commands.filter((command) => command.includes('moose migrate'))).toEqual([
      expect.stringContaining('moose migrate generate'),
      expect.stringContaining('moose migrate apply'),
    ]);
  });

  it('refuses a directory that holds something, but for a repository', async () => {
    const folder = commandProject({ 'shop/notes.txt': 'mine', 'shop/app/index.ts': '// mine\n' });
    const refused = await folder.moose('init', 'shop', '--json');
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'FILE_EXISTS' } });
    expect(folder.read('shop/app/index.ts')).toBe('// mine\n');
    expect(readdirSync(join(folder.directory, 'shop')).sort()).toEqual(['app', 'notes.txt']);
    const forced = await folder.moose('init', 'shop', '--force');
    expect(forced.code).toBe(0);
    expect(folder.read('shop/notes.txt')).toBe('mine');
    expect(folder.read('shop/app/index.ts')).toContain('new OlapTable<Event>');

    mkdirSync(join(folder.directory, 'repository', '.git'), { recursive: true });
    writeFileSync(join(folder.directory, 'repository', '.git', 'HEAD'), 'ref: refs/heads/main\n');
    expect((await folder.moose('init', 'repository')).code).toBe(0);
  });

  it('writes nothing when the server cannot be reached', async () => {
    const folder = commandProject({});
    const { code, stdout } = await folder.moose(
      'init',
      'shop',
      '--from-remote',
      'http://somebody:not-for-eyes@127.0.0.1:1/x',
      '--json',
    );
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'TARGET_UNREACHABLE' } });
    expect(stdout).not.toContain('not-for-eyes');
    expect(existsSync(join(folder.directory, 'shop'))).toBe(false);
  });
});

describeWithEngine('moose init on an engine', () => {
  let server: PullServer;
  beforeAll(async () => {
    const replica = { host: '127.0.0.1', port: 1, username: 'nobody', password: '' };
    server = await startPullServer({
      ...emptyEmbeddedConfig,
      clusters: [{ name: 'spread', shards: [[replica]] }],
    });
  });
  afterAll(() => server.stop());
  beforeEach(() => server.reset());
  afterEach(endSessions);

  it('makes a project whose first `moose dev` runs', async () => {
    const folder = commandProject({});
    await folder.moose('init', 'shop', '--with-streams', '--embedded', '--quiet');
    // No docker is found: the topic of the example waits for its broker.
    const session = startDev(join(folder.directory, 'shop'), { PATH: folder.directory });
    expect(await session.until('ready')).toMatchObject({
      clickhouse: { is: 'embedded', directory: '.moose/clickhouse', because: null },
      brokers: { is: 'missing', because: 'docker is not installed' },
    });
    await session.until('cycle-finished', { cycle: 1, outcome: 'applied' });
    expect(session.stderr()).toBe('');
    expect(await session.end()).toBe(0);
  });

  it('makes a project whose plan can be made, applied, and is empty then', async () => {
    const folder = commandProject({});
    await folder.moose('init', 'shop', '--embedded', '--quiet');
    expect(existsSync(join(folder.directory, 'shop', 'docker-compose.yml'))).toBe(false);
    const run = (...words: readonly string[]) =>
      folder.moose(...words, '--cwd', join(folder.directory, 'shop'));
    const first = await run('migrate', 'generate', '--save');
    expect(first.stdout).toContain('+ Table local.events');
    expect((await run('migrate', 'apply')).code).toBe(0);
    const again = await run('migrate', 'generate', '--exit-code');
    expect({ code: again.code, stdout: again.stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^No changes: local on ClickHouse/),
    });
  });

  it('makes a project from the schema of a server, without its password', async () => {
    await server.clickhouse.execute(
      'CREATE TABLE orders (id UInt32, at DateTime) ENGINE = MergeTree ORDER BY id',
    );
    await server.clickhouse.execute('CREATE TABLE archive.orders (id UInt32) ENGINE = MergeTree ORDER BY id');
    await server.clickhouse.execute('CREATE TABLE generated AS numbers(7)');
    await server.clickhouse.execute(
      "CREATE TABLE everywhere (id UInt32) ENGINE = Distributed('spread', 'local', 'orders')",
    );
    const folder = commandProject({});
    const made = await folder.moose(
      'init',
      'shop',
      '--from-remote',
      server.url,
      '--databases',
      'archive',
      '--json',
    );
    expect(made.code).toBe(0);
    expect(JSON.parse(made.stdout)).toMatchObject({ remote: { leftOut: [{ address: 'local.generated' }] } });
    expect(folder.read('shop/moose.config.toml')).toContain('additional_databases = ["archive"]');
    expect(folder.read('shop/moose.config.toml')).toContain(
      '[[clickhouse_config.clusters]]\nname = "spread"\n',
    );
    const password = new URL(server.url).password;
    expect(password.length).toBeGreaterThan(8);
    for (const text of [made.stdout, made.stderr, ...folder.files('shop').values()])
      expect(text).not.toContain(password);
    const { code, stdout } = await folder.moose(
      'migrate',
      'generate',
      '--exit-code',
      '--clickhouse-url',
      server.url,
      '--cwd',
      join(folder.directory, 'shop'),
    );
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^No changes: local on ClickHouse/),
    });
  });
});
