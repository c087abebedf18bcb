import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { knownNames } from '../drivers/clickhouse/known-names.ts';
import { type Problem, problem, throwProblems } from '../errors.ts';
import { isMergeTree } from '../facets/engines/index.ts';
import type { Address } from '../model/address.ts';
import { type InfraMap, serverObjects } from '../model/infra-map.ts';
import { didYouMean, didYouMeanOneOf } from '../model/nearest-name.ts';
import type { Plan } from '../model/operation.ts';
import type { Ownership, TableClauses } from '../model/table.ts';

interface Named {
  readonly address: Address;
  readonly name: string;
  readonly position: Ownership['source'];
}

/** The tables of a map, those inside of materialized views too. */
function tablesOf({ tables, materializedViews }: InfraMap): readonly {
  readonly owner: Ownership & { readonly address: Address };
  readonly clauses: TableClauses;
}[] {
  return [
    ...tables.map((table) => ({ owner: table, clauses: table })),
    ...materializedViews.flatMap((view) =>
      view.inner === null ? [] : [{ owner: view, clauses: view.inner }],
    ),
  ];
}

/** Settings that a plan would be the first to give to a table. Those with the server's own values are in neither canonical map. */
function newSettings(desired: InfraMap, live: InfraMap): readonly Named[] {
  const before = new Map(tablesOf(live).map(({ owner, clauses }) => [owner.address, clauses.settings]));
  return tablesOf(desired).flatMap(({ owner, clauses }) => {
    if (!isMergeTree(clauses.engine.name)) return [];
    const has = before.get(owner.address) ?? {};
    return Object.keys(clauses.settings)
      .filter((name) => !(name in has))
      .map((name) => ({ address: owner.address, name, position: owner.source }));
  });
}

/**
 * Asks the target for the settings that are new to its tables: the embedded engine may know fewer, and is not given them.
 *
 * @throws AppError DECLARATION_INVALID for each that the target does not know
 */
export async function requireSettings(
  desired: InfraMap,
  live: InfraMap,
  clickhouse: ClickHouse,
): Promise<void> {
  const wanted = newSettings(desired, live);
  if (wanted.length === 0) return;
  const known = await knownNames(clickhouse, 'settings');
  if (known === null) return;
  const unknown = wanted.filter(({ name }) => !known.has(name));
  throwProblems(
    unknown.map(({ address, name, position }) =>
      problem(
        'DECLARATION_INVALID',
        `${address}: the server knows no MergeTree setting \`${name}\`${didYouMean(name, known)}`,
        { position },
      ),
    ),
  );
}

/**
 * Asks the target for the clusters that a plan names. The names of macros are the server's to fill in.
 *
 * @throws AppError DECLARATION_INVALID for each object of a cluster that the target does not have
 */
export async function requireClusters(
  { operations }: Plan,
  declared: InfraMap,
  clickhouse: ClickHouse,
): Promise<void> {
  const owners = new Map(serverObjects(declared).map(({ address, source }) => [address, source]));
  const used = operations.flatMap(({ target, because }) =>
    target.cluster === null || target.cluster.includes('{')
      ? []
      : [{ address: because.split('/')[0] ?? because, name: target.cluster }],
  );
  if (used.length === 0) return;
  const known = await knownNames(clickhouse, 'clusters');
  if (known === null) return;
  const unknown = new Map(
    used.filter(({ name }) => !known.has(name)).map((one) => [`${one.address} ${one.name}`, one]),
  );
  throwProblems(
    [...unknown.values()].map(
      ({ address, name }): Problem =>
        problem(
          'DECLARATION_INVALID',
          `${address}: the server has no cluster \`${name}\`${known.size === 0 ? '' : didYouMeanOneOf(name, [...known])}`,
          { position: owners.get(address) ?? null, hint: 'system.clusters of the server shows those it has' },
        ),
    ),
  );
}
