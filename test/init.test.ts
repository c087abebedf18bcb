import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
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

describe('moose init', () => {
  const filesOf = (folder: CommandProject): readonly string[] =>
    [...folder.files('.').keys()].map((path) => path.slice(folder.directory.length + 1)).sort();

  it('makes the files of a project', async () => {
    const folder = commandProject({});
    const { code, stdout, stderr } = await folder.moose('init');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(filesOf(folder)).toEqual([...EXAMPLE, 'docker-compose.yml'].sort());
    for (const file of filesOf(folder)) expect(stdout).toContain(`+ ${file}`);
    expect(stdout).toMatch(
      /npm install\n {2}docker compose up -d --wait\n {2}npx moose migrate generate --save\n {2}npx moose migrate apply/,
    );
    const manifest: unknown = JSON.parse(folder.read('package.json'));
    expect(manifest).toMatchObject({
      private: true,
      dependencies: { 'moose-migrate': expect.stringMatching(/^\^\d/) },
    });
    expect(complaintsAbout(folder.directory, 'app')).toEqual({ compiler: '', formatter: '' });
  });

  it('makes a container and a workflow that fit the configuration', async () => {
    const folder = commandProject({});
    await folder.moose('init', 'shop', '--quiet');
    const compose = parse(folder.read('shop/docker-compose.yml')) as {
      services: { clickhouse: { environment: Record<string, string>; ports: string[] } };
    };
    const { environment, ports } = compose.services.clickhouse;
    const toml = folder.read('shop/moose.config.toml');
    expect(toml).toContain(`user = "${environment.CLICKHOUSE_USER}"`);
    expect(toml).toContain(`password = "${environment.CLICKHOUSE_PASSWORD}"`);
    expect(toml).toContain(`db_name = "${environment.CLICKHOUSE_DB}"`);
    expect(ports).toContain(`127.0.0.1:${/host_port = (\d+)/.exec(toml)?.[1]}:8123`);
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
    server = await startPullServer();
  });
  afterAll(() => server.stop());
  beforeEach(() => server.reset());

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
