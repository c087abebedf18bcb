import { describe, expect, it } from 'vitest';
import { createMaterializedView, createView } from '../src/ddl/create.ts';
import { createDictionary, createFunction } from '../src/ddl/create-dictionary.ts';
import { readObject } from '../src/ddl/read-object.ts';
import { stepsOf } from '../src/ddl/steps.ts';
import type { ClickHouse } from '../src/drivers/clickhouse/connection.ts';
import { infraMapOf, introspect } from '../src/drivers/clickhouse/introspect.ts';
import {
  type DictionaryFacetName,
  dictionaryFacetNames,
  dictionaryFacets,
} from '../src/facets/dictionaries/index.ts';
import { functionFacetNames, functionFacets } from '../src/facets/functions/index.ts';
import { canonicalMap } from '../src/facets/index.ts';
import { canonicalMaterializedView, canonicalView } from '../src/facets/views/index.ts';
import type { Dictionary } from '../src/model/dictionary.ts';
import { emptyInfraMap, type InfraMap } from '../src/model/infra-map.ts';
import type { Operation, Plan } from '../src/model/operation.ts';
import type { SqlFunction } from '../src/model/sql-function.ts';
import { plainColumn, type TableClauses } from '../src/model/table.ts';
import type { MaterializedView, View } from '../src/model/view.ts';
import { remainingPlan } from '../src/plan/plan-between.ts';
import { simulate } from '../src/plan/simulate.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';

const NOBODY = { lifeCycle: 'FULLY_MANAGED', cluster: null, source: null, notUnderstood: null } as const;

function dictionary(database: string, parts: Partial<Dictionary> = {}): Dictionary {
  return {
    ...NOBODY,
    address: `${database}.places`,
    database,
    name: 'places',
    attributes: dictionaryFacets.attributes.samples[0] ?? [],
    primaryKey: ['id'],
    origin: "CLICKHOUSE(DB 'shop' TABLE 'countries')",
    lifetime: 'MIN 7 MAX 9',
    layout: 'SPARSE_HASHED()',
    range: null,
    settings: {},
    comment: null,
    ...parts,
  };
}

function sqlFunction(name: string, parts: Partial<SqlFunction> = {}): SqlFunction {
  return {
    ...NOBODY,
    address: `function/${name}`,
    name,
    parameters: ['net', 'tax rate'],
    expression: 'net + 1',
    ...parts,
  };
}

function view(database: string, parts: Partial<View> = {}): View {
  return {
    ...NOBODY,
    address: `${database}.v`,
    database,
    name: 'v',
    select: `SELECT id FROM ${database}.src`,
    columns: null,
    security: null,
    comment: null,
    sources: [],
    ...parts,
  };
}

const INNER: TableClauses = {
  columns: [plainColumn('id', 'UInt64')],
  indexes: [],
  projections: [],
  constraints: [],
  engine: { name: 'MergeTree', args: [] },
  partitionBy: null,
  primaryKey: null,
  orderBy: 'id',
  sampleBy: null,
  ttl: null,
  settings: {},
  comment: null,
};

function materialized(database: string, parts: Partial<MaterializedView> = {}): MaterializedView {
  return {
    ...view(database),
    target: { database, name: 'dst' },
    refresh: null,
    inner: null,
    startsEmpty: false,
    ...parts,
  };
}

/** The plan from one map to another. */
function planBetween(before: InfraMap, after: InfraMap): Plan {
  return remainingPlan(canonicalMap(before), { declared: after, canonical: canonicalMap(after) });
}

/** A difference asks for something, and what it asks for leads there; refusals say why. */
function expectLeadsTo(before: InfraMap, after: InfraMap): void {
  const plan = planBetween(before, after);
  expect(plan.operations.length + plan.refused.length).toBeGreaterThan(0);
  for (const { because } of plan.refused) expect(because).not.toBe('');
  if (plan.refused.length > 0) return;
  const left = planBetween(simulate(canonicalMap(before), plan.operations), after);
  expect({ operations: left.operations, refused: left.refused }).toEqual({ operations: [], refused: [] });
}

