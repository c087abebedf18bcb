import { type Address, addressOf } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation } from '../model/operation.ts';
import { namesReadBy } from './dependents.ts';
import { simulate } from './simulate.ts';

function isAboutView(operation: Operation, view: Address): boolean {
  const { kind, target } = operation;
  return /MaterializedView/.test(kind) && addressOf(target.database, target.name) === view;
}

/**
 * What sends the query of a materialized view once more. Renaming a table takes the views on it along, by their identity
 * and not by their text: when another table then gets the old name, the views that read it are not set off, until the server is
 * started again (26.7). EXCHANGE TABLES leaves them where they are.
 *
 * @param operations a plan that starts from `base`
 */
export function rebindings(operations: readonly Operation[], base: InfraMap): readonly Operation[] {
  const renamed = operations.flatMap((operation) => (operation.kind === 'RenameTable' ? [operation] : []));
  if (renamed.length === 0) return [];
  const after = new Set(simulate(base, operations).tables.map(({ address }) => address));
  const taken = renamed.filter(({ target }) => after.has(addressOf(target.database, target.name)));
  return base.materializedViews
    .filter(({ refresh, lifeCycle }) => refresh === null && lifeCycle !== 'EXTERNALLY_MANAGED')
    .filter((view) => taken.some(({ target }) => namesReadBy(view).has(target.name)))
    .filter(({ address }) => !operations.some((operation) => isAboutView(operation, address)))
    .map(
      ({ address, database, name, cluster, select }): Operation => ({
        kind: 'ModifyMaterializedViewQuery',
        before: select,
        after: select,
        target: { database, name, cluster },
        because: address,
        hazards: [],
        cost: { class: 'metadata', rows: null, bytes: null, parts: null, seconds: null },
        approved: [],
        checks: [],
      }),
    );
}
