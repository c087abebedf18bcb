import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Extraction, RowSite } from '../../src/project/extract/parts.ts';
import { extractFixture } from './fixture.ts';

let extraction: Extraction;
beforeAll(async () => {
  extraction = await extractFixture('torture');
}, 60_000);

/** The site whose text has these words in it. */
function site(words: string): RowSite {
  const found = extraction.sites.find(({ file, start, end }) =>
    readFileSync(file, 'utf8').slice(start, end).includes(words),
  );
  if (found === undefined) throw new Error(`no call with ${words}`);
  return found;
}

function types(words: string): Record<string, string> {
  return Object.fromEntries(site(words).columns.map(({ name, type }) => [name, type]));
}

function tags(words: string): Record<string, unknown> {
  return Object.fromEntries(site(words).columns.map(({ name, tags: said }) => [name, said]));
}

describe('column types', () => {
  it('come from plain types, literals and enums', () => {
    const status = "Enum8('paused' = 1, 'active' = 2, 'it\\'s' = 3)";
    expect(types("'values'")).toEqual({
      text: 'String',
      template: 'String',
      listed: 'LowCardinality(String)',
      single: 'String',
      open: 'String',
      numbers: 'Float64',
      flag: 'Bool',
      yes: 'Bool',
      amount: 'Float64',
      when: "DateTime('UTC')",
      status,
      level: "Enum16('Low' = -7, 'High' = 900)",
      only: "Enum8('only' = 1)",
      subset: "Enum8('paused' = 1, 'it\\'s' = 3)",
      someday: 'LowCardinality(String)',
      branded: 'String',
    });
    expect(tags("'values'")).toMatchObject({ status: { enumNumbers: 'free' }, level: {}, listed: {} });
    expect(tags("'values'").level).toEqual({});
  });

  it('are Nullable only where ClickHouse can hold NULL', () => {
    expect(types("'nothing'")).toEqual({
      a: 'Nullable(String)',
      b: 'Nullable(String)',
      c: 'Nullable(String)',
      d: "Nullable(Enum8('paused' = 1, 'active' = 2, 'it\\'s' = 3))",
      e: 'Nullable(Bool)',
      f: 'LowCardinality(Nullable(String))',
      g: 'Array(String)',
      h: 'Array(Nullable(String))',
      i: 'Map(String, Nullable(Float64))',
      j: 'Tuple(x Float64)',
      k: 'Nested(x Nullable(Float64))',
      l: 'Point',
      m: 'LowCardinality(Nullable(String))',
      n: "DateTime('UTC')",
      o: 'Nullable(String)',
      p: 'Nullable(String)',
      q: 'JSON',
      r: 'Variant(String, UInt8)',
    });
  });

  it('come from tags, ours and those of typia, also under another name', () => {
    expect(types("'tagged'")).toEqual({
      id: 'UUID',
      int: 'Int8',
      long: 'UInt64',
      big: 'Int128',
      bigText: 'UInt256',
      other: 'UInt128',
      small: 'BFloat16',
      half: 'Float32',
      money: 'Decimal(20, 4)',
      fixed: 'FixedString(4)',
      ip: 'IPv4',
      day: 'Date',
      longDay: 'Date32',
      zoned: "DateTime('Europe/Berlin')",
      exact: 'DateTime64(3)',
      exactZoned: "DateTime64(6, 'America/New_York')",
      dated: "DateTime64(3, 'UTC')",
      iso: 'DateTime64(9)',
      iso3: 'DateTime64(3)',
      clock: 'Time',
      clock3: 'Time64(3)',
      raw: 'LowCardinality(FixedString(4))',
      rawNull: 'LowCardinality(Nullable(FixedString(4)))',
      state: "Enum8('closed' = -1, 'open' = 3, 'on hold' = 7)",
      wide: "Enum16('one' = 1000)",
      mixed: 'Variant(Array(String), Int64, String)',
      anything: 'Dynamic',
      place: 'Point',
      land: 'MultiPolygon',
      visitors: 'AggregateFunction(uniq, String, Nullable(UInt64))',
      hits: 'AggregateFunction(count)',
      sum: 'SimpleAggregateFunction(sum, UInt64)',
      latest: 'SimpleAggregateFunction(anyLast, Nullable(String))',
      plainSum: 'SimpleAggregateFunction(sum, Float64)',
      computed: 'String',
      alias: 'String',
      input: 'String',
      gone: 'String',
      set: 'String',
      said: 'String',
      aliased: 'LowCardinality(String)',
      uuid: 'UUID',
      count32: 'UInt32',
      moment: 'DateTime64(9)',
      date: 'Date32',
      date2: 'Nullable(Date)',
      mail: 'String',
    });
  });

  it('are composed of arrays, tuples, maps, Nested and JSON', () => {
    const inner =
      "`odd name` String, value Nullable(UInt8), labels Array(LowCardinality(String)), state Enum8('paused' = 1, 'active' = 2, 'it\\'s' = 3)";
    expect(types("'composed'")).toEqual({
      nested: `Nested(${inner})`,
      tuple: `Tuple(${inner})`,
      tuples: "Array(Tuple(`from` Nullable(DateTime('UTC'))))",
      pair: 'Tuple(String, Nullable(Float64), Nullable(UInt8))',
      matrix: 'Array(Array(Float64))',
      cardinals: 'Array(LowCardinality(String))',
      dictionary: "Map(String, Array(Enum8('paused' = 1, 'active' = 2, 'it\\'s' = 3)))",
      cardinalKeys: 'Map(LowCardinality(String), UInt64)',
      listedKeys: 'Nested(a Float64, b Float64)',
      free: 'JSON',
      json: "JSON(max_dynamic_types=4, max_dynamic_paths=8, items Array(JSON(z Float64)), tags Array(String), `user.a-b` Nullable(String), `user.id` UInt64, SKIP debug, SKIP `we ird`, SKIP REGEXP '^tmp_')",
      plainJson: 'JSON',
    });
    expect(tags("'composed'").nested).toEqual({ enumNumbers: 'free' });
  });
});

