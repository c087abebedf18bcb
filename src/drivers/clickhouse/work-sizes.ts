import { type Address, addressOf, partAddress } from '../../model/address.ts';
import type { ClickHouse } from './connection.ts';
import { serverErrorOf } from './server-error.ts';

/** What the server knows of the work that a change of stored files would be. */
export interface WorkSizes {
  /** Bytes of each column's files by address of the column; of a compact part, which is one file, all of it. */
  readonly columns: ReadonlyMap<Address, number>;
  /** Bytes of each index and each projection by its address. */
  readonly parts: ReadonlyMap<Address, number>;
  /** Compressed bytes that one merge of this server lately got done in a second; null where it has merged too little. */
  readonly bytesPerSecond: number | null;
  /** Why that is not known: `the server keeps no log of its merges (part_log), and …`; null where it is. */
  readonly unmeasured: string | null;
}

interface SizeRow {
  readonly database: string;
  readonly table: string;
  readonly kind: string;
  readonly name: string;
  readonly bytes: string | number;
}

const WANTED =
  '(database, table) IN (SELECT arrayJoin(arrayZip({databases:Array(String)}, {tables:Array(String)})))';

const SIZES = `
SELECT database, table, 'column' AS kind, column AS name,
  sum(if(part_type = 'Wide', column_bytes_on_disk, bytes_on_disk)) AS bytes
FROM system.parts_columns WHERE active AND ${WANTED} GROUP BY database, table, name
UNION ALL
SELECT database, table, 'index', name, data_compressed_bytes + marks_bytes FROM system.data_skipping_indices WHERE ${WANTED}
UNION ALL
SELECT database, table, 'projection', name, sum(bytes_on_disk) FROM system.projection_parts WHERE active AND ${WANTED} GROUP BY database, table, name`;

/** Less than this tells nothing about a server's speed. */
const LEAST_MERGED = 64 * 1024 * 1024;

const FROM_LOG =
  "SELECT sum(size_in_bytes) AS bytes, sum(duration_ms) AS milliseconds FROM system.part_log WHERE event_date >= today() - 7 AND event_type = 'MergeParts' AND error = 0";
// Counted since the server started, in bytes before compression: half of them is a cautious guess of what is on disk.
const FROM_EVENTS =
  "SELECT sumIf(value, event = 'MergedUncompressedBytes') / 2 AS bytes, sumIf(value, event IN ('MergeTotalMilliseconds', 'MergesTimeMilliseconds')) AS milliseconds FROM system.events";

/** Asks what a user may not be allowed to see, or an older server does not have: then nothing is known. */
async function ifAllowed<Row>(
  clickhouse: ClickHouse,
  sql: string,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<readonly Row[]> {
  try {
    return await clickhouse.query<Row>(sql, parameters);
  } catch (error) {
    if (serverErrorOf(error) === null) throw error;
    return [];
  }
}

type Speed = Pick<WorkSizes, 'bytesPerSecond' | 'unmeasured'>;

const TOO_LITTLE = `the server has merged less than ${LEAST_MERGED / 1024 / 1024} MiB`;

async function mergeSpeed(clickhouse: ClickHouse): Promise<Speed> {
  let hasLog = false;
  for (const sql of [FROM_LOG, FROM_EVENTS]) {
    const [row] = await ifAllowed<{
      readonly bytes: string | number;
      readonly milliseconds: string | number;
    }>(clickhouse, sql);
    if (sql === FROM_LOG) hasLog = row !== undefined;
    const [bytes, milliseconds] = [Number(row?.bytes ?? 0), Number(row?.milliseconds ?? 0)];
    if (bytes >= LEAST_MERGED && milliseconds > 0)
      return { bytesPerSecond: (bytes / milliseconds) * 1000, unmeasured: null };
  }
  const unmeasured = hasLog
    ? `${TOO_LITTLE} in the last seven days`
    : `no log of merges can be read (system.part_log), and ${TOO_LITTLE} since it started`;
  return { bytesPerSecond: null, unmeasured };
}

/** Reads the sizes of what some tables are stored in, and how fast the server merges. */
export async function readWorkSizes(
  clickhouse: ClickHouse,
  tables: readonly { readonly database: string; readonly name: string }[],
): Promise<WorkSizes> {
  if (tables.length === 0)
    return { columns: new Map(), parts: new Map(), bytesPerSecond: null, unmeasured: null };
  const [rows, speed] = await Promise.all([
    ifAllowed<SizeRow>(clickhouse, SIZES, {
      databases: tables.map(({ database }) => database),
      tables: tables.map(({ name }) => name),
    }),
    mergeSpeed(clickhouse),
  ]);
  const of = (isWanted: (kind: string) => boolean): ReadonlyMap<Address, number> =>
    new Map(
      rows
        .filter(({ kind }) => isWanted(kind))
        .map((row) => [
          partAddress(addressOf(row.database, row.table), row.kind, row.name),
          Number(row.bytes),
        ]),
    );
  return { columns: of((kind) => kind === 'column'), parts: of((kind) => kind !== 'column'), ...speed };
}
