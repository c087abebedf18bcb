import { createText } from '../ddl/create-text.ts';
import { FUNCTION_ENGINE, type ReadObject } from '../ddl/read-object.ts';
import { ignoreDifferences } from '../diff/ignore.ts';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { type LiveState, infraMapOf as mapOfReadings } from '../drivers/clickhouse/introspect.ts';
import type { TopicAdmin } from '../drivers/kafka/topic-admin.ts';
import type { StoredState } from '../drivers/state-store.ts';
import { addressOf } from '../model/address.ts';
import { type Desired, type InfraMap, serverObjects } from '../model/infra-map.ts';
import type { Plan, Withheld } from '../model/operation.ts';
import type { Rename, RenameCandidate } from '../model/rename.ts';
import type { Target } from '../model/target.ts';
import type { Told } from '../model/told.ts';
import { madeByHand } from '../plan/hand-written.ts';
import { keepLiveEnumNumbers } from '../plan/keep-enum-numbers.ts';
import { planBetween, withoutTopics } from '../plan/plan-between.ts';
import type { TableSizes } from '../plan/planned.ts';
import { findRenameCandidates } from '../plan/rename-candidates.ts';
import { applyRenames } from '../plan/renames.ts';
import { selectManaged } from '../plan/select-managed.ts';
import type { ProjectConfig } from '../project/config/project-config.ts';
import { declaredRenames } from '../project/declared-renames.ts';
import { freeEnumColumns } from '../project/free-enums.ts';
import { infraMapOf, placementOf } from '../project/infra-map-of.ts';
import { canonicaliseDeclared } from '../rehearse/canonicalise.ts';
import { isOtherRelease } from '../rehearse/canonicalise-live.ts';
import { canonicaliseOnTarget } from '../rehearse/canonicalise-on-target.ts';
import { readingsOf } from '../rehearse/reading.ts';
import { type OpenShadow, shadowVersion } from '../rehearse/shadow.ts';
import { surroundingsFor } from '../rehearse/surroundings.ts';
import { timed } from '../timing.ts';
import { requireOwnCluster } from './cluster-check.ts';
import { requireCollections } from './named-collections.ts';
import type { Project } from './project.ts';
import { answersVersion, type LiveSides, openChecking, readLive } from './read-live.ts';
import { withLiveSchemas } from './schemas.ts';
import { requireClusters, requireSettings } from './target-names.ts';
import { readTopicSide, type TopicReading, withDefaultReplicas } from './topic-side.ts';

/** The part of a survey that changes when the server does. */
export interface Comparison {
  readonly live: LiveState;
  /** Of the live state what is ours. */
  readonly managed: InfraMap;
  /** Live objects that neither the code nor our state names, in hand-written SQL neither. */
  readonly unmanaged: readonly string[];
  /** Every live object as it was read, ours or not. */
  readonly readings: readonly ReadObject[];
  /** What is declared and what it means, for this live state: enum members keep the numbers they have there. */
  readonly desired: Desired;
  /** Where the plan can lead: the desired state, but for the differences that the project ignores. */
  readonly reachable: Desired;
  readonly plan: Plan;
  /** The topics of the cluster; null where they are only recorded. */
  readonly topics: TopicReading | null;
  /** Columns and tables that look renamed, though nobody has said so. */
  readonly candidates: readonly RenameCandidate[];
  /** Renames that were said and are taken for done, though little tells so; a line each. */
  readonly doubts: readonly string[];
}

/** Everything that is compared, and with what. */
export interface Sides extends LiveSides {
  readonly project: Project;
  readonly clickhouse: ClickHouse;
  /** Whether a plan will be rehearsed, on a shadow that can start before there is a plan. */
  readonly isRehearsed: boolean;
  readonly kafka: TopicAdmin | null;
  readonly told: Told;
}

function sizesOf(live: LiveState): TableSizes {
  return new Map(live.objects.map(({ address, rows, bytes, parts }) => [address, { rows, bytes, parts }]));
}

