import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from '../src/commands/check.ts';
import { generate } from '../src/commands/generate.ts';
import { answerCacheFile } from '../src/commands/project.ts';
import { plainSecrets } from '../src/facets/plain-secrets.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';
import { QUIET_GENERATE } from './support/generate-options.ts';
import { type MigrationProject, migrationProject, surveyOf } from './support/migration-project.ts';

const HEAD = `
import { ClickHouseEngines, type ClickHouseDefault, type Key, MaterializedView, mooseRuntimeEnv, OlapDictionary, OlapTable, SqlResource, sql, View } from 'moose-migrate';
interface Order { id: Key<number>; country: string }
interface Named { id: Key<number>; name: string }
const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });
const named = new OlapTable<Named>('named', { orderByFields: ['id'] });
export { orders, named };`;

const SILENT = { phase: () => undefined, note: () => undefined };

function project(code: string): MigrationProject {
  return migrationProject({ 'app/index.ts': `${HEAD}\n${code}` });
}

/** Saves, applies, and expects that nothing is left to do. Answers what ran, and what was noted of the plan. */
async function lands(made: MigrationProject, url: string) {
  const { plan, notes } = await made.save(url);
  expect((await made.apply(url)).failure).toBeNull();
  const again = await generate({ ...surveyOf(made.directory, url), ...QUIET_GENERATE }, SILENT);
  expect(again.plan.operations.map(({ kind, because }) => `${kind} ${because}`)).toEqual([]);
  expect(again.plan.refused).toEqual([]);
  return {
    ran: plan.operations.map(({ kind, because }) => `${kind} ${because}`),
    notes,
    unmanaged: again.unmanaged,
  };
}

const DICTIONARY = 'CREATE DICTIONARY IF NOT EXISTS dict_orders (id UInt64, country String) PRIMARY KEY id ';
const FEED = (tables: string) =>
  `export const feed = new MaterializedView<Named>({ materializedViewName: 'feed', targetTable: named, selectTables: [${tables}],
     selectStatement: "SELECT id, dictGet('dict_orders', 'country', toUInt64(id)) AS name FROM orders" });`;

/** What runs, without the name of the test's database. */
function shown(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replace(/sql_[0-9a-f]+/, 'db'));
}