function pairs<T>(samples: readonly T[]): readonly (readonly [T, T])[] {
  return samples.flatMap((a, at) => samples.filter((_, other) => other !== at).map((b) => [a, b] as const));
}

async function run(clickhouse: ClickHouse, operations: readonly Operation[]): Promise<void> {
  for (const statement of stepsOf(operations).flatMap(({ statements }) => statements))
    await clickhouse.execute(statement);
}

async function readMap(clickhouse: ClickHouse, database: string): Promise<InfraMap> {
  const { objects } = await introspect(clickhouse, [database]);
  const map = infraMapOf(objects.map(readObject), database);
  for (const object of [...map.views, ...map.materializedViews, ...map.dictionaries])
    expect(object.notUnderstood).toBeNull();
  // Functions are the whole server's: a test looks at its own alone.
  return { ...map, tables: [], functions: [] };
}

const dictionaryMap = (made: Dictionary): InfraMap => ({
  ...emptyInfraMap(made.database),
  dictionaries: [made],
});

describe.each(dictionaryFacetNames)('dictionary facet %s', (name) => {
  const facet = dictionaryFacets[name as 'comment'];
  const withSample = (database: string, sample: Dictionary[DictionaryFacetName]): Dictionary =>
    dictionary(database, { [name]: sample });

  it('finds a sample equal to itself and to no other', () => {
    for (const sample of facet.samples)
      expect(facet.canonical(sample, dictionary('db', { [name]: sample }))).toEqual(sample);
    for (const sample of facet.samples) expect(facet.diff(sample, sample).is).toBe('same');
    for (const [a, b] of pairs(facet.samples))
      expect({ a, b, is: facet.diff(a, b).is }).not.toEqual({ a, b, is: 'same' });
  });

  it('plans a way from each sample to each other one, and describes it in one line', () => {
    for (const [a, b] of pairs(facet.samples)) {
      expectLeadsTo(dictionaryMap(withSample('db', a)), dictionaryMap(withSample('db', b)));
      expect(facet.describe(a, b)).toMatch(/^[^\n]*\S[^\n]*$/);
    }
  });
});

describeWithEngine('dictionary facets on a real server', () => {
  it.each(dictionaryFacetNames)(
    '%s comes back as it went, and is changed from each sample to each other one',
    async (name) => {
      const { name: database, clickhouse } = await freshDatabase(`dictionary_${name}`);
      const samples: readonly Dictionary[DictionaryFacetName][] = dictionaryFacets[name].samples;
      for (const [a, b] of pairs(samples)) {
        const [before, after] = [dictionary(database, { [name]: a }), dictionary(database, { [name]: b })];
        await clickhouse.execute(createDictionary(before, { orReplace: true }));
        const read = await readMap(clickhouse, database);
        expect(planBetween(read, dictionaryMap(before)).operations).toEqual([]);
        await run(clickhouse, planBetween(read, dictionaryMap(after)).operations);
        const reached = await readMap(clickhouse, database);
        expect({ a, b, left: planBetween(reached, dictionaryMap(after)).operations }).toEqual({
          a,
          b,
          left: [],
        });
      }
    },
  );

  it('reads every source, layout and clause that the server prints', async () => {
    const { name: database, clickhouse } = await freshDatabase('dictionary_texts');
    const tails = [
      "SOURCE(HTTP(URL 'https://reader:hunter2@data.example/x?token=hunter2' FORMAT 'TSV' CREDENTIALS(USER 'u' PASSWORD 'hunter2') HEADERS(HEADER(NAME 'API-KEY' VALUE 'hunter2')))) LAYOUT(FLAT()) LIFETIME(0)",
      "SOURCE(MONGODB(URI 'mongodb://u:hunter2@db.example:27017/shop' COLLECTION 'c')) LAYOUT(DIRECT())",
      "SOURCE(POSTGRESQL(REPLICA(HOST 'a.example' PRIORITY 1) REPLICA(HOST 'b.example' PRIORITY 2) PORT 5432 USER 'u' PASSWORD 'hunter2' DB 'd' TABLE 't')) LAYOUT(HASHED(SHARDS 3)) LIFETIME(MIN 1 MAX 2)",
      "SOURCE(REDIS(HOST 'c.example' PORT 6379 PASSWORD 'hunter2' STORAGE_TYPE 'simple' DB_INDEX 2)) LAYOUT(HASHED) LIFETIME(MIN 1 MAX 2) SETTINGS(max_threads = 2) COMMENT 'it''s'",
      "SOURCE(EXECUTABLE(COMMAND 'cat places' FORMAT 'TSV' IMPLICIT_KEY 1)) LAYOUT(CACHE(SIZE_IN_CELLS 4000)) LIFETIME(MAX 9 MIN 8)",
    ];
    for (const [at, tail] of tails.entries()) {
      await clickhouse.execute(
        `CREATE DICTIONARY \`${database}\`.d${at} (id UInt64, \`odd name\` String DEFAULT 'none', up UInt64 DEFAULT 3 HIERARCHICAL BIDIRECTIONAL) PRIMARY KEY id ${tail}`,
      );
    }
    const { dictionaries } = await readMap(clickhouse, database);
    expect(dictionaries).toHaveLength(tails.length);
    expect(JSON.stringify(dictionaries)).not.toContain('hunter2');
    expect(dictionaries[0]?.origin).toContain('https://reader:[HIDDEN]@data.example/x?token=[HIDDEN]');
  });
});

