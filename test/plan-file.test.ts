import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { AppError } from '../src/errors.ts';
import {
  readMigration,
  readPlan,
  writeMigration,
  writePlan,
  writeSnapshots,
} from '../src/files/migration-files.ts';
import { isAsRehearsed, type PlanDefaults, parsePlan, printPlan } from '../src/files/plan.ts';
import type { PlanHeader } from '../src/files/plan-header.ts';
import { planSchema } from '../src/files/plan-schema.ts';
import { receiptFor } from '../src/files/receipt.ts';
import { hashInfraMap, hashRehearsed } from '../src/model/hash.ts';
import { emptyInfraMap, type InfraMap } from '../src/model/infra-map.ts';
import type { Operation, Plan } from '../src/model/operation.ts';
import { noSurroundings } from '../src/model/surroundings.ts';
import type { Table } from '../src/model/table.ts';
import {
  header as anyHeader,
  plan as anyPlan,
  operationKinds,
  operationOf,
} from './support/plan-arbitrary.ts';

const HEADER: PlanHeader = {
  createdAt: '2026-11-20T10:30:00.000Z',
  target: { database: 'shop', engineVersion: '26.7.2.1' },
  rehearsed: { is: 'not-rehearsed', because: 'no engine' },
  kafka: null,
};

const ORDERS: Table = {
  address: 'shop.orders',
  database: 'shop',
  name: 'orders',
  version: '1.2',
  columns: [
    {
      name: 'id',
      type: 'UInt64',
      default: null,
      comment: 'who: "it"',
      codec: 'Delta(8), ZSTD(3)',
      statistics: null,
      ttl: null,
      settings: {},
    },
    {
      name: 'note',
      type: 'LowCardinality(Nullable(String))',
      default: { kind: 'DEFAULT', expression: "'x'" },
      comment: null,
      codec: null,
      statistics: 'uniq',
      ttl: 'day + INTERVAL 3 DAY',
      settings: { max_compress_block_size: '1024' },
    },
  ],
  indexes: [{ name: 'by_note', expression: 'note', type: 'bloom_filter(0.02)', granularity: 4 }],
  projections: [{ name: 'daily', body: 'SELECT day, count() GROUP BY day', settings: {} }],
  constraints: [{ name: 'positive', kind: 'CHECK', expression: 'id > 0' }],
  engine: { name: 'ReplacingMergeTree', args: ['version'] },
  partitionBy: 'toYYYYMM(day)',
  primaryKey: 'id',
  orderBy: '(id, day)',
  sampleBy: null,
  ttl: 'day + INTERVAL 1 YEAR',
  settings: { index_granularity: '1024' },
  comment: null,
  lifeCycle: 'DELETION_PROTECTED',
  cluster: 'east',
  source: { file: 'app/orders.ts', line: 7, column: 3 },
  notUnderstood: null,
};

function planOf(...operations: Operation[]): Plan {
  const hash = `sha256:${'5'.repeat(64)}`;
  return { base: hash, desired: hash, operations, refused: [], withheld: [] };
}

const CREATE: Operation = {
  kind: 'CreateTable',
  table: ORDERS,
  target: { database: 'shop', name: 'orders', cluster: 'east' },
  because: 'shop.orders',
  hazards: [],
  cost: { class: 'metadata', rows: null, bytes: null, parts: null, seconds: null },
  approved: [],
  checks: [],
};
const DROP: Operation = {
  kind: 'DropTableColumn',
  column: 'note',
  target: { database: 'lake', name: 'orders', cluster: null },
  because: 'lake.orders/column/note',
  hazards: ['DELETES_DATA'],
  cost: { class: 'mutation', rows: 17, bytes: 900, parts: 2, seconds: 60 },
  approved: ['DELETES_DATA'],
  checks: [
    { asks: 'readers of note', sql: 'SELECT 3 AS hits', found: 3, sampled: 50, unanswered: null },
    {
      asks: 'writers of note',
      sql: 'SELECT 4 AS hits',
      found: null,
      sampled: null,
      unanswered: 'no log of them',
    },
  ],
};