describeWithEngine('hand-written SQL that others are built on', () => {
  it('is set up before them on an empty database, and comes to nothing the second time', async () => {
    const { url } = await freshDatabase('sql');
    const made = project(`
      export const dictionary = new SqlResource('dict_orders', ["${DICTIONARY} SOURCE(CLICKHOUSE(TABLE 'orders')) LAYOUT(HASHED()) LIFETIME(0)"], ['DROP DICTIONARY IF EXISTS dict_orders'], { pullsDataFrom: [orders] });
      ${FEED('orders, dictionary')}`);
    const { ran, unmanaged, notes } = await lands(made, url);
    expect(shown(ran)).toEqual([
      'CreateTable db.named',
      'CreateTable db.orders',
      'RawSql sql/dict_orders',
      'CreateMaterializedView db.feed',
    ]);
    expect(notes).toEqual([
      expect.stringMatching(/feed asks the dictionary dict_orders, which only the server has/),
    ]);
    expect(unmanaged).toEqual([]);
    expect(
      (
        await check(
          { cwd: made.directory, configFile: null, env: {}, allow: [], writeReceipt: false },
          SILENT,
        )
      ).problems,
    ).toEqual([]);
    made.write('app/index.ts', HEAD);
    expect(shown((await lands(made, url)).ran)).toEqual([
      'RawSql sql/dict_orders',
      'DropMaterializedView db.feed',
    ]);
  });

  it('is found by the names in their texts: functions, views, one of them made from another', async () => {
    const { url, name, clickhouse } = await freshDatabase('sql');
    const f = `f_${name}`;
    const made = project(`
      interface Lined { id: Key<number>; line: number & ClickHouseDefault<'${f}(id, 1)'> }
      export const lined = new OlapTable<Lined>('lined', { orderByFields: ['id'] });
      export const lin = new SqlResource('lin', ['CREATE FUNCTION ${f} AS (a, b) -> a + b'], ['DROP FUNCTION IF EXISTS ${f}']);
      export const a = new SqlResource('a', ['CREATE VIEW live_t AS SELECT ${f}(id, 2) AS v FROM orders', 'CREATE TABLE kept ENGINE = MergeTree ORDER BY v AS SELECT v FROM live_t'], ['DROP VIEW live_t', 'DROP TABLE kept']);
      export const b = new SqlResource('b', ['CREATE VIEW above AS SELECT v FROM two'], ['DROP VIEW above'], { pullsDataFrom: [] });
      export const one = new View('one', { selectStatement: 'SELECT ${f}(id, 3) AS w FROM orders', baseTables: [orders] });
      export const two = new View('two', { selectStatement: 'SELECT v FROM kept UNION ALL SELECT v FROM live_t', baseTables: [] });
      export const three = new View('three', { selectStatement: 'SELECT v FROM above', baseTables: [b] });`);
    // A function belongs to the whole server, which other tests read meanwhile.
    const { ran } = await lands(made, url).finally(() => clickhouse.execute(`DROP FUNCTION IF EXISTS ${f}`));
    expect(shown(ran).slice(-6)).toEqual([
      'CreateTable db.lined',
      'RawSql sql/a',
      'CreateView db.one',
      'CreateView db.two',
      'RawSql sql/b',
      'CreateView db.three',
    ]);
    expect(ran.indexOf('RawSql sql/lin')).toBeLessThan(shown(ran).indexOf('CreateTable db.lined'));
  });

  it('is judged as it becomes, where it changes together with what reads it', async () => {
    const { url } = await freshDatabase('sql');
    const written = (column: string) => `
      export const t = new SqlResource('t', ['CREATE TABLE by_hand (${column} UInt8) ENGINE = MergeTree ORDER BY ${column}'], ['DROP TABLE by_hand SYNC']);
      export const v = new View('v', { selectStatement: 'SELECT ${column} FROM by_hand', baseTables: [t] });`;
    const made = project(written('old'));
    await lands(made, url);
    made.write('app/index.ts', `${HEAD}${written('fresh')}`);
    const { ran } = await lands(made, url);
    expect(shown(ran)).toEqual(['RawSql sql/t', 'RawSql sql/t', 'ModifyView db.v']);
    made.write('app/index.ts', HEAD);
    expect(shown((await lands(made, url)).ran)).toEqual(['RawSql sql/t', 'DropView db.v']);
  });

  it('has a likeness on the embedded engine where it needs something outside', async () => {
    const { url } = await freshDatabase('sql');
    const made = project(`
      export const far = new SqlResource('far', ["${DICTIONARY} SOURCE(HTTP(url 'http://127.0.0.1:1/x' format 'TSV')) LAYOUT(CACHE(SIZE_IN_CELLS 1000)) LIFETIME(10)"], ['DROP DICTIONARY IF EXISTS dict_orders']);
      export const queue = new SqlResource('queue', ["CREATE TABLE queue (id UInt64) ENGINE = Kafka('127.0.0.1:1', 'clicks', 'readers', 'JSONEachRow') SETTINGS kafka_num_consumers = 1"], ['DROP TABLE queue']);
      export const page = new SqlResource('page', ["CREATE VIEW page AS SELECT * FROM url('http://127.0.0.1:1/x', 'TSV', 'a UInt8')"], ['DROP VIEW page']);
      export const asked = new View('asked', { selectStatement: "SELECT dictGet('dict_orders', 'country', id) AS c FROM queue", baseTables: [far, queue] });
      export const read = new View('read', { selectStatement: 'SELECT a FROM page', baseTables: [page] });`);
    const { notes } = await lands(made, url);
    expect(shown(notes)).toEqual([
      'not rehearsed: sql/page, for its SQL reaches out of the engine',
      'not rehearsed: db.read, for its SELECT reads from outside of the engine',
    ]);
  });

  it('names the statement that is wrong, and not only who misses what it makes', async () => {
    const { url } = await freshDatabase('sql');
    const made = project(`
      export const bad = new SqlResource('bad', ['CREATE VIEW hand AS SELECT nosuch FROM orders'], ['DROP VIEW hand']);
      export const v = new View('v', { selectStatement: 'SELECT 1 AS one FROM hand', baseTables: [bad] });`);
    await expect(made.save(url)).rejects.toMatchObject({
      problems: [
        {
          message: expect.stringMatching(/^sql\/bad: ClickHouse refuses .*nosuch/),
          position: { file: 'app/index.ts' },
        },
        { message: expect.stringMatching(/\.v: ClickHouse refuses .*hand/) },
      ],
    });
  });

  // The engine of the tests keeps no users of its own: here is only what a plan is made of.
  it('is not rehearsed where it is about users, rights and collections', async () => {
    const { url } = await freshDatabase('sql');
    const made = project(`
      export const reader = new SqlResource('reader', ['CREATE ROLE IF NOT EXISTS reader', 'CREATE TABLE audit (a UInt8) ENGINE = Memory', 'GRANT SELECT ON audit TO panda'], ['DROP ROLE IF EXISTS reader', 'DROP TABLE audit']);
      export const limits = new SqlResource('limits', [
        'CREATE QUOTA OR REPLACE q FOR INTERVAL 1 hour MAX queries = 1000 TO reader',
        'CREATE ROW POLICY p ON orders USING 1 TO reader',
        'CREATE SETTINGS PROFILE s SETTINGS max_threads = 3',
        "CREATE USER bob IDENTIFIED WITH no_password",
        "ALTER USER bob DEFAULT ROLE reader",
        "CREATE NAMED COLLECTION far AS url = 'http://127.0.0.1:1/'",
        "CREATE DATABASE old ENGINE = Backup('x', Disk('d', 'b'))",
      ], ['DROP QUOTA q'], { pullsDataFrom: [reader] });
      export const shown = new View('shown', { selectStatement: 'SELECT a FROM audit', baseTables: [reader] });`);
    const { notes, plan, rehearsed } = await made.save(url);
    expect(rehearsed.is).toBe('rehearsed');
    expect(plan.operations.map(({ because }) => because.split('.').at(-1))).toEqual([
      'named',
      'orders',
      'sql/reader',
      'shown',
      'sql/limits',
    ]);
    expect(notes).toEqual([
      'not rehearsed: sql/reader, for users, rights and named collections of the target are not here',
      'not rehearsed: sql/limits, for users, rights and named collections of the target are not here',
      'not rehearsed: sql/limits, for one of its statements asks for a right that nobody has here',
    ]);
  });

  it('still fails its rehearsal where it is wrong beside them', async () => {
    const { url } = await freshDatabase('sql');
    const made = project(`
      export const bad = new SqlResource('bad', ['INSERT INTO orders (nosuch) VALUES (1)'], []);
      export const far = new SqlResource('far', ['GRANT SELECT ON orders TO panda'], []);`);
    await expect(made.save(url)).rejects.toMatchObject({ code: 'REHEARSAL_FAILED' });
  });
});