describe.each(functionFacetNames)('function facet %s', (name) => {
  const facet = functionFacets[name as 'expression'];
  const mapOf = (sample: SqlFunction[typeof name]): InfraMap => ({
    ...emptyInfraMap('db'),
    functions: [sqlFunction('f', { [name]: sample })],
  });

  it('finds a sample equal to itself and to no other, and plans a way to each other one', () => {
    for (const sample of facet.samples) expect(facet.diff(facet.canonical(sample), sample).is).toBe('same');
    for (const [a, b] of pairs(facet.samples)) {
      expect(facet.diff(a, b).is).not.toBe('same');
      expectLeadsTo(mapOf(a), mapOf(b));
      expect(facet.describe(a, b)).toMatch(/^[^\n]*\S[^\n]*$/);
    }
  });
});

describeWithEngine('functions on a real server', () => {
  it('come back as they went, with any number of parameters and odd names', async () => {
    const { name: database, clickhouse } = await freshDatabase('functions');
    const made = [
      sqlFunction(`${database}_none`, { parameters: [], expression: '40 + 2' }),
      sqlFunction(`${database}_one`, { parameters: ['odd name'], expression: 'upper(`odd name`)' }),
      sqlFunction(`${database} two`, { parameters: ['a', 'b'], expression: "if(a > b, concat(a, '->'), b)" }),
    ];
    for (const each of made) await clickhouse.execute(createFunction(each));
    const { objects } = await introspect(clickhouse, [database]);
    const read = infraMapOf(objects.map(readObject), database).functions.filter(({ name }) =>
      name.startsWith(database),
    );
    for (const each of read) expect(each.notUnderstood).toBeNull();
    const plan = planBetween(
      { ...emptyInfraMap(database), functions: read },
      { ...emptyInfraMap(database), functions: made },
    );
    expect(plan.operations).toEqual([]);
    await run(
      clickhouse,
      planBetween({ ...emptyInfraMap(database), functions: read }, emptyInfraMap(database)).operations,
    );
    const after = await introspect(clickhouse, [database]);
    expect(after.objects.filter(({ name }) => name.startsWith(database))).toEqual([]);
  });
});

