import fc from 'fast-check';
import type { SourcePosition } from '../../src/errors.ts';
import { sortByAddress } from '../../src/model/address.ts';
import type { Dictionary, DictionaryAttribute, DictionaryClauses } from '../../src/model/dictionary.ts';
import type { Component, ComponentKind, InfraMap, SqlResource } from '../../src/model/infra-map.ts';
import { LIFE_CYCLES } from '../../src/model/life-cycle.ts';
import type { SqlFunction } from '../../src/model/sql-function.ts';
import { COMPATIBILITY_LEVELS, type TopicSchema } from '../../src/model/subject.ts';
import type { Column, Engine, Ownership, Table } from '../../src/model/table.ts';
import type { Topic } from '../../src/model/topic.ts';
import type { MaterializedView, View } from '../../src/model/view.ts';

/** Any text at all: blanks at its ends, line breaks of every kind, quotes, emoji, words that YAML reads as something else. */
export const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  {
    weight: 4,
    arbitrary: fc.string({
      unit: fc.constantFrom(
        'a',
        ' ',
        '\n',
        '\r',
        '\t',
        "'",
        '"',
        '\\',
        '#',
        ':',
        '-',
        '|',
        '>',
        '%',
        '{',
        '`',
      ),
      maxLength: 10,
    }),
  },
  fc.constantFrom(
    '',
    'null',
    '~',
    'true',
    'no',
    '0',
    '-1.5e3',
    '0x1F',
    '2026-11-20',
    '? x',
    '- x',
    '---',
    '...',
    '<<',
    '&a',
    '*a',
    '!t',
    '@x',
    ' x',
    'x ',
    'x\n',
    '\nx',
    'x\r\ny',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\0',
  ),
);
export const filled = text.filter((value) => value !== '');
const sql = fc.oneof(
  filled,
  fc.constantFrom('now()', "toDate('2026-01-01')", 'SELECT\n  a,\n  b\nFROM t\n', 'SELECT 1 -- x\n  '),
);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,6}$/);
export const objectName = fc.oneof(word, filled);
const database = fc.oneof(
  word,
  filled.filter((value) => !value.includes('.')),
);
const settings = fc.dictionary(word, text, { maxKeys: 3, noNullPrototype: true });
const source: fc.Arbitrary<SourcePosition> = fc.record({ file: filled, line: fc.nat(), column: fc.nat() });
const lifeCycle = fc.constantFrom(...LIFE_CYCLES);

export const column: fc.Arbitrary<Column> = fc.record({
  name: filled,
  type: fc.oneof(
    fc.constantFrom(
      'String',
      'Nullable(Int32)',
      'LowCardinality(Nullable(String))',
      "DateTime('UTC')",
      'DateTime',
      'Boolean',
      'Array(Tuple(a Int8, b String))',
    ),
    filled,
  ),
  default: optional(
    fc.oneof(
      fc.record({
        kind: fc.constantFrom(
          'DEFAULT' as const,
          'MATERIALIZED' as const,
          'ALIAS' as const,
          'EPHEMERAL' as const,
        ),
        expression: text,
      }),
      fc.constant({ kind: 'DEFAULT' as const, expression: 'NOW' }),
      fc.constant({ kind: 'EPHEMERAL' as const, expression: null }),
    ),
  ),
  comment: optional(text),
  codec: optional(text),
  statistics: optional(text),
  ttl: optional(text),
  settings,
});

export const index = fc.record({
  name: filled,
  expression: sql,
  type: fc.oneof(
    fc.constantFrom(
      'minmax',
      'bloom_filter(0.01)',
      'set(100)',
      'tokenbf_v1(256, 2, 0)',
      'set(0)',
      "text(tokenizer = 'default')",
      'f()',
      'f(a,b)',
      'f( a )',
      'f(a, , b)',
    ),
    filled,
  ),
  granularity: fc.nat(),
});
export const projection = fc.record({ name: filled, body: sql, settings });
export const constraint = fc.record({
  name: filled,
  kind: fc.constantFrom('CHECK' as const, 'ASSUME' as const),
  expression: sql,
});

