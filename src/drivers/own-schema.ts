import { quoteName, quoteString } from '../model/tokens.ts';

/** The tool's own tables, in the target's own database; introspection leaves out everything that begins with `_moose`. */
export type OwnTableName = '_moose_migrate_state' | '_moose_migrate_journal' | '_moose_migrate_lock';

/** What the configuration says of where these tables are kept. */
export interface OwnPlacement {
  /** Every node of this cluster keeps a copy; null for the one server, or for whatever a Replicated database does. */
  readonly cluster: string | null;
  /** The lock is kept by the keeper itself. */
  readonly keeperMap: boolean;
}

interface OwnTable {
  /** As version 1 had them. */
  readonly columns: string;
  readonly orderBy: string;
  readonly expiry: string | null;
  readonly about: string;
  /** Commands of ALTER TABLE, one list for each version after the first. */
  readonly upgrades: readonly (readonly string[])[];
}

const OWN_TABLES: Readonly<Record<OwnTableName, OwnTable>> = {
  _moose_migrate_state: {
    columns:
      "key LowCardinality(String), written_at DateTime64(6, 'UTC') DEFAULT now64(6, 'UTC'), sequence UInt64, value String CODEC(ZSTD(3))",
    orderBy: '(key, written_at)',
    expiry: null,
    about: 'what it manages in this database',
    upgrades: [],
  },
  _moose_migrate_journal: {
    columns:
      "at DateTime64(6, 'UTC') DEFAULT now64(6, 'UTC'), sequence UInt64, migration String, event LowCardinality(String), operations Array(String), statements Array(String), query_ids Array(String), actor String, detail String",
    orderBy: '(at, sequence)',
    expiry: null,
    about: 'what it did, step by step',
    upgrades: [
      ['ADD COLUMN IF NOT EXISTS id String', 'ADD COLUMN IF NOT EXISTS tool LowCardinality(String)'],
    ],
  },
  _moose_migrate_lock: {
    columns:
      "token String, event LowCardinality(String), actor String, at DateTime64(6, 'UTC') DEFAULT now64(6, 'UTC'), expires_at DateTime64(6, 'UTC')",
    orderBy: '(token, at)',
    expiry: 'toDateTime(at) + INTERVAL 7 DAY',
    about: 'who is migrating',
    upgrades: [['ADD COLUMN IF NOT EXISTS process String']],
  },
};

const WRITTEN_BY = 'Written by moose-migrate';

/** The version that this tool makes. */
export function currentVersion(name: OwnTableName): number {
  return OWN_TABLES[name].upgrades.length + 1;
}

/** The version of a table stands in its comment, so that one ALTER changes both or none. */
function commentOf(name: OwnTableName, version: number): string {
  return `${WRITTEN_BY}, version ${version}: ${OWN_TABLES[name].about}`;
}

/** The version that a comment names; the first ones named none. */
export function versionIn(comment: string): number {
  return Number(/, version (\d+):/.exec(comment)?.[1] ?? 1);
}

/** Where a table is, and what it is kept by. */
export interface OwnSite {
  readonly database: string;
  /** Engine of that database: `Atomic`, `Replicated`, `Shared`… */
  readonly databaseEngine: string;
  readonly placement: OwnPlacement;
}

function onCluster({ cluster }: OwnPlacement): string {
  return cluster === null ? '' : ` ON CLUSTER ${quoteName(cluster)}`;
}

/** True when several servers are to hold the rows. */
function isReplicated({ databaseEngine, placement }: OwnSite): boolean {
  return placement.cluster !== null || databaseEngine === 'Replicated';
}

function storageOf(name: OwnTableName, site: OwnSite): string {
  const { orderBy, expiry } = OWN_TABLES[name];
  const { database, databaseEngine, placement } = site;
  if (placement.keeperMap && name === '_moose_migrate_lock')
    return `ENGINE = KeeperMap(${quoteString(`/moose_migrate/${database}/lock`)}) PRIMARY KEY row`;
  // One table on all nodes: no {shard} in the path, but in the replica's name. A Replicated database sets both itself.
  const engine =
    placement.cluster === null
      ? isReplicated(site)
        ? 'ReplicatedMergeTree'
        : 'MergeTree'
      : databaseEngine === 'Replicated'
        ? 'ReplicatedMergeTree'
        : `ReplicatedMergeTree(${quoteString(`/clickhouse/moose_migrate/${database}/${name}`)}, '{shard}-{replica}')`;
  return `ENGINE = ${engine} ORDER BY ${orderBy}${expiry === null ? '' : ` TTL ${expiry}`}`;
}

/** The statement that makes a table in its newest version. */
export function createOwnTable(name: OwnTableName, site: OwnSite): string {
  const { columns, upgrades } = OWN_TABLES[name];
  const added = upgrades.flat().map((command) => command.replace('ADD COLUMN IF NOT EXISTS ', ''));
  // A KeeperMap needs one key, and these tables are only ever added to.
  const keys =
    site.placement.keeperMap && name === '_moose_migrate_lock' ? ['row UUID DEFAULT generateUUIDv4()'] : [];
  const comment = quoteString(commentOf(name, currentVersion(name)));
  return `CREATE TABLE IF NOT EXISTS ${quoteName(site.database)}.${quoteName(name)}${onCluster(site.placement)} (${[columns, ...added, ...keys].join(', ')}) ${storageOf(name, site)} COMMENT ${comment}`;
}

/** The statements that bring a table of an older version to the newest, each with its version: all of one or nothing. */
export function upgradeOwnTable(name: OwnTableName, from: number, site: OwnSite): readonly string[] {
  const { upgrades } = OWN_TABLES[name];
  return upgrades.slice(from - 1).map((commands, at) => {
    const comment = `MODIFY COMMENT ${quoteString(commentOf(name, from + at + 1))}`;
    return `ALTER TABLE ${quoteName(site.database)}.${quoteName(name)}${onCluster(site.placement)} ${[...commands, comment].join(', ')}`;
  });
}