describeWithEngine('views on a real server', () => {
  const sources = async (clickhouse: ClickHouse, database: string): Promise<void> => {
    await clickhouse.execute(
      `CREATE TABLE \`${database}\`.src (id UInt64, n Int32) ENGINE = MergeTree ORDER BY id`,
    );
    await clickhouse.execute(`CREATE TABLE \`${database}\`.dst (id UInt64) ENGINE = MergeTree ORDER BY id`);
  };

  it('change their security and comment in place', async () => {
    const { name: database, clickhouse } = await freshDatabase('view_clauses');
    await sources(clickhouse, database);
    const user =
      (await clickhouse.query<{ readonly user: string }>('SELECT currentUser() AS user'))[0]?.user ?? '';
    const steps: readonly Partial<View>[] = [
      { comment: 'first' },
      { security: 'SQL SECURITY NONE', comment: 'first' },
      { security: `DEFINER = ${user} SQL SECURITY DEFINER`, comment: 'second' },
      { security: 'SQL SECURITY INVOKER', comment: null },
    ];
    await clickhouse.execute(createView(view(database)));
    for (const parts of steps) {
      const wanted = { ...emptyInfraMap(database), views: [view(database, parts)] };
      const { operations } = planBetween(await readMap(clickhouse, database), wanted);
      expect(operations.map(({ kind }) => kind)).not.toContain('ModifyView');
      await run(clickhouse, operations);
      expect(planBetween(await readMap(clickhouse, database), wanted).operations).toEqual([]);
    }
  });

  it('keep their parameters', async () => {
    const { name: database, clickhouse } = await freshDatabase('view_parameters');
    await sources(clickhouse, database);
    const select = `SELECT id FROM ${database}.src WHERE (n > {least:Int32}) AND (id IN {ids:Array(UInt64)})`;
    await clickhouse.execute(createView(view(database, { select })));
    await clickhouse.execute(`INSERT INTO \`${database}\`.src VALUES (1, 5), (2, 6), (3, 7)`);
    const rows = await clickhouse.query<{ readonly id: number }>(
      `SELECT toUInt32(id) AS id FROM \`${database}\`.v(least = 5, ids = [1, 2])`,
    );
    expect(rows).toEqual([{ id: 2 }]);
  });

  it('with an inner table take another SELECT and other columns, and refuse another key with the reason', async () => {
    const { name: database, clickhouse } = await freshDatabase('view_inner');
    await sources(clickhouse, database);
    const own = materialized(database, {
      target: null,
      inner: { ...INNER, indexes: [{ name: 'i', expression: 'id', type: 'minmax', granularity: 3 }] },
    });
    await clickhouse.execute(createMaterializedView(own));
    const mapOf = (made: MaterializedView): InfraMap => ({
      ...emptyInfraMap(database),
      materializedViews: [made],
    });
    expect(planBetween(await readMap(clickhouse, database), mapOf(own)).operations).toEqual([]);
    const other = { ...own, select: `SELECT id + 1 AS id FROM ${database}.src`, comment: 'per id' };
    const plan = planBetween(await readMap(clickhouse, database), mapOf(other));
    expect(plan.operations.map(({ kind }) => kind)).toEqual([
      'ModifyTableComment',
      'ModifyMaterializedViewQuery',
    ]);
    await run(clickhouse, plan.operations);
    // The text of the view has lost the index by now (26.7); its table has not.
    const left = planBetween(await readMap(clickhouse, database), mapOf(other));
    expect({ operations: left.operations, refused: left.refused }).toEqual({ operations: [], refused: [] });
    const wider = {
      ...other,
      select: `SELECT id + 1 AS id, toInt32(id) AS n FROM ${database}.src`,
      inner: {
        ...INNER,
        columns: [
          ...INNER.columns,
          { ...INNER.columns[0], name: 'n', type: 'Int32' },
        ] as TableClauses['columns'],
      },
    };
    const widened = planBetween(await readMap(clickhouse, database), mapOf(wider));
    expect(widened.operations.map(({ kind }) => kind)).toEqual(['ModifyMaterializedViewColumns']);
    await run(clickhouse, widened.operations);
    const after = planBetween(await readMap(clickhouse, database), mapOf(wider));
    expect({ operations: after.operations, refused: after.refused }).toEqual({ operations: [], refused: [] });
    const kept = {
      ...wider,
      inner: {
        ...wider.inner,
        indexes: [{ name: 'by_n', expression: 'n', type: 'minmax', granularity: 2 }],
        projections: [{ name: 'p', body: 'SELECT n ORDER BY n', settings: {} }],
        constraints: [{ name: 'c', kind: 'CHECK', expression: 'n < 777' }] as TableClauses['constraints'],
        ttl: 'toDateTime(id) + toIntervalYear(90)',
        settings: { merge_max_block_size: '2000' },
      },
    };
    for (const next of [kept, { ...kept, inner: { ...kept.inner, indexes: [], ttl: null, settings: {} } }]) {
      const plan = planBetween(await readMap(clickhouse, database), mapOf(next));
      expect(plan.operations.map(({ kind }) => kind)).toEqual(['ModifyMaterializedViewColumns']);
      await run(clickhouse, plan.operations);
      const rest = planBetween(await readMap(clickhouse, database), mapOf(next));
      expect({ operations: rest.operations, refused: rest.refused }).toEqual({ operations: [], refused: [] });
      expect((await readMap(clickhouse, database)).materializedViews[0]?.inner?.ttl ?? null).toBe(
        next.inner.ttl,
      );
    }
    const turned = { ...wider, inner: { ...wider.inner, orderBy: '(id, n)' } };
    const refused = planBetween(await readMap(clickhouse, database), mapOf(turned));
    expect(refused.operations).toEqual([]);
    expect(refused.refused[0]?.because).toContain('ORDER BY (id -> (id, n))');
  });

  it('change their schedule in place, and nothing that only a new view could have', async () => {
    const { name: database, clickhouse } = await freshDatabase('view_refresh');
    await sources(clickhouse, database);
    const refreshed = (refresh: string | null): InfraMap => ({
      ...emptyInfraMap(database),
      materializedViews: [materialized(database, { refresh, startsEmpty: true })],
    });
    await clickhouse.execute(
      createMaterializedView(
        materialized(database, { refresh: 'EVERY 90 MINUTE OFFSET 5 MINUTE', startsEmpty: true }),
      ),
    );
    expect(
      planBetween(await readMap(clickhouse, database), refreshed('EVERY 1 HOUR 30 MINUTE OFFSET 5 MINUTE'))
        .operations,
    ).toEqual([]);
    for (const refresh of [
      `AFTER 14 DAY RANDOMIZE FOR 100 SECOND DEPENDS ON ${database}.other, \`${database}\`.\`odd name\` SETTINGS refresh_retries = 4`,
      'EVERY 12 MONTH OFFSET 36 HOUR',
      'AFTER 2 WEEK 3 DAY',
    ]) {
      await run(clickhouse, planBetween(await readMap(clickhouse, database), refreshed(refresh)).operations);
      expect({
        refresh,
        left: planBetween(await readMap(clickhouse, database), refreshed(refresh)).operations,
      }).toEqual({ refresh, left: [] });
    }
    for (const refresh of ['AFTER 2 WEEK 3 DAY APPEND', null]) {
      const plan = planBetween(await readMap(clickhouse, database), refreshed(refresh));
      expect(plan.operations).toEqual([]);
      expect(plan.refused[0]?.because).toMatch(/APPEND|refreshable/);
    }
  });
});

