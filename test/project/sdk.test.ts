import { beforeEach, describe, expect, it } from 'vitest';
import {
  Api,
  ApiHelpers,
  and,
  ClickHouseEngines,
  count,
  defineQueryModel,
  eq,
  getApi,
  getMooseUtils,
  getTable,
  getTables,
  getView,
  IngestPipeline,
  inList,
  joinQueries,
  MaterializedView,
  MooseCache,
  mooseRuntimeEnv,
  OlapDictionary,
  OlapTable,
  Stream,
  sql,
  toQuery,
  toQueryPreview,
  toStaticQuery,
  View,
  where,
} from '../../src/index.ts';
import { createRegistry, currentRegistry, type SiteColumn } from '../../src/sdk/registry.ts';

interface Hit {
  id: string;
  at: Date;
  spent: number;
}

/** A fresh registry; the columns are those of call site 7. */
function useRegistry(columns: readonly SiteColumn[] = []): void {
  (globalThis as Record<symbol, unknown>)[Symbol.for('moose-migrate.registry')] = createRegistry((index) =>
    index === 7 ? columns : [],
  );
}

beforeEach(() => useRegistry());

describe('sql', () => {
  it('writes tables, columns and views as quoted names and binds the rest', () => {
    const hits = new OlapTable<Hit>('page-hits', { orderByFields: ['id'] });
    const query = sql`SELECT ${hits.columns.id} FROM ${hits} WHERE ${hits.columns.spent} > ${41} AND note = ${"it's"}`;
    expect(toQuery(query)).toEqual([
      'SELECT `id` FROM `page-hits` WHERE `spent` > {p0:Int64} AND note = {p1:String}',
      { p0: 41, p1: "it's" },
    ]);
    expect(toQueryPreview(query)).toBe("SELECT `id` FROM `page-hits` WHERE `spent` > 41 AND note = 'it\\'s'");
  });

  it('uses deployed names, and qualifies tables of another database', () => {
    const versioned = new OlapTable<Hit>('hits', { version: '1.2.0', database: 'archive' });
    const view = new View('top', { selectStatement: sql`SELECT 1`, baseTables: [], database: 'reports' });
    expect(toStaticQuery(sql`${versioned} ${view}`)).toBe('`archive`.`hits_1_2_0` `reports`.`top`');
  });

  it('reads states of aggregate functions with -Merge, parameters behind the suffix', () => {
    useRegistry([
      { name: 'spent', type: 'AggregateFunction(quantiles(0.5, 0.9), Float64)' },
      { name: 'at', type: 'AggregateFunction(max, DateTime)' },
      { name: 'id', type: 'SimpleAggregateFunction(any, String)' },
    ]);
    const hits = new OlapTable<Hit>('hits');
    currentRegistry().sites.set(hits, 7);
    const { id, at, spent } = hits.columns;
    expect(toStaticQuery(sql`${spent}, ${at}, ${id}`)).toBe(
      'quantilesMerge(0.5, 0.9)(`spent`), maxMerge(`at`), `id`',
    );
    expect(Object.keys(hits.columns)).toEqual(['spent', 'at', 'id']);
  });

  it('nests, joins and appends pieces', () => {
    const conditions = [sql`a = ${3}`, sql`b = ${false}`];
    const query = sql`SELECT x ${sql`WHERE ${sql.join(conditions, 'AND')}`}`.append(sql.raw(' LIMIT 9'));
    expect(toQuery(query)).toEqual([
      'SELECT x WHERE a = {p0:Int64} AND b = {p1:Bool} LIMIT 9',
      { p0: 3, p1: false },
    ]);
    expect(toStaticQuery(sql.join([sql`a`, sql`b`]))).toBe('a, b');
    expect(toStaticQuery(sql.join([]))).toBe('');
    expect(toQuery(joinQueries({ values: ['x', 'y'], prefix: '(', suffix: ')' }))[0]).toBe(
      '({p0:String},{p1:String})',
    );
  });

  it('quotes names chosen at run time, and escapes what would leave the quotes', () => {
    expect(toStaticQuery(sql`${ApiHelpers.column('a`b\\')}`)).toBe('`a\\`b\\\\`');
    expect(toQuery(sql`${ApiHelpers.table('events')}`)).toEqual(['{p0:Identifier}', { p0: 'events' }]);
  });

  it('refuses values in a text that is stored', () => {
    expect(() => toStaticQuery(sql`SELECT ${17}`)).toThrow('cannot hold the bound value 17');
    const view = new View('v', sql`SELECT ${'secret'}`, []);
    expect(() => view.selectSql).toThrow("cannot hold the bound value 'secret'");
  });

  it('builds conditions that leave out what is empty', () => {
    const hits = new OlapTable<Hit>('hits');
    const condition = where(eq(hits.columns.id, 'a'), and(), inList(hits.columns.spent, []));
    expect(toQuery(condition)).toEqual(['WHERE `id` = {p0:String} AND 1 = 0', { p0: 'a' }]);
    expect(toQuery(sql`SELECT ${count()} , ${count(hits.columns.id).as('n')}`)[0]).toBe(
      'SELECT count(*) , count(`id`) AS n',
    );
  });
});

describe('declaring', () => {
  it('notes every object, also of the same name twice, and never throws', () => {
    new OlapTable<Hit>('hits');
    new OlapTable<Hit>('hits', { orderByFields: ['id'], orderByExpression: undefined });
    expect(currentRegistry().declarations.map(({ kind }) => kind)).toEqual(['table', 'table']);
  });

  it('gives the parts of a pipeline its columns', () => {
    useRegistry([{ name: 'id', type: 'UUID' }]);
    const pipeline = new IngestPipeline<Hit>('hits', {
      table: true,
      stream: true,
      ingestApi: true,
      deadLetterQueue: true,
      version: '3.0',
    });
    currentRegistry().sites.set(pipeline, 7);
    expect(pipeline.table?.columns.id.data_type).toBe('UUID');
    expect(pipeline.table?.generateTableName()).toBe('hits_3_0');
    expect(pipeline.stream?.config.destination).toBe(pipeline.table);
    expect(pipeline.ingestApi?.config.destination).toBe(pipeline.stream);
    expect(pipeline.deadLetterQueue?.name).toBe('hitsDeadLetterQueue');
  });

  it('makes the target of a materialized view from its description, in the older words too', () => {
    const described = new MaterializedView<Hit>({
      materializedViewName: 'a_mv',
      selectStatement: 'SELECT 1',
      selectTables: [],
      targetTable: { name: 'a', engine: ClickHouseEngines.SummingMergeTree, orderByFields: ['id'] },
    });
    const old = new MaterializedView<Hit>({
      materializedViewName: 'b_mv',
      selectStatement: 'SELECT 1',
      selectTables: [],
      tableName: 'b',
      orderByFields: ['at'],
    });
    expect([described.targetTable.name, described.targetTable.config]).toEqual([
      'a',
      { engine: 'SummingMergeTree', orderByFields: ['id'] },
    ]);
    expect([old.targetTable.name, old.targetTable.config]).toEqual(['b', { orderByFields: ['at'] }]);
    const hits = new OlapTable<Hit>('hits');
    const given = new MaterializedView<Hit>({
      materializedViewName: 'c_mv',
      selectStatement: 'SELECT 1',
      selectTables: [],
      targetTable: hits,
    });
    expect(given.targetTable).toBe(hits);
  });

  it('finds what is declared by name, version and path', () => {
    const first = new OlapTable<Hit>('hits', { version: '1.0' });
    new OlapTable<Hit>('hits', { version: '2.0' });
    const api = new Api<{ limit: number }>('top', async () => [], { version: '1', path: 'best/pages' });
    const view = new View('v', { selectStatement: 'SELECT 1', baseTables: [], database: 'reports' });
    expect([...getTables().keys()]).toEqual(['hits_1.0', 'hits_2.0']);
    expect(getTable('hits_1.0')).toBe(first);
    expect([getApi('top:1'), getApi('top'), getApi('best/pages')]).toEqual([api, api, api]);
    expect(getView('v', 'reports')).toBe(view);
  });

  it('leaves a marker for a variable, never its value', () => {
    process.env.SDK_TEST_SECRET = 'hunter2';
    expect(mooseRuntimeEnv.get('SDK_TEST_SECRET')).toBe('__MOOSE_RUNTIME_ENV__:SDK_TEST_SECRET');
    delete process.env.SDK_TEST_SECRET;
    expect(() => mooseRuntimeEnv.get(' ')).toThrow('name of an environment variable');
  });

  it('writes dictionary functions', () => {
    const skus = new OlapDictionary<{ sku: string; label: string }>('skus', {
      sourceQuery: sql`SELECT 1`,
      primaryKey: ['sku'],
      layout: { type: 'FLAT' },
      lifetime: 9,
      database: 'shop',
    });
    expect(toStaticQuery(skus.get('label', 'sku'))).toBe("dictGet('shop.skus', 'label', `sku`)");
    expect(toStaticQuery(skus.getOrDefault('label', "n'a", 5))).toBe(
      "dictGetOrDefault('shop.skus', 'label', 5, 'n\\'a')",
    );
    expect(toStaticQuery(skus.has('a', sql`b + 1`))).toBe("dictHas('shop.skus', (`a`, b + 1))");
  });
});

describe('what only a running server can do', () => {
  it('fails when it is called, with the reason', async () => {
    const hits = new OlapTable<Hit>('hits');
    await expect(hits.insert([])).rejects.toThrow('OlapTable.insert() does its work in a running server');
    await expect(new Stream<Hit>('hits').send({ id: 'a', at: new Date(0), spent: 1 })).rejects.toThrow(
      'Stream.send()',
    );
    await expect(MooseCache.get()).rejects.toThrow('MooseCache.get()');
    expect(() => hits.assertValidRecord({})).toThrow('assertValidRecord');
  });

  it('can be named and put together anywhere', async () => {
    const utils = getMooseUtils();
    const { client } = await utils;
    expect(toStaticQuery(utils.sql`SELECT 1`)).toBe('SELECT 1');
    await expect(client.query.execute(sql`SELECT 1`)).rejects.toThrow('client.query.execute()');
    const model = defineQueryModel({
      table: new OlapTable<Hit>('hits'),
      metrics: { total: { agg: count() } },
      filters: {},
      sortable: ['total'],
    });
    expect(model.metricNames).toEqual(['total']);
  });
});