describeWithEngine('secrets in hand-written SQL', () => {
  it('are told, wherever they stand, and not shown', async () => {
    const { url } = await freshDatabase('sql');
    const made = project(`
      export const dictionary = new SqlResource('dictionary', ["${DICTIONARY} SOURCE(CLICKHOUSE(TABLE 'orders' USER 'u' PASSWORD 'TopSecret99')) LAYOUT(HASHED()) LIFETIME(0)"], []);
      export const bob = new SqlResource('bob', ["CREATE USER bob IDENTIFIED BY 'BobPass77'"], ["ALTER USER bob IDENTIFIED BY 'BobPass77'"]);
      export const far = new View('far', { selectStatement: "SELECT * FROM mysql('h:1', 'db', 't', 'u', 'FarPass55')", baseTables: [] });`);
    const error: unknown = await made.save(url).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      problems: [
        { message: 'setup[0] of SQL resource dictionary holds a password or key (PASSWORD)' },
        { message: 'setup[0] of SQL resource bob holds a password or key (IDENTIFIED … BY)' },
        { message: 'teardown[0] of SQL resource bob holds a password or key (IDENTIFIED … BY)' },
        { message: 'the SELECT of view far holds a password or key (the password of mysql(…))' },
      ],
    });
    expect(JSON.stringify(error)).not.toMatch(/TopSecret99|BobPass77|FarPass55/);
  });

  it('come from the environment as they are sent, and are in no file', async () => {
    const { url, name, clickhouse } = await freshDatabase('sql');
    const made = project(`
      const password = mooseRuntimeEnv.get('SQL_PASSWORD');
      export const dictionary = new SqlResource('dict_orders', ["${DICTIONARY} SOURCE(CLICKHOUSE(TABLE 'orders' USER 'u' PASSWORD '" + password + "')) LAYOUT(HASHED()) LIFETIME(0)"], ['DROP DICTIONARY dict_orders']);
      export const sealed = new View('sealed', { selectStatement: sql.raw("SELECT hex(encrypt('aes-128-ecb', toString(id), '" + mooseRuntimeEnv.get('SQL_KEY') + "')) AS h, dictGet('dict_orders', 'country', id) AS c FROM orders"), baseTables: [orders, dictionary] });`);
    made.write('.env', 'SQL_PASSWORD=TopSecret99\nSQL_KEY=SixteenCharsLong\n');
    await lands(made, url);
    const files = ['plan.yaml', 'remote_state.json', 'local_infra_map.json'].map((file) =>
      join(made.directory, 'migrations', file),
    );
    const texts = [...files, answerCacheFile(made.directory)].map((file) => readFileSync(file, 'utf8'));
    expect(texts.filter((text) => /TopSecret99|SixteenCharsLong|_RUNTIME_ENV_/.test(text))).toEqual([]);
    const rows = await clickhouse.query<{ readonly text: string }>(
      "SELECT create_table_query AS text FROM system.tables WHERE database = {name:String} AND name IN ('dict_orders', 'sealed') ORDER BY name SETTINGS format_display_secrets_in_show_and_select = 0",
      { name },
    );
    expect(rows.map(({ text }) => /_RUNTIME_ENV_|\[ENV/.test(text))).toEqual([false, false]);
  });

  it('are refused in SQL that is written into a plan, by check and by apply', async () => {
    const { url } = await freshDatabase('sql');
    const made = project('');
    await made.save(url);
    const added = {
      sql: ["CREATE USER bob IDENTIFIED BY 'BobPass77'"],
      description: 'Bob',
      approved: ['UNCHECKED_SQL'],
    };
    made.editPlan((document) => document.addIn(['operations'], document.createNode({ RawSql: added })));
    const problems = [{ code: 'PLAN_REFUSED', message: expect.stringContaining('(IDENTIFIED … BY)') }];
    await expect(made.apply(url)).rejects.toMatchObject({ problems });
    expect(
      await check({ cwd: made.directory, configFile: null, env: {}, allow: [], writeReceipt: false }, SILENT),
    ).toMatchObject({ problems });
  });
});

