import { engineOf } from '../facets/engines/index.ts';
import { addressOf } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Hazard, Operation, OperationKind, OperationOf, Plan, Withheld } from '../model/operation.ts';
import type { Rename } from '../model/rename.ts';
import type { Table } from '../model/table.ts';
import type { VersionWishes } from '../model/told.ts';
import { topicAddress } from '../model/topic.ts';
import { type Backfill, backfillAddress, backfillOf, keepsAll } from './backfill.ts';
import { olderVersionsOf, oldVersionsIn } from './old-versions.ts';
import type { TableSizes } from './planned.ts';
import { replacedTable } from './replaced-rows.ts';

/** What versions depend on besides the plan. */
export interface VersionInput {
  readonly live: InfraMap;
  readonly declared: InfraMap;
  readonly sizes: TableSizes;
  readonly renames: readonly Rename[];
  readonly wishes: VersionWishes;
}

interface Filled {
  readonly operation: Operation;
  readonly from: Table;
  readonly backfill: Backfill;
}

function fillingOf(create: OperationOf<'CreateTable'>, input: VersionInput): Filled | null {
  const { live, declared, sizes, renames, wishes } = input;
  // Its rows would be gone with the first run of that view.
  if (declared.materializedViews.some((view) => replacedTable(view) === create.table.address)) return null;
  if (!wishes.backfill || !engineOf(create.table.engine.name).holdsData) return null;
  const [from] = olderVersionsOf(create.table, live.tables).filter(
    ({ engine }) => engineOf(engine.name).holdsData,
  );
  const backfill =
    from === undefined ? null : backfillOf(from, create.table, renames, wishes.drop.includes(from.address));
  if (from === undefined || backfill === null) return null;
  const size = sizes.get(from.address) ?? { rows: null, bytes: null, parts: null };
  const without = backfill.leftOut.length === 0 ? '' : `, without ${backfill.leftOut.join(', ')}`;
  const operation: Operation = {
    kind: 'RawSql',
    sql: backfill.sql,
    description: `Fill ${create.table.address} from ${from.address}${without}`,
    resource: null,
    target: { ...create.target, cluster: null },
    because: backfillAddress(create.table.address),
    hazards: backfill.hazards,
    cost: { class: 'rewrite', ...size, seconds: null },
    approved: [],
    checks: [],
  };
  return { operation, from, backfill };
}

/** Rows that came after the copy are in the old version only; columns that nobody took are there only as well. */
function dropHazards(filled: Filled | undefined, operation: Operation): readonly Hazard[] {
  if (filled === undefined) return operation.hazards;
  return keepsAll(filled.backfill) ? ['LOSES_ROWS_IN_GAP'] : ['DELETES_DATA', 'LOSES_ROWS_IN_GAP'];
}

/** What would take an older version away, in words. */
const DROPS: Readonly<Partial<Record<OperationKind, string>>> = {
  DropTable: 'drop table',
  DeleteTopic: 'delete topic',
};

/**
 * The plan with what versions ask for: a new version of a table is filled from the one before it as soon as it is there, and an older
 * version that left the code stays unless somebody wants it dropped, which then comes last.
 */
export function withVersions(plan: Plan, input: VersionInput): Plan {
  const old = oldVersionsIn(input.declared, input.live);
  const filled = new Map<string, Filled>();
  const operations: Operation[] = [];
  const drops: Operation[] = [];
  const withheld: Withheld[] = [];
  for (const operation of plan.operations) {
    const { kind, target } = operation;
    const address =
      kind === 'DeleteTopic' ? topicAddress(target.name) : addressOf(target.database, target.name);
    const change = DROPS[kind];
    const version = change === undefined ? undefined : old.get(address);
    if (version === undefined) operations.push(operation);
    else if (input.wishes.drop.includes(address)) drops.push(operation);
    else
      withheld.push({
        address,
        change: change ?? kind,
        because: `an older version of ${version.newest.address}, which stays`,
      });
    const filling = operation.kind === 'CreateTable' ? fillingOf(operation, input) : null;
    if (filling === null) continue;
    operations.push(filling.operation);
    filled.set(filling.from.address, filling);
  }
  const last = drops.map((operation): Operation => {
    const address = addressOf(operation.target.database, operation.target.name);
    return { ...operation, hazards: dropHazards(filled.get(address), operation) };
  });
  return { ...plan, operations: [...operations, ...last], withheld: [...plan.withheld, ...withheld] };
}
