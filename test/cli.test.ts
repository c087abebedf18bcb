import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseDocument } from 'yaml';
import * as z from 'zod';
import { migrateCommand, mooseCommand } from '../src/cli/program.ts';
import {
  describeWithEngine,
  engineUrl,
  type FreshDatabase,
  freshDatabase,
  sharedEngine,
} from './support/engine.ts';
import { type CommandProject, commandProject, type Ended, run, temporaryFolder } from './support/moose.ts';

// Each test starts several processes, one after the other: a limit for a hang on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

const CONFIG = 'source_dir = "app"\n\n[features]\nstreaming_engine = false\n';
const CODE = `import { type Key, OlapTable, type UInt16, type UInt32 } from 'moose-migrate';

export interface Order {
  id: Key<UInt32>;
  buyer: string;
  pieces: UInt16;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
`;

/** A project with one table against a database of its own, and the commands with its URL. */
interface Shop extends CommandProject {
  readonly database: FreshDatabase;
  generate(...args: readonly string[]): Promise<Ended>;
  apply(...args: readonly string[]): Promise<Ended>;
}

const open: FreshDatabase[] = [];

afterEach(async () => {
  for (const database of open.splice(0)) await database.drop();
});

async function shop(code: string = CODE): Promise<Shop> {
  const project = commandProject({ 'moose.config.toml': CONFIG, 'app/index.ts': code });
  const database = await freshDatabase('cli');
  open.push(database);
  const on = ['--clickhouse-url', database.url];
  return {
    ...project,
    database,
    generate: (...args) => project.moose('migrate', 'generate', ...on, ...args),
    apply: (...args) => project.moose('migrate', ...on, ...args),
  };
}

/** The same with its table made and every file saved. */
async function openShop(): Promise<Shop> {
  const made = await shop();
  expect((await made.generate('--save')).code).toBe(0);
  expect((await made.apply()).code).toBe(0);
  return made;
}

const ERROR = z.strictObject({
  schemaVersion: z.literal(1),
  error: z.strictObject({
    code: z.string().regex(/^[A-Z_]+$/),
    message: z.string(),
    hint: z.string().nullable(),
    exitCode: z.number(),
    problems: z.array(z.unknown()),
  }),
  notes: z.array(z.string()),
});

/** What a failed command says with --json, which is all that it says on stdout. */
function errorOf({ stdout, code }: Ended): z.infer<typeof ERROR>['error'] {
  const { error } = ERROR.parse(JSON.parse(stdout));
  expect(error.exitCode).toBe(code);
  return error;
}

/** Every command that there is, as the words that call it. */
function commandsBelow(command: Command, words: readonly string[]): readonly (readonly string[])[] {
  return [words, ...command.commands.flatMap((child) => commandsBelow(child, [...words, child.name()]))];
}

const COMMANDS = [
  ...commandsBelow(mooseCommand(), ['moose']),
  ...commandsBelow(migrateCommand(), ['migrate']),
].map((words) => words.join(' '));

