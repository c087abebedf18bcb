import type { ChangeOf } from '../diff/change.ts';
import type { Effect } from '../facets/facet.ts';
import type { InfraMap, SqlResource } from '../model/infra-map.ts';
import type { Action } from '../model/operation.ts';
import { type Planned, planned } from './planned.ts';
import { sqlHazards } from './sql-hazards.ts';

function rawSql(
  sql: readonly string[],
  description: string,
  resource: SqlResource,
  live: InfraMap,
  isTeardown: boolean,
): readonly Planned[] {
  if (sql.length === 0) return [];
  const action: Action = { kind: 'RawSql', sql, description, resource: isTeardown ? null : resource };
  const hazards = sqlHazards(sql, live, []);
  // Setting up is what the user wrote for exactly this; tearing down may take data with it.
  const effect: Effect = { cost: 'metadata', hazards: isTeardown ? [...hazards, 'UNCHECKED_SQL'] : hazards };
  return [
    planned({
      object: { database: live.defaultDatabase, name: resource.name, cluster: null },
      because: resource.address,
      action,
      effect,
      size: undefined,
    }),
  ];
}

/** The teardown of what goes or changes, then the setup of what comes. Nobody can tell what hand-written SQL does. */
export function planSqlResource(change: ChangeOf<'sql-resource'>, live: InfraMap): readonly Planned[] {
  const before = change.kind === 'added' ? null : change.before;
  const after = change.kind === 'removed' ? null : change.declared;
  return [
    ...(before === null
      ? []
      : rawSql(before.teardown, `Tear down SQL resource ${before.name}`, before, live, true)),
    ...(after === null ? [] : rawSql(after.setup, `Set up SQL resource ${after.name}`, after, live, false)),
  ];
}