function refusal(text: string, defaults?: PlanDefaults): AppError {
  try {
    parsePlan(text, 'plan.yaml', defaults);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the plan was accepted');
}

const told = (error: AppError): readonly string[] =>
  error.problems.map(({ position, message }) => `${position?.line}:${position?.column} ${message}`);

const handWritten = (operations: string): string =>
  `created_at: 2026-11-20T10:30:00Z\noperations:\n${operations}`;
const SHOP: PlanDefaults = { database: 'shop', base: null };

describe('printPlan', () => {
  it('writes the words of the format', () => {
    const text = printPlan(planOf(CREATE, DROP), HEADER);
    expect(text.split('\n')[0]).toBe(
      '# yaml-language-server: $schema=../node_modules/moose-migrate/schema/plan.schema.json',
    );
    expect(text).toContain('created_at: 2026-11-20T10:30:00.000Z\nplan:\n  version: 1\n');
    expect(parse(text)).toMatchObject({
      plan: {
        target: { database: 'shop', engine_version: '26.7.2.1' },
        rehearsed: null,
        not_rehearsed: 'no engine',
        withheld: [],
      },
      operations: [
        {
          CreateTable: {
            reason: 'shop.orders',
            hazards: [],
            cost: 'metadata',
            table: {
              name: 'orders',
              database: null,
              cluster_name: 'east',
              version: '1.2',
              life_cycle: 'DELETION_PROTECTED',
              engine: { ReplacingMergeTree: { ver: 'version' } },
              order_by: ['id', 'day'],
              primary_key_expression: 'id',
              partition_by: 'toYYYYMM(day)',
              table_settings: { index_granularity: '1024' },
              table_ttl_setting: 'day + INTERVAL 1 YEAR',
              indexes: [
                {
                  name: 'by_note',
                  expression: 'note',
                  type: 'bloom_filter',
                  arguments: ['0.02'],
                  granularity: 4,
                },
              ],
              constraints: [{ name: 'positive', expression: 'id > 0', constraint_type: 'CHECK' }],
              metadata: { source: { file: 'app/orders.ts', line: 7, column: 3 } },
              columns: [
                {
                  name: 'id',
                  data_type: 'UInt64',
                  required: true,
                  primary_key: true,
                  default: null,
                  annotations: [],
                },
                {
                  name: 'note',
                  data_type: 'LowCardinality(Nullable(String))',
                  required: false,
                  primary_key: false,
                },
              ],
            },
          },
        },
        {
          DropTableColumn: {
            table: 'orders',
            column_name: 'note',
            database: 'lake',
            cluster_name: null,
            hazards: ['DELETES_DATA'],
            approved: ['DELETES_DATA'],
            cost: { class: 'mutation', rows: 17, bytes: 900, parts: 2, seconds: 60 },
            checks: [
              { asks: 'readers of note', sql: 'SELECT 3 AS hits', found: 3, sampled: 50 },
              {
                asks: 'writers of note',
                sql: 'SELECT 4 AS hits',
                found: null,
                unanswered: 'no log of them',
              },
            ],
          },
        },
      ],
    });
  });

  it('sorts the keys inside operations', () => {
    const [operation] = parse(printPlan(planOf(DROP), HEADER)).operations;
    const keys = Object.keys(operation.DropTableColumn);
    expect(keys).toEqual([...keys].sort());
  });

  it('refuses to lose the target of an operation that carries another object', () => {
    const elsewhere = { ...CREATE, target: { ...CREATE.target, name: 'other' } };
    expect(() => printPlan(planOf(elsewhere), HEADER)).toThrow(AppError);
  });
});

describe('a printed plan', () => {
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(planSchema());

  it('is read back exactly, and printed again with the same bytes', () => {
    fc.assert(
      fc.property(anyPlan, anyHeader, (plan, header) => {
        const text = printPlan(plan, header);
        const read = parsePlan(text, 'plan.yaml');
        expect(read.plan).toEqual(plan);
        expect(read.header).toEqual(header);
        expect(read.positions).toHaveLength(plan.operations.length);
        expect(printPlan(read.plan, header)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it.each(operationKinds)('of %s is read back exactly, and fits the schema for editors', (kind) => {
    fc.assert(
      fc.property(operationOf(kind), (operation) => {
        const text = printPlan(planOf(operation), HEADER);
        expect(parsePlan(text, 'plan.yaml').plan.operations).toEqual([operation]);
        expect(validate(parse(text)) || validate.errors).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps a line of blanks among lines that can only be quoted', () => {
    for (const note of ['\n \n.\0\0\0\0\0\0', "SELECT 1\n \nFROM x WHERE c = '\x07' AND d = 1"])
      for (const operation of [
        { ...DROP, because: note },
        { ...DROP, because: note.repeat(9) },
      ])
        expect(parsePlan(printPlan(planOf(operation), HEADER), 'plan.yaml').plan.operations).toEqual([
          operation,
        ]);
  });

  it('knows its rehearsal as long as no operation is changed', () => {
    const plan = planOf(CREATE, DROP);
    const rehearsed = {
      is: 'rehearsed',
      engine: '26.7',
      operations: hashRehearsed(plan.operations),
      outcome: 'reached-desired',
    } as const;
    const text = printPlan(plan, { ...HEADER, rehearsed });
    expect(isAsRehearsed(parsePlan(text, 'plan.yaml'))).toBe(true);
    expect(
      isAsRehearsed(parsePlan(text.replace(/ {2}- DELETES_DATA\n/g, '  - LONG_RUNNING\n'), 'plan.yaml')),
    ).toBe(true);
    expect(isAsRehearsed(parsePlan(text.replace('column_name: note', 'column_name: id'), 'plan.yaml'))).toBe(
      false,
    );
    expect(isAsRehearsed(parsePlan(printPlan(plan, HEADER), 'plan.yaml'))).toBe(false);
  });

  it('and nothing that only a rehearsal shows is taken out', () => {
    const plan = planOf(CREATE, { ...DROP, hazards: ['DELETES_DATA', 'BLOCKS_WRITES'] });
    const rehearsed = receiptFor(
      { is: 'rehearsed', engine: '26.7', operations: '', outcome: 'reached-desired' },
      plan.operations,
    );
    const text = printPlan(plan, { ...HEADER, rehearsed });
    expect(isAsRehearsed(parsePlan(text, 'plan.yaml'))).toBe(true);
    expect(text).toContain('  - BLOCKS_WRITES\n');
    expect(isAsRehearsed(parsePlan(text.replace(/ +- BLOCKS_WRITES\n/, ''), 'plan.yaml'))).toBe(false);
  });
});

describe('parsePlan of what the peer or a person wrote', () => {
  it('takes it without our block', () => {
    const read = parsePlan(
      handWritten(`- DropTable: { table: orders, database: null, cluster_name: null }
- AddTableColumn:
    table: orders
    column: { name: status, data_type: String }
    after_column: null
    database: lake
- RawSql: { sql: [SELECT 1, SELECT 2], description: two }
`),
      'plan.yaml',
      SHOP,
    );
    expect(read.header).toBeNull();
    expect(read.plan).toMatchObject({ base: '', desired: '' });
    expect(read.plan.operations).toMatchObject([
      {
        kind: 'DropTable',
        target: { database: 'shop', name: 'orders', cluster: null },
        because: 'shop.orders',
        hazards: ['DELETES_DATA'],
      },
      {
        kind: 'AddTableColumn',
        target: { database: 'lake' },
        because: 'lake.orders/column/status',
        column: { name: 'status', type: 'String', default: null },
        after: null,
      },
      { kind: 'RawSql', sql: ['SELECT 1', 'SELECT 2'], description: 'two', hazards: ['UNCHECKED_SQL'] },
    ]);
    expect(read.positions).toEqual([
      { file: 'plan.yaml', line: 3, column: 3 },
      { file: 'plan.yaml', line: 4, column: 3 },
      { file: 'plan.yaml', line: 9, column: 3 },
    ]);
  });

  it.each([
    ['{ name: a, data_type: "LowCardinality(Nullable(String))" }', 'LowCardinality(Nullable(String))'],
    ['{ name: a, data_type: DateTime }', 'DateTime'],
    ['{ name: a, data_type: String, required: false }', 'Nullable(String)'],
    [
      '{ name: a, data_type: String, required: false, annotations: [[LowCardinality, true]] }',
      'LowCardinality(Nullable(String))',
    ],
    ['{ name: a, data_type: DateTime, required: true }', "DateTime('UTC')"],
    ['{ name: a, data_type: "Decimal(10, 2)", required: true }', 'Decimal(10, 2)'],
    [
      '{ name: a, data_type: { elementType: Int32, elementNullable: true }, required: true }',
      'Array(Nullable(Int32))',
    ],
    [
      '{ name: a, data_type: { keyType: String, valueType: Float64 }, required: true }',
      'Map(String, Float64)',
    ],
    ['{ name: a, data_type: { Nullable: { nullable: Int32 } } }', 'Nullable(Int32)'],
    [
      '{ name: a, data_type: { name: E, values: [{ name: X, value: { String: x } }, { name: Y, value: { String: y } }] }, required: true }',
      "Enum8('x' = 1, 'y' = 2)",
    ],
  ])('reads the column %s', (column, type) => {
    const text = handWritten(`- AddTableColumn: { table: t, column: ${column}, after_column: null }\n`);
    expect(parsePlan(text, 'plan.yaml', SHOP).plan.operations[0]).toMatchObject({ column: { type } });
  });

  it('reads the older spellings', () => {
    const base: InfraMap = { ...emptyInfraMap('shop'), tables: [ORDERS] };
    const { plan } = parsePlan(
      handWritten(`- RawSQL: { sql: "SELECT 1", description: one }
- ChangeTableColumn: { table: orders, column_name: note, data_type: String }
- AddTableColumn: { table: orders, column: { name: at, data_type: DateTime64(3), default: NOW }, after_column: id }
- AddTableIndex: { table: orders, index: { name: i, expression: id, index_type: set, arguments: [100], granularity: 2 } }
`),
      'plan.yaml',
      { database: 'shop', base },
    );
    expect(plan.operations).toMatchObject([
      { kind: 'RawSql', sql: ['SELECT 1'] },
      {
        kind: 'ModifyTableColumn',
        before: ORDERS.columns[1],
        after: { ...ORDERS.columns[1], type: 'String' },
      },
      { kind: 'AddTableColumn', column: { default: { kind: 'DEFAULT', expression: 'now()' } } },
      { kind: 'AddTableIndex', index: { type: 'set(100)' } },
    ]);
  });

  it('reads a whole table of the peer', () => {
    const { plan } = parsePlan(
      handWritten(`- CreateTable:
    table:
      columns:
      - { name: my id, data_type: String, required: true, unique: false, primary_key: true, default: null, annotations: [] }
      - { name: when, data_type: DateTime, required: true, unique: false, primary_key: false, default: null, annotations: [] }
      constraints: []
      engine: { ReplacingMergeTree: { ver: when, is_deleted: null } }
      engine_params_hash: abc
      indexes: []
      life_cycle: FULLY_MANAGED
      metadata: { description: null, source: { file: app/index.ts } }
      name: events_2_0
      order_by: []
      projections: []
      source_primitive: { name: events, primitive_type: DataModel }
      table_settings: { index_granularity: 8192 }
      version: '2.0'
`),
      'plan.yaml',
      SHOP,
    );
    expect(plan.operations).toMatchObject([
      {
        kind: 'CreateTable',
        target: { database: 'shop', name: 'events_2_0' },
        table: {
          address: 'shop.events_2_0',
          version: '2.0',
          engine: { name: 'ReplacingMergeTree', args: ['when'] },
          primaryKey: '`my id`',
          orderBy: '`my id`',
          settings: { index_granularity: '8192' },
          columns: [{ type: 'String' }, { type: "DateTime('UTC')" }],
          source: { file: 'app/index.ts', line: 1, column: 1 },
        },
      },
    ]);
  });
});

describe('parsePlan of what is wrong', () => {
  it('tells everything at once, with place, frame and what was probably meant', () => {
    const error = refusal(
      handWritten(`- AddTableColum: { table: t }
- AddTableColumn:
    table: t
    colum: { name: a, data_type: String }
    after_column: 7
- ModifyTableColumn:
    table: t
    before_column: { name: a, data_type: String, defualt: x }
    after_column: { name: a, data_type: { Nonsense: 1 } }
- DropTable: { table: t, hazards: [DELETE_DATA] }
- DropTable: { table: t }
  DropView: { name: v }
- CreateTable:
    table: { name: t, columns: [], engine: { ReplacingMergeTree: { version: a } }, order_by: 5 }
- justText
`),
      SHOP,
    );
    expect(error.code).toBe('FILE_INVALID');
    expect(told(error)).toEqual([
      '3:3 "AddTableColum" is no operation that this version knows; did you mean "AddTableColumn"?',
      '4:3 operations.1.AddTableColumn.column is missing',
      '7:5 operations.1.AddTableColumn.after_column must be a text, not a number',
      '6:5 unknown key "colum" in operations.1.AddTableColumn; did you mean "column"?',
      '10:50 unknown key "defualt" in operations.2.ModifyTableColumn.before_column; did you mean "default"?',
      expect.stringMatching(
        /^12:\d+ operations\.3\.DropTable\.hazards\.0 must be one of .*; did you mean "DELETES_DATA"\?$/,
      ),
      '13:3 operations.4 must be a map with one key, the name of an operation',
      '16:84 operations.5.CreateTable.table.order_by must be a list or a text, not a number',
      '17:3 operations.6 must be a map with one key, the name of an operation',
    ]);
    expect(error.problems[3]?.frame).toContain(
      '> 6 |     colum: { name: a, data_type: String }\n    |     ^^^^^\n',
    );
  });

  it('tells what no shape can see', () => {
    const error = refusal(
      handWritten(`- CreateTable:
    table: { name: t, columns: [{ name: a, data_type: { Nonsense: 1 } }], engine: { ReplacingMergeTree: { version: a } } }
- DropTable: { table: t }
- ChangeTableColumn: { table: t, column_name: a, data_type: String, database: shop }
- AddTableColumn: { table: t, column: { name: a, data_type: String, default: x, alias: y }, database: shop }
`),
    );
    const lines = told(error);
    expect(lines).toHaveLength(6);
    expect(lines[0]).toMatch(/^4:5 names no database/);
    expect(lines.join('\n')).toMatch(
      /ReplacingMergeTree has no parameter "version"; known are ver, is_deleted, args/,
    );
    expect(lines.join('\n')).toMatch(/^5:\d+ names no database/m);
    expect(lines.join('\n')).toMatch(/^6:\d+ ChangeTableColumn says the type alone/m);
    expect(lines.join('\n')).toMatch(/^7:\d+ a column has either default or alias$/m);
  });

  it('names the known keys where none is near', () => {
    expect(told(refusal(handWritten('- RemoveSampleBy: { table: t, qqqqqq: 1 }\n'), SHOP))[0]).toMatch(
      /unknown key "qqqqqq" .*; known are .*table/,
    );
  });

  it.each([
    ['a syntax fault', 'operations:\n- DropTable: { table: t\n- x', /not valid YAML/],
    ['a key twice', 'created_at: x\ncreated_at: y\noperations: []\n', /not valid YAML.*unique/],
    ['two documents', 'created_at: x\noperations: []\n---\na: 1\n', /not valid YAML/],
    ['a foreign tag', 'created_at: !!js/function "x"\noperations: []\n', /not valid YAML/],
    ['a merge conflict', 'created_at: x\n<<<<<<< ours\noperations: []\n', /merge conflict/],
    ['no operations', 'created_at: x\n', /operations is missing/],
    ['a list', '- a\n', /the file must be a group of keys/],
    ['nothing but a comment', '# empty\n', /the file must be a group of keys/],
    ['a number for a text', handWritten('- DropTable: { table: 5 }\n'), /must be a text, not a number/],
    [
      'aliases without end',
      `a: &a [1,1,1,1,1,1,1,1,1,1]\n${'bcdefg'.replace(/./g, (each, at) => `${each}: &${each} [${`*${'abcdef'[at]},`.repeat(9)}]\n`)}`,
      /aliases/,
    ],
    ['deep nesting', `operations: ${'['.repeat(20000)}`, /nested too deeply|not valid YAML/],
  ])('refuses %s', (_, text, message) => {
    const error = refusal(text, SHOP);
    expect(error.code).toBe('FILE_INVALID');
    expect([error.message, ...told(error)].join('\n')).toMatch(message);
  });

  it('refuses a plan of a later version', () => {
    const error = refusal(printPlan(planOf(DROP), HEADER).replace('version: 1', 'version: 2'));
    expect(error.message).toMatch(/version 2/);
    expect(error.hint).toMatch(/update/);
  });

  it('finds out wherever a plan of ours is cut within a line', () => {
    const text = printPlan(planOf(CREATE, DROP), HEADER);
    const start = text.indexOf('operations:') + 'operations:\n'.length;
    for (let end = start; end < text.length; end += 1) {
      if (text[end - 1] === '\n') continue;
      expect(refusal(text.slice(0, end)).code).toBe('FILE_INVALID');
    }
  });

  it('tells the first hundred of very many problems and how many more there are', () => {
    const error = refusal(handWritten('- Nothing: {}\n'.repeat(350)), SHOP);
    expect(error.problems).toHaveLength(101);
    expect(error.problems.at(-1)?.message).toBe('and 250 more problems');
  });
});

describe('the schema for editors', () => {
  const file = new URL('../schema/plan.schema.json', import.meta.url);

  it('is the one that is shipped', async () => {
    const text = `${JSON.stringify(planSchema(), null, 2)}\n`;
    if (process.env.UPDATE_GOLDENS === '1') await writeFile(file, text);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('refuses what the reader refuses', async () => {
    const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
      JSON.parse(await readFile(file, 'utf8')),
    );
    const accepts = (operation: unknown): boolean => validate({ created_at: 'x', operations: [operation] });
    expect(accepts({ DropTable: { table: 't' } })).toBe(true);
    expect(accepts({ RawSQL: { sql: 'SELECT 1' } })).toBe(true);
    expect(accepts({ DropTable: { table: 't', extra: 1 } })).toBe(false);
    expect(accepts({ DropTable: { table: 't', hazards: ['NO_SUCH'] } })).toBe(false);
    expect(accepts({ DropTabel: { table: 't' } })).toBe(false);
    expect(accepts({ AddTableColumn: { table: 't' } })).toBe(false);
  });
});

describe('the files', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'plan-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const base = emptyInfraMap('shop');
  const desired: InfraMap = { ...base, tables: [ORDERS] };
  const plan: Plan = { ...planOf(CREATE), base: hashInfraMap(base), desired: hashInfraMap(desired) };
  const migration = { plan, header: HEADER, base, desired, undeclared: [], surroundings: noSurroundings };

  it('are written together and read together', async () => {
    const migrations = join(dir, 'a', 'migrations');
    await writeMigration(migrations, migration);
    await writeMigration(migrations, migration);
    expect((await readdir(migrations)).sort()).toEqual([
      'local_infra_map.json',
      'plan.yaml',
      'remote_state.json',
    ]);
    const read = await readMigration(migrations);
    expect(read.plan.plan).toEqual(plan);
    expect(read.base.map).toEqual(base);
    expect(read.desired.map).toEqual(desired);
  });

  it('belong together', async () => {
    await writeMigration(dir, migration);
    await writeSnapshots(dir, { base: desired, desired });
    await expect(readMigration(dir)).rejects.toMatchObject({
      code: 'FILE_HASH_WRONG',
      message: expect.stringContaining('remote_state.json'),
    });
  });

  it.each([
    ['a directory', (path: string) => mkdir(path)],
    ['a symbolic link', (path: string) => symlink('elsewhere', path)],
  ])('none changes when one of them is %s', async (what, make) => {
    await writeMigration(dir, migration);
    await rm(join(dir, 'plan.yaml'));
    await make(join(dir, 'plan.yaml'));
    const before = await readFile(join(dir, 'remote_state.json'), 'utf8');
    await expect(writeMigration(dir, { ...migration, base: desired })).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      message: expect.stringContaining(what),
    });
    expect(await readFile(join(dir, 'remote_state.json'), 'utf8')).toBe(before);
    expect((await readdir(dir)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('are not written into what is no directory', async () => {
    await writeFile(join(dir, 'file'), 'x');
    await expect(writePlan(join(dir, 'file'), plan, HEADER)).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
    });
    await expect(writePlan(join(dir, 'file', 'migrations'), plan, HEADER)).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
    });
    expect(await readFile(join(dir, 'file'), 'utf8')).toBe('x');
  });

  it.each([
    ['missing', async () => {}, 'FILE_MISSING', /does not exist/],
    ['a directory', (path: string) => mkdir(path), 'FILE_INVALID', /is a directory/],
    ['empty', (path: string) => writeFile(path, ''), 'FILE_INVALID', /is empty/],
    ['binary', (path: string) => writeFile(path, Buffer.from([1, 0, 2])), 'FILE_INVALID', /binary/],
    ['Latin-1', (path: string) => writeFile(path, Buffer.from([0xe9, 0x0a])), 'FILE_INVALID', /UTF-8/],
    ['a link to itself', (path: string) => symlink('plan.yaml', path), 'FILE_INVALID', /link/],
    ['a dangling link', (path: string) => symlink('nowhere', path), 'FILE_MISSING', /does not exist/],
    ['a device', (path: string) => symlink('/dev/zero', path), 'FILE_INVALID', /regular file/],
    [
      'too large',
      (path: string) => writeFile(path, Buffer.alloc(51 * 1024 * 1024, 0x20)),
      'FILE_INVALID',
      /50 MB/,
    ],
  ])('say so when plan.yaml is %s', async (_, make, code, message) => {
    await make(join(dir, 'plan.yaml'));
    await expect(readPlan(dir)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('are read through a link', async () => {
    await writePlan(dir, plan, HEADER);
    await mkdir(join(dir, 'other'));
    await symlink('../plan.yaml', join(dir, 'other', 'plan.yaml'));
    expect((await readPlan(join(dir, 'other'))).plan).toEqual(plan);
  });

  it('complete a half-told change from remote_state.json', async () => {
    await writeSnapshots(dir, { base: desired, desired });
    await writeFile(
      join(dir, 'plan.yaml'),
      handWritten('- ChangeTableColumn: { table: orders, column_name: note, data_type: String }\n'),
    );
    const read = await readPlan(dir, 'shop');
    expect(read.plan.operations).toMatchObject([
      { kind: 'ModifyTableColumn', after: { ...ORDERS.columns[1], type: 'String' } },
    ]);
  });
});