describe('help', () => {
  it.each(COMMANDS)('of `%s` is on stdout, as written down', async (command) => {
    const [bin, ...words] = command.split(' ');
    const { code, stdout, stderr } = await run(bin === 'migrate' ? bin : 'moose', [...words, '--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    await expect(stdout).toMatchFileSnapshot(`expected/help/${command.replaceAll(' ', '-')}.txt`);
  });

  it('names the version', async () => {
    const { code, stdout } = await run('migrate', ['--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('is shown where a command lacks its subcommand, with exit code 1', async () => {
    const { code, stdout, stderr } = await run('moose', []);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('Usage: moose');
  });
});

describe('a wrong command line', () => {
  it.each([
    [['migrte'], "unknown command 'migrte'", 'Did you mean migrate?'],
    [['migrate', 'genrate'], 'unknown command \'genrate\'; did you mean "generate"?', null],
    [
      ['migrate', '--allow', 'DELETES_DATA', 'generate'],
      "'generate' is a command of its own",
      'Its flags stand behind it: migrate generate …',
    ],
    [['migrate', '--aloow', 'DELETES_DATA'], "unknown option '--aloow'", 'Did you mean --allow?'],
    [['migrate', 'generate', 'orders'], "too many arguments for 'generate'", null],
    [['migrate', '--allow', 'DELETES_DATA,DROPS'], 'Name hazards as the plan does', null],
    [['migrate', 'generate', '--clickhouse-url'], 'argument missing', null],
  ])('%j ends with 1 and says what is wrong', async (args, message, hint) => {
    const plain = await run('moose', args);
    expect(plain).toMatchObject({ code: 1, stdout: '' });
    expect(plain.stderr).toContain(`error ARGUMENT_INVALID`);
    expect(plain.stderr).toContain(message);
    const flag = args.findIndex((word) => word.startsWith('--'));
    const error = errorOf(await run('moose', args.toSpliced(flag === -1 ? args.length : flag, 0, '--json')));
    expect(error).toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringContaining(message) });
    if (hint !== null) expect(error.hint).toBe(hint);
  });
});

describe('flags that every command has', () => {
  it.each([
    ['migrate', ['--cwd', 'nowhere', '--no-color', '--json', 'generate', '--save']],
    ['moose', ['--cwd', 'nowhere', 'migrate', '--json', 'generate', '--no-color', '--sql']],
    ['moose', ['migrate', '--json', '--allow', 'DELETES_DATA', '--cwd', 'nowhere']],
    ['moose', ['--json', 'db', '--cwd', 'nowhere', 'pull']],
  ] as const)('stand before it too: %s %j', async (bin, args) => {
    const error = errorOf(await run(bin, args));
    expect(error).toMatchObject({ code: 'CONFIG_MISSING', hint: expect.stringContaining('--cwd') });
  });
});

describe('a wrong configuration', () => {
  it('that is missing ends with 1', async () => {
    const ended = await run('moose', ['migrate', 'generate', '--json'], { cwd: temporaryFolder() });
    expect(ended.code).toBe(1);
    expect(errorOf(ended)).toMatchObject({
      code: 'CONFIG_MISSING',
      message: 'moose.config.toml does not exist',
    });
  });

  it('is told in full, each problem with its place and code frame', async () => {
    const project = commandProject({
      'wrong.toml': 'source_dir = 7\n[clickhouse_config]\nhost_port = "many"\nuse_ssl = "perhaps"\n',
    });
    const { code, stdout, stderr } = await project.moose('migrate', '--config', 'wrong.toml');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('error CONFIG_INVALID 3 problems found\nwrong.toml:1:1 source_dir');
    expect(stderr).toContain('wrong.toml:3:1 clickhouse_config.host_port');
    expect(stderr).toContain('wrong.toml:4:1 clickhouse_config.use_ssl');
    expect(stderr).toContain('> 3 | host_port = "many"');
  });

  it('of another directory is found with --cwd', async () => {
    const project = commandProject({ 'moose.config.toml': 'source_dir = []\n' });
    const ended = await run('moose', ['migrate', 'generate', '--cwd', project.directory]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('moose.config.toml:1:1');
  });
});

describe('wrong code', () => {
  it('is told in full, each problem with file, line and column', async () => {
    const project = commandProject({
      'moose.config.toml': CONFIG,
      'app/index.ts': CODE.replace('buyer: string', 'buyer: symbol').replace(
        'pieces: UInt16',
        'pieces: () => void',
      ),
    });
    const { code, stdout, stderr } = await project.moose(
      'migrate',
      'generate',
      '--clickhouse-url',
      'embedded:',
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('error TYPE_UNSUPPORTED 2 problems found');
    expect(stderr).toContain('app/index.ts:5:');
    expect(stderr).toContain('app/index.ts:6:');
    expect(stderr).toContain('> 5 |   buyer: symbol;');
  });
});

describeWithEngine('a target that cannot be used', () => {
  const SECRET = 'hunter2-and-more';

  async function generateOn(url: string): Promise<Ended> {
    const project = commandProject({ 'moose.config.toml': CONFIG, 'app/index.ts': CODE });
    const ended = await project.moose(
      'migrate',
      'generate',
      '--json',
      '--debug',
      '--save',
      '--clickhouse-url',
      url,
    );
    expect(ended.code).toBe(1);
    expect(ended.stdout + ended.stderr).not.toContain(SECRET);
    for (const text of project.files('.').values()) expect(text).not.toContain(SECRET);
    return ended;
  }

  const host = (): string => new URL(sharedEngine().url).host;

  it.each([
    ['a scheme nobody knows', `ftp://me:${SECRET}@127.0.0.1/db`],
    ['a password that is not encoded', `http://me:${SECRET}#x@127.0.0.1/db`],
    ['no host', `http://me:${SECRET}@/db`],
    ['no scheme', `me:${SECRET}@127.0.0.1/db`],
  ])('%s: TARGET_INVALID', async (_, url) => {
    expect(errorOf(await generateOn(url)).code).toBe('TARGET_INVALID');
  });

  it('nobody listens: TARGET_UNREACHABLE', async () => {
    // The port of discard, which no test server takes.
    expect(errorOf(await generateOn(`http://me:${SECRET}@127.0.0.1:9/db`))).toMatchObject({
      code: 'TARGET_UNREACHABLE',
      message: expect.stringContaining('127.0.0.1:9'),
    });
  });

  it('the wrong password: TARGET_DENIED', async () => {
    const { username } = sharedEngine();
    expect(errorOf(await generateOn(`http://${username}:${SECRET}@${host()}/default`)).code).toBe(
      'TARGET_DENIED',
    );
  });

  it('no such database: DATABASE_MISSING', async () => {
    const ended = await generateOn(engineUrl('nowhere_at_all'));
    expect(errorOf(ended)).toMatchObject({
      code: 'DATABASE_MISSING',
      message: expect.stringContaining('nowhere_at_all'),
    });
    expect(ended.stdout + ended.stderr).not.toContain(sharedEngine().password);
  });
});

describeWithEngine('generate', () => {
  it('puts the plan on stdout and talk on stderr', async () => {
    const made = await shop();
    const { code, stdout, stderr } = await made.generate('--save');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Plan for cli_\w+ on ClickHouse [\d.]+: 1 operation in 1 step\n\n\+ Table cli_\w+\.orders\n/,
    );
    expect(stdout).not.toContain('Saved');
    expect(stdout).not.toContain('CREATE TABLE');
    expect(stderr).toContain(
      'Saved migrations/plan.yaml, migrations/remote_state.json, migrations/local_infra_map.json\n',
    );
  });

  it('writes nothing without --save', async () => {
    const made = await shop();
    await made.generate();
    expect([...made.files('.').keys()].filter((path) => path.includes('migrations'))).toEqual([]);
  });

  it('shows the statements with --sql and is silent otherwise with --quiet', async () => {
    const made = await shop();
    const { stdout, stderr } = await made.generate('--save', '--quiet', '--sql');
    expect(stdout).toContain('Statements, in order:\nCREATE TABLE');
    expect(stderr).toBe('');
  });

  it('ends with 2 on differences only when asked to', async () => {
    const made = await shop();
    expect((await made.generate()).code).toBe(0);
    expect((await made.generate('--exit-code')).code).toBe(2);
    await made.generate('--save');
    await made.apply();
    const still = await made.generate('--exit-code');
    expect(still.code).toBe(0);
    expect(still.stdout).toMatch(/^No changes: /);
  });

  it('has three spellings', async () => {
    const made = await shop();
    const flags = ['--cwd', made.directory, '--clickhouse-url', made.database.url, '--sql'];
    const [first, ...others] = await Promise.all([
      run('moose', ['migrate', 'generate', ...flags]),
      run('moose', ['generate', 'migration', ...flags]),
      run('migrate', ['generate', ...flags]),
    ]);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('CREATE TABLE');
    expect(others).toEqual([first, first]);
  });

  it('gives one JSON document and no other word with --json', async () => {
    const made = await shop();
    const { code, stdout, stderr } = await made.generate('--json', '--save');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const document = z
      .object({
        schemaVersion: z.literal(1),
        operations: z.array(z.record(z.string(), z.unknown())),
        statements: z.array(z.string()),
        files: z.array(z.string()),
      })
      .parse(JSON.parse(stdout));
    expect(document.operations.map((operation) => Object.keys(operation))).toEqual([['CreateTable']]);
    expect(document.statements).toHaveLength(1);
    expect(document.files).toEqual([
      'migrations/plan.yaml',
      'migrations/remote_state.json',
      'migrations/local_infra_map.json',
    ]);
  });

  it('is no fault of a reader that hangs up', async () => {
    const made = await shop(
      CODE +
        Array.from(
          { length: 300 },
          (_, at) => `export const t${at} = new OlapTable<Order>('t${at}', { orderByFields: ['id'] });\n`,
        ).join(''),
    );
    const ended = await run(
      'moose',
      ['migrate', 'generate', '--sql', '--quiet', '--clickhouse-url', made.database.url],
      { cwd: made.directory, hangUpAfter: 1 },
    );
    expect(ended.code).toBe(0);
    expect(ended.stderr).toBe('');
  });

  it('notes what it leaves alone', async () => {
    const made = await shop();
    await made.database.clickhouse.execute(
      'CREATE TABLE somebody_elses (x UInt8) ENGINE = MergeTree ORDER BY x',
    );
    const { stdout, stderr } = await made.generate('--sql');
    expect(stderr).toContain('somebody_elses');
    expect(stdout).not.toContain('somebody_elses');
  });
});

describeWithEngine('colours', () => {
  const ESCAPE = '\u001b[';

  it('are there on a terminal or when forced, and not when refused', async () => {
    const made = await shop();
    const cases: readonly (readonly [Readonly<Record<string, string>>, readonly string[], boolean])[] = [
      [{}, [], false],
      [{ FORCE_COLOR: '1' }, [], true],
      [{ FORCE_COLOR: '0' }, [], false],
      [{ FORCE_COLOR: '1', NO_COLOR: '1' }, [], false],
      [{ FORCE_COLOR: '1' }, ['--no-color'], false],
      [{ FORCE_COLOR: '1' }, ['--json'], false],
    ];
    for (const [env, flags, isColoured] of cases) {
      const args = ['migrate', 'generate', '--clickhouse-url', made.database.url, ...flags];
      const plan = await run('moose', args, { cwd: made.directory, env });
      const error = await run('moose', ['migrate', '--config', 'none.toml', ...flags], {
        cwd: made.directory,
        env,
      });
      const seen = [plan.stdout, error.stdout + error.stderr].map((text) => text.includes(ESCAPE));
      expect({ env, flags, seen }).toEqual({ env, flags, seen: [isColoured, isColoured] });
    }
  });
});

describeWithEngine('apply', () => {
  it('runs the plan, tells each step on stderr and the result on stdout', async () => {
    const made = await shop();
    await made.generate('--save');
    const { code, stdout, stderr } = await made.apply();
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'Applied 1 operation; the server was read again and is what the code declares.\n',
    });
    expect(stderr).toMatch(/^\[1\/1\] ok \+ Table cli_\w+\.orders \d+ ms\n$/);
    expect(await made.database.clickhouse.query('EXISTS TABLE orders')).toEqual([{ result: 1 }]);
  });

  it('has three spellings, and the second time knows that it is done', async () => {
    const made = await openShop();
    const flags = ['--cwd', made.directory, '--clickhouse-url', made.database.url];
    const ended = [
      await run('moose', ['migrate', ...flags]),
      await run('moose', ['migrate', 'apply', ...flags]),
      await run('migrate', flags),
      await run('migrate', ['apply', ...flags]),
    ];
    const done: Ended = {
      code: 0,
      stdout: 'Already applied: the server is what the code declares.\n',
      stderr: '',
    };
    expect(ended).toEqual([done, done, done, done]);
  });

  it('streams one JSON document a line with --json', async () => {
    const made = await shop();
    await made.generate('--save');
    const { code, stdout, stderr } = await made.apply('--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) =>
        z
          .object({ schemaVersion: z.literal(1), event: z.string() })
          .loose()
          .parse(JSON.parse(line)),
      );
    expect(events.map(({ event }) => event)).toEqual(['step-started', 'step-finished', 'finished']);
    expect(events.at(-1)).toMatchObject({ outcome: 'applied', exitCode: 0, error: null, remaining: [] });
  });

  it('says only the result with --quiet', async () => {
    const made = await shop();
    await made.generate('--save');
    expect(await made.apply('--quiet')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^Applied 1 operation/),
    });
  });

  it('works on an engine of its own', async () => {
    const project = commandProject({ 'moose.config.toml': CONFIG, 'app/index.ts': CODE });
    const on = ['--clickhouse-url', `embedded:${join(project.directory, 'data')}?database=till`];
    expect((await project.moose('migrate', 'generate', ...on, '--save')).code).toBe(0);
    expect((await project.moose('migrate', ...on)).code).toBe(0);
    expect((await project.moose('migrate', 'generate', ...on, '--exit-code')).code).toBe(0);
  });
});

