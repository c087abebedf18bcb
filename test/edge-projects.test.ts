import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pc from 'picocolors';
import { afterEach, expect, it, vi } from 'vitest';
import { showApplied } from '../src/cli/show-apply.ts';
import type { Applied } from '../src/commands/apply.ts';
import { generate } from '../src/commands/generate.ts';
import { answerCacheFile } from '../src/commands/project.ts';
import { describeWithEngine, type FreshDatabase, freshDatabase } from './support/engine.ts';
import { QUIET_GENERATE } from './support/generate-options.ts';
import { type MigrationProject, migrationProject, surveyOf } from './support/migration-project.ts';

const HEAD = [
  "import { ClickHouseEngines, type ClickHouseTTL, type Key, type LowCardinality, MaterializedView, mooseRuntimeEnv, OlapTable, SqlResource, View } from 'moose-migrate';",
  'interface Row { id: Key<number>; text: string; at: Date }',
].join('\n');

function project(code: string): MigrationProject {
  return migrationProject({ 'app/index.ts': `${HEAD}\n${code}` });
}

/** Saves, applies, and expects that nothing is left to do. Answers what was noted of the plan. */
async function lands(made: MigrationProject, url: string): Promise<readonly string[]> {
  const { notes } = await made.save(url);
  expect((await made.apply(url)).failure).toBeNull();
  expect(await operationsLeft(made, url)).toEqual([]);
  return notes;
}

async function operationsLeft(made: MigrationProject, url: string): Promise<readonly string[]> {
  const { plan } = await generate(
    { ...surveyOf(made.directory, url), ...QUIET_GENERATE },
    { phase: () => undefined, note: () => undefined },
  );
  return [
    ...plan.operations.map(({ kind, because }) => `${kind} ${because}`),
    ...plan.refused.map(({ address, because }) => `${address}: ${because}`),
  ];
}

async function problemsOf(made: MigrationProject, url: string): Promise<readonly string[]> {
  const error: unknown = await made.save(url).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const { problems = [] } = error as { readonly problems?: readonly { readonly message: string }[] };
  return problems.map(({ message }) => message);
}

/** What a person reads of a migration that stopped. */
function complaintOf(applied: Applied): string {
  const colors = pc.createColors(false);
  const nothing = (): void => undefined;
  let complaint = '';
  const exit = showApplied(applied, {
    flags: { json: false, quiet: false, debug: false, color: false },
    out: colors,
    err: colors,
    print: nothing,
    say: nothing,
    phase: nothing,
    note: nothing,
    settle: nothing,
    told: () => [],
    complain: (text) => {
      complaint = text;
    },
  });
  expect(exit).toBe(5);
  return complaint;
}

async function countOf({ clickhouse }: FreshDatabase, table: string): Promise<number> {
  const [row] = await clickhouse.query<{ readonly n: string | number }>(`SELECT count() AS n FROM ${table}`);
  return Number(row?.n);
}

afterEach(() => vi.unstubAllEnvs());