describe('a password or key in SQL', () => {
  const found = (sql: string): readonly string[] => plainSecrets(sql);

  it('is found by its place', () => {
    expect(
      [
        "CREATE USER bob IDENTIFIED BY 'BobPass77'",
        "ALTER USER bob IDENTIFIED WITH bcrypt_password BY 'BobPass77', sha256_hash BY '00ff'",
        "CREATE DICTIONARY d (a UInt8) PRIMARY KEY a SOURCE(CLICKHOUSE(USER 'u' PASSWORD 'TopSecret99' TABLE 't')) LAYOUT(FLAT())",
        "CREATE NAMED COLLECTION c AS url = 'http://x', secret_access_key = 'k'",
        "SELECT * FROM mysql('h:1', 'db', 't', 'u', 'pw')",
        "SELECT * FROM remote('h', db.t, 'u', 'pw')",
        "SELECT * FROM remoteSecure('h', 'db', 't', 'u', 'pw')",
        "CREATE DATABASE far ENGINE = PostgreSQL('h:1', 'db', 'u', 'pw')",
        "CREATE TABLE r (k String) ENGINE = Redis('h:1', 0, 'pw') PRIMARY KEY k",
        "SELECT * FROM s3('https://x/y', 'AKIAIOSFODNN7EXAMPLE', 'wJalrXUtnFEMI/K7MDENG+bPx', 'CSV')",
        "SELECT * FROM url('https://u:pw12@h/x', 'CSV')",
        "CREATE TABLE q (a UInt8) ENGINE = Kafka('b', 't', 'g', 'CSV') SETTINGS kafka_sasl_password = 'pw'",
        "SELECT * FROM postgresql(pg, password = 'pw')",
        "SELECT decrypt('aes-128-ecb', a, 'SixteenCharsLong') FROM t",
      ].map(found),
    ).toEqual([
      ['IDENTIFIED … BY'],
      ['IDENTIFIED … BY'],
      ['PASSWORD'],
      ['secret_access_key'],
      ['the password of mysql(…)'],
      ['the password of remote(…)'],
      ['the password of remotesecure(…)'],
      ['the password of postgresql(…)'],
      ['the password of redis(…)'],
      ['the key of s3(…)'],
      ['an address in url(…)'],
      ['kafka_sasl_password'],
      ['password'],
      ['the key of decrypt(…)'],
    ]);
  });

  it('is nothing else that looks like it, nor what is hidden or read from the environment', () => {
    expect(
      [
        "CREATE USER bob IDENTIFIED BY '__MOOSE_RUNTIME_ENV__:BOB'",
        "CREATE USER bob IDENTIFIED WITH ssh_key BY KEY 'AAAA' TYPE 'ssh-rsa'",
        "SELECT count() FROM users WHERE password = 'x' GROUP BY 'a' ORDER BY 'b'",
        "SELECT * FROM mysql('h:1', 'db', 't', 'u', '[ENV:PW]')",
        "SELECT * FROM mysql('h:1', 'db', 't', 'u', '')",
        "SELECT * FROM s3('https://x/y', 'CSV', 'a UInt8, b String', 'gzip')",
        "SELECT * FROM remote('h', 'db', 't', 'u')",
        "SELECT replaceRegexpOne(line, 'password \\'.*\\'', 'token=x'), 'Bearer' AS token FROM logs WHERE like(a, 'http://u:%@h')",
        "CREATE DICTIONARY d (a UInt8, password String DEFAULT 'x') PRIMARY KEY a SOURCE(CLICKHOUSE(TABLE 't' PASSWORD '')) LAYOUT(FLAT())",
        "CREATE TABLE t (password String DEFAULT 'none') ENGINE = MergeTree ORDER BY tuple() SETTINGS storage_policy = 'x'",
      ].flatMap(found),
    ).toEqual([]);
  });
});