describeWithEngine('a stale plan ends with 3', () => {
  it('when the code has changed since', async () => {
    const made = await openShop();
    made.edit('app/index.ts', 'buyer: string;', 'buyer: string;\n  note: string;');
    const { code, stdout, stderr } = await made.apply();
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(
      /^error PLAN_STALE The code has changed .*\n~ cli_\w+\.orders\n {4}\+ note String\nhint: .*migrate generate --save\n$/,
    );
    expect(errorOf(await made.apply('--json')).code).toBe('PLAN_STALE');
  });

  it('when a topic has changed since, by its name', async () => {
    const made = await openShop();
    made.edit(
      'app/index.ts',
      "} from 'moose-migrate';",
      "} from 'moose-migrate';\nimport { Stream } from 'moose-migrate';",
    );
    made.write(
      'app/index.ts',
      `${made.read('app/index.ts')}export const clicks = new Stream<Order>('clicks', { parallelism: 2 });\n`,
    );
    made.edit('moose.config.toml', 'streaming_engine = false', 'streaming_engine = true');
    const { code, stderr } = await made.apply();
    expect(code).toBe(3);
    expect(stderr).toContain('\n+ topic/clicks\n');
  });

  it('when the server has changed since, and changes nothing there', async () => {
    const made = await openShop();
    made.edit('app/index.ts', 'buyer: string;', 'buyer: string;\n  note: string;');
    await made.generate('--save');
    await made.database.clickhouse.execute('ALTER TABLE orders ADD COLUMN debug Int8');
    const { code, stdout, stderr } = await made.apply();
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(
      /^error LIVE_DRIFTED .*nothing was changed.\n~ cli_\w+\.orders\n {4}\+ debug Int8\nhint: .*migrate generate --save\n$/,
    );
    const columns = await made.database.clickhouse.query<{ readonly name: string }>(
      "SELECT name FROM system.columns WHERE table = 'orders' AND database = currentDatabase() ORDER BY position",
    );
    expect(columns.map(({ name }) => name)).toEqual(['id', 'buyer', 'pieces', 'debug']);
  });
});

