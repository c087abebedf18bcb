import { afterAll, afterEach, beforeAll, expect, inject, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { checkMarkdown } from '../src/cli/markdown/check-report.ts';
import { checkDocument } from '../src/cli/show-checked.ts';
import { apply } from '../src/commands/apply.ts';
import { type Checked, check } from '../src/commands/check.ts';
import { CATALOGUE, type ErrorCode } from '../src/errors.ts';
import { openShadow, type Shadow } from '../src/rehearse/shadow.ts';
import type { ShadowPool } from '../src/rehearse/shadow-pool.ts';
import { QUIET_APPLY } from './support/apply-options.ts';
import { describeWithEngine } from './support/engine.ts';
import { lent } from './support/lent-shadow.ts';
import { type SavedMigration, SILENT, savedMigration } from './support/saved-migration.ts';

const BEFORE = `import { type Key, LifeCycle, MaterializedView, OlapTable, sql, type UInt16, type UInt32, type UInt64 } from 'moose-migrate';

interface Order {
  id: Key<UInt32>;
  at: Date;
  buyer: string;
  note: string;
  pieces: UInt16;
}

interface Entry {
  id: Key<UInt64>;
  amount: UInt32;
}

interface Total {
  buyer: string;
  pieces: UInt64;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'], ttl: 'at + INTERVAL 90 DAY' });
export const ledger = new OlapTable<Entry>('ledger', { orderByFields: ['id'], lifeCycle: LifeCycle.DELETION_PROTECTED });
export const theirs = new OlapTable<Entry>('theirs', { orderByFields: ['id'], lifeCycle: LifeCycle.EXTERNALLY_MANAGED });
export const leftovers = new OlapTable<Entry>('leftovers', { orderByFields: ['id'] });
interface Pair {
  id: Key<UInt64>;
  one: UInt32;
  two: UInt32;
}

export const a = new OlapTable<Pair>('leftovers_a', { orderByFields: ['id'] });
export const b = new OlapTable<Pair>('leftovers_b', { orderByFields: ['id'] });
export const totals = new OlapTable<Total>('totals', { orderByFields: ['buyer'] });
export const adding = new MaterializedView<Total>({
  materializedViewName: 'adding',
  selectTables: [orders],
  targetTable: totals,
  selectStatement: sql\`SELECT buyer, toUInt64(pieces) AS pieces FROM \${orders}\`,
});
`;

const AFTER = BEFORE.replace(
  '  note: string;\n',
  '  /** In cents. */\n  price: UInt32;\n  /** In cents. */\n  tax: UInt32;\n',
)
  .replace('  pieces: UInt16;\n', '  pieces: UInt32;\n')
  .replace('  amount: UInt32;\n', '  /** In cents. */\n  amount: UInt32;\n')
  .replace('MaterializedView, OlapTable, sql,', 'MaterializedView, OlapTable, sql, View,')
  .concat(
    "export const rich = new View('rich', { selectStatement: sql.statement`SELECT buyer FROM stock`, baseTables: [] });\n",
  )
  .replace('90 DAY', '60 DAY')
  .replace("leftovers = new OlapTable<Entry>('leftovers'", "coupons = new OlapTable<Entry>('coupons'")
  .replace('SELECT buyer, toUInt64(pieces)', 'SELECT upper(buyer) AS buyer, toUInt64(pieces)');

let saved: SavedMigration;
let shadow: Shadow;

beforeAll(async () => {
  if (inject('engine') === null) return;
  saved = await savedMigration(
    [
      'CREATE TABLE theirs (id UInt64, amount UInt32) ENGINE = MergeTree ORDER BY id',
      // Nobody declares these: a view of ours will read one of them.
      'CREATE TABLE stock (buyer String, pieces UInt8) ENGINE = MergeTree ORDER BY buyer',
      'CREATE TABLE noise (x UInt8) ENGINE = Memory',
    ],
    BEFORE,
    AFTER,
  );
  shadow = await openShadow([saved.database.name]);
});

afterAll(async () => {
  await shadow?.close();
});

/** One engine for all of the checks, emptied after each. */
function lentPool(): ShadowPool {
  return {
    keep: () => undefined,
    takeKept: () => null,
    prepare: () => undefined,
    expect: () => undefined,
    open: () => lent(shadow, saved.database.name, []),
    close: async () => undefined,
  };
}

async function checked(): Promise<Checked> {
  const options = { cwd: saved.directory, configFile: null, env: {}, allow: [], writeReceipt: false };
  return check(options, SILENT, lentPool);
}

type Content = { operations: Record<string, Record<string, unknown>>[]; plan: Record<string, unknown> };

/** Edits the saved plan as somebody would in an editor. */
function edited(change: (content: Content) => void): () => void {
  return () => {
    const content = parse(saved.files['plan.yaml']) as Content;
    change(content);
    saved.write('migrations/plan.yaml', stringify(content, { lineWidth: 0 }));
  };
}

function operation({ operations }: Content, kind: string, table?: string): Record<string, unknown> {
  const found = operations.find(
    (entry) =>
      kind in entry && (table === undefined || entry[kind]?.table === table || entry[kind]?.name === table),
  );
  const body = found?.[kind];
  if (body === undefined) throw new Error(`the plan has no ${kind}`);
  return body;
}

function without(kind: string, table?: string): () => void {
  return edited((content) => {
    const gone = operation(content, kind, table);
    content.operations = content.operations.filter((entry) => entry[kind] !== gone);
  });
}

function added(kind: string, body: Record<string, unknown>): () => void {
  return edited(({ operations }) => operations.push({ [kind]: body }));
}

function sql(...statements: readonly string[]): () => void {
  return added('RawSql', { sql: statements, description: 'by hand', approved: ['UNCHECKED_SQL'] });
}

function text(file: keyof SavedMigration['files'], change: (text: string) => string): () => void {
  return () => {
    const after = change(saved.files[file]);
    if (after === saved.files[file]) throw new Error(`${file} was not changed`);
    saved.write(`migrations/${file}`, after);
  };
}

/** A table of the state that the plan starts from, as CreateTable has it. */
function madeAnew(name: string): unknown {
  const { tables } = JSON.parse(saved.files['remote_state.json']);
  const found = Object.entries(tables).find(([address]) => address.endsWith(`.${name}`));
  if (found === undefined) throw new Error(`no table ${name}`);
  return found[1];
}

/** The rows of `leftovers` go into `coupons` as into a new version of it, and it is dropped behind that. */
function movedToCoupons(only: string, hazards: readonly string[]): () => void {
  return edited((content) => {
    const { name } = saved.database;
    const drop = { ...operation(content, 'DropTable'), hazards, approved: hazards };
    const [from, into] = ['leftovers', 'coupons'].map((table) => `\`${name}\`.\`${table}\``);
    const full = `${name}.coupons holds rows already: empty it before it is filled from ${name}.leftovers, or leave this out of the plan`;
    const fill = `INSERT INTO ${into} (\`id\`, \`amount\`) SELECT \`id\`, \`amount\` FROM ${from} WHERE throwIf((SELECT count() FROM ${into}) > 0, '${full}') = 0${only}`;
    content.operations = [
      ...content.operations.filter((entry) => !('DropTable' in entry)),
      { RawSql: { sql: [fill], description: 'by hand', approved: ['UNCHECKED_SQL'] } },
      { DropTable: drop },
    ];
  });
}

/** The view of the project filled once more. */
function populated(change: Record<string, unknown>): () => void {
  return edited((content) => {
    const { select_sql } = operation(content, 'ModifyMaterializedViewQuery');
    const body = { name: 'adding', target_table: 'totals', columns: 'buyer, pieces', select_sql };
    content.operations.push({ PopulateMaterializedView: { ...body, hazards: [], ...change } });
  });
}

const MISSED = /leftovers has hazards, and its hazards do not say LOSES_ROWS_IN_GAP/;

const LEDGER_AMOUNT = { name: 'amount', data_type: 'UInt32', comment: 'In cents.' };

/** What somebody did, how, the code of the problem, and words that it must have. */
const BAD: readonly (readonly [string, () => void, ErrorCode, RegExp])[] = [
  // Operations that are not there, or not where they should be
  [
    'a column left out',
    without('AddTableColumn'),
    'PLAN_REFUSED',
    /AddTableColumn: \S+orders has no column price at this point/,
  ],
  [
    'a new query left out',
    without('ModifyMaterializedViewQuery'),
    'REHEARSAL_FAILED',
    /adding\n[\s\S]*\+.*upper/,
  ],
  ['a new table left out', without('CreateTable'), 'REHEARSAL_FAILED', /coupons\n/],
  ['a drop left out', without('DropTable'), 'REHEARSAL_FAILED', /leftovers\n/],
  [
    'no operation left',
    edited((content) => {
      content.operations = [];
    }),
    'REHEARSAL_FAILED',
    /orders\n[\s\S]*\+.*price/,
  ],
  [
    'operations in another order',
    edited(({ operations }) => {
      const first = operations.findIndex((entry) => 'AddTableColumn' in entry);
      operations.splice(first + 1, 0, ...operations.splice(first, 1));
    }),
    'PLAN_REFUSED',
    /orders has no column price at this point/,
  ],
  [
    'an operation twice',
    edited((content) => content.operations.push({ AddTableColumn: operation(content, 'AddTableColumn') })),
    'PLAN_REFUSED',
    /orders has the column price already/,
  ],
  [
    'a table made twice',
    edited((content) => content.operations.push({ CreateTable: operation(content, 'CreateTable') })),
    'PLAN_REFUSED',
    /coupons is there already/,
  ],
  [
    'a drop and an add in place of a change',
    edited((content) => {
      const { after_column: column } = operation(content, 'ModifyTableColumn', 'orders');
      const at = content.operations.findIndex((entry) => entry.ModifyTableColumn?.table === 'orders');
      content.operations.splice(
        at,
        1,
        { DropTableColumn: { table: 'totals', column_name: 'pieces' } },
        { AddTableColumn: { table: 'totals', column, after_column: 'buyer' } },
      );
    }),
    'HAZARD_NOT_ALLOWED',
    /DropTableColumn \S+totals\/column\/pieces: DELETES_DATA/,
  ],
  // Operations that say something else
  [
    'another column type',
    edited((content) => {
      (operation(content, 'AddTableColumn').column as Record<string, unknown>).data_type = 'UInt64';
    }),
    'REHEARSAL_FAILED',
    /orders\n[\s\S]*-.*price` UInt64[\s\S]*\+.*price` UInt32/,
  ],
  [
    'another type in a new table',
    text('plan.yaml', (plan) => plan.replace(/(CreateTable:[\s\S]*?data_type: )UInt64/, '$1String')),
    'REHEARSAL_FAILED',
    /coupons\n[\s\S]*-.*`id` String/,
  ],
  [
    'a type that does not exist',
    edited((content) => {
      (operation(content, 'AddTableColumn').column as Record<string, unknown>).data_type = 'UInt33';
    }),
    'REHEARSAL_FAILED',
    /AddTableColumn .*UInt33/,
  ],
  [
    'another before_column',
    edited((content) => {
      (operation(content, 'ModifyTableColumn', 'orders').before_column as Record<string, unknown>).data_type =
        'UInt8';
    }),
    'PLAN_REFUSED',
    /pieces: the plan says that its type is UInt8, and it is UInt16/,
  ],
  [
    'another TTL before',
    edited((content) => {
      operation(content, 'ModifyTableTtl').before = 'at + toIntervalDay(9)';
    }),
    'PLAN_REFUSED',
    /its TTL is at \+ toIntervalDay\(9\), and it is at \+ toIntervalDay\(90\)/,
  ],
  [
    'another TTL after',
    edited((content) => {
      operation(content, 'ModifyTableTtl').after = 'at + toIntervalDay(6)';
    }),
    'REHEARSAL_FAILED',
    /orders\n[\s\S]*-TTL at \+ toIntervalDay\(6\)\n\+TTL at \+ toIntervalDay\(60\)/,
  ],
  [
    'a table that does not exist',
    edited((content) => {
      operation(content, 'AddTableColumn').table = 'ordrs';
    }),
    'PLAN_REFUSED',
    /no table \S+\.ordrs at this point; did you mean "\S+\.orders"/,
  ],
  [
    'a table of another database',
    edited((content) => {
      operation(content, 'AddTableColumn').database = 'elsewhere';
    }),
    'PLAN_REFUSED',
    /no table elsewhere\.orders/,
  ],
  [
    'a column that does not exist',
    edited((content) => {
      operation(content, 'DropTableColumn').column_name = 'notes';
    }),
    'PLAN_REFUSED',
    /orders has no column notes at this point; did you mean "note"/,
  ],
  [
    'a place that does not exist',
    edited((content) => {
      operation(content, 'AddTableColumn').after_column = 'buyr';
    }),
    'PLAN_REFUSED',
    /no column buyr at this point; did you mean "buyer"/,
  ],
  [
    'a rename the wrong way round',
    added('RenameTableColumn', { table: 'orders', before_column_name: 'client', after_column_name: 'buyer' }),
    'PLAN_REFUSED',
    /orders has no column client/,
  ],
  [
    'a rename in place of a drop and an add',
    added('RenameTableColumn', { table: 'orders', before_column_name: 'price', after_column_name: 'cost' }),
    'REHEARSAL_FAILED',
    /orders\n[\s\S]*-.*`cost`/,
  ],
  // The file itself
  [
    'a key that does not exist',
    edited((content) => {
      operation(content, 'DropTableColumn').colum_name = 'note';
    }),
    'FILE_INVALID',
    /unknown key "colum_name" in .*; did you mean "column_name"/,
  ],
  [
    'an operation that does not exist',
    text('plan.yaml', (plan) => plan.replace('- AddTableColumn:', '- AddTableColum:')),
    'FILE_INVALID',
    /"AddTableColum" is no operation .*did you mean "AddTableColumn"/,
  ],
  [
    'two operations in one',
    text('plan.yaml', (plan) =>
      plan.replace('- ModifyMaterializedViewQuery:', '  ModifyMaterializedViewQuery:'),
    ),
    'FILE_INVALID',
    /must be a map with one key/,
  ],
  [
    'operations that are no list',
    edited((content) => {
      content.operations = {} as never;
    }),
    'FILE_INVALID',
    /operations/,
  ],
  [
    'another base hash',
    edited(({ plan }) => {
      plan.base = `sha256:${'0'.repeat(64)}`;
    }),
    'FILE_HASH_WRONG',
    /remote_state.json does not belong to plan.yaml/,
  ],
  [
    'another desired hash',
    edited(({ plan }) => {
      plan.desired = `sha256:${'0'.repeat(64)}`;
    }),
    'FILE_HASH_WRONG',
    /local_infra_map.json does not belong to plan.yaml/,
  ],
  [
    'a hash that is none',
    edited(({ plan }) => {
      plan.base = 'sha256:1234';
    }),
    'FILE_INVALID',
    /sha256: and 64 hex digits/,
  ],
  [
    'a later version',
    edited(({ plan }) => {
      plan.version = 7;
    }),
    'FILE_INVALID',
    /version 7/,
  ],
  [
    'a plan cut off',
    text('plan.yaml', (plan) => plan.slice(0, -40)),
    'FILE_INVALID',
    /plan.yaml|cut off|operations/,
  ],
  ['an empty plan', text('plan.yaml', () => ''), 'FILE_INVALID', /plan.yaml is empty/],
  ['two plans in one file', text('plan.yaml', (plan) => `${plan}---\n${plan}`), 'FILE_INVALID', /plan.yaml/],
  [
    'a merge conflict',
    text('plan.yaml', (plan) => plan.replace('operations:\n', 'operations:\n<<<<<<< ours\n')),
    'FILE_INVALID',
    /merge conflict/,
  ],
  [
    'a base edited by hand',
    text('remote_state.json', (state) => state.replace('"buyer"', '"client"')),
    'FILE_HASH_WRONG',
    /remote_state.json was changed after it was written/,
  ],
  [
    'a desired state edited by hand',
    text('local_infra_map.json', (state) => state.replace('"buyer"', '"client"')),
    'FILE_HASH_WRONG',
    /local_infra_map.json was changed after it was written/,
  ],
  [
    'a base cut off',
    text('remote_state.json', (state) => state.slice(0, 300)),
    'FILE_INVALID',
    /remote_state.json/,
  ],
  // What nobody has approved, and what nobody may do
  [
    'an approval taken away',
    edited((content) => {
      delete operation(content, 'DropTable').approved;
    }),
    'HAZARD_NOT_ALLOWED',
    /DropTable \S+leftovers: DELETES_DATA/,
  ],
  [
    'hazards taken away',
    edited((content) => {
      operation(content, 'DropTableColumn').hazards = [];
    }),
    'HAZARD_NOT_ALLOWED',
    /deletes the values of the column, and its hazards do not say DELETES_DATA/,
  ],
  [
    'no hazards for SQL that empties a table',
    added('RawSql', { sql: ['TRUNCATE TABLE totals'], description: 'by hand', hazards: [] }),
    'HAZARD_NOT_ALLOWED',
    /RawSql .* has hazards, and its hazards do not say DELETES_DATA/,
  ],
  [
    'no hazards for SQL that deletes and changes rows',
    added('RawSql', {
      sql: ['ALTER TABLE totals DELETE WHERE pieces = 7, UPDATE pieces = 7 WHERE 1'],
      description: 'by hand',
      hazards: [],
    }),
    'HAZARD_NOT_ALLOWED',
    /its hazards do not say CHANGES_VALUES, DELETES_DATA/,
  ],
  [
    'a mention of a table as its copy',
    edited((content) => {
      operation(content, 'DropTable').hazards = [];
      content.operations.unshift({
        RawSql: { sql: ['SELECT count() FROM leftovers'], description: 'by hand', hazards: [] },
      });
    }),
    'HAZARD_NOT_ALLOWED',
    /leftovers deletes the rows of the table, and its hazards do not say DELETES_DATA/,
  ],
  ['a copy that misses what comes after it', movedToCoupons('', []), 'HAZARD_NOT_ALLOWED', MISSED],
  [
    'a copy of some rows as the copy of all',
    movedToCoupons(' AND id < 5', ['LOSES_ROWS_IN_GAP']),
    'HAZARD_NOT_ALLOWED',
    /leftovers deletes the rows of the table, and its hazards do not say DELETES_DATA/,
  ],
  [
    'no hazards for a filling that the tool itself would give some',
    edited((content) => {
      const { name } = saved.database;
      const full = `${name}.orders holds rows already: empty it before it is filled from ${name}.leftovers, or leave this out of the plan`;
      content.operations.unshift({
        RawSql: {
          sql: [
            `INSERT INTO \`${name}\`.\`orders\` (\`id\`) SELECT accurateCast(\`id\`, 'UInt32') FROM \`${name}\`.\`leftovers\` WHERE throwIf((SELECT count() FROM \`${name}\`.\`orders\`) > 0, '${full}') = 0`,
          ],
          description: 'by hand',
          hazards: [],
        },
      });
    }),
    'HAZARD_NOT_ALLOWED',
    /RawSql .* has hazards, and its hazards do not say EXPIRES_ROWS, MAY_FAIL_ON_DATA/,
  ],
  [
    'no hazards for a narrower column',
    added('ModifyTableColumn', {
      table: 'totals',
      before_column: { name: 'pieces', data_type: 'UInt64' },
      after_column: { name: 'pieces', data_type: 'UInt8' },
      hazards: [],
    }),
    'HAZARD_NOT_ALLOWED',
    /totals\S* has hazards, and its hazards do not say CHANGES_VALUES/,
  ],
  [
    'no hazards for a TTL',
    added('ModifyTableTtl', {
      table: 'totals',
      before: null,
      after: 'toDateTime(pieces) + INTERVAL 1 DAY',
      hazards: [],
    }),
    'HAZARD_NOT_ALLOWED',
    /totals\S* has hazards, and its hazards do not say EXPIRES_ROWS/,
  ],
  [
    'no word of the view that fills a dropped column',
    added('DropTableColumn', {
      table: 'totals',
      column_name: 'pieces',
      hazards: ['DELETES_DATA'],
      approved: ['DELETES_DATA'],
    }),
    'HAZARD_NOT_ALLOWED',
    /its hazards do not say BREAKS_DEPENDENTS/,
  ],
  [
    'SQL without approval',
    added('RawSql', { sql: ['SELECT 1'], description: 'by hand' }),
    'HAZARD_NOT_ALLOWED',
    /UNCHECKED_SQL/,
  ],
  [
    'a protected table dropped',
    added('DropTable', { table: 'ledger', approved: ['DELETES_DATA'] }),
    'OBJECT_PROTECTED',
    /ledger: drop table \(DELETION_PROTECTED/,
  ],
  [
    'a column of it dropped',
    added('DropTableColumn', { table: 'ledger', column_name: 'amount', approved: ['DELETES_DATA'] }),
    'OBJECT_PROTECTED',
    /ledger: drop column amount/,
  ],
  [
    'a TTL on it',
    added('ModifyTableTtl', {
      table: 'ledger',
      before: null,
      after: 'toDateTime(id) + INTERVAL 1 DAY',
      approved: ['EXPIRES_ROWS'],
    }),
    'OBJECT_PROTECTED',
    /ledger: modify TTL: none -> .*no row of it expires sooner/,
  ],
  [
    'a narrower column of it',
    added('ModifyTableColumn', {
      table: 'ledger',
      before_column: LEDGER_AMOUNT,
      after_column: { ...LEDGER_AMOUNT, data_type: 'UInt8' },
      approved: ['CHANGES_VALUES', 'MAY_FAIL_ON_DATA'],
    }),
    'OBJECT_PROTECTED',
    /amount: UInt32 -> UInt8 \(DELETION_PROTECTED: no value of it is narrowed or given up\)/,
  ],
  [
    'a refreshable view that replaces the rows of it',
    added('CreateMaterializedView', {
      name: 'anew',
      target_table: 'ledger',
      select_sql: 'SELECT id, amount FROM leftovers',
      refresh: 'EVERY 1 DAY',
      hazards: ['DELETES_DATA'],
      approved: ['DELETES_DATA'],
    }),
    'OBJECT_PROTECTED',
    /anew: create materialized view \(\S+ledger is DELETION_PROTECTED: no row of it is replaced/,
  ],
  [
    'no hazards for a refreshable view that replaces rows',
    added('CreateMaterializedView', {
      name: 'anew',
      target_table: 'totals',
      select_sql: 'SELECT buyer, toUInt64(pieces) AS pieces FROM orders',
      refresh: 'EVERY 1 DAY',
      hazards: [],
    }),
    'HAZARD_NOT_ALLOWED',
    /deletes the rows of \S+totals, and its hazards do not say DELETES_DATA/,
  ],
  [
    'a table put in the place of a new one that a refreshable view empties',
    edited(({ operations }) => {
      const table = { ...(madeAnew('totals') as object), name: 'fresh' };
      const view = { name: 'anew', target_table: 'fresh', refresh: 'EVERY 1 DAY', hazards: [] };
      operations.push(
        { CreateTable: { table } },
        { ExchangeTables: { table: 'fresh', other_table: 'totals' } },
        {
          CreateMaterializedView: { ...view, select_sql: 'SELECT buyer, toUInt64(1) AS pieces FROM orders' },
        },
      );
    }),
    'HAZARD_NOT_ALLOWED',
    /deletes the rows of \S+fresh, and its hazards do not say DELETES_DATA/,
  ],
  [
    'SQL with a refreshable view that replaces the rows of it',
    sql('CREATE MATERIALIZED VIEW anew REFRESH EVERY 1 DAY TO ledger AS SELECT id, amount FROM leftovers'),
    'OBJECT_PROTECTED',
    /ledger is DELETION_PROTECTED, and its SQL has CREATE MATERIALIZED VIEW … REFRESH … TO/,
  ],
  [
    'a column for somebody else\u2019s table',
    added('AddTableColumn', { table: 'theirs', column: LEDGER_AMOUNT, after_column: null }),
    'OBJECT_PROTECTED',
    /theirs: .*EXTERNALLY_MANAGED/,
  ],
  [
    'SQL that drops a protected table',
    sql('DROP TABLE IF EXISTS `ledger` SYNC'),
    'OBJECT_PROTECTED',
    /ledger is DELETION_PROTECTED, and its SQL has DROP/,
  ],
  [
    'SQL that throws rows of it away',
    sql('OPTIMIZE TABLE ledger FINAL DEDUPLICATE BY amount'),
    'OBJECT_PROTECTED',
    /OPTIMIZE … DEDUPLICATE/,
  ],
  ['SQL that empties it', sql('/* tidy */ TRUNCATE ledger'), 'OBJECT_PROTECTED', /TRUNCATE/],
  ['SQL that deletes rows of it', sql('DELETE FROM ledger WHERE id > 7'), 'OBJECT_PROTECTED', /DELETE/],
  ['SQL that renames it away', sql('RENAME TABLE ledger TO archive'), 'OBJECT_PROTECTED', /RENAME/],
  ['SQL that exchanges it', sql('EXCHANGE TABLES totals AND ledger'), 'OBJECT_PROTECTED', /EXCHANGE/],
  [
    'SQL that replaces it',
    sql('CREATE OR REPLACE TABLE ledger (id UInt8) ENGINE = Memory'),
    'OBJECT_PROTECTED',
    /CREATE OR REPLACE TABLE/,
  ],
  ['SQL that detaches it', sql('DETACH TABLE ledger PERMANENTLY'), 'OBJECT_PROTECTED', /DETACH/],
  [
    'SQL that drops a partition of it',
    sql('ALTER TABLE ledger ADD COLUMN x UInt8, DROP PARTITION tuple()'),
    'OBJECT_PROTECTED',
    /ALTER TABLE … DROP PARTITION/,
  ],
  [
    'SQL that alters somebody else\u2019s table',
    sql('ALTER TABLE theirs ADD COLUMN x UInt8'),
    'OBJECT_PROTECTED',
    /theirs is EXTERNALLY_MANAGED/,
  ],
  [
    'a protected table renamed away, dropped and made anew',
    edited((content) => {
      content.operations.unshift(
        { RenameTable: { before_table: 'ledger', after_table: 'ledger_old' } },
        { DropTable: { table: 'ledger_old', approved: ['DELETES_DATA'] } },
        { CreateTable: { table: madeAnew('ledger') } },
      );
    }),
    'OBJECT_PROTECTED',
    /ledger_old: drop table \(DELETION_PROTECTED/,
  ],
  [
    'a protected table renamed away',
    edited((content) => {
      content.operations.unshift(
        { RenameTable: { before_table: 'ledger', after_table: 'ledger_old' } },
        { CreateTable: { table: madeAnew('ledger') } },
      );
    }),
    'OBJECT_PROTECTED',
    /ledger is DELETION_PROTECTED, and the plan renames it to \S+ledger_old, which the code does not declare as that table/,
  ],
  [
    'a protected table that takes the name of another one',
    edited((content) => {
      content.operations.unshift({ ExchangeTables: { table: 'ledger', other_table: 'totals' } });
    }),
    'OBJECT_PROTECTED',
    /ledger is DELETION_PROTECTED, and the plan renames it to \S+totals/,
  ],
  [
    'a protected table that changes places by way of a third name',
    edited((content) => {
      content.operations.unshift(
        { RenameTable: { before_table: 'ledger', after_table: 'aside' } },
        { RenameTable: { before_table: 'leftovers', after_table: 'ledger' } },
        { RenameTable: { before_table: 'aside', after_table: 'leftovers' } },
      );
    }),
    'OBJECT_PROTECTED',
    /ledger is DELETION_PROTECTED, and the plan renames it to \S+aside/,
  ],
  [
    'a table of somebody else that is exchanged',
    edited((content) => {
      content.operations.unshift({ ExchangeTables: { table: 'leftovers', other_table: 'theirs' } });
    }),
    'OBJECT_PROTECTED',
    /exchange tables \(EXTERNALLY_MANAGED/,
  ],
  // What an operation is said to begin with
  [
    'a false before_column behind another change of the column of a protected table',
    edited(({ operations }) => {
      const typed = (data_type: string, codec?: string) => ({ ...LEDGER_AMOUNT, data_type, codec });
      const step = (before_column: object, after_column: object) => ({
        ModifyTableColumn: { table: 'ledger', before_column, after_column, hazards: [] },
      });
      operations.push(
        step(typed('UInt32'), typed('UInt32', 'ZSTD(2)')),
        step(typed('UInt8', 'ZSTD(2)'), typed('UInt8')),
        step(typed('UInt8'), LEDGER_AMOUNT),
      );
    }),
    'OBJECT_PROTECTED',
    /amount: UInt32 -> UInt8 \(DELETION_PROTECTED: no value of it is narrowed or given up\)/,
  ],
  [
    'a false before_column behind SQL that names the table',
    edited(({ operations }) => {
      const typed = (data_type: string) => ({ name: 'pieces', data_type });
      const step = (before: string, after: string) => ({
        ModifyTableColumn: {
          table: 'totals',
          before_column: { ...typed(before), comment: 'x' },
          after_column: typed(after),
          hazards: [],
        },
      });
      operations.push(
        {
          RawSql: {
            sql: ['SELECT count() FROM totals'],
            description: 'by hand',
            approved: ['UNCHECKED_SQL'],
          },
        },
        step('UInt8', 'UInt8'),
        step('UInt8', 'UInt64'),
      );
    }),
    'HAZARD_NOT_ALLOWED',
    /ModifyTableColumn \S+totals\S* has hazards, and its hazards do not say CHANGES_VALUES/,
  ],
  [
    'a false TTL before behind another change of the table',
    edited(({ operations }) => {
      const ttl = (before: string | null, after: string | null) => ({
        ModifyTableTtl: { table: 'totals', before, after, approved: ['EXPIRES_ROWS'] },
      });
      const commented = { ModifyTableComment: { table: 'totals', before: null, after: null } };
      operations.push(commented, ttl('toDateTime(7)', 'toDateTime(7)'), ttl('toDateTime(7)', null));
    }),
    'PLAN_REFUSED',
    /totals: the plan says that its TTL is toDateTime\(7\), and it is none/,
  ],
  [
    'a protected column computed anew for every row',
    edited(({ operations }) => {
      const gone = { ...LEDGER_AMOUNT, materialized: '7' };
      operations.push(
        { ModifyTableColumn: { table: 'ledger', before_column: LEDGER_AMOUNT, after_column: gone } },
        { MaterializeTableColumn: { table: 'ledger', column_name: 'amount', approved: ['CHANGES_VALUES'] } },
        { ModifyTableColumn: { table: 'ledger', before_column: gone, after_column: LEDGER_AMOUNT } },
      );
    }),
    'OBJECT_PROTECTED',
    /ledger: materialize table column \(DELETION_PROTECTED: no value of it is written over\)/,
  ],
  [
    'no hazards for a column computed anew for every row',
    edited(({ operations }) => {
      const before = { name: 'pieces', data_type: 'UInt64' };
      const gone = { ...before, materialized: '7' };
      operations.push(
        { ModifyTableColumn: { table: 'totals', before_column: before, after_column: gone } },
        { MaterializeTableColumn: { table: 'totals', column_name: 'pieces', hazards: [] } },
        { ModifyTableColumn: { table: 'totals', before_column: gone, after_column: before } },
      );
    }),
    'HAZARD_NOT_ALLOWED',
    /MaterializeTableColumn \S+ has hazards, and its hazards do not say CHANGES_VALUES/,
  ],
  // Other rows under a name that stays
  ...[
    [
      'two tables that are defined alike change places',
      { ExchangeTables: { table: 'leftovers_a', other_table: 'leftovers_b', hazards: [] } },
    ],
    [
      'two tables that are defined alike change places by way of a third name',
      { RenameTable: { before_table: 'leftovers_a', after_table: 'aside', hazards: [] } },
      { RenameTable: { before_table: 'leftovers_b', after_table: 'leftovers_a', hazards: [] } },
      { RenameTable: { before_table: 'aside', after_table: 'leftovers_b', hazards: [] } },
    ],
    [
      'two columns that are defined alike change places',
      ...[
        ['one', 'aside'],
        ['two', 'one'],
        ['aside', 'two'],
      ].map(([before_column_name, after_column_name]) => ({
        RenameTableColumn: { table: 'leftovers_a', before_column_name, after_column_name, hazards: [] },
      })),
    ],
    [
      'a column that takes the place of a dropped one, while an empty one comes to its own',
      {
        DropTableColumn: {
          table: 'leftovers_a',
          column_name: 'two',
          hazards: ['DELETES_DATA'],
          approved: ['DELETES_DATA'],
        },
      },
      {
        RenameTableColumn: {
          table: 'leftovers_a',
          before_column_name: 'one',
          after_column_name: 'two',
          hazards: [],
        },
      },
      {
        AddTableColumn: {
          table: 'leftovers_a',
          column: { name: 'one', data_type: 'UInt32' },
          after_column: 'id',
        },
      },
    ],
  ].map(([name, ...steps]): (typeof BAD)[number] => [
    String(name),
    edited(({ operations }) => operations.push(...(steps as typeof operations))),
    'HAZARD_NOT_ALLOWED',
    /(Rename\w+|ExchangeTables) .* has hazards, and its hazards do not say CHANGES_VALUES/,
  ]),
  [
    'SQL in which tables change places',
    added('RawSql', {
      sql: ['EXCHANGE TABLES leftovers_a AND leftovers_b'],
      description: 'by hand',
      hazards: ['UNCHECKED_SQL'],
      approved: ['UNCHECKED_SQL'],
    }),
    'HAZARD_NOT_ALLOWED',
    /RawSql .* has hazards, and its hazards do not say CHANGES_VALUES/,
  ],
  // The filling of a view
  [
    'a filling of a view that is not there',
    populated({ name: 'adding_up' }),
    'PLAN_REFUSED',
    /PopulateMaterializedView: there is no materialized view \S+adding_up at this point; did you mean "\S+adding"/,
  ],
  [
    'a filling of a view that has taken rows already',
    populated({}),
    'PLAN_REFUSED',
    /adding was there before this plan, and rows that it took already would be there twice/,
  ],
  [
    'a filling with rows that no view gives',
    populated({ select_sql: "SELECT 'ann' AS buyer, toUInt64(1000) AS pieces" }),
    'PLAN_REFUSED',
    /adding: the plan fills it by SELECT 'ann' AS buyer.*, and its SELECT is SELECT upper\(buyer\)/,
  ],
  [
    'a filling of another table',
    populated({ target_table: 'ledger' }),
    'PLAN_REFUSED',
    /adding: the plan fills \S+ledger, and the target of the view is \S+totals/,
  ],
  // What rows that come meanwhile would find
  [
    'no word of the rows that miss the view of a renamed table',
    edited((content) => {
      content.operations.unshift(
        { RenameTable: { before_table: 'orders', after_table: 'sales', hazards: [] } },
        { RenameTable: { before_table: 'sales', after_table: 'orders', hazards: [] } },
      );
    }),
    'HAZARD_NOT_ALLOWED',
    /RenameTable .* has hazards, and its hazards do not say .*LOSES_ROWS_IN_GAP/,
  ],
  [
    'no word of the inserts that fail while a column has another name',
    edited((content) => {
      content.operations.unshift(
        {
          RenameTableColumn: {
            table: 'orders',
            before_column_name: 'buyer',
            after_column_name: 'client',
            hazards: [],
          },
        },
        {
          RenameTableColumn: {
            table: 'orders',
            before_column_name: 'client',
            after_column_name: 'buyer',
            hazards: [],
          },
        },
      );
    }),
    'HAZARD_NOT_ALLOWED',
    /RenameTableColumn .* has hazards, and its hazards do not say BLOCKS_WRITES/,
  ],
  [
    'no word of the inserts that only a rehearsal shows to fail',
    edited((content) => {
      const approved = ['CHANGES_VALUES', 'DELETES_DATA', 'EXPIRES_ROWS', 'MAY_FAIL_ON_DATA'];
      const types = ['UInt64', 'String', 'Array(UInt64)', 'String', 'UInt64'];
      const columns = types.map((data_type) => ({ name: 'pieces', data_type }));
      const steps = columns.slice(1).map((after_column, at) => ({
        ModifyTableColumn: { table: 'totals', before_column: columns[at], after_column, approved },
      }));
      content.operations.unshift(...steps);
    }),
    'HAZARD_NOT_ALLOWED',
    /ModifyTableColumn .* has hazards, and its hazards do not say BLOCKS_WRITES/,
  ],
  // SQL written by hand
  ['SQL that does not parse', sql('INSERT INTO totals SELEKT 1'), 'STATEMENT_INVALID', /SELEKT/],
  ['SQL about a table that is not there', sql('INSERT INTO nowhere SELECT 1'), 'REHEARSAL_FAILED', /nowhere/],
  [
    'SQL that undoes what the plan does',
    sql('ALTER TABLE orders DROP COLUMN tax'),
    'REHEARSAL_FAILED',
    /orders\n[\s\S]*\+.*`tax`/,
  ],
  [
    'SQL that breaks the inserts',
    sql(
      'ALTER TABLE orders ADD COLUMN x UInt8',
      'CREATE MATERIALIZED VIEW worse TO totals AS SELECT throwIf(x = 0) AS pieces, buyer FROM orders',
      'ALTER TABLE orders DROP COLUMN x SETTINGS max_threads = 1',
    ),
    'REHEARSAL_FAILED',
    /worse|referenced|orders/,
  ],
];

describeWithEngine('a plan edited by hand', () => {
  afterEach(() => saved.restore());

  it('passes as it was written', async () => {
    expect(await checked()).toMatchObject({ exitCode: 0, problems: [], isReceiptFresh: true, notes: [] });
  });

  it('stands on what nobody declares, as far as it matters', () => {
    const { undeclared_objects: undeclared } = JSON.parse(saved.files['remote_state.json']);
    expect(Object.keys(undeclared)).toEqual([`${saved.database.name}.stock`]);
  });

  it.each(BAD)('%s is caught', async (_, spoil, code, message) => {
    spoil();
    const { problems, exitCode } = await checked();
    const shown = problems.map((problem) => `${problem.code} ${problem.message}`);
    expect(shown.length, 'nothing was found').toBeGreaterThan(0);
    const found = problems.find((problem) => problem.code === code && message.test(problem.message));
    expect(found, shown.join('\n')).toBeDefined();
    expect(exitCode).toBe(CATALOGUE[problems[0]?.code ?? 'TOOL_BUG'] === 1 ? 1 : CATALOGUE[code]);
  });

  it('are many', () => {
    expect(BAD.length).toBeGreaterThanOrEqual(30);
  });
});

describeWithEngine('a check', () => {
  afterEach(() => saved.restore());

  /** Bytes of our own: the database of a run has a name of its own. */
  const named = (report: string): string =>
    report.replaceAll(saved.database.name, 'shop').replace(/sha256:[0-9a-f]{12}/g, 'sha256:…');

  it('says nothing false of the code where the plan cannot be read', async () => {
    saved.write('migrations/plan.yaml', saved.files['plan.yaml'].slice(0, -40));
    const codes = (await checked()).problems.map(({ code }) => code);
    expect([...new Set(codes)]).toEqual(['FILE_INVALID']);
  });

  it('tells of code that moved on, and of everything else at once', async () => {
    saved.write('app/index.ts', AFTER.replace('tax: UInt32', 'tax: UInt64'));
    edited((content) => {
      delete operation(content, 'DropTable').approved;
    })();
    const { problems, exitCode } = await checked();
    expect(problems.map(({ code }) => code).sort()).toEqual(['HAZARD_NOT_ALLOWED', 'PLAN_STALE']);
    expect(problems.find(({ code }) => code === 'PLAN_STALE')?.message).toContain('tax');
    expect(exitCode).toBe(3);
  });

  it('shows the place in plan.yaml', async () => {
    without('AddTableColumn')();
    const { problems } = await checked();
    const [first] = problems;
    expect(first?.position?.file).toBe('migrations/plan.yaml');
    expect(first?.frame).toMatch(/> +\d+ \| +- AddTableColumn:/);
  });

  it('proves SQL written by hand together with the rest, and writes the receipt into a plan with comments', async () => {
    const added = `# reviewed by ann\n${saved.files['plan.yaml']}- RawSql:\n    sql: ["INSERT INTO coupons (id, amount) VALUES (7, 100)"]\n    description: First coupon\n    approved: [UNCHECKED_SQL]\n`;
    saved.write('migrations/plan.yaml', added);
    const options = { cwd: saved.directory, configFile: null, env: {}, allow: [], writeReceipt: true };
    const found = await check(options, SILENT, lentPool);
    expect(found).toMatchObject({ exitCode: 0, isReceiptFresh: false, files: ['migrations/plan.yaml'] });
    const written = saved.read('migrations/plan.yaml');
    expect(written).toContain('# reviewed by ann');
    expect(written.split('\n').length).toBe(added.split('\n').length);
    expect(await checked()).toMatchObject({ exitCode: 0, isReceiptFresh: true });
  });

  it('is a comment for a pull request', async () => {
    const good = checkMarkdown(await checked());
    expect(checkMarkdown(await checked())).toBe(good);
    await expect(named(good)).toMatchFileSnapshot('expected/markdown/check-passed.md');
    edited((content) => {
      delete operation(content, 'DropTable').approved;
      operation(content, 'AddTableColumn').after_column = 'buyr';
    })();
    await expect(named(checkMarkdown(await checked()))).toMatchFileSnapshot(
      'expected/markdown/check-failed.md',
    );
  });

  it('shows no password or key that somebody has written into the plan', async () => {
    const s3 =
      "s3('https://b.s3.amazonaws.com/o.csv', 'AKIAIOSFODNN7EXAMPLE', 'wJalrXUtnFEMIK7MDENGbPxRfiCY', 'CSV')";
    sql(
      `INSERT INTO coupons (id, amount) SELECT id, amount FROM ${s3}`,
      "CREATE USER bob IDENTIFIED BY 'BobPass77'",
    )();
    const found = await checked();
    expect(found).toMatchObject({ exitCode: 4 });
    const shown = [checkMarkdown(found), JSON.stringify(checkDocument(found, []))];
    for (const text of shown) {
      expect(text).toContain('[HIDDEN]');
      expect(text).not.toMatch(/wJalrXUtnFEMIK7MDENGbPxRfiCY|BobPass77/);
    }
  });

  it('needs the embedded engine', async () => {
    vi.stubEnv('MOOSE_SHADOW', 'off');
    await expect(checked()).rejects.toMatchObject({ code: 'ENGINE_MISSING' });
    vi.unstubAllEnvs();
  });
});

describeWithEngine('apply', () => {
  afterEach(() => saved.restore());

  it.each([
    ['a DropTable', added('DropTable', { table: 'ledger', approved: ['DELETES_DATA'] })],
    ['SQL', sql('DROP TABLE ledger')],
  ])('refuses %s written by hand for a protected table', async (_, spoil) => {
    spoil();
    const target = {
      cwd: saved.directory,
      configFile: null,
      env: {},
      clickhouseUrl: saved.database.url,
      kafkaBrokers: null,
    };
    await expect(apply({ ...target, ...QUIET_APPLY }, SILENT)).rejects.toMatchObject({
      code: 'OBJECT_PROTECTED',
      problems: [{ position: { file: 'migrations/plan.yaml' } }],
    });
  });
});
