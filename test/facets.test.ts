import { describe, expect, it } from 'vitest';
import { readObject } from '../src/ddl/read-object.ts';
import { stepsOf } from '../src/ddl/steps.ts';
import { diffInfraMaps } from '../src/diff/diff-infra-maps.ts';
import {
  canonicalColumn,
  columnChanges,
  columnInWords,
  describeColumnChange,
} from '../src/facets/columns/definition.ts';
import { type ColumnFacetName, columnFacetNames, columnFacets } from '../src/facets/columns/index.ts';
import { engineFacets, takesOption, unusedOptions } from '../src/facets/engines/index.ts';
import { settingLiteral } from '../src/facets/settings-text.ts';
import {
  canonicalTable,
  type TableFacetName,
  tableFacetNames,
  tableFacets,
} from '../src/facets/tables/index.ts';
import { materializedViewFacets, viewFacets } from '../src/facets/views/index.ts';
import { canonicalExpression } from '../src/model/canonical-text.ts';
import { emptyInfraMap, type InfraMap } from '../src/model/infra-map.ts';
import type { Plan } from '../src/model/operation.ts';
import { type Column, plainColumn, type Table } from '../src/model/table.ts';
import { planChanges } from '../src/plan/plan-changes.ts';
import { simulate } from '../src/plan/simulate.ts';
import { connectedDatabase } from './support/database.ts';

/** A table in which every sample of every facet can stand. */
function baseTable(database: string, name: string): Table {
  return {
    address: `${database}.${name}`,
    database,
    name,
    columns: [
      plainColumn('id', 'UInt64'),
      plainColumn('n', 'Int32'),
      plainColumn('s', 'String'),
      plainColumn('at', 'DateTime'),
      plainColumn('extra', 'UInt8'),
    ],
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
    lifeCycle: 'FULLY_MANAGED',
    cluster: null,
    source: null,
    notUnderstood: null,
    version: null,
  };
}

function withColumn<K extends ColumnFacetName>(table: Table, facet: K, value: Column[K]): Table {
  // A codec or statistics on a String is not always possible; a number takes every sample but the types.
  const target = facet === 'type' || facet === 'comment' || facet === 'settings' ? 's' : 'n';
  return {
    ...table,
    columns: table.columns.map((column) => (column.name === target ? { ...column, [facet]: value } : column)),
  };
}

function withClause<K extends TableFacetName>(table: Table, facet: K, value: Table[K]): Table {
  const next = { ...table, [facet]: value };
  if (facet === 'primaryKey' && value !== null) return { ...next, orderBy: '(n, id)' };
  if (facet === 'orderBy' && value === null) return { ...next, orderBy: 'tuple()' };
  return next;
}

function mapOf(table: Table): InfraMap {
  return { ...emptyInfraMap(table.database), tables: [table] };
}

function planBetween(before: Table, after: Table): Plan {
  const [live, desired] = [mapOf(canonicalTable(before)), mapOf(canonicalTable(after))];
  const diff = diffInfraMaps(live, { declared: mapOf(after), canonical: desired });
  return planChanges({
    diff,
    live,
    desired,
    sizes: new Map(),
    unmanaged: new Set(),
    missingDatabases: [],
    flavour: 'kafka',
  });
}

/** Laws (2) and (3): a difference asks for something, and what it asks for leads there; refusals say why. */
function expectLeadsTo(before: Table, after: Table): void {
  const plan = planBetween(before, after);
  expect(plan.operations.length + plan.refused.length).toBeGreaterThan(0);
  for (const { because } of plan.refused) expect(because).not.toBe('');
  if (plan.refused.length > 0) return;
  const [reached] = simulate(mapOf(canonicalTable(before)), plan.operations).tables;
  if (reached === undefined) throw new Error('the table is gone');
  const left = planBetween(canonicalTable(reached), after);
  expect(left.operations).toEqual([]);
  expect(left.refused).toEqual([]);
}

function pairs<T>(samples: readonly T[]): readonly (readonly [T, T])[] {
  return samples.flatMap((a, at) => samples.filter((_, other) => other !== at).map((b) => [a, b] as const));
}

