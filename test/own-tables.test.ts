import { describe, expect, it } from 'vitest';
import type { ClickHouse } from '../src/drivers/clickhouse/connection.ts';
import { parseOnServer } from '../src/drivers/clickhouse/statement.ts';
import { clickHouseJournal } from '../src/drivers/journal-store.ts';
import { LOCK_LOST, migrationLock } from '../src/drivers/migration-lock.ts';
import { isProcessGone, ownProcess } from '../src/drivers/own-process.ts';
import { createOwnTable, type OwnSite, upgradeOwnTable } from '../src/drivers/own-schema.ts';
import { ownTables } from '../src/drivers/own-tables.ts';
import { clickHouseStateStore, EMPTY_STATE } from '../src/drivers/state-store.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';

const ONE_SERVER = { cluster: null, keeperMap: false };
const NAMES = ['_moose_migrate_state', '_moose_migrate_journal', '_moose_migrate_lock'] as const;
const MIGRATION = `sha256:${'ab'.repeat(32)}`;

function entry(event: 'started' | 'step-sent' | 'finished', detail: string) {
  return {
    migration: MIGRATION,
    event,
    operations: [],
    statements: [],
    queryIds: [],
    actor: 'ann@build',
    detail,
  };
}

/** The tables as the first version of the tool made them, with a row each. */
async function makeFirstTables(clickhouse: ClickHouse): Promise<void> {
  await clickhouse.execute(
    "CREATE TABLE _moose_migrate_journal (at DateTime64(6, 'UTC') DEFAULT now64(6, 'UTC'), sequence UInt64, migration String, event LowCardinality(String), operations Array(String), statements Array(String), query_ids Array(String), actor String, detail String) ENGINE = MergeTree ORDER BY (at, sequence) COMMENT 'Written by moose-migrate: what it did, step by step'",
  );
  await clickhouse.execute(
    `INSERT INTO _moose_migrate_journal (sequence, migration, event, actor, detail) VALUES (1, '${MIGRATION}', 'started', 'bob@old', 'first'), (2, '${MIGRATION}', 'step-sent', 'bob@old', 'first')`,
  );
  await clickhouse.execute(
    "CREATE TABLE _moose_migrate_lock (token String, event LowCardinality(String), actor String, at DateTime64(6, 'UTC') DEFAULT now64(6, 'UTC'), expires_at DateTime64(6, 'UTC')) ENGINE = MergeTree ORDER BY (token, at) TTL toDateTime(at) + INTERVAL 7 DAY COMMENT 'Written by moose-migrate: who is migrating'",
  );
  await clickhouse.execute(
    "INSERT INTO _moose_migrate_lock (token, event, actor, expires_at) SELECT 'old-token', 'claim', 'bob@old', now64(6) + INTERVAL 60 SECOND",
  );
}

const commentOf = async (clickhouse: ClickHouse, name: string): Promise<string | undefined> => {
  const rows = await clickhouse.query<{ readonly comment: string }>(
    'SELECT comment FROM system.tables WHERE database = currentDatabase() AND name = {name:String}',
    { name },
  );
  return rows[0]?.comment;
};

describeWithEngine("the tool's own tables", () => {
  it('of the version before are read as they are, and upgraded when something is written', async () => {
    const { clickhouse } = await freshDatabase('own');
    await makeFirstTables(clickhouse);
    const reader = ownTables(clickhouse, ONE_SERVER);
    const journal = clickHouseJournal(clickhouse, reader);
    expect((await journal.newest())?.entries).toMatchObject([
      { event: 'started', tool: '' },
      { event: 'step-sent', tool: '' },
    ]);
    const lock = migrationLock(clickhouse, reader);
    expect(await lock.holders()).toMatchObject([{ token: 'old-token', actor: 'bob@old', process: '' }]);
    // Reading has changed nothing.
    expect(await commentOf(clickhouse, '_moose_migrate_journal')).not.toContain('version');
    await journal.append([entry('finished', 'second')], null);
    expect(await commentOf(clickhouse, '_moose_migrate_journal')).toContain('version 2');
    const again = clickHouseJournal(clickhouse, ownTables(clickhouse, ONE_SERVER));
    expect((await again.history(10)).map(({ detail }) => detail)).toEqual(['first', 'first', 'second']);
    expect((await again.newest())?.isOpen).toBe(false);
    expect(await lock.free('old-token', 'ann@build')).toBe(true);
    const mine = await lock.attempt({ token: 'new', actor: 'ann@build', process: ownProcess() });
    expect(mine.is).toBe('held');
    expect(await lock.holders()).toMatchObject([{ token: 'new', process: ownProcess() }]);
  });

  it.each(NAMES)('%s of a later version is refused, for reading and for writing', async (name) => {
    const { clickhouse } = await freshDatabase('own');
    await ownTables(clickhouse, ONE_SERVER).prepare(name);
    await clickhouse.execute(
      `ALTER TABLE ${name} ADD COLUMN surprise UInt8, MODIFY COMMENT 'Written by moose-migrate, version 9: things to come'`,
    );
    const later = ownTables(clickhouse, ONE_SERVER);
    const refusal = { code: 'STATE_TOO_NEW', message: expect.stringContaining('version 9') };
    await expect(later.versionOf(name)).rejects.toMatchObject(refusal);
    await expect(later.prepare(name)).rejects.toMatchObject(refusal);
  });

  it('are made once, however many make them at the same time', async () => {
    const { clickhouse } = await freshDatabase('own');
    await Promise.all(
      Array.from({ length: 8 }, () =>
        clickHouseStateStore(clickhouse, ownTables(clickhouse, ONE_SERVER), null).write(EMPTY_STATE),
      ),
    );
    const store = clickHouseStateStore(clickhouse, ownTables(clickhouse, ONE_SERVER), null);
    expect(await store.read()).toEqual(EMPTY_STATE);
  });
});