describe('tags of columns', () => {
  it('are passed on with comments and former names', () => {
    expect(tags("'tagged'")).toMatchObject({
      id: { key: true, comment: 'Who it is.\nSecond line, see the values.', renamedFrom: 'identifier' },
      money: { codec: 'ZSTD(3)', statistics: 'tdigest, uniq' },
      computed: { materialized: 'lower(raw)' },
      alias: { alias: "concat(raw, 'x')" },
      input: { ephemeral: '' },
      gone: { ttl: 'exact + INTERVAL 1 DAY' },
      set: { settings: { max_compress_block_size: 1048576, flag: true } },
      said: { comment: 'said so', renamedFrom: 'told' },
      aliased: { key: true },
    });
    expect(tags("'tagged'").long).toEqual({});
    expect(tags("'nothing'")).toMatchObject({
      n: { default: 'now()' },
      o: { default: "'none'" },
      p: { key: true },
    });
  });

  it('leave a place for each column', () => {
    const [first] = site("'values'").columns;
    expect(first?.position).toEqual({ file: 'index.ts', line: 76, column: 3 });
    expect(site("'inherited'").columns.find(({ name }) => name === 'created')).toMatchObject({
      tags: { comment: 'When it was written' },
      position: { file: 'shared.ts' },
    });
  });
});

describe('row types', () => {
  it('keep the order of the source, base types first', () => {
    expect(Object.keys(types("'inherited'"))).toEqual(['z', 'a', 'm', 'created', 'own', 'b']);
    expect(Object.keys(types("'omitted'"))).toEqual(['z', 'm', 'created', 'b']);
    expect(types("'picked'")).toEqual({ z: 'String', own: 'Decimal(10, 2)', extra: 'Int8' });
    expect(Object.keys(types("'picked'"))).toEqual(['z', 'own', 'extra']);
  });

  it('are resolved through utility types, generics and classes', () => {
    expect(types("'partial'")).toEqual({ z: 'Nullable(String)', a: 'Nullable(Float64)' });
    expect(types("'required'")).toEqual({ b: 'String' });
    expect(types("'mapped'")).toEqual({ z: 'Nullable(String)', a: 'Nullable(Float64)' });
    expect(types("'generic'")).toEqual({ items: 'Array(String)', total: 'Float64' });
    expect(types("'inline'")).toEqual({ x: 'Float64', y: 'String' });
  });

  it('leave out methods, private and static members and symbols', () => {
    expect(types("'entity'")).toEqual({ id: 'String', name: 'String' });
  });

  it('reach through subclasses of our classes', () => {
    expect(types("'audited'")).toEqual({ own: 'String', audited: "DateTime('UTC')" });
    expect(types("'final'")).toEqual({ fin: 'String', audited: "DateTime('UTC')" });
    expect(site("'final'").className).toBe('OlapTable');
  });
});

describe('sites', () => {
  it('are the whole expressions, in UTF-16 units', () => {
    const texts = extraction.sites.map(({ file, start, end }) =>
      readFileSync(file, 'utf8').slice(start, end),
    );
    for (const text of texts) expect(text).toMatch(/^new [\s\S]*\)$/);
    expect(texts).toContain('new OlapTable<Base>(`loop_${name}`)');
    expect(extraction.sites.map(({ index }) => index)).toEqual(texts.map((_, at) => at));
  });

  it('name the class, and have columns where columns matter', () => {
    expect(site("'stream'")).toMatchObject({
      className: 'Stream',
      columns: [{ name: 'id', type: 'String' }],
    });
    expect(site("'dead'")).toMatchObject({ className: 'DeadLetterQueue', columns: [] });
    expect(site("'pipeline'")).toMatchObject({
      className: 'IngestPipeline',
      columns: [{ name: 'z' }, { name: 'a' }],
    });
    expect(site("'api'").className).toBe('IngestApi');
    expect(site("'schema'").columns).toEqual([]);
    expect(site("'anything'")).toMatchObject({ className: 'Stream', columns: [] });
  });

  it('come with everything that was read', () => {
    const names = extraction.inputs.map((file) => file.replace(/.*\/torture\//, ''));
    expect([...names].sort()).toEqual(['index.ts', 'lib/weekday.ts', 'shared.ts', 'tsconfig.json']);
  });
});

describe("TypeScript's own complaints", () => {
  it('are warnings, without those of strict null checks in a project that has none', () => {
    expect(extraction.problems).toEqual([]);
    expect(extraction.warnings).toMatchObject([
      {
        message: "TS2322: Type 'string' is not assignable to type 'number'.",
        position: { file: 'index.ts', line: 248, column: 14 },
      },
    ]);
    expect(extraction.warnings[0]?.frame).toContain('> 248 | export const wrong: number = s;');
  });
});

describe('names that nobody imports', () => {
  it("are found in the declaration files of the user's include, whose other files stay out", async () => {
    const { sites, problems } = await extractFixture('ambient', 'src/index.ts');
    expect(problems).toEqual([]);
    expect(sites.map(({ columns }) => columns.map(({ name, type }) => `${name} ${type}`))).toEqual([
      ['id String', 'balance Decimal(18, 6)'],
    ]);
  }, 60_000);
});
