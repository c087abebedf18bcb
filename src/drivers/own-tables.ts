import { AppError } from '../errors.ts';
import { quoteName } from '../model/tokens.ts';
import type { ClickHouse } from './clickhouse/connection.ts';
import { serverErrorOf } from './clickhouse/server-error.ts';
import {
  createOwnTable,
  currentVersion,
  type OwnPlacement,
  type OwnSite,
  type OwnTableName,
  upgradeOwnTable,
  versionIn,
} from './own-schema.ts';

/** READONLY, ACCESS_DENIED. */
const NOT_ALLOWED: ReadonlySet<number> = new Set([164, 497]);

/** The tool's own tables on one server. */
export interface OwnTables {
  /** As it stands in statements. */
  address(name: OwnTableName): string;
  /**
   * The version a table has; null where there is none yet.
   * @throws AppError STATE_TOO_NEW for a table of a later version of the tool.
   */
  versionOf(name: OwnTableName): Promise<number | null>;
  /** Makes a table, or brings it to the newest version. */
  prepare(name: OwnTableName): Promise<void>;
  /** Waits until this server has the rows that others have written. */
  catchUp(name: OwnTableName): Promise<void>;
}

interface Facts {
  readonly databaseEngine: string;
  readonly tables: ReadonlyMap<string, { readonly version: number; readonly engine: string }>;
}

async function readFacts(clickhouse: ClickHouse): Promise<Facts> {
  const { database } = clickhouse.target;
  const rows = await clickhouse.query<{
    readonly name: string;
    readonly engine: string;
    readonly comment: string;
  }>(
    "SELECT name, engine, comment FROM system.tables WHERE database = {database:String} AND startsWith(name, '_moose_migrate_') UNION ALL SELECT '', engine, '' FROM system.databases WHERE name = {database:String}",
    { database },
  );
  const tables = rows.filter(({ name }) => name !== '');
  return {
    databaseEngine: rows.find(({ name }) => name === '')?.engine ?? '',
    tables: new Map(
      tables.map(({ name, engine, comment }) => [name, { engine, version: versionIn(comment) }]),
    ),
  };
}

function requireKnown(name: OwnTableName, version: number): void {
  if (version <= currentVersion(name)) return;
  throw new AppError(
    'STATE_TOO_NEW',
    `A later version of moose-migrate has worked on this target: ${name} is of version ${version}, and this one knows ${currentVersion(name)}. Nothing was changed.`,
    { hint: 'Update moose-migrate' },
  );
}

/** Looks at the tool's own tables, and makes or upgrades them when something is to be written. */
export function ownTables(clickhouse: ClickHouse, placement: OwnPlacement): OwnTables {
  const { database } = clickhouse.target;
  const prepared = new Set<OwnTableName>();
  let facts: Promise<Facts> | null = null;
  const versionOf = async (name: OwnTableName): Promise<number | null> => {
    // Somebody else may make a table at any time; what is there stays.
    facts ??= readFacts(clickhouse);
    facts.catch(() => {
      facts = null;
    });
    const version = (await facts).tables.get(name)?.version ?? null;
    if (version === null) facts = null;
    else requireKnown(name, version);
    return version;
  };
  const siteOf = async (): Promise<OwnSite> => {
    facts ??= readFacts(clickhouse);
    return { database, databaseEngine: (await facts).databaseEngine, placement };
  };
  return {
    address: (name) => `${quoteName(database)}.${quoteName(name)}`,
    versionOf,
    async prepare(name) {
      if (prepared.has(name)) return;
      const version = await versionOf(name);
      const site = await siteOf();
      const statements =
        version === null ? [createOwnTable(name, site)] : upgradeOwnTable(name, version, site);
      for (const statement of statements) await clickhouse.execute(statement);
      if (statements.length > 0) facts = null;
      prepared.add(name);
    },
    async catchUp(name) {
      facts ??= readFacts(clickhouse);
      const engine = (await facts).tables.get(name)?.engine ?? '';
      if (!/^(?:Replicated|Shared)/.test(engine)) return;
      const sync = clickhouse.execute(`SYSTEM SYNC REPLICA ${quoteName(database)}.${quoteName(name)}`);
      await sync.catch((error: unknown) => {
        // Who may only read gets what this server has; the lock is for those who may do more.
        if (name === '_moose_migrate_lock' || !NOT_ALLOWED.has(serverErrorOf(error)?.code ?? 0)) throw error;
      });
    },
  };
}