describe('security', () => {
  it('is compared only where the code says something of it', () => {
    const before = canonicalView(view('db', { security: 'DEFINER = alice SQL SECURITY DEFINER' }));
    const mapOf = (made: View): InfraMap => ({ ...emptyInfraMap('db'), views: [made] });
    expect(planBetween(mapOf(before), mapOf(view('db'))).operations).toEqual([]);
    expect(
      planBetween(mapOf(before), mapOf(view('db', { security: 'SQL SECURITY DEFINER' }))).operations,
    ).toEqual([]);
    const replaced = planBetween(mapOf(before), mapOf(view('db', { select: 'SELECT 8' })));
    // Replacing the view must not take the definer away.
    expect(replaced.operations[0]).toMatchObject({
      kind: 'ModifyView',
      after: { security: 'DEFINER = alice SQL SECURITY DEFINER' },
    });
  });

  it('of a materialized view is altered in place', () => {
    const mapOf = (security: string): InfraMap => ({
      ...emptyInfraMap('db'),
      materializedViews: [canonicalMaterializedView(materialized('db', { security }))],
    });
    const plan = planBetween(mapOf('SQL SECURITY NONE'), mapOf('definer = `bob` SQL SECURITY DEFINER'));
    expect(plan.operations).toMatchObject([
      { kind: 'ModifyViewSecurity', after: 'DEFINER = bob SQL SECURITY DEFINER' },
    ]);
  });
});