describeWithEngine('what nobody allowed ends with 4', () => {
  it('until the hazard is allowed by its name', async () => {
    const made = await openShop();
    made.edit('app/index.ts', '  buyer: string;\n', '');
    const planned = await made.generate('--save');
    expect(planned.stdout).toContain('DELETES_DATA');
    expect(planned.stderr).toContain('Not approved yet: DELETES_DATA.');
    const { code, stdout, stderr } = await made.apply();
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toMatch(
      /migrations\/plan\.yaml:\d+:3 DropTableColumn cli_\w+\.orders\/column\/buyer: DELETES_DATA \(\d+ rows, [\d.]+ \w+ at stake\)\n/,
    );
    expect(stderr).toContain('--allow DELETES_DATA');
    expect((await made.apply('--allow', 'EXPIRES_ROWS')).code).toBe(4);
    expect((await made.apply('--allow', 'EXPIRES_ROWS,DELETES_DATA')).code).toBe(0);
  });

  it('nor when the plan holds the approval', async () => {
    const made = await openShop();
    made.edit('app/index.ts', '  buyer: string;\n', '');
    const planned = await made.generate('--save', '--yes-destructive');
    expect(planned.stdout).toContain('DELETES_DATA (approved)');
    expect(made.read('migrations/plan.yaml')).toMatch(/approved:\n\s+- DELETES_DATA/);
    expect((await made.apply()).code).toBe(0);
  });

  it('nor when the environment approved it', async () => {
    const made = await openShop();
    made.edit('app/index.ts', '  buyer: string;\n', '');
    const options = { cwd: made.directory, env: { MOOSE_ACCEPT_DESTRUCTIVE: '1' } };
    expect(
      (await run('moose', ['migrate', 'generate', '--save', '--clickhouse-url', made.database.url], options))
        .code,
    ).toBe(0);
    expect((await made.apply()).code).toBe(0);
  });

  it('as does a change that ALTER cannot make, at generate and at apply', async () => {
    const made = await openShop();
    made.edit(
      'app/index.ts',
      "{ orderByFields: ['id'] }",
      "{ orderByFields: ['id'], partitionBy: 'id % 7' }",
    );
    const planned = await made.generate('--save');
    expect(planned.code).toBe(4);
    expect(planned.stdout).toMatch(
      /\nRefused \(1\); apply will not start while they are there:\n {2}x cli_\w+\.orders\/partitionBy: /,
    );
    const applied = await made.apply();
    expect(applied.code).toBe(4);
    expect(applied.stderr).toContain('error PLAN_REFUSED');
    expect(applied.stderr).toContain('orders/partitionBy: ');
  });
});

