import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { AppError } from '../src/errors.ts';
import { readConfig } from '../src/project/config/read-config.ts';
import { targetOfConfig } from '../src/project/config/target.ts';
import { findKeyPlaces } from '../src/project/config/toml-positions.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'config-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function read(toml: string, env: Record<string, string> = {}, mode: 'dev' | 'prod' = 'dev') {
  await writeFile(join(dir, 'moose.config.toml'), toml);
  return readConfig({ cwd: dir, configFile: null, env, mode });
}

async function refusal(toml: string, env: Record<string, string> = {}): Promise<AppError> {
  try {
    await read(toml, env);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the config was accepted');
}

const COMPLETE = `language = "typescript"
source_dir = "code"
load_infra = false

[supported_old_versions]
"0.0" = "abc"

[features]
streaming_engine = false
workflows = true
olap = true
apis = false
data_model_v2 = true

[clickhouse_config]
db_name = "metrics"
user = "amy"
password = "hunter2"
use_ssl = true
host = "db.example"
host_port = 18124
native_port = 9001
additional_databases = ["raw", "lake"]
rls_user = "rls"

[[clickhouse_config.clusters]]
name = "east"

[[clickhouse_config.clusters]]
name = "west"

[kafka_config]
broker = "kafka.example:9095"
message_timeout_ms = 1001
retention_ms = 30001
replication_factor = 3
sasl_username = "kim"
namespace = "team"

[state_config]
storage = "file"
cluster = "main"
keeper_map = true
project = "shop"

[migration_config]
ignore_operations = ["ModifyTableTtl", "ModifyPartitionBy"]
prod_auto_allow_destructive = true
dir = "migrations"

[http_server_config]
port = 4001

[dev.remote_clickhouse]
host = "remote.example"

[dev.externally_managed.tables]
sample_size = 10
`;

describe('readConfig', () => {
  it('reads every section, knowing the keys of the peer that it does not use', async () => {
    const { config, notices } = await read(COMPLETE);
    expect(notices).toEqual([]);
    expect(config).toEqual({
      projectDir: dir,
      configFile: join(dir, 'moose.config.toml'),
      sourceDir: 'code',
      features: { streamingEngine: false, workflows: true, olap: true, apis: false },
      clickhouse: {
        database: 'metrics',
        user: 'amy',
        password: 'hunter2',
        host: 'db.example',
        hostPort: 18124,
        nativePort: 9001,
        useSsl: true,
        embedded: false,
        url: null,
        additionalDatabases: ['raw', 'lake'],
        clusters: ['east', 'west'],
      },
      redpanda: {
        broker: 'kafka.example:9095',
        messageTimeoutMs: 1001,
        retentionMs: 30001,
        replicationFactor: 3,
        saslUsername: 'kim',
        saslPassword: null,
        saslMechanism: null,
        securityProtocol: null,
        sslCaFile: null,
        flavour: null,
        clusterId: null,
        namespace: 'team',
        schemaRegistryUrl: null,
      },
      state: { storage: 'file', cluster: 'main', keeperMap: true, project: 'shop' },
      migration: {
        ignoreOperations: ['ModifyTableTtl', 'ModifyPartitionBy'],
        prodAutoAllowDestructive: true,
      },
    });
    expect(targetOfConfig(config)).toEqual({
      kind: 'server',
      url: 'https://db.example:18124',
      database: 'metrics',
      username: 'amy',
      password: 'hunter2',
    });
  });

  it('fills in what the peer fills in', async () => {
    const { config } = await read('');
    expect(config).toMatchObject({
      sourceDir: 'app',
      features: { streamingEngine: true, workflows: false, olap: true, apis: true },
      clickhouse: {
        database: 'local',
        user: 'panda',
        password: 'pandapass',
        host: 'localhost',
        hostPort: 18123,
      },
      redpanda: { broker: null, replicationFactor: 1 },
      state: { storage: 'clickhouse', cluster: null, keeperMap: false, project: null },
      migration: { ignoreOperations: [], prodAutoAllowDestructive: false },
    });
  });

  it('names each unknown key with its place and the key that was probably meant', async () => {
    const { notices } = await read(
      '[clickhouse_config]\nhost = "h"\n  hots_port = 1\n\n[clikhouse_config]\nhost = "x"\n[dev.exernally_managed]\n',
    );
    expect(notices).toEqual([
      'moose.config.toml:3:3: unknown key clickhouse_config.hots_port is ignored; did you mean "host_port"?',
      'moose.config.toml:5:2: unknown key clikhouse_config is ignored; did you mean "clickhouse_config"?',
      'moose.config.toml:7:2: unknown key dev.exernally_managed is ignored; did you mean "externally_managed"?',
    ]);
  });

  it('tells every wrong value at once, with its place and without secrets', async () => {
    const error = await refusal(`language = "Python"
[features]
olap = "yes"
[clickhouse_config]
host_port = 70000
password = "hunter2"
host = "http://db.example"
clusters = [{ nme = "east" }]
additional_databases = ["raw", "system"]
[migration_confg]
dir = "x"
[migration_config]
ignore_operations = ["ModifyTableTTL"]
[state_config]
storage = "s3"
`);
    expect(error.code).toBe('CONFIG_INVALID');
    const told = error.problems.map(
      (each) => `${each.position?.line}:${each.position?.column} ${each.message}`,
    );
    expect(told.sort()).toEqual([
      '10:2 unknown key migration_confg is ignored; did you mean "migration_config"?',
      '13:1 migration_config.ignore_operations.0 must be one of ModifyTableTtl, ModifyColumnTtl, ModifyPartitionBy, IgnoreStringLowCardinalityDifferences; did you mean "ModifyTableTtl"?',
      '15:1 state_config.storage must be one of clickhouse, file, redis',
      '1:1 language must be "Typescript": this tool reads TypeScript projects only',
      '3:1 features.olap must be true or false, not a text',
      '5:1 clickhouse_config.host_port must be at most 65535',
      '7:1 clickhouse_config.host must be a host name or address, without scheme, user or path',
      '8:1 clickhouse_config.clusters.0.name is missing',
      '8:1 unknown key clickhouse_config.clusters.0.nme is ignored; did you mean "name"?',
      '9:1 clickhouse_config.additional_databases.1 names a database of ClickHouse itself',
    ]);
    expect(error.problems[0]?.frame).toContain('> 1 | language = "Python"\n    | ^^^^^^^^');
    expect(JSON.stringify(error.problems)).not.toContain('hunter2');
  });

  it('shows where the TOML itself is broken, without secrets', async () => {
    const error = await refusal(
      '[clickhouse_config]\npassword = "hunter2"\nhost = db\n[jwt]\nsecret = """\nhunter3\n"""\n',
    );
    expect(error.problems[0]).toMatchObject({ code: 'CONFIG_INVALID', position: { line: 3 } });
    expect(error.problems[0]?.message).toMatch(/^moose.config.toml is not valid TOML: [^\n]+$/);
    expect(error.problems[0]?.frame).toContain('> 3 | host = db');
    expect(JSON.stringify(error.problems)).not.toMatch(/hunter/);
  });

  it('says what to do without a file', async () => {
    const missing = readConfig({ cwd: dir, configFile: null, env: {}, mode: 'dev' });
    await expect(missing).rejects.toMatchObject({
      code: 'CONFIG_MISSING',
      hint: expect.stringContaining('--cwd'),
    });
    await mkdir(join(dir, 'moose.config.toml'));
    const directory = readConfig({ cwd: dir, configFile: null, env: {}, mode: 'dev' });
    await expect(directory).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('takes another file by name, relative to the project', async () => {
    await mkdir(join(dir, 'deploy'));
    await writeFile(join(dir, 'deploy', 'eu.toml'), 'source_dir = "code"\n[features]\nolap = 1\n');
    const reading = readConfig({ cwd: dir, configFile: 'deploy/eu.toml', env: {}, mode: 'prod' });
    await expect(reading).rejects.toMatchObject({
      problems: [{ position: { file: 'deploy/eu.toml', line: 3, column: 1 } }],
    });
  });

  it('keeps the state in ClickHouse where the peer would use Redis, and says so', async () => {
    const { config, notices } = await read('[state_config]\nstorage = "redis"\n');
    expect(config.state.storage).toBe('clickhouse');
    expect(notices).toEqual([expect.stringContaining('redis')]);
  });

  it('starts its own ClickHouse in the project when asked to', async () => {
    const { config } = await read('[clickhouse_config]\nembedded = true\ndb_name = "metrics"\n');
    expect(targetOfConfig(config)).toEqual({
      kind: 'embedded',
      path: join(dir, '.moose', 'clickhouse'),
      database: 'metrics',
    });
  });
});

describe('environment variables', () => {
  it('override the file, lists included', async () => {
    const { config, notices } = await read('[clickhouse_config]\nhost = "from-file"\nuser = "amy"\n', {
      MOOSE_CLICKHOUSE_CONFIG__HOST: 'from-env',
      MOOSE_CLICKHOUSE_CONFIG__HOST_PORT: '18125',
      MOOSE_CLICKHOUSE_CONFIG__USE_SSL: 'TRUE',
      MOOSE_CLICKHOUSE_CONFIG__ADDITIONAL_DATABASES: 'raw, lake',
      MOOSE_CLICKHOUSE_CONFIG__CLUSTERS: '[{"name":"east"}]',
      MOOSE_MIGRATION_CONFIG__IGNORE_OPERATIONS: '["ModifyColumnTtl"]',
      MOOSE_KAFKA_CONFIG__BROKER: 'kafka.example:9095',
      MOOSE_SOURCE_DIR: 'code',
      MOOSE_HTTP_SERVER_CONFIG__PORT: '4001',
      MOOSE_ADMIN_TOKEN: 'x',
    });
    expect(notices).toEqual([]);
    expect(config).toMatchObject({
      sourceDir: 'code',
      clickhouse: {
        host: 'from-env',
        hostPort: 18125,
        useSsl: true,
        user: 'amy',
        additionalDatabases: ['raw', 'lake'],
        clusters: ['east'],
      },
      redpanda: { broker: 'kafka.example:9095' },
      migration: { ignoreOperations: ['ModifyColumnTtl'] },
    });
  });

  it('are named when their value does not fit, without the value', async () => {
    const error = await refusal('', {
      MOOSE_CLICKHOUSE_CONFIG__HOST_PORT: 'hunter2',
      MOOSE_CLICKHOUSE_CONFIG__ADDITIONAL_DATABASES: '["raw"',
    });
    expect(error.problems.map((each) => each.message).sort()).toEqual([
      'MOOSE_CLICKHOUSE_CONFIG__ADDITIONAL_DATABASES must be a list, not a text',
      'MOOSE_CLICKHOUSE_CONFIG__HOST_PORT must be a number, not a text',
    ]);
  });

  it('that name no setting are told', async () => {
    const { notices } = await read('', {
      MOOSE_CLICKHOUSE_CONFIG__HOTS: 'h',
      MOOSE_CONSTRUCTOR: 'x',
      MOOSE_CLICKHOUSE_CONFIG: 'x',
      OTHER: 'x',
    });
    expect(notices).toEqual([
      expect.stringMatching(/^MOOSE_CLICKHOUSE_CONFIG names no setting/),
      'MOOSE_CLICKHOUSE_CONFIG__HOTS names no setting; did you mean "MOOSE_CLICKHOUSE_CONFIG__HOST"?',
      expect.stringMatching(/^MOOSE_CONSTRUCTOR names no setting/),
    ]);
  });

  it('of a dotenv file that are wrong, and lines of it that say nothing, are told with their places', async () => {
    await writeFile(
      join(dir, '.env'),
      "# shop\n\nexport MOOSE_CLICKHOUSE_CONFIG__HOST_PORT=1\nKEY='a\nnot lost\nb' # c\ns3cret-tail\nQUOTE=it's\nOTHER: x\n",
    );
    await writeFile(join(dir, '.env.dev'), 'LAYER=x\nMOOSE_CLICKHOUSE_CONFIG__HOST_PORT = high\n');
    const error = await refusal('source_dir = 3\n');
    expect(error.problems.map(({ position, message }) => [position?.file, position?.line, message])).toEqual([
      ['moose.config.toml', 1, 'source_dir must be a text, not a number'],
      ['.env.dev', 2, 'MOOSE_CLICKHOUSE_CONFIG__HOST_PORT must be a number, not a text'],
    ]);
    const { problems } = await refusal('', { MOOSE_CLICKHOUSE_CONFIG__HOST_PORT: 'low' });
    expect(problems.map(({ position }) => position)).toEqual([null]);
    const { env, notices } = await read('', {}, 'prod');
    expect(env).toMatchObject({ KEY: 'a\nnot lost\nb', QUOTE: "it's", OTHER: 'x' });
    expect(notices).toEqual(['.env:7 is not NAME=value, and is ignored']);
  });

  it('of a server beside an embedded engine are not lost without a word', async () => {
    const embedded = '[clickhouse_config]\nembedded = true\n';
    expect((await read(`${embedded}host = "x.example"\n`)).notices).toEqual([
      'clickhouse_config.embedded is true: the server at x.example is not used',
    ]);
    expect((await read(`${embedded}host = "localhost"\n`)).notices).toEqual([]);
    expect((await read(embedded, { MOOSE_LOAD_SECONDS: '5' })).notices).toEqual([]);
  });

  it('come from dotenv files too, the process winning, and process.env stays as it was', async () => {
    await writeFile(
      join(dir, '.env'),
      'MOOSE_CLICKHOUSE_CONFIG__HOST=base\nMOOSE_CLICKHOUSE_CONFIG__USER=base\nPLAIN="a b"\nLAYER=base\n',
    );
    await writeFile(join(dir, '.env.dev'), 'MOOSE_CLICKHOUSE_CONFIG__USER=dev\nLAYER=dev\n');
    await writeFile(join(dir, '.env.prod'), 'MOOSE_CLICKHOUSE_CONFIG__USER=prod\nLAYER=prod\n');
    await writeFile(join(dir, '.env.local'), 'MOOSE_CLICKHOUSE_CONFIG__DB_NAME=mine\nLAYER=mine\n');
    const dev = await read('', { MOOSE_CLICKHOUSE_CONFIG__PASSWORD: 'p', LAYER: 'process' });
    expect(dev.config.clickhouse).toMatchObject({
      host: 'base',
      user: 'dev',
      database: 'mine',
      password: 'p',
    });
    expect(dev.env).toMatchObject({ PLAIN: 'a b', LAYER: 'process' });
    const prod = await read('', {}, 'prod');
    expect(prod.config.clickhouse.user).toBe('prod');
    expect(prod.env.LAYER).toBe('mine');
    expect(process.env.MOOSE_CLICKHOUSE_CONFIG__HOST).toBeUndefined();
  });
});

describe('findKeyPlaces', () => {
  const text = [
    '# comment with [brackets] = 1',
    'a.b = 1',
    '"quoted key" = """',
    'fake = 1',
    '"""',
    "  'single' = [ # ]",
    '  "x = 1", [2],',
    ']',
    '[ t . u ]',
    'k = { inner = 1 } # k2 = 2',
    '[[list]]',
    'name = "one"',
    '[list.sub]',
    'deep = 1',
    '[[list]]',
    'name = "two"',
  ].join('\r\n');
  const places = findKeyPlaces(text);

  it.each([
    [['a', 'b'], 2, 1],
    [['quoted key'], 3, 1],
    [['single'], 6, 3],
    [['single', 1], 6, 3],
    [['t', 'u'], 9, 3],
    [['t', 'u', 'k', 'inner'], 10, 1],
    [['list', 0, 'name'], 12, 1],
    [['list', 0, 'sub', 'deep'], 14, 1],
    [['list', 1, 'name'], 16, 1],
  ])('%j', (path, line, column) => {
    expect(places.find(path)).toMatchObject({ line, column });
  });

  it('knows nothing of keys that are not there', () => {
    expect(places.find(['fake'])).toBeNull();
    expect(places.find(['k2'])).toBeNull();
  });
});

describe('the repository’s own files', () => {
  it('the compose file serves the ports and credentials of moose.config.toml', async () => {
    const root = new URL('..', import.meta.url).pathname;
    const { config, notices } = await readConfig({ cwd: root, configFile: null, env: {}, mode: 'prod' });
    expect(notices).toEqual([]);
    expect(parseToml(await readFile(join(root, 'moose.config.toml'), 'utf8')).source_dir).toBe(
      config.sourceDir,
    );
    const compose = parseYaml(await readFile(join(root, 'docker-compose.yml'), 'utf8'));
    const { clickhouse, redpanda } = compose.services;
    expect(clickhouse.ports).toEqual([
      `127.0.0.1:${config.clickhouse.hostPort}:8123`,
      `127.0.0.1:${config.clickhouse.nativePort}:9000`,
    ]);
    expect(clickhouse.environment).toMatchObject({
      CLICKHOUSE_USER: config.clickhouse.user,
      CLICKHOUSE_PASSWORD: config.clickhouse.password,
      CLICKHOUSE_DB: config.clickhouse.database,
    });
    expect(redpanda.command.join(' ')).toContain(`external://${config.redpanda.broker}`);
    for (const service of [clickhouse, redpanda]) {
      expect(service.image).toMatch(/:v?\d+\.\d+\.\d+/);
      expect(service.healthcheck.test).toBeDefined();
    }
  });
});