/** Everything that the server's answers are turned into, and the plan between the two sides. */
export async function compare(sides: Sides, live: LiveState, state: StoredState): Promise<Comparison> {
  const { project, target, cache } = sides;
  const { config } = project;
  const written = infraMapOf(project.declared, placementOf(config, target.database));
  await requireCollections(project.declared, sides.clickhouse);
  const databases = databasesOf(config, target);
  const readings = await readLive(sides, live);
  const liveMap = mapOfReadings(readings, target.database);
  const declared = keepLiveEnumNumbers(written, liveMap, freeEnumColumns(project.declared, target.database));
  const said = {
    declared: declaredRenames(project.declared, target.database),
    told: sides.told.renames,
  };
  const renames = [...said.declared, ...said.told];
  const selected = selectManaged(liveMap, declared, withRenamedTables(state, renames));
  const { unmanaged } = selected;
  if (sides.kafka !== null) requireOwnCluster(project, state, sides.kafka);
  const topics = sides.kafka === null ? null : await readTopicSide(sides.kafka, declared, state);
  const liveOurs = topics?.managed ?? [];
  const managed = {
    ...selected.managed,
    topics: topics === null ? [] : await withLiveSchemas(liveOurs, declared, project),
  };
  const isUnmanaged = new Set(unmanaged);
  const undeclared = live.objects.filter(({ address }) => isUnmanaged.has(address));
  const open: OpenShadow = async (around) => {
    const shadow = await openChecking(sides, around);
    // On an empty server the shadow that judges everything will do for the rehearsal as well.
    if (sides.isRehearsed && live.objects.length > 0 && hasNew(declared, live)) sides.shadows.prepare();
    return shadow;
  };
  const isSkewed = isOtherRelease(live.version, shadowVersion());
  const judged = {
    declared,
    undeclared,
    version: [answersVersion(target), ...(isSkewed ? [live.version] : [])].join(' '),
    cache,
    open,
    keep: sides.isRehearsed ? sides.shadows.keep : null,
    surroundings: sides.surroundings,
    tolerate: isSkewed ? sides.talk.note : null,
  };
  const canonical =
    shadowVersion() === null
      ? await canonicaliseOnTarget(declared, liveMap, sides.clickhouse)
      : await timed('definitions', () => canonicaliseDeclared(judged));
  cache.save();
  await requireSettings(canonical, liveMap, sides.clickhouse);
  const { desired, withheld } = ignoreDifferences(
    managed,
    { declared, canonical },
    config.migration.ignoreOperations,
  );
  const missingDatabases = databases.filter((database) => !live.databases.has(database));
  const own = new Set(serverObjects(managed).map(({ address }) => address));
  // Functions belong to the whole server: those that are not ours concern nobody here.
  const others = live.objects
    .filter(({ address, engine: kind }) => !own.has(address) && kind !== FUNCTION_ENGINE)
    .map(({ address }) => address);
  const renaming = applyRenames(managed, desired.canonical, said);
  const candidates = findRenameCandidates(renaming.live, desired.canonical);
  const plan = planBetween(managed, {
    desired: topics === null ? withoutTopics(desired) : withNewTopics(desired, managed, config),
    hashed: canonical,
    sizes: sizesOf(live),
    unmanaged: new Set(others),
    missingDatabases,
    renaming,
    told: { ...sides.told, renames },
    flavour: topics?.flavour ?? 'kafka',
  });
  await requireClusters(plan, declared, sides.clickhouse);
  if (plan.operations.length > 0) {
    const texts = [...live.objects.map(({ text }) => text), ...readingsOf(canonical).map(createText)];
    sides.shadows.expect(surroundingsFor(texts, sides.surroundings.known()));
  }
  const byHand = madeByHand(declared.sqlResources, state.sqlResources, target.database);
  return {
    live,
    managed,
    unmanaged: others.filter((address) => !byHand.has(address)),
    readings,
    desired: { declared, canonical },
    reachable: desired,
    topics,
    candidates,
    doubts: renaming.doubts,
    plan: withWithheld(plan, withheld),
  };
}

function withNewTopics(
  { declared, canonical }: Desired,
  managed: InfraMap,
  { redpanda }: ProjectConfig,
): Desired {
  return { declared: withDefaultReplicas(declared, managed, redpanda.replicationFactor), canonical };
}

function hasNew(declared: InfraMap, live: LiveState): boolean {
  const addresses = new Set(live.objects.map(({ address }) => address));
  return serverObjects(declared).some(({ address }) => !addresses.has(address));
}

/** A table whose new name is told is ours under its old one. */
function withRenamedTables(state: StoredState, renames: readonly Rename[]): StoredState {
  const tables = renames.flatMap((rename) =>
    rename.of === 'table' ? [[addressOf(rename.database, rename.before), 'FULLY_MANAGED'] as const] : [],
  );
  return { ...state, objects: new Map([...tables, ...state.objects]) };
}

function withWithheld(plan: Plan, more: readonly Withheld[]): Plan {
  return { ...plan, withheld: [...plan.withheld, ...more] };
}

/** Every database a project may touch, the default one first. */
export function databasesOf(config: ProjectConfig, target: Target): readonly string[] {
  return [...new Set([target.database, ...config.clickhouse.additionalDatabases])];
}
