import type { InfraMap } from '../model/infra-map.ts';
import type { Operation } from '../model/operation.ts';
import { depthsOf, dictionaryNames, type Edges, namedEdges, namesRead } from './dependencies.ts';
import { builtOn, withHandWritten } from './hand-written.ts';
import { lateDrops } from './late-drops.ts';
import { dropsAfterStreams, onlyTakesAway } from './stream-order.ts';
import { rankOf, textBrought } from './table-order.ts';

/**
 * When an operation runs. Teardown comes before setup, but for what a surviving object reads until it has been changed.
 */
const PHASES = [
  'functions',
  'teardown-sql',
  // What producers give up, before its column goes.
  'narrow-topics',
  // Who writes goes before who reads it, and comes after: no message ever misses its table.
  'teardown-topics',
  'teardown-views',
  'teardown-tables',
  'rename',
  'create-tables',
  'alter-tables',
  'views',
  'topics',
  'raw-sql',
  'late-teardown',
  'teardown-functions',
] as const;
type Phase = (typeof PHASES)[number];

const phaseOf: Readonly<Record<Operation['kind'], Phase>> = {
  CreateFunction: 'functions',
  ReplaceFunction: 'functions',
  DropFunction: 'teardown-functions',
  DropMaterializedView: 'teardown-views',
  DropView: 'teardown-views',
  DropDictionary: 'teardown-tables',
  DropTable: 'teardown-tables',
  DropTableColumn: 'teardown-tables',
  RenameTable: 'rename',
  ExchangeTables: 'rename',
  RenameTableColumn: 'rename',
  CreateTable: 'create-tables',
  // Dropping and adding an index of one name belong side by side, so these are no teardown of their own.
  DropTableIndex: 'alter-tables',
  DropTableProjection: 'alter-tables',
  DropTableConstraint: 'alter-tables',
  AddTableColumn: 'alter-tables',
  ModifyTableColumn: 'alter-tables',
  MaterializeTableColumn: 'alter-tables',
  ModifyOrderBy: 'alter-tables',
  ModifySampleBy: 'alter-tables',
  RemoveSampleBy: 'alter-tables',
  AddTableIndex: 'alter-tables',
  MaterializeTableIndex: 'alter-tables',
  AddTableProjection: 'alter-tables',
  MaterializeTableProjection: 'alter-tables',
  AddTableConstraint: 'alter-tables',
  ModifyTableComment: 'alter-tables',
  ModifyViewSecurity: 'alter-tables',
  ModifyTableSettings: 'alter-tables',
  ModifyTableTtl: 'alter-tables',
  CreateView: 'views',
  ModifyView: 'views',
  CreateMaterializedView: 'views',
  ModifyMaterializedViewQuery: 'views',
  ModifyMaterializedViewColumns: 'views',
  ModifyMaterializedViewRefresh: 'views',
  PopulateMaterializedView: 'views',
  CreateDictionary: 'views',
  ReplaceDictionary: 'views',
  DeleteTopic: 'teardown-topics',
  CreateTopic: 'topics',
  IncreaseTopicPartitions: 'topics',
  ModifyTopicConfig: 'topics',
  ReassignTopicReplicas: 'topics',
  RegisterTopicSchema: 'topics',
  RawSql: 'raw-sql',
};

interface Placed {
  readonly operation: Operation;
  readonly phase: number;
  readonly depth: number;
  /** Place within the phase of a table. */
  readonly rank: number;
  readonly index: number;
}

function compare(a: Placed, b: Placed): number {
  if (a.phase !== b.phase) return a.phase - b.phase;
  if (a.depth !== b.depth) return a.depth - b.depth;
  const [left, right] = [
    `${a.operation.target.database}.${a.operation.target.name}`,
    `${b.operation.target.database}.${b.operation.target.name}`,
  ];
  if (left !== right) return left < right ? -1 : 1;
  return a.rank !== b.rank ? a.rank - b.rank : a.index - b.index;
}

/** The dictionaries that new tables, columns and the like ask: they must be there before those. */
function neededByTables(operations: readonly Operation[], live: InfraMap): ReadonlySet<string> {
  const dictionaries = dictionaryNames(operations, live);
  if (dictionaries.size === 0) return dictionaries;
  const read = operations.flatMap((operation) => [...namesRead(textBrought(operation), dictionaries)]);
  return new Set(read.filter((name) => dictionaries.has(name)));
}

/** Phases in which what others are built on comes first, and those in which it comes last. */
const UPWARDS: ReadonlySet<Phase> = new Set<Phase>(['create-tables', 'views', 'raw-sql']);
const DOWNWARDS: ReadonlySet<Phase> = new Set<Phase>([
  'teardown-sql',
  'teardown-views',
  'teardown-tables',
  'late-teardown',
]);

/** When hand-written SQL is set up: last, unless something that comes earlier is built on it. */
function setUpPhase(phases: readonly Phase[]): Phase {
  if (phases.some((phase) => phase === 'create-tables' || phase === 'alter-tables')) return 'create-tables';
  return phases.includes('views') ? 'views' : 'raw-sql';
}

/** The phase of each operation of a plan. */
function phasesOf(
  operations: readonly Operation[],
  edges: Edges,
  live: InfraMap,
  desired: InfraMap,
): (operation: Operation) => Phase {
  const late = lateDrops(operations, live, dropsAfterStreams(operations, live, desired));
  const early = neededByTables(operations, live);
  const setUps = new Map<Operation, Phase>();
  const ofHandWritten = (operation: Operation): Phase => {
    const known = setUps.get(operation);
    if (known !== undefined) return known;
    // What waits for itself by way of others comes last.
    setUps.set(operation, 'raw-sql');
    const phase = setUpPhase(builtOn(operation, operations, edges, live).map(phaseIn));
    setUps.set(operation, phase);
    return phase;
  };
  const phaseIn = (operation: Operation): Phase => {
    const { kind, target } = operation;
    // Hand-written SQL that sets nothing up takes something down.
    if (kind === 'RawSql') return operation.resource === null ? 'teardown-sql' : ofHandWritten(operation);
    if ((kind === 'CreateDictionary' || kind === 'ReplaceDictionary') && early.has(target.name))
      return 'create-tables';
    if (onlyTakesAway(operation)) return 'narrow-topics';
    return late.has(operation) ? 'late-teardown' : phaseOf[kind];
  };
  return phaseIn;
}

/**
 * The operations in the order in which they can run; the same input gives the same order.
 *
 * @param desired the state after them, which knows what streams feed
 */
export function orderOperations(
  operations: readonly Operation[],
  live: InfraMap,
  desired: InfraMap,
): readonly Operation[] {
  const edges = withHandWritten(namedEdges(operations, live), operations, live);
  const depths = depthsOf(operations, edges);
  const phaseIn = phasesOf(operations, edges, live, desired);
  const placed = operations.map((operation, index): Placed => {
    const phase = phaseIn(operation);
    const depth = depths.get(operation) ?? 0;
    const signed = UPWARDS.has(phase) ? depth : DOWNWARDS.has(phase) ? -depth : 0;
    return {
      operation,
      phase: PHASES.indexOf(phase),
      depth: signed,
      rank: rankOf(operation, operations),
      index,
    };
  });
  return placed.sort(compare).map(({ operation }) => operation);
}