describeWithEngine('a plan edited by hand', () => {
  /** A plan of two operations with SQL of a reviewer between them. `orders` holds a row, which no rehearsal knows. */
  async function edited(sql: (database: string) => readonly string[]): Promise<Shop> {
    const made = await openShop();
    await made.database.clickhouse.execute("INSERT INTO orders VALUES (1, 'ann', 3)");
    made.edit('app/index.ts', '  buyer: string;\n', '  buyer: string;\n  note: string;\n');
    made.write(
      'app/index.ts',
      `${made.read('app/index.ts')}export const returns = new OlapTable<Order>('returns', { orderByFields: ['id'] });\n`,
    );
    await made.generate('--save');
    const plan = parseDocument(made.read('migrations/plan.yaml'));
    const operations = z.array(z.record(z.string(), z.unknown())).parse(plan.toJS().operations);
    expect(operations.map((operation) => Object.keys(operation)[0])).toEqual([
      'CreateTable',
      'AddTableColumn',
    ]);
    const raw = {
      RawSql: { sql: sql(made.database.name), description: 'by hand', approved: ['UNCHECKED_SQL'] },
    };
    plan.set('operations', operations.toSpliced(1, 0, raw));
    made.write('migrations/plan.yaml', plan.toString());
    return made;
  }

  const FAILS_ON_ROWS = (database: string): readonly string[] => [
    `INSERT INTO FUNCTION null('x UInt8') SELECT throwIf(count() > 0, 'there are orders') FROM ${database}.orders`,
  ];
  const hasReturns = async (made: Shop): Promise<unknown> =>
    made.database.clickhouse.query('EXISTS TABLE returns');

  it('that fails on the server ends with 5 and says what is done, what failed and what was not run', async () => {
    const made = await edited(FAILS_ON_ROWS);
    const { code, stdout, stderr } = await made.apply();
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(stderr).toContain('error APPLY_STOPPED The migration stopped halfway.');
    expect(stderr).toMatch(
      /\n {2}ok \+ Table cli_\w+\.returns\n {2}failed ~ by hand\n {2}not run \+ cli_\w+\.orders: column note: String\n/,
    );
    expect(stderr).toContain('there are orders');
    expect(stderr).toMatch(/\nhint: .*migrate resume/);
    expect(await hasReturns(made)).toEqual([{ result: 1 }]);
  });

  it('that stopped is shown by status, keeps other plans out, and is finished by resume', async () => {
    const made = await edited(FAILS_ON_ROWS);
    const on = ['--clickhouse-url', made.database.url];
    expect((await made.apply()).code).toBe(5);
    const status = await made.moose('migrate', 'status', ...on);
    expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining('is unfinished') });
    expect(status.stdout).toMatch(/\n {2}done {2}.*returns.*\n {2}failed {2}/);
    const begun = made.files('migrations');
    expect(errorOf(await made.generate('--save', '--json'))).toMatchObject({
      code: 'MIGRATION_UNFINISHED',
      exitCode: 4,
      hint: expect.stringContaining('migrate resume'),
    });
    expect(made.files('migrations')).toEqual(begun);
    await made.database.clickhouse.execute('TRUNCATE TABLE orders');
    expect((await made.moose('migrate', 'resume', ...on)).code).toBe(0);
    expect((await made.generate('--exit-code')).code).toBe(0);
  });

  it('says the same in JSON', async () => {
    const made = await edited(FAILS_ON_ROWS);
    const { code, stdout } = await made.apply('--json');
    expect(code).toBe(5);
    const last: unknown = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({
      schemaVersion: 1,
      event: 'finished',
      outcome: 'stopped',
      exitCode: 5,
      error: { code: 'APPLY_STOPPED', exitCode: 5 },
      steps: [
        { status: 'done', error: null },
        { status: 'failed', error: { message: expect.stringContaining('there are orders') } },
        { status: 'not-run' },
      ],
    });
  });

  it('that does not even run on the embedded engine ends with 4 before anything is changed', async () => {
    const made = await edited((database) => [`ALTER TABLE ${database}.orders COMMENT COLUMN nothing 'x'`]);
    const { code, stderr } = await made.apply();
    expect(code).toBe(4);
    expect(stderr).toContain('error REHEARSAL_FAILED');
    expect(await hasReturns(made)).toEqual([{ result: 0 }]);
  });

  // What fails beside a SYSTEM statement says nothing in a rehearsal: it may need what that does.
  it('that the target cannot parse ends with 1 before anything is changed', async () => {
    const made = await edited((database) => [
      'SYSTEM FLUSH LOGS',
      `INSRT INTO ${database}.orders VALUES (2)`,
    ]);
    const { code, stderr } = await made.apply();
    expect(code).toBe(1);
    expect(stderr).toContain('error STATEMENT_INVALID');
    expect(stderr).toContain('nothing was changed');
    expect(await hasReturns(made)).toEqual([{ result: 0 }]);
  });

  it('that ran and left the server somewhere else ends with 5 and says what is left', async () => {
    const made = await edited((database) => [`ALTER TABLE ${database}.orders ADD COLUMN stray UInt8`]);
    // With an embedded engine the rehearsal would have told.
    const { code, stdout, stderr } = await run('moose', ['migrate', '--clickhouse-url', made.database.url], {
      cwd: made.directory,
      env: { MOOSE_SHADOW: 'off' },
    });
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(stderr).toContain('error APPLY_UNVERIFIED');
    expect(stderr).toMatch(/\n {2}- cli_\w+\.orders: column stray\n/);
    expect(await hasReturns(made)).toEqual([{ result: 1 }]);
  });
});