describeWithEngine('the journal', () => {
  it('reads the newest migration alone, from its last beginning', async () => {
    const { clickhouse } = await freshDatabase('own');
    const journal = clickHouseJournal(clickhouse, ownTables(clickhouse, ONE_SERVER));
    expect(await journal.newest()).toBeNull();
    for (let run = 1; run <= 3; run += 1) {
      await journal.append([entry('started', `${run}`)], null);
      await journal.append([{ ...entry('step-sent', `${run}`), migration: MIGRATION }], null);
      if (run < 3) await journal.append([entry('finished', `${run}`)], null);
    }
    const newest = await journal.newest();
    expect(newest).toMatchObject({ isOpen: true, runs: 3 });
    expect(newest?.entries.map(({ detail }) => detail)).toEqual(['3', '3']);
    expect((await journal.history(4)).map(({ detail }) => detail)).toEqual(['2', '2', '3', '3']);
  });

  it('keeps its order when the clock of the server is set back', async () => {
    const { clickhouse } = await freshDatabase('own');
    const tables = ownTables(clickhouse, ONE_SERVER);
    const journal = clickHouseJournal(clickhouse, tables);
    await journal.append([entry('started', 'first'), entry('finished', 'first')], null);
    await clickhouse.execute(
      'INSERT INTO _moose_migrate_journal SELECT * REPLACE (at + INTERVAL 2 HOUR AS at, generateUUIDv4()::String AS id) FROM _moose_migrate_journal',
    );
    await journal.append([entry('started', 'now')], null);
    await journal.append([entry('step-sent', 'now')], null);
    const newest = await journal.newest();
    expect(newest?.isOpen).toBe(true);
    expect(newest?.entries.map(({ event }) => event)).toEqual(['started', 'step-sent']);
    const store = clickHouseStateStore(clickhouse, tables, null);
    await store.write(EMPTY_STATE);
    await clickhouse.execute(
      'INSERT INTO _moose_migrate_state SELECT * REPLACE (written_at + INTERVAL 2 HOUR AS written_at) FROM _moose_migrate_state',
    );
    const later = { ...EMPTY_STATE, objects: new Map([['local.orders', 'FULLY_MANAGED' as const]]) };
    await store.write(later);
    expect(await store.read()).toEqual(later);
  });

  it('shows an entry once whose INSERT was sent twice', async () => {
    const { clickhouse } = await freshDatabase('own');
    const journal = clickHouseJournal(clickhouse, ownTables(clickhouse, ONE_SERVER));
    await journal.append([entry('started', 'once'), entry('step-sent', 'once')], null);
    await clickhouse.execute('INSERT INTO _moose_migrate_journal SELECT * FROM _moose_migrate_journal');
    expect((await journal.history(10)).map(({ event }) => event)).toEqual(['started', 'step-sent']);
  });

  it('takes no entry from somebody whose lock is gone', async () => {
    const { clickhouse } = await freshDatabase('own');
    const tables = ownTables(clickhouse, ONE_SERVER);
    const journal = clickHouseJournal(clickhouse, tables);
    const lock = migrationLock(clickhouse, tables);
    const mine = await lock.attempt({ token: 'mine', actor: 'ann@build', process: '' });
    if (mine.is !== 'held') throw new Error('nobody else is here');
    await journal.append([entry('started', 'while it was mine')], mine.lock.fence);
    await lock.free('mine', 'bob@build');
    const yours = await lock.attempt({ token: 'yours', actor: 'bob@build', process: '' });
    await expect(journal.append([entry('step-sent', 'late')], mine.lock.fence)).rejects.toThrow(LOCK_LOST);
    expect(yours.is).toBe('held');
    expect((await journal.history(10)).map(({ detail }) => detail)).toEqual(['while it was mine']);
  });
});

