import type { ClickHouse } from '../../src/drivers/clickhouse/connection.ts';
import { quoteName, quoteString } from '../../src/model/tokens.ts';
import type { Row } from './row.ts';

/** What a change did to a table with rows that nobody wants; null for none. */
export type Harm = string | null;

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly kind: string;
}

/** Values of every stored column, in the order of the ids. */
interface Content {
  readonly columns: readonly ColumnRow[];
  readonly values: ReadonlyMap<string, string>;
  readonly rows: number;
}

const told = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 200);

function columnsOf(clickhouse: ClickHouse, table: string): Promise<readonly ColumnRow[]> {
  return clickhouse.query<ColumnRow>(
    `SELECT name, type, default_kind AS kind FROM system.columns WHERE database = currentDatabase() AND table = ${quoteString(table)} ORDER BY position`,
  );
}

/**
 * Reads all values, as they would be in the types of `before`: what comes back is what was there. Where `says` has a column,
 * what its text says counts instead: before the change as that expression spells it, then as it is.
 */
async function contentOf(
  clickhouse: ClickHouse,
  table: string,
  before: Content | null,
  says: Row['says'],
): Promise<Content> {
  const columns = (await columnsOf(clickhouse, table)).filter(
    ({ kind }) => kind !== 'ALIAS' && kind !== 'EPHEMERAL',
  );
  const types = new Map(before?.columns.map(({ name, type }) => [name, type]));
  const shown = columns.map(({ name, type }) => {
    const wanted = types.get(name) ?? type;
    // No cast gives back what was cut off or added to a text of fixed length.
    const isAsItIs = wanted === type || wanted.startsWith('FixedString') || says[name] !== undefined;
    const spelled = before === null ? says[name] : undefined;
    const value =
      spelled ?? (isAsItIs ? quoteName(name) : `CAST(${quoteName(name)}, ${quoteString(wanted)})`);
    return `toString(groupArray(ifNull(toString(${value}), 'NULL'))) AS ${quoteName(`= ${name}`)}`;
  });
  const [row] = await clickhouse.query<Readonly<Record<string, string>>>(
    `SELECT toString(count()) AS rows, ${shown.join(', ')} FROM (SELECT * FROM ${quoteName(table)} ORDER BY id) SETTINGS asterisk_include_materialized_columns = 1`,
  );
  const values = new Map(columns.map(({ name }) => [name, row?.[`= ${name}`] ?? '']));
  return { columns, values, rows: Number(row?.rows) };
}

/** Columns that hold what is neither true nor false, which no cast shows: the stored byte stays. */
async function neither(clickhouse: ClickHouse, table: string): Promise<string | null> {
  const flags = (await columnsOf(clickhouse, table)).filter(({ type }) => type === 'Bool');
  for (const { name } of flags) {
    const [row] = await clickhouse.query<{ readonly rows: string }>(
      `SELECT toString(count()) AS rows FROM ${quoteName(table)} WHERE ${quoteName(name)} != true AND ${quoteName(name)} != false`,
    );
    if (row?.rows !== '0') return `neither true nor false: ${row?.rows} rows of ${name}`;
  }
  return null;
}

/** Reads every value as it is now: a number without a label, say, only shows when it is printed. */
async function readAll(clickhouse: ClickHouse, table: string): Promise<void> {
  const columns = (await columnsOf(clickhouse, table)).filter(({ kind }) => kind !== 'EPHEMERAL');
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  await clickhouse.query(
    `SELECT toString(sum(length(formatRow('TSV', ${names})))) AS read FROM ${quoteName(table)}`,
  );
}

/** Inserts the same rows once more under other ids, but for columns of another type: their writers must change anyway. */
async function insertsAgain(
  clickhouse: ClickHouse,
  table: string,
  rows: string,
  before: Content,
): Promise<string | null> {
  const types = new Map(before.columns.map(({ name, type }) => [name, type]));
  const columns = await columnsOf(clickhouse, table);
  const computed = columns.filter(({ kind }) => kind === 'MATERIALIZED' || kind === 'ALIAS');
  const given = new Set(before.columns.flatMap(({ name, kind }) => (kind === 'MATERIALIZED' ? [] : [name])));
  const refused = computed.filter(({ name }) => given.has(name));
  if (refused.length > 0) return `refuses a value for ${refused.map(({ name }) => name).join(', ')}`;
  const kept = new Set(
    columns
      .filter(({ name, kind, type }) => (kind === '' || kind === 'DEFAULT') && types.get(name) === type)
      .map(({ name }) => name),
  );
  const inserted = [...rows.matchAll(/ AS (`[^`]+`|\w+)(?=,| FROM)/g)].map((match) =>
    (match[1] ?? '').replaceAll('`', ''),
  );
  const names = inserted.filter((name) => kept.has(name)).map(quoteName);
  const values = names.map((name) => (name === '`id`' ? '`id` + 1000' : name));
  try {
    await clickhouse.execute(
      `INSERT INTO ${quoteName(table)} (${names.join(', ')}) SELECT ${values.join(', ')} FROM (${rows})`,
    );
  } catch (error) {
    return `refuses rows like those it holds: ${told(error)}`;
  }
  const [row] = await clickhouse.query<{ readonly rows: string }>(
    `SELECT toString(count()) AS rows FROM ${quoteName(table)}`,
  );
  return Number(row?.rows) === 2 * before.rows ? null : `swallows rows like those it holds: ${row?.rows}`;
}

/** Runs statements on a table with rows and answers what harm they did. */
export async function harmOf(
  clickhouse: ClickHouse,
  table: string,
  {
    rows,
    statements,
    says,
  }: Pick<Row, 'says'> & { readonly rows: string; readonly statements: readonly string[] },
): Promise<Harm> {
  const before = await contentOf(clickhouse, table, null, says);
  try {
    for (const statement of statements)
      await clickhouse.execute(statement, { settings: { mutations_sync: 1, alter_sync: 1 } });
  } catch (error) {
    return `fails: ${told(error)}`;
  }
  let after: Content;
  try {
    // What a new TTL does it does at some later merge.
    if (statements.some((statement) => / TTL (?!TO )/.test(statement) && !/REMOVE TTL$/.test(statement)))
      await clickhouse.execute(`ALTER TABLE ${quoteName(table)} MATERIALIZE TTL`, {
        settings: { mutations_sync: 1 },
      });
    await readAll(clickhouse, table);
    after = await contentOf(clickhouse, table, before, says);
  } catch (error) {
    return `cannot be read: ${told(error)}`;
  }
  if (after.rows !== before.rows) return `loses rows: ${before.rows} -> ${after.rows}`;
  const gone = [...before.values.keys()].filter((name) => !after.values.has(name));
  if (gone.length > 0) return `loses columns: ${gone.join(', ')}`;
  const other = [...before.values].filter(([name, value]) => after.values.get(name) !== value);
  if (other.length > 0) return `changes values: ${other.map(([name]) => name).join(', ')}`;
  return (await neither(clickhouse, table)) ?? insertsAgain(clickhouse, table, rows, before);
}