describeWithEngine('files that cannot be used', () => {
  it('are named when they are missing', async () => {
    const made = await shop();
    const error = errorOf(await made.apply('--json'));
    expect(error).toMatchObject({
      code: 'FILE_MISSING',
      exitCode: 1,
      message: expect.stringContaining('migrations/plan.yaml'),
    });
    expect(error.hint).toContain('migrate generate --save');
  });

  it('are named with the place where they are damaged, and nothing is changed', async () => {
    const made = await shop();
    await made.generate('--save');
    const cases: readonly (readonly [string, (text: string) => string, string, RegExp])[] = [
      ['plan.yaml', (text) => text.slice(0, 300), 'FILE_INVALID', /migrations\/plan\.yaml:\d+:\d+/],
      ['plan.yaml', () => '', 'FILE_INVALID', /migrations\/plan\.yaml is empty/],
      [
        'plan.yaml',
        (text) => text.replace('CreateTable', 'CreateTabel'),
        'FILE_INVALID',
        /migrations\/plan\.yaml:\d+:\d+ .*did you mean "CreateTable"/,
      ],
      ['plan.yaml', (text) => text + ' '.repeat(51 * 1024 * 1024), 'FILE_INVALID', /plan\.yaml has 52 MB/],
      [
        'local_infra_map.json',
        (text) => text.slice(0, 200),
        'FILE_INVALID',
        /local_infra_map\.json:\d+:\d+ .*not valid JSON/,
      ],
      [
        'local_infra_map.json',
        (text) => text.replaceAll('"buyer"', '"seller"'),
        'FILE_HASH_WRONG',
        /local_infra_map\.json was changed after it was written/,
      ],
      [
        'remote_state.json',
        (text) => text.replace('"tables": {}', '"tabels": {}'),
        'FILE_HASH_WRONG',
        /remote_state\.json was changed after it was written/,
      ],
    ];
    for (const [name, damage, code, words] of cases) {
      const file = `migrations/${name}`;
      const text = made.read(file);
      const damaged = damage(text);
      expect(damaged).not.toBe(text);
      made.write(file, damaged);
      const ended = await made.apply();
      expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(code) });
      expect(ended.stderr).toMatch(words);
      made.write(file, text);
    }
    expect(await made.database.clickhouse.query('EXISTS TABLE orders')).toEqual([{ result: 0 }]);
    expect((await made.apply()).code).toBe(0);
  });

  it('a folder that is a file: nothing is written', async () => {
    const made = await shop();
    made.write('migrations', 'in the way');
    const ended = await made.generate('--save', '--json');
    expect(errorOf(ended)).toMatchObject({ code: 'FILE_UNWRITABLE', exitCode: 1 });
    expect(made.read('migrations')).toBe('in the way');
  });

  // The superuser may write anywhere.
  it.skipIf(process.getuid?.() === 0)('a folder without permission: nothing is written', async () => {
    const made = await shop();
    const folder = join(made.directory, 'migrations');
    mkdirSync(folder);
    chmodSync(folder, 0o555);
    const ended = await made.generate('--save', '--json');
    chmodSync(folder, 0o755);
    expect(errorOf(ended).code).toBe('FILE_UNWRITABLE');
    expect(made.files('migrations').size).toBe(0);
  });
});

