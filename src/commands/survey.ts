import { FUNCTION_ENGINE, type ReadObject } from '../ddl/read-object.ts';
import { ignoreDifferences } from '../diff/ignore.ts';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { introspect, type LiveState, infraMapOf as mapOfReadings } from '../drivers/clickhouse/introspect.ts';
import type { JournalStore } from '../drivers/journal-store.ts';
import { withTarget } from '../drivers/open-target.ts';
import type { StateStore, StoredState } from '../drivers/state-store.ts';
import { addressOf } from '../model/address.ts';
import { type Desired, type InfraMap, serverObjects } from '../model/infra-map.ts';
import type { Plan, Withheld } from '../model/operation.ts';
import type { Rename, RenameCandidate } from '../model/rename.ts';
import { describeTarget, type Target } from '../model/target.ts';
import { keepLiveEnumNumbers } from '../plan/keep-enum-numbers.ts';
import { planBetween } from '../plan/plan-between.ts';
import type { TableSizes } from '../plan/planned.ts';
import { applyRenames, findRenameCandidates } from '../plan/renames.ts';
import { selectManaged } from '../plan/select-managed.ts';
import type { ProjectConfig } from '../project/config/project-config.ts';
import { parseTarget, targetOfConfig } from '../project/config/target.ts';
import { declaredRenames } from '../project/declared-renames.ts';
import { freeEnumColumns } from '../project/free-enums.ts';
import { infraMapOf } from '../project/infra-map-of.ts';
import { type SecretValues, secretValues } from '../project/secret-values.ts';
import { type AnswerCache, openAnswerCache } from '../rehearse/answer-cache.ts';
import { canonicaliseDeclared } from '../rehearse/canonicalise.ts';
import { canonicaliseLive, isOtherRelease } from '../rehearse/canonicalise-live.ts';
import { canonicaliseOnTarget } from '../rehearse/canonicalise-on-target.ts';
import { type Shadow, shadowVersion } from '../rehearse/shadow.ts';
import { openShadowPool, type ShadowPool } from '../rehearse/shadow-pool.ts';
import { timed } from '../timing.ts';
import { TOOL_VERSION } from '../version.ts';
import { requireCollections } from './named-collections.ts';
import { answerCacheFile, openProject, type Project, readProject } from './project.ts';
import { journalOf, storeOf } from './stores.ts';
import type { Talk } from './talk.ts';

