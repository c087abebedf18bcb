import { join } from 'node:path';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { fileJournal } from '../drivers/file-journal.ts';
import { fileStateStore } from '../drivers/file-state-store.ts';
import { clickHouseJournal, type JournalStore } from '../drivers/journal-store.ts';
import { type MigrationLock, migrationLock } from '../drivers/migration-lock.ts';
import { ownTables } from '../drivers/own-tables.ts';
import { clickHouseStateStore, type StateStore } from '../drivers/state-store.ts';
import type { ProjectConfig } from '../project/config/project-config.ts';

/** What the tool remembers of a project's target, and the lock on it. */
export interface Stores {
  readonly state: StateStore;
  /** What happened, written down beside the state. */
  readonly journal: JournalStore;
  /** Always of the server itself: a file of ours knows no other machine. */
  readonly lock: MigrationLock;
}

/** Opens them; nothing is read or made yet. */
export function openStores({ state, projectDir }: ProjectConfig, clickhouse: ClickHouse): Stores {
  const tables = ownTables(clickhouse, { cluster: state.cluster, keeperMap: state.keeperMap });
  const lock = migrationLock(clickhouse, tables);
  if (state.storage === 'clickhouse') {
    const journal = clickHouseJournal(clickhouse, tables);
    return { state: clickHouseStateStore(clickhouse, tables, state.project), journal, lock };
  }
  const folder = join(projectDir, '.moose');
  return {
    state: fileStateStore(join(folder, 'state.json')),
    journal: fileJournal(
      join(folder, 'journal.ndjson'),
      () => new Date(),
      async (condition) => void (await clickhouse.query(`SELECT 1 WHERE ${condition}`)),
    ),
    lock,
  };
}