describeWithEngine('secrets', () => {
  const CODE_WITH_SECRETS = `${CODE.replace('import {', 'import { ClickHouseEngines, mooseRuntimeEnv,')}
export const archive = new OlapTable<Order>('archive', {
  engine: ClickHouseEngines.S3,
  path: 'https://bucket.example/orders/*.json',
  format: 'JSONEachRow',
  awsAccessKeyId: 'AKIALITERALINCODE',
  awsSecretAccessKey: mooseRuntimeEnv.get('BUCKET_KEY'),
});
`;
  const VALUE = 'value-of-the-variable';
  const LITERAL = 'AKIALITERALINCODE';

  it('reach the server and no output and no file', async () => {
    const made = await shop(CODE_WITH_SECRETS);
    const options = { cwd: made.directory, env: { BUCKET_KEY: VALUE } };
    const on = ['--clickhouse-url', made.database.url];
    const commands = [
      ['migrate', 'generate', ...on, '--sql', '--debug', '--save'],
      ['migrate', 'generate', ...on, '--json'],
      ['migrate', ...on, '--debug'],
      ['migrate', ...on, '--json'],
      ['migrate', 'generate', ...on, '--exit-code'],
    ];
    for (const args of commands) {
      const { code, stdout, stderr } = await run('moose', args, options);
      expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({ args, code: 0, stderr: '' });
      for (const secret of [VALUE, LITERAL, sharedEngine().password])
        expect(stdout + stderr).not.toContain(secret);
    }
    const [row] = await made.database.clickhouse.query<{ readonly sql: string }>(
      "SELECT create_table_query AS sql FROM system.tables WHERE database = currentDatabase() AND name = 'archive' SETTINGS format_display_secrets_in_show_and_select = 1",
    );
    expect(row?.sql).toContain('bucket.example');
    for (const text of made.files('migrations').values()) expect(text).not.toContain(LITERAL);
    for (const text of made.files('.').values()) {
      expect(text).not.toContain(VALUE);
      expect(text).not.toContain(sharedEngine().password);
    }
  });

  it('that are not set stop the plan before it begins, by the name of the variable', async () => {
    const made = await shop(CODE_WITH_SECRETS);
    expect((await made.generate('--save')).code).toBe(0);
    const { code, stderr } = await made.apply();
    expect(code).toBe(1);
    expect(stderr).toContain('BUCKET_KEY');
    expect(await made.database.clickhouse.query('EXISTS TABLE orders')).toEqual([{ result: 0 }]);
  });
});

describeWithEngine('check', () => {
  it('ends with 0 for a saved plan, and with 3 once the code has moved on', async () => {
    const made = await shop();
    expect((await made.generate('--save')).code).toBe(0);
    const good = await made.moose('migrate', 'check', '--format', 'markdown');
    expect(good.code).toBe(0);
    expect(good.stdout).toMatch(/^<!-- moose-migrate -->\n## /);
    made.edit('app/index.ts', 'pieces: UInt16', 'pieces: UInt32');
    const stale = await made.moose('migrate', 'check');
    expect(stale.code).toBe(3);
    expect(stale.stdout).toContain('x 1 problem');
    expect(stale.stderr).toContain('PLAN_STALE The code has changed since the plan was made');
    expect(JSON.parse((await made.moose('migrate', 'check', '--json')).stdout)).toMatchObject({
      outcome: 'failed',
      exitCode: 3,
    });
  });
});