describe.each(columnFacetNames)('column facet %s', (name) => {
  const facet = columnFacets[name as 'comment'];
  const base = baseTable('db', 'base');

  it('finds a sample equal to itself and to no other', () => {
    for (const sample of facet.samples)
      expect(facet.diff(facet.canonical(sample), facet.canonical(sample)).is).toBe('same');
    for (const [a, b] of pairs(facet.samples))
      expect(facet.diff(facet.canonical(a), facet.canonical(b)).is).not.toBe('same');
  });

  it('plans a way from each sample to each other one', () => {
    for (const [a, b] of pairs(facet.samples))
      expectLeadsTo(withColumn(base, name, a), withColumn(base, name, b));
  });

  it('plans nothing from a sample to itself', () => {
    for (const sample of facet.samples) {
      const plan = planBetween(withColumn(base, name, sample), withColumn(base, name, sample));
      expect(plan.operations).toEqual([]);
    }
  });

  it('describes a change in one line', () => {
    for (const [a, b] of pairs(facet.samples)) expect(facet.describe(a, b)).toMatch(/^[^\n]*\S[^\n]*$/);
  });

  it('comes back from a real server as it went', async () => {
    const server = await connectedDatabase(`facet_${name}`);
    for (const [at, sample] of facet.samples.entries()) {
      const table = withColumn(baseTable(server.database, `t${at}`), name, sample);
      await server.create(table);
      const read = await server.readTable(`t${at}`);
      const wanted = withColumn(baseTable(server.database, `t${at}`), name, sample);
      for (const column of canonicalTable(wanted).columns) {
        const found = canonicalTable(read).columns.find((other) => other.name === column.name);
        if (found === undefined) throw new Error(`${column.name} is gone`);
        expect(describeColumnChange(canonicalColumn(found), column)).toEqual([]);
        expect(columnChanges(canonicalColumn(found), column)).toEqual([]);
      }
      expect(read.notUnderstood).toBeNull();
    }
  });

  it('is altered on a real server from each sample to each other one, with the cost it foretold', async () => {
    const server = await connectedDatabase(`facet_alter_${name}`);
    for (const [at, [a, b]] of pairs(facet.samples).entries()) {
      const table = `t${at}`;
      const before = withColumn(baseTable(server.database, table), name, a);
      const after = withColumn(baseTable(server.database, table), name, b);
      await server.create(before);
      const plan = planBetween(await server.readTable(table), after);
      if (plan.refused.length > 0) continue;
      for (const statement of stepsOf(plan.operations).flatMap((step) => step.statements))
        await server.clickhouse.execute(statement);
      const left = planBetween(await server.readTable(table), after);
      expect({ from: a, to: b, left: left.operations }).toEqual({ from: a, to: b, left: [] });
      const isMutation = plan.operations.some((operation) => operation.cost.class === 'mutation');
      expect({ from: a, to: b, mutations: (await server.countMutations(table)) > 0 }).toEqual({
        from: a,
        to: b,
        mutations: isMutation,
      });
    }
  });
});

describe.each(tableFacetNames)('table facet %s', (name) => {
  const facet = tableFacets[name as 'comment'];
  const base = baseTable('db', 'base');
  const tablesOf = (a: Table[typeof name], b: Table[typeof name]) => ({
    before: canonicalTable(withClause(base, name, a)),
    after: canonicalTable(withClause(base, name, b)),
  });

  it('finds a sample equal to itself and to no other', () => {
    const samples = facet.samples.map((sample) => facet.canonical(sample, withClause(base, name, sample)));
    for (const sample of samples)
      expect(facet.diff(sample, sample, tablesOf(sample, sample)).is).toBe('same');
    for (const [a, b] of pairs(samples)) {
      const isShort = name === 'primaryKey' && b === null;
      if (!isShort)
        expect({ a, b, is: facet.diff(a, b, tablesOf(a, b)).is }).not.toEqual({ a, b, is: 'same' });
    }
  });

  it('plans a way from each sample to each other one, or says why not', () => {
    for (const [a, b] of pairs(facet.samples)) {
      if (name === 'primaryKey') continue;
      expectLeadsTo(withClause(base, name, a), withClause(base, name, b));
    }
  });

  it('describes a change in one line', () => {
    for (const [a, b] of pairs(facet.samples)) expect(facet.describe(a, b)).toMatch(/^[^\n]*\S[^\n]*$/);
  });

  it('comes back from a real server as it went', async () => {
    const server = await connectedDatabase(`facet_${name}`);
    for (const [at, sample] of facet.samples.entries()) {
      const table = withClause(baseTable(server.database, `t${at}`), name, sample);
      await server.create(table);
      const read = await server.readTable(`t${at}`);
      expect(read.notUnderstood).toBeNull();
      const plan = planBetween(read, table);
      expect({ sample, operations: plan.operations, refused: plan.refused }).toEqual({
        sample,
        operations: [],
        refused: [],
      });
    }
  });
});

describe.each([...Object.entries(viewFacets), ...Object.entries(materializedViewFacets)])(
  'view facet %s',
  (_, known) => {
    const facet = known as (typeof viewFacets)['comment'];

    it('finds a sample equal to itself and to no other', () => {
      for (const sample of facet.samples)
        expect(facet.diff(facet.canonical(sample), facet.canonical(sample)).is).toBe('same');
      for (const [a, b] of pairs(facet.samples))
        expect(facet.diff(facet.canonical(a), facet.canonical(b)).is).not.toBe('same');
    });

    it('describes a change in one line', () => {
      for (const [a, b] of pairs(facet.samples)) expect(facet.describe(a, b)).toMatch(/^[^\n]*\S[^\n]*$/);
    });
  },
);