/** What the comparing commands are told on the command line. */
export interface SurveyOptions {
  readonly cwd: string;
  readonly configFile: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--clickhouse-url`; null takes the project's own configuration. */
  readonly clickhouseUrl: string | null;
}

/** Both sides of the comparison and what came of it. Maps are canonical unless they say otherwise. */
export interface Survey extends Comparison {
  readonly config: ProjectConfig;
  readonly target: Target;
  readonly clickhouse: ClickHouse;
  /** Every database a project may touch, the default one first. */
  readonly databases: readonly string[];
  readonly state: StoredState;
  readonly store: StateStore;
  readonly journal: JournalStore;
  readonly secrets: SecretValues;
  /** Version of the engine that judged the definitions; null where none is installed. */
  readonly shadowVersion: string | null;
  readonly shadows: ShadowPool;
  /** Reads the live side again and compares it with the same desired state, with renames besides those in the code. */
  readonly again: (renames: readonly Rename[]) => Promise<Comparison>;
  /** Compares the same two sides once more, with renames besides those in the code. */
  readonly renamed: (more: readonly Rename[]) => Promise<Comparison>;
}

/** The part of a survey that changes when the server does. */
export interface Comparison {
  readonly live: LiveState;
  /** Of the live state what is ours. */
  readonly managed: InfraMap;
  /** Live objects that neither the code nor our state names. */
  readonly unmanaged: readonly string[];
  /** Every live object as it was read, ours or not. */
  readonly readings: readonly ReadObject[];
  /** What is declared and what it means, for this live state: enum members keep the numbers they have there. */
  readonly desired: Desired;
  /** Where the plan can lead: the desired state, but for the differences that the project ignores. */
  readonly reachable: Desired;
  readonly plan: Plan;
  /** Columns that look renamed, though nobody has said so. */
  readonly candidates: readonly RenameCandidate[];
}

function sizesOf(live: LiveState): TableSizes {
  return new Map(live.objects.map(({ address, rows, bytes, parts }) => [address, { rows, bytes, parts }]));
}

/** The server of `--clickhouse-url`, or else the project's own. */
export function targetOf(config: ProjectConfig, url: string | null, talk: Talk): Target {
  if (url === null) return targetOfConfig(config);
  const { target, notices } = parseTarget(url, { database: config.clickhouse.database });
  notices.forEach(talk.note);
  return target;
}

interface Sides {
  readonly project: Project;
  readonly clickhouse: ClickHouse;
  readonly target: Target;
  readonly store: StateStore;
  readonly shadows: ShadowPool;
  /** What ClickHouse has answered before. */
  readonly cache: AnswerCache;
  /** Whether a plan will be rehearsed, on a shadow that can start before there is a plan. */
  readonly isRehearsed: boolean;
  /** Renames told besides those in the code. */
  readonly renames: readonly Rename[];
  readonly talk: Talk;
}

type LiveSides = Pick<Sides, 'target' | 'shadows' | 'cache' | 'talk'>;

function openChecking({ shadows, talk }: LiveSides): Promise<Shadow> {
  talk.phase('Checking definitions on the embedded ClickHouse');
  return shadows.open();
}

function answersVersion(target: Target): string {
  return [TOOL_VERSION, shadowVersion() ?? 'no engine', target.database].join(' ');
}

/** The live objects in canonical form; a second time they come from the cache. */
function readLive(sides: LiveSides, live: LiveState): Promise<readonly ReadObject[]> {
  const { target, cache } = sides;
  const open = (): Promise<Shadow> => openChecking(sides);
  return canonicaliseLive({
    objects: live.objects,
    liveVersion: live.version,
    shadowVersion: shadowVersion(),
    version: answersVersion(target),
    cache,
    open,
  });
}

/** Everything that the server's answers are turned into, and the plan between the two sides. */
export async function compare(
  sides: Omit<Sides, 'store'>,
  live: LiveState,
  state: StoredState,
): Promise<Comparison> {
  const { project, target, cache } = sides;
  const { config } = project;
  const placement = {
    defaultDatabase: target.database,
    additionalDatabases: config.clickhouse.additionalDatabases,
    clusters: config.clickhouse.clusters,
    namespace: config.redpanda.namespace,
  };
  const written = infraMapOf(project.declared, placement);
  await requireCollections(project.declared, sides.clickhouse);
  const databases = databasesOf(config, target);
  const readings = await readLive(sides, live);
  const liveMap = mapOfReadings(readings, target.database);
  const declared = keepLiveEnumNumbers(written, liveMap, freeEnumColumns(project.declared, target.database));
  const renames = [...declaredRenames(project.declared, target.database), ...sides.renames];
  const { managed, unmanaged } = selectManaged(liveMap, declared, withRenamedTables(state, renames));
  const isUnmanaged = new Set(unmanaged);
  const undeclared = live.objects.filter(({ address }) => isUnmanaged.has(address));
  const open = async (): Promise<Shadow> => {
    const shadow = await openChecking(sides);
    if (sides.isRehearsed && hasNew(declared, live)) sides.shadows.prepare();
    return shadow;
  };
  const isSkewed = isOtherRelease(live.version, shadowVersion());
  const judged = {
    declared,
    undeclared,
    version: [answersVersion(target), ...(isSkewed ? [live.version] : [])].join(' '),
    cache,
    open,
    tolerate: isSkewed ? sides.talk.note : null,
  };
  const canonical =
    shadowVersion() === null
      ? await canonicaliseOnTarget(declared, liveMap, sides.clickhouse)
      : await timed('definitions', () => canonicaliseDeclared(judged));
  cache.save();
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
  const renaming = applyRenames(managed, desired.canonical, renames);
  const candidates = findRenameCandidates(renaming.live, desired.canonical);
  const plan = planBetween(managed, {
    desired,
    hashed: canonical,
    sizes: sizesOf(live),
    unmanaged: new Set(others),
    missingDatabases,
    renaming,
  });
  return {
    live,
    managed,
    unmanaged: others,
    readings,
    desired: { declared, canonical },
    reachable: desired,
    candidates,
    plan: withWithheld(plan, withheld),
  };
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

/**
 * Reads both sides and compares them: the code and the servers at the same time, then the plan between them. The target
 * stays open for `use`. `isRehearsed` says that `use` will rehearse a plan, so that its shadow can be started early.
 */
export async function surveyed<T>(
  options: SurveyOptions,
  talk: Talk,
  use: (survey: Survey) => Promise<T>,
  isRehearsed = false,
): Promise<T> {
  const opened = await openProject(options, talk);
  const { config } = opened;
  const target = targetOf(config, options.clickhouseUrl, talk);
  const databases = databasesOf(config, target);
  talk.phase(`Reading the project and ${describeTarget(target)}`);
  const shadows = openShadowPool(databases);
  // Code that has changed since the last time will have to be judged; the engine starts while its types are read.
  const reading = timed('project', () =>
    readProject(opened, talk, () => (shadowVersion() === null ? undefined : shadows.prepare())),
  );
  // Both sides are read at once; whichever fails first is reported, the other must not be an unhandled rejection.
  reading.catch(() => undefined);
  const surveying = withTarget(target, databases, async (clickhouse) => {
    const store = storeOf(config, clickhouse);
    const cache = openAnswerCache(answerCacheFile(config.projectDir));
    const introspected = timed('introspection', () => introspect(clickhouse, databases)).then(
      async (live) => {
        // Understanding what is live needs no code, and reading the code leaves this thread idle.
        await timed('live definitions', () => readLive({ target, shadows, cache, talk }, live));
        return live;
      },
    );
    const [live, state, project] = await Promise.all([introspected, store.read(), reading]);
    const sides: Sides = {
      project,
      clickhouse,
      target,
      store,
      shadows,
      cache,
      isRehearsed,
      renames: [],
      talk,
    };
    const first = await timed('comparison', () => compare(sides, live, state));
    const again = async (renames: readonly Rename[]): Promise<Comparison> =>
      compare({ ...sides, renames }, await introspect(clickhouse, databases), await store.read());
    const renamed = (more: readonly Rename[]): Promise<Comparison> =>
      compare({ ...sides, renames: more }, live, state);
    return use({
      ...first,
      renamed,
      config,
      target,
      databases,
      clickhouse,
      state,
      store,
      journal: journalOf(config, clickhouse),
      secrets: secretValues(project.declared, opened.env),
      shadowVersion: shadowVersion(),
      shadows,
      again,
    });
  });
  return surveying.finally(() => shadows.close());
}