describeWithEngine('a lock in a KeeperMap', () => {
  it('is in one hand, is freed by its ID and fences the journal', async () => {
    const { clickhouse } = await freshDatabase('own');
    const tables = ownTables(clickhouse, { cluster: null, keeperMap: true });
    const lock = migrationLock(clickhouse, tables);
    const journal = clickHouseJournal(clickhouse, tables);
    const results = await Promise.all(
      ['a', 'b', 'c', 'd'].map((token) => lock.attempt({ token, actor: 'racer', process: '' })),
    );
    expect(results.filter(({ is }) => is === 'held').length).toBeLessThanOrEqual(1);
    for (const result of results) if (result.is === 'held') await result.lock.release();
    const mine = await lock.attempt({ token: 'mine', actor: 'ann@build', process: '' });
    if (mine.is !== 'held') throw new Error('nobody else is here');
    expect(await mine.lock.renew()).toBe(true);
    await journal.append([entry('started', 'locked')], mine.lock.fence);
    await lock.free('mine', 'bob@build');
    await expect(journal.append([entry('step-sent', 'late')], mine.lock.fence)).rejects.toThrow(LOCK_LOST);
    const [engine] = await clickhouse.query(
      "SELECT engine FROM system.tables WHERE database = currentDatabase() AND name = '_moose_migrate_lock'",
    );
    expect(engine).toEqual({ engine: 'KeeperMap' });
  });
});

interface Case {
  readonly called: string;
  readonly site: OwnSite;
  /** Of the state, the journal and the lock. */
  readonly engines: readonly string[];
}

function ofCluster(name: string): string {
  return `ReplicatedMergeTree('/clickhouse/moose_migrate/shop/${name}', '{shard}-{replica}')`;
}

const CASES: readonly Case[] = [
  {
    called: 'one server',
    site: { database: 'shop', databaseEngine: 'Atomic', placement: ONE_SERVER },
    engines: ['MergeTree', 'MergeTree', 'MergeTree'],
  },
  {
    called: 'a Replicated database',
    site: { database: 'shop', databaseEngine: 'Replicated', placement: ONE_SERVER },
    engines: ['ReplicatedMergeTree', 'ReplicatedMergeTree', 'ReplicatedMergeTree'],
  },
  {
    called: 'a cluster',
    site: { database: 'shop', databaseEngine: 'Atomic', placement: { cluster: 'main', keeperMap: false } },
    engines: NAMES.map(ofCluster),
  },
  {
    called: 'a keeper',
    site: { database: 'shop', databaseEngine: 'Atomic', placement: { cluster: 'main', keeperMap: true } },
    engines: [...NAMES.slice(0, 2).map(ofCluster), "KeeperMap('/moose_migrate/shop/lock')"],
  },
];

describeWithEngine('statements for', () => {
  it.each(CASES)('$called are parsed by the server', async ({ site, engines }) => {
    const { clickhouse } = await freshDatabase('own');
    const creations = NAMES.map((name) => createOwnTable(name, site));
    const statements = [...creations, ...NAMES.flatMap((name) => upgradeOwnTable(name, 1, site))];
    expect(await parseOnServer(clickhouse, statements)).toEqual(statements.map(() => null));
    expect(creations.map((text) => /ENGINE = (\w+(?:\([^)]*\))?)/.exec(text)?.[1])).toEqual(engines);
    const isOnCluster = site.placement.cluster !== null;
    expect(statements.map((text) => text.includes(' ON CLUSTER `main` '))).toEqual(
      statements.map(() => isOnCluster),
    );
  });
});

describe('a process', () => {
  it('is known by its place, its number and its beginning', () => {
    const [place, number, began] = ownProcess().split('/');
    expect(isProcessGone(ownProcess())).toBe(false);
    expect(isProcessGone(`${place}/4194303/1`)).toBe(true);
    expect(isProcessGone(`${place}/${number}/${Number(began) - 7}`)).toBe(began !== '');
    expect(isProcessGone(`elsewhere/4194303/1`)).toBe(false);
    expect(isProcessGone('')).toBe(false);
  });
});
