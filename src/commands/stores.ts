import { join } from 'node:path';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { serverErrorOf } from '../drivers/clickhouse/server-error.ts';
import { fileStateStore } from '../drivers/file-state-store.ts';
import { clickHouseJournal, fileJournal, type JournalStore } from '../drivers/journal-store.ts';
import { clickHouseStateStore, type StateStore } from '../drivers/state-store.ts';
import type { ProjectConfig } from '../project/config/project-config.ts';

/** Where the state of a project's target is kept. */
export function storeOf(config: ProjectConfig, clickhouse: ClickHouse): StateStore {
  if (config.state.storage === 'file') return fileStateStore(join(config.projectDir, '.moose', 'state.json'));
  return clickHouseStateStore(clickhouse, (error) => serverErrorOf(error)?.code ?? null);
}

/** Where what happened is written down: beside the state. */
export function journalOf(config: ProjectConfig, clickhouse: ClickHouse): JournalStore {
  if (config.state.storage === 'file')
    return fileJournal(join(config.projectDir, '.moose', 'journal.ndjson'), () => new Date());
  return clickHouseJournal(clickhouse);
}