export const engine: fc.Arbitrary<Engine> = fc.oneof(
  fc.constantFrom<Engine>(
    { name: 'MergeTree', args: [] },
    { name: 'ReplacingMergeTree', args: ['updated_at', '`is deleted`'] },
    { name: 'ReplacingMergeTree', args: ['toDate(x)'] },
    { name: 'SummingMergeTree', args: ['(a, b)'] },
    { name: 'SummingMergeTree', args: ['(`a`, b)'] },
    { name: 'SummingMergeTree', args: ['(a,b)'] },
    { name: 'SummingMergeTree', args: ['n'] },
    { name: 'ReplicatedReplacingMergeTree', args: ["'/tables/{shard}/x'", "'{replica}'", 'ver'] },
    { name: 'ReplicatedReplacingMergeTree', args: ['ver'] },
    { name: 'ReplicatedMergeTree', args: ["'/it\\'s'", "'r'"] },
    { name: 'S3', args: ["'https://bucket.example/x'", 'NOSIGN', "'CSV'"] },
    { name: 'S3', args: ["'https://bucket.example/x'", "'CSV'"] },
    { name: 'S3Queue', args: ["'https://bucket.example/x'", "'id'", "'[HIDDEN]'", "'CSV'", "'gzip'"] },
    {
      name: 'Buffer',
      args: ["'local'", "'events'", '16', '10', '100', '1e4', '1000000', '10000000', '100000000'],
    },
    { name: 'Distributed', args: ["'main'", "'local'", "'events'", 'rand()'] },
    { name: 'Merge', args: ['currentDatabase()', "'^events'"] },
    { name: 'Unheard', args: ['1', "'x'"] },
    { name: 'Unheard', args: [] },
    { name: 'MergeTree', args: ['superfluous'] },
  ),
  fc.record({
    name: fc.constantFrom(
      'ReplacingMergeTree',
      'VersionedCollapsingMergeTree',
      'SummingMergeTree',
      'Distributed',
      'Join',
      'args',
      'Unheard',
    ),
    args: fc.array(
      fc.oneof(
        text,
        word,
        word.map((each) => `'${each}'`),
        word.map((each) => `\`${each}\``),
      ),
      { maxLength: 6 },
    ),
  }),
);

const key = fc.oneof(
  fc.constantFrom(
    'id',
    '(id)',
    '(id, day)',
    '(id,day)',
    '`id`',
    'tuple()',
    '()',
    '(toDate(day), id)',
    '(id, day',
  ),
  sql,
);

const ownership: fc.Arbitrary<Ownership> = fc.record({
  lifeCycle,
  cluster: optional(filled),
  source: optional(source),
  notUnderstood: optional(fc.record({ reason: text, serverText: text, rebuiltText: optional(text) })),
});

const place = fc
  .record({ database, name: objectName })
  .map((each) => ({ ...each, address: `${each.database}.${each.name}` }));

const tableClauses = fc.record({
  columns: fc.array(column, { maxLength: 3 }),
  indexes: fc.array(index, { maxLength: 2 }),
  projections: fc.array(projection, { maxLength: 2 }),
  constraints: fc.array(constraint, { maxLength: 2 }),
  engine,
  partitionBy: optional(text),
  primaryKey: optional(key),
  orderBy: optional(key),
  sampleBy: optional(text),
  ttl: optional(text),
  settings,
  comment: optional(text),
});

export const table: fc.Arbitrary<Table> = fc
  .tuple(place, tableClauses, ownership, fc.record({ version: optional(text) }))
  .map(([a, b, c, d]) => ({ ...a, ...b, ...c, ...d }));

const attribute: fc.Arbitrary<DictionaryAttribute> = fc.record({
  name: filled,
  type: filled,
  default: optional(text),
  expression: optional(text),
  options: fc.subarray(['HIERARCHICAL', 'BIDIRECTIONAL', 'INJECTIVE', 'IS_OBJECT_ID']),
});

