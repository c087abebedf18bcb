import type { InfraMap } from '../model/infra-map.ts';
import type { RenameCandidate } from '../model/rename.ts';
import { columnCandidates } from './column-candidates.ts';
import { tableCandidates } from './table-candidates.ts';

/** Every pair of tables, and of columns of a table, that looks like one thing under a new name; tables first. */
export function findRenameCandidates(live: InfraMap, desired: InfraMap): readonly RenameCandidate[] {
  const wanted = new Map(desired.tables.map((table) => [table.address, table]));
  const columns = live.tables.flatMap((table) => {
    const after = wanted.get(table.address);
    return after === undefined || after.lifeCycle === 'EXTERNALLY_MANAGED'
      ? []
      : columnCandidates(table, after);
  });
  return [...tableCandidates(live, desired), ...columns];
}
