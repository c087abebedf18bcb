import type { Change, Diff } from '../diff/change.ts';
import { type Address, compareAddresses, databaseAddress } from '../model/address.ts';
import { hashInfraMap } from '../model/hash.ts';
import { type InfraMap, serverObjects } from '../model/infra-map.ts';
import type { Operation, Plan } from '../model/operation.ts';
import { quoteName } from '../model/tokens.ts';
import type { KafkaFlavour } from '../model/topic.ts';
import { orderOperations } from './order.ts';
import { planDictionary } from './plan-dictionary.ts';
import { planFunction } from './plan-function.ts';
import { planSqlResource } from './plan-sql-resource.ts';
import { planTable } from './plan-table.ts';
import { planTopic } from './plan-topic.ts';
import { planMaterializedView, planView } from './plan-view.ts';
import { type Planned, refused, type TableSizes } from './planned.ts';

/** What a plan is made from. Both maps are canonical. */
export interface PlanInput {
  readonly diff: Diff;
  readonly live: InfraMap;
  readonly desired: InfraMap;
  readonly sizes: TableSizes;
  /** Live objects that are not ours: their names are taken. */
  readonly unmanaged: ReadonlySet<Address>;
  /** Databases that must be created first. */
  readonly missingDatabases: readonly string[];
  /** What kind of broker holds the topics. */
  readonly flavour: KafkaFlavour;
}

const TAKEN_HINT = 'Choose another name, or drop what is there by hand';

/** Something else on the server has the name of what the code declares: a view where a table is wanted, say. */
function isTaken(change: Change, input: PlanInput): boolean {
  if (change.kind !== 'added' || change.family === 'sql-resource' || change.family === 'topic') return false;
  if (input.unmanaged.has(change.address)) return true;
  return serverObjects(input.live).some(({ address }) => address === change.address);
}

function createDatabase(database: string): Operation {
  return {
    kind: 'RawSql',
    sql: [`CREATE DATABASE ${quoteName(database)}`],
    description: `Create database ${database}`,
    resource: null,
    target: { database, name: database, cluster: null },
    because: databaseAddress(database),
    hazards: [],
    cost: { class: 'metadata', rows: null, bytes: null, parts: null, seconds: null },
    approved: [],
    checks: [],
  };
}

/** What has the name of something declared of another kind: its refusal is told there, and it is never dropped for it. */
function isInTheWay(change: Change, { diff }: PlanInput): boolean {
  return (
    change.kind === 'removed' &&
    diff.changes.some((other) => other.kind === 'added' && other.address === change.address)
  );
}

function planChange(change: Change, input: PlanInput): readonly Planned[] {
  if (isInTheWay(change, input)) return [];
  if (isTaken(change, input))
    return [refused(change.address, 'the server holds something else under this name', TAKEN_HINT)];
  switch (change.family) {
    case 'table':
      return planTable(change, input.sizes);
    case 'view':
      return planView(change);
    case 'materialized-view':
      return planMaterializedView(change, input);
    case 'dictionary':
      return planDictionary(change);
    case 'function':
      return planFunction(change);
    case 'topic':
      return planTopic(change, input.flavour);
    case 'sql-resource':
      return planSqlResource(change, input.live);
    default:
      return change satisfies never;
  }
}

/** Turns every difference into an operation, a refusal or a withheld change, and puts the operations in order. */
export function planChanges(input: PlanInput): Plan {
  const all = input.diff.changes.flatMap((change) => planChange(change, input));
  const operations: Operation[] = [];
  const refusals: Plan['refused'][number][] = [];
  const withheld: Plan['withheld'][number][] = [];
  for (const planned of all) {
    if (planned.is === 'operation') operations.push(planned.operation);
    else if (planned.is === 'refused') refusals.push(planned.refusal);
    else withheld.push(planned.withheld);
  }
  return {
    base: hashInfraMap(input.live),
    desired: hashInfraMap(input.desired),
    operations: [
      ...input.missingDatabases.map(createDatabase),
      ...orderOperations(operations, input.live, input.desired),
    ],
    refused: refusals.sort((a, b) => compareAddresses(a.address, b.address)),
    withheld: withheld.sort((a, b) => compareAddresses(a.address, b.address)),
  };
}