const dictionaryParts: fc.Arbitrary<DictionaryClauses> = fc.record({
  attributes: fc.array(attribute, { maxLength: 3 }),
  primaryKey: fc.array(text, { maxLength: 2 }),
  origin: text,
  lifetime: optional(text),
  layout: text,
  range: optional(text),
  settings,
  comment: optional(text),
});

export const dictionary: fc.Arbitrary<Dictionary> = fc
  .tuple(place, dictionaryParts, ownership)
  .map(([a, b, c]) => ({ ...a, ...b, ...c }));

export const sqlFunction: fc.Arbitrary<SqlFunction> = fc
  .tuple(
    fc.record({ name: filled, parameters: fc.array(text, { maxLength: 3 }), expression: text }),
    ownership,
  )
  .map(([a, b]) => ({ ...a, ...b, address: `function/${a.name}` }));

const address = place.map((each) => each.address);
const viewParts = fc.record({
  select: sql,
  columns: optional(text),
  security: optional(text),
  comment: optional(text),
  // Sources that begin with a backtick are the peer's spelling.
  sources: fc.array(
    address.filter((each) => !each.startsWith('`')),
    { maxLength: 2 },
  ),
});

export const view: fc.Arbitrary<View> = fc
  .tuple(place, viewParts, ownership)
  .map(([a, b, c]) => ({ ...a, ...b, ...c }));

export const materializedView: fc.Arbitrary<MaterializedView> = fc
  .tuple(
    view,
    fc.record({
      target: optional(place.map(({ database, name }) => ({ database, name }))),
      refresh: optional(text),
      inner: optional(tableClauses),
      startsEmpty: fc.boolean(),
    }),
  )
  .map(([a, b]) => ({ ...a, ...b }));

export const sqlResource: fc.Arbitrary<SqlResource> = fc
  .record({
    name: filled,
    setup: fc.array(text, { maxLength: 2 }),
    teardown: fc.array(text, { maxLength: 2 }),
    pullsFrom: fc.array(
      fc.oneof(
        address,
        word.map((each) => `topic/${each}`),
      ),
      { maxLength: 2 },
    ),
    pushesTo: fc.array(address, { maxLength: 2 }),
    source: optional(source),
  })
  .map((each) => ({ ...each, address: `sql/${each.name}` }));

export const topicSchema: fc.Arbitrary<TopicSchema> = fc.record({
  subject: filled,
  text: filled,
  compatibility: optional(fc.constantFrom(...COMPATIBILITY_LEVELS)),
});

export const topic: fc.Arbitrary<Topic> = fc
  .record({
    name: filled,
    partitions: fc.integer({ min: 1, max: 999 }),
    replicationFactor: optional(fc.integer({ min: 1, max: 9 })),
    isPinned: fc.boolean(),
    schema: optional(topicSchema),
    live: fc.constant(null),
    destination: optional(address),
    configs: settings,
    version: optional(text),
    lifeCycle,
    source: optional(source),
  })
  .map((each) => ({ ...each, address: `topic/${each.name}` }));

const kinds: readonly ComponentKind[] = [
  'api',
  'ingest-api',
  'workflow',
  'web-app',
  'transform',
  'consumer',
  'row-policy',
];
const component: fc.Arbitrary<Component> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    name: text,
    detail: fc.dictionary(
      word,
      fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value))),
      { maxKeys: 2, noNullPrototype: true },
    ),
    source: optional(source),
  })
  .map((each) => ({ ...each, address: `${each.kind}/${each.name}` }));

const many = <T extends { readonly address: string }>(object: fc.Arbitrary<T>) =>
  fc.uniqueArray(object, { maxLength: 3, selector: (each) => each.address }).map(sortByAddress);

export const infraMap: fc.Arbitrary<InfraMap> = fc.record({
  defaultDatabase: filled,
  tables: many(table),
  views: many(view),
  materializedViews: many(materializedView),
  dictionaries: many(dictionary),
  functions: many(sqlFunction),
  topics: many(topic),
  sqlResources: many(sqlResource),
  components: many(component),
});