describeWithEngine('a project at the edge', () => {
  it('works in a database whose name has a dot', async () => {
    const { url } = await freshDatabase('my.db');
    const made = project(`
      export const orders = new OlapTable<Row>('orders', { orderByFields: ['id'] });
      export const sums = new OlapTable<Row>('sums', { orderByFields: ['id'] });
      export const latest = new View('latest', 'SELECT id FROM orders', [orders]);
      export const feed = new MaterializedView<Row>({
        materializedViewName: 'feed', selectStatement: 'SELECT id, text, at FROM orders', selectTables: [orders], targetTable: sums });`);
    await lands(made, url);
    made.write(
      'app/index.ts',
      readFileSync(join(made.directory, 'app/index.ts'), 'utf8').replace(
        'text: string',
        'text: string; more: number',
      ),
    );
    await lands(made, url);
  });

  it('keeps secrets of settings out of every file, and sends them', async () => {
    const database = await freshDatabase('edge');
    const made = project(`
      interface Event { id: number; text: string }
      const kafka = (more) => ({ engine: ClickHouseEngines.Kafka, brokerList: '127.0.0.1:1', topicList: 'clicks', groupName: 'readers', format: 'JSONEachRow', settings: more });
      export const plain = new OlapTable<Event>('plain', kafka({ kafka_sasl_password: 'TOPSECRETKEY3', kafka_num_consumers: 1 }));
      export const told = new OlapTable<Event>('told', kafka({ kafka_sasl_password: mooseRuntimeEnv.get('EDGE_KAFKA_KEY'), kafka_client_id: mooseRuntimeEnv.get('EDGE_KAFKA_NAME') }));`);
    made.write('.env', 'EDGE_KAFKA_KEY=TOPSECRETKEY4\nEDGE_KAFKA_NAME=reader-9\n');
    await lands(made, database.url);
    const files = ['plan.yaml', 'remote_state.json', 'local_infra_map.json'].map((file) =>
      readFileSync(join(made.directory, 'migrations', file), 'utf8'),
    );
    const told = [...files, readFileSync(answerCacheFile(made.directory), 'utf8')];
    expect(told.filter((text) => /TOPSECRET|_RUNTIME_ENV_/.test(text))).toEqual([]);
    const rows = await database.clickhouse.query<{ readonly text: string }>(
      "SELECT create_table_query AS text FROM system.tables WHERE database = {name:String} AND engine = 'Kafka' SETTINGS format_display_secrets_in_show_and_select = 0",
      { name: database.name },
    );
    expect(rows.map(({ text }) => /_RUNTIME_ENV_|\[ENV|\[SECRET/.test(text))).toEqual([false, false]);
    expect(rows.filter(({ text }) => text.includes("kafka_client_id = 'reader-9'"))).toHaveLength(1);
  });

  it('says which setting the target does not know', async () => {
    const { url } = await freshDatabase('edge');
    const made = project(
      "export const orders = new OlapTable<Row>('orders', { orderByFields: ['id'], settings: { merge_max_block_sise: '77', nosuch_setting: '1' } });",
    );
    expect(await problemsOf(made, url)).toEqual([
      expect.stringMatching(/orders: .*`merge_max_block_sise`; did you mean "merge_max_block_size"\?/),
      expect.stringMatching(/orders: .*`nosuch_setting`/),
    ]);
  });

  it('leaves settings of queries to the CREATE, which does not keep them', async () => {
    const { url } = await freshDatabase('edge');
    const made = project(`
      interface Small { id: Key<number>; at: Date & LowCardinality }
      const settings = { allow_suspicious_low_cardinality_types: '1', min_rows_for_wide_part: '77' };
      export const small = new OlapTable<Small>('small', { orderByFields: ['id'], settings });`);
    await lands(made, url);
    made.write(
      'app/index.ts',
      readFileSync(join(made.directory, 'app/index.ts'), 'utf8').replace("'77'", "'78'"),
    );
    await lands(made, url);
  });

  it('does not wait for hand-written SQL that takes long', async () => {
    const { url } = await freshDatabase('edge');
    const made = project(`
      export const slow = new SqlResource('slow', ['SELECT sleepEachRow(1) FROM numbers(9) SETTINGS max_block_size = 1, max_execution_time = 1'], ['SELECT 1']);`);
    const { notes } = await made.save(url);
    expect(notes).toEqual([expect.stringMatching(/not rehearsed: sql\/slow.* too long/)]);
  });

  it('says which cluster the target does not have', async () => {
    const { url } = await freshDatabase('edge');
    const made = migrationProject({
      'app/index.ts': `${HEAD}\nexport const orders = new OlapTable<Row>('orders', { orderByFields: ['id'], cluster: 'nowhere' });`,
      'moose.config.toml': 'source_dir = "app"\n[[clickhouse_config.clusters]]\nname = "nowhere"\n',
    });
    expect(await problemsOf(made, url)).toEqual([expect.stringMatching(/orders: .*`nowhere`/)]);
  });

  it('applies nothing to ClickHouse while features.olap is off, and says so with the plan', async () => {
    const { url, clickhouse } = await freshDatabase('edge');
    const config = 'source_dir = "app"\n[features]\nolap = ';
    const made = migrationProject({
      'app/index.ts': `${HEAD}\nexport const orders = new OlapTable<Row>('orders', { orderByFields: ['id'] });`,
      'moose.config.toml': `${config}false\n`,
    });
    const { notes } = await made.save(url);
    expect(notes).toContainEqual(expect.stringContaining('is not applied while features.olap is off'));
    await expect(made.apply(url)).rejects.toMatchObject({
      code: 'TARGET_INVALID',
      message: 'The plan is about ClickHouse, and features.olap is off.',
    });
    expect(await clickhouse.query('EXISTS TABLE orders')).toEqual([{ result: 0 }]);
    made.write('moose.config.toml', `${config}true\n`);
    expect((await made.apply(url)).failure).toBeNull();
    made.write('moose.config.toml', `${config}false\n`);
    // With nothing to do, there is nothing to say.
    expect((await made.save(url)).notes).toEqual([]);
    expect((await made.apply(url)).failure).toBeNull();
  });

  it('names the engine of the code in what a stand-in refuses', async () => {
    const { url } = await freshDatabase('edge');
    const made = project(`
      interface Kept { id: number; text: string & ClickHouseTTL<'at + INTERVAL 1 DAY'>; at: Date }
      export const all = new OlapTable<Kept>('all', { engine: ClickHouseEngines.Kafka, brokerList: '127.0.0.1:1', topicList: 'clicks', groupName: 'readers', format: 'JSONEachRow' });`);
    const problems = await problemsOf(made, url);
    expect(problems.join('\n')).toMatch(/Kafka takes no TTL of a column \(text\)/);
  });

  it('does not follow views out of the engine', async () => {
    const listener = createServer((socket) => socket.destroy());
    let connections = 0;
    listener.on('connection', () => {
      connections += 1;
    });
    const port = await new Promise<number>((resolve) => {
      listener.listen(0, '127.0.0.1', () => {
        const address = listener.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const { url } = await freshDatabase('edge');
    const made = project(`
      export const a = new View('a', "SELECT * FROM url('http://127.0.0.1:${port}/x.csv', 'CSV')", []);
      export const b = new View('b', "SELECT * FROM remote('127.0.0.1:${port}', 'db', 't')", []);
      export const c = new View('c', "SELECT * FROM mysql('127.0.0.1:${port}', 'db', 't', 'u', '')", []);`);
    const generated = await made.save(url);
    listener.close();
    expect(connections).toBe(0);
    expect(generated.notes.filter((note) => note.includes('outside of the engine'))).toHaveLength(3);
  });

  it('goes on after the statements of hand-written SQL that have run', async () => {
    const database = await freshDatabase('edge');
    const made = project(`
      export const orders = new OlapTable<Row>('orders', { orderByFields: ['id'] });
      export const filled = new SqlResource('filled', [
        "INSERT INTO orders VALUES (7, 'a', now())",
        "INSERT INTO orders SELECT id + throwIf(id = (SELECT 6 + count() FROM gate)), text, at FROM orders",
        "INSERT INTO orders VALUES (9, 'c', now())",
      ], ['SELECT 1']);`);
    await database.clickhouse.execute('CREATE TABLE gate (a UInt8) ENGINE = Memory');
    await made.save(database.url);
    await database.clickhouse.execute('INSERT INTO gate VALUES (1)');
    const stopped = await made.apply(database.url);
    expect(stopped.failure?.code).toBe('APPLY_STOPPED');
    expect(await countOf(database, 'orders')).toBe(1);
    const failed = stopped.report.steps.find(({ status }) => status === 'failed');
    expect(failed).toMatchObject({ operation: { kind: 'RawSql' }, ran: 1 });
    expect(complaintOf(stopped)).toMatch(
      /\n {2}ok INSERT [^\n]* VALUES \(7.*\n {2}failed INSERT [^\n]*throwIf.*\n {2}not run INSERT [^\n]* VALUES \(9/,
    );
    await database.clickhouse.execute('TRUNCATE TABLE gate');
    const again = await made.apply(database.url);
    expect(again.failure).toBeNull();
    expect(await countOf(database, 'orders')).toBe(3);
  });
});

describeWithEngine('without an engine of our own', () => {
  it('understands functions by their other names', async () => {
    vi.stubEnv('MOOSE_SHADOW', 'off');
    const { url } = await freshDatabase('edge');
    const made = project(`
      import { type ClickHouseDefault } from 'moose-migrate';
      interface Moment { id: Key<number>; at: Date & ClickHouseDefault<'NOW()'>; text: string & ClickHouseDefault<"LOWER(concat('A', toString(id)))"> }
      export const moments = new OlapTable<Moment>('moments', {
        orderByExpression: '(id, TO_DAYS(at))', partitionBy: "DATE_TRUNC('month', at)", ttl: 'at + toIntervalDay(ABS(7))',
        indexes: [{ name: 'low', expression: 'LCASE(text)', type: 'minmax', granularity: 2 }] });
      export const lows = new View('lows', 'SELECT SUBSTR(text, 1) AS t, COUNT(*) AS n FROM moments GROUP BY t', [moments]);`);
    expect(await lands(made, url)).toEqual([expect.stringMatching(/switched off by MOOSE_SHADOW=off/)]);
  });
});