describe('reading back', () => {
  it('says what it does not understand, and plans nothing for it', () => {
    const text =
      'CREATE TABLE db.odd (`id` UInt64) ENGINE = MergeTree ORDER BY id UNHEARD OF CLAUSE SETTINGS index_granularity = 8192';
    const reading = readObject({ database: 'db', name: 'odd', engine: 'MergeTree', text });
    expect(reading.family).toBe('table');
    const cut = readObject({
      database: 'db',
      name: 'odd',
      engine: 'MergeTree',
      text: 'CREATE TABLE db.odd (`id` UInt64) FASTER ENGINE = MergeTree ORDER BY id',
    });
    if (cut.family !== 'table') throw new Error('not a table');
    expect(cut.object.notUnderstood?.reason).toContain('FASTER');
    const plan = planBetween(cut.object, { ...baseTable('db', 'odd') });
    expect(plan.operations).toEqual([]);
    expect(plan.refused[0]?.because).toContain('not fully understood');
  });
});

it('a column for people has its comment, on one line, and not all of a long one', () => {
  const column = plainColumn('total', 'UInt32');
  const words = (comment: string): string => columnInWords({ ...column, comment });
  expect(words('In cents,\nnet')).toBe("total: UInt32 COMMENT 'In cents,\\nnet'");
  expect(words('x'.repeat(61))).toBe(`total: UInt32 COMMENT '${'x'.repeat(60)}…'`);
  expect(words('\n[MOOSE_METADATA:DO_NOT_MODIFY] {"version":1}')).toBe('total: UInt32');
});

describe('an EPHEMERAL without a value', () => {
  const table = (seed: Column['default'], user: Column['default']): Table => {
    const base = baseTable('local', 'seeded');
    const columns = [
      ...base.columns,
      { ...plainColumn('seed', 'String'), default: seed },
      { ...plainColumn('user', 'String'), default: user },
    ];
    return { ...base, columns };
  };
  const bare = { kind: 'EPHEMERAL', expression: null } as const;
  const valued = { kind: 'EPHEMERAL', expression: "'zz'" } as const;

  it('is dropped and added again to get one', () => {
    const plan = planBetween(table(bare, null), table(valued, null));
    expect(plan.refused).toEqual([]);
    expect(plan.operations.map(({ kind }) => kind)).toEqual(['DropTableColumn', 'AddTableColumn']);
  });

  it('keeps none, alone of its table, while another column is computed from it', () => {
    const user = { kind: 'DEFAULT', expression: 'upper(seed)' } as const;
    const after = table(valued, user);
    const plan = planBetween(table(bare, user), {
      ...after,
      columns: [...after.columns, plainColumn('more', 'UInt8')],
    });
    expect(plan.refused).toMatchObject([
      {
        address: 'local.seeded/column/seed',
        because: expect.stringContaining('the default of `user` uses it'),
      },
    ]);
    expect(plan.operations.map(({ kind, because }) => [kind, because])).toEqual([
      ['AddTableColumn', 'local.seeded/column/more'],
    ]);
  });
});

it.each([
  ['ZSTD(2)', "'ZSTD(2)'"],
  ["disk(type = 'local', path = '/a/')", "disk(type = 'local', path = '/a/')"],
  ["'ZSTD(3)'", "'ZSTD(3)'"],
  [-1.5, '-1.5'],
])('prints the setting %s as %s', (value, text) => {
  expect(settingLiteral(value)).toBe(text);
});

it.each([
  ['SELECT id, ((id * 4) + 1) AS f', 'SELECT id, (id * 4) + 1 AS f'],
  ['SELECT (a + b) FROM t', 'SELECT a + b FROM t'],
  ['SELECT (a, b) AS t', 'SELECT (a, b) AS t'],
  ['SELECT (SELECT 1) AS t', 'SELECT (SELECT 1) AS t'],
  ['SELECT (x -> x + 1) AS f', 'SELECT (x -> x + 1) AS f'],
  ['SELECT (a + b) * 2 AS f', 'SELECT (a + b) * 2 AS f'],
  ['SELECT a, (a + b) DESC', 'SELECT a, (a + b) DESC'],
])('takes no parentheses for a difference that are none: %s', (text, canonical) => {
  expect(canonicalExpression(text)).toBe(canonical);
});

it.each([...engineFacets.values()])('no option of $name is lost where all are given', (facet) => {
  const all = Object.fromEntries(facet.parameters.map(({ config }) => [config, 'x']));
  expect(unusedOptions(facet, all)).toEqual([]);
  expect(facet.parameters.filter(({ config }) => !takesOption(facet, config))).toEqual([]);
});
