import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import * as mini from 'zod/mini';
import { columnsFromZod } from '../../src/project/extract/zod-columns.ts';

const position = { file: 'index.ts', line: 4, column: 2 };

function types(shape: Parameters<typeof z.object>[0]): Record<string, string> {
  const { columns, problems } = columnsFromZod(z.object(shape), position);
  expect(problems).toEqual([]);
  return Object.fromEntries(columns.map(({ name, type }) => [name, type]));
}

enum Level {
  Low = -7,
  High = 900,
}

enum Mood {
  Bad = 'bad',
  Good = 'good',
}

describe('columns of a zod schema', () => {
  it('come from plain schemas and formats', () => {
    expect(
      types({
        text: z.string().min(3),
        mail: z.email(),
        id: z.uuid(),
        oldId: z.string().uuid(),
        ip: z.ipv4(),
        ip6: z.ipv6(),
        at: z.iso.datetime(),
        at3: z.iso.datetime({ precision: 3 }),
        day: z.iso.date(),
        date: z.date(),
        flag: z.boolean(),
        amount: z.number(),
        int: z.int(),
        oldInt: z.number().int(),
        int32: z.int32(),
        uint32: z.uint32(),
        float32: z.float32(),
        int64: z.int64(),
        uint64: z.uint64(),
        template: z.templateLiteral(['user_', z.number()]),
      }),
    ).toEqual({
      text: 'String',
      mail: 'String',
      id: 'UUID',
      oldId: 'UUID',
      ip: 'IPv4',
      ip6: 'IPv6',
      at: 'DateTime64(9)',
      at3: 'DateTime64(3)',
      day: 'Date32',
      date: "DateTime('UTC')",
      flag: 'Bool',
      amount: 'Float64',
      int: 'Int64',
      oldInt: 'Int64',
      int32: 'Int32',
      uint32: 'UInt32',
      float32: 'Float32',
      int64: 'Int64',
      uint64: 'UInt64',
      template: 'String',
    });
  });

  it('come from enums, literals and wrappers', () => {
    expect(
      types({
        state: z.enum(['open', "it's"]),
        level: z.enum(Level),
        one: z.literal('a'),
        listed: z.literal(['b', 'a']),
        union: z.union([z.literal('x'), z.literal('y'), z.null()]),
        optional: z.string().optional(),
        nullable: z.int32().nullable(),
        nullish: z.enum(['a']).nullish(),
        nonoptional: z.string().optional().nonoptional(),
        default: z.string().default('x'),
        prefault: z.string().prefault('x'),
        readonly: z.array(z.string()).readonly(),
        caught: z.string().catch('x'),
        branded: z.uuid().brand('Id'),
        transformed: z.string().transform((text) => text.length),
        piped: z.string().pipe(z.coerce.number()),
        preprocessed: z.preprocess((value) => value, z.int32()),
        lazy: z.lazy(() => z.string()),
      }),
    ).toEqual({
      state: "Enum8('open' = 1, 'it\\'s' = 2)",
      level: "Enum16('Low' = -7, 'High' = 900)",
      one: 'String',
      listed: 'LowCardinality(String)',
      union: 'LowCardinality(Nullable(String))',
      optional: 'Nullable(String)',
      nullable: 'Nullable(Int32)',
      nullish: "Nullable(Enum8('a' = 1))",
      nonoptional: 'String',
      default: 'String',
      prefault: 'String',
      readonly: 'Array(String)',
      caught: 'String',
      branded: 'UUID',
      transformed: 'String',
      piped: 'String',
      preprocessed: 'Int32',
      lazy: 'String',
    });
  });

  it('take defaults that are plain values', () => {
    let calls = 0;
    const { columns, problems, notices } = columnsFromZod(
      z.object({
        said: z.string().default("it's"),
        pieces: z.int32().optional().default(7),
        open: z.boolean().default(true).nullable(),
        big: z.int64().default(9007199254740993n),
        tone: z.enum(['low', 'high']).default('high'),
        mood: z.enum(Mood).default(Mood.Good),
        noted: z
          .string()
          .default('x')
          .meta({ clickhouse: { default: "'y'" } }),
        still: z.string().default(() => 'z'),
        empty: z.array(z.string()).default([]),
        none: z.string().nullable().default(null),
        at: z.date().default(() => new Date()),
        time: z.number().default(() => Date.now()),
        counted: z.number().default(() => (calls += 1)),
        inner: z.array(z.string().default('inner')),
      }),
      position,
    );
    expect(problems).toEqual([]);
    const told = columns.map(({ name, type, tags }) => [name, type, tags.default]);
    expect(told).toEqual([
      ['said', 'String', "'it\\'s'"],
      ['pieces', 'Int32', '7'],
      ['open', 'Nullable(Bool)', 'true'],
      ['big', 'Int64', '9007199254740993'],
      ['tone', "Enum8('low' = 1, 'high' = 2)", "'high'"],
      ['mood', "Enum8('bad' = 1, 'good' = 2)", "'good'"],
      ['noted', 'String', "'y'"],
      ['still', 'String', "'z'"],
      ['empty', 'Array(String)', undefined],
      ['none', 'Nullable(String)', undefined],
      ['at', "DateTime('UTC')", undefined],
      ['time', 'Float64', undefined],
      ['counted', 'Float64', undefined],
      ['inner', 'Array(String)', undefined],
    ]);
    expect(notices).toEqual(
      ['at', 'time', 'counted'].map((name) =>
        expect.stringMatching(`^\`${name}\`: its default is no plain value, so the column gets none`),
      ),
    );
  });

  it('are composed', () => {
    expect(
      types({
        list: z.array(z.string().nullable()),
        pair: z.tuple([z.string(), z.int32().nullable()]),
        map: z.record(z.string(), z.uuid().optional()),
        js: z.map(z.string(), z.number()),
        named: z.record(z.enum(['a', 'b']), z.number()),
        free: z.record(z.string(), z.any()),
        nested: z.object({ x: z.number(), 'odd name': z.string().optional() }),
        tuple: z.object({ x: z.number() }).meta({ clickhouse: { namedTuple: true } }),
        both: z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() })),
      }),
    ).toEqual({
      list: 'Array(Nullable(String))',
      pair: 'Tuple(String, Nullable(Int32))',
      map: 'Map(String, Nullable(UUID))',
      js: 'Map(String, Float64)',
      named: 'Nested(a Float64, b Float64)',
      free: 'JSON',
      nested: 'Nested(x Float64, `odd name` Nullable(String))',
      tuple: 'Tuple(x Float64)',
      both: 'Nested(a String, b String)',
    });
  });

  it('take notes', () => {
    const schema = z.object({
      id: z.string().meta({ description: 'who', clickhouse: { key: true, codec: 'ZSTD(3)' } }),
      said: z.string().describe('so it is'),
      raw: z.any().meta({ clickhouse: 'LowCardinality(FixedString(4))' }).optional(),
      at: z
        .date()
        .meta({ clickhouse: { precision: 3, timeZone: 'Europe/Berlin', default: 'now()' } })
        .optional(),
      set: z.string().meta({
        clickhouse: {
          settings: { max_compress_block_size: 1048576 },
          lowCardinality: true,
          renamedFrom: 'old',
        },
      }),
      state: z.enum(['a']),
    });
    expect(columnsFromZod(schema, position).columns).toEqual([
      { name: 'id', type: 'String', tags: { comment: 'who', key: true, codec: 'ZSTD(3)' }, position },
      { name: 'said', type: 'String', tags: { comment: 'so it is' }, position },
      { name: 'raw', type: 'LowCardinality(Nullable(FixedString(4)))', tags: {}, position },
      { name: 'at', type: "DateTime64(3, 'Europe/Berlin')", tags: { default: 'now()' }, position },
      {
        name: 'set',
        type: 'LowCardinality(String)',
        tags: { settings: { max_compress_block_size: 1048576 }, renamedFrom: 'old' },
        position,
      },
      { name: 'state', type: "Enum8('a' = 1)", tags: { enumNumbers: 'free' }, position },
    ]);
  });

  it('read zod/mini too', () => {
    const schema = mini.object({
      id: mini.uuid(),
      n: mini.optional(mini.int32()),
      said: mini.string().register(mini.globalRegistry, { description: 'it' }),
    });
    const { columns, problems } = columnsFromZod(schema, null);
    expect(problems).toEqual([]);
    expect(columns.map(({ type, tags }) => [type, tags])).toEqual([
      ['UUID', {}],
      ['Nullable(Int32)', {}],
      ['String', { comment: 'it' }],
    ]);
  });

  it('report all that cannot be columns', () => {
    const tree = z.object({
      name: z.string(),
      get children() {
        return z.array(tree);
      },
    });
    const { columns, problems } = columnsFromZod(
      z.object({
        ok: z.string(),
        big: z.bigint(),
        any: z.any(),
        mixed: z.union([z.string(), z.number()]),
        set: z.set(z.string()),
        call: z.function(),
        file: z.file(),
        tree,
      }),
      position,
    );
    expect(columns.map(({ name }) => name)).toEqual(['ok']);
    expect(problems.map(({ message }) => message)).toEqual([
      '`big`: `bigint` can be several types of ClickHouse',
      '`any`: `z.any()` cannot be a column',
      '`mixed`: a union of different types cannot be a column: `z.string() | z.number()`',
      '`set`: `z.set()` is a class of JavaScript, not a column',
      '`call`: a function cannot be a column: `z.function()`',
      '`file`: `z.file()` is a class of JavaScript, not a column',
      '`tree.children[]`: `z.object(…)` contains itself',
    ]);
    expect(problems[0]).toMatchObject({ position });
    expect(problems.map(({ hint }) => hint)).toEqual([
      "Say the type yourself: `.meta({ clickhouse: 'Int64' })`.",
      "Say the type yourself: `.meta({ clickhouse: 'Int64' })`.",
      "Say the type yourself: `.meta({ clickhouse: 'Variant(String, Float64)' })`.",
      'Write `z.array(…)`.',
      'Leave it out: `.omit({ call: true })`.',
      "Leave it out, `.omit({ file: true })`, or say as what it is stored: `.meta({ clickhouse: 'String' })`.",
      "Say the type yourself: `.meta({ clickhouse: 'Int64' })`.",
    ]);
    expect(columnsFromZod(z.string(), null).problems).toMatchObject([
      { message: 'The schema of a row must be an object' },
    ]);
    expect(columnsFromZod({ parse: () => 1 }, null).problems).toMatchObject([
      { message: 'The schema is not one of zod 4' },
    ]);
  });
});
