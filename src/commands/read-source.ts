import type { ReadObject } from '../ddl/read-object.ts';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import { introspect, type LiveState, infraMapOf as mapOfReadings } from '../drivers/clickhouse/introspect.ts';
import type { Address } from '../model/address.ts';
import { type InfraMap, serverObjects } from '../model/infra-map.ts';
import type { LifeCycle } from '../model/life-cycle.ts';
import { describeTarget, type Target } from '../model/target.ts';
import { stringValue } from '../model/tokens.ts';
import { type Layout, type LeftOut, type SourceFile, sourceOf } from '../project/source/index.ts';
import { openAnswerCache } from '../rehearse/answer-cache.ts';
import { canonicaliseLive } from '../rehearse/canonicalise-live.ts';
import { openShadow, shadowVersion } from '../rehearse/shadow.ts';
import { surroundingsOf } from '../rehearse/surroundings.ts';
import { matchesAny } from './name-pattern.ts';
import type { OpenedProject } from './project.ts';
import { findUnprovable } from './pull-proof.ts';
import { answersVersion } from './read-live.ts';
import type { Talk } from './talk.ts';

/** Where to read from. */
export interface ReadInput {
  readonly opened: OpenedProject;
  /** Where the engine's answers are kept between runs. */
  readonly cacheFile: string;
  readonly clickhouse: ClickHouse;
  readonly target: Target;
  /** Databases to read, the default one first. */
  readonly databases: readonly string[];
  readonly talk: Talk;
}

/** What to read, and how to write it. */
export interface ReadWishes {
  /** Patterns of names, such as `events_*` or `archive.*`; empty for all. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly lifeCycle: LifeCycle;
  readonly layout: Layout;
}

/** A live state as TypeScript, proven: the plan between the two is empty. */
export interface ReadSource {
  readonly files: readonly SourceFile[];
  readonly leftOut: readonly LeftOut[];
  /** How many objects the patterns excluded. */
  readonly excluded: number;
  /** Variables of the environment that must hold the secrets of engines. */
  readonly variables: readonly string[];
  /** Clusters that the declared tables read from, or write to. */
  readonly clusters: readonly string[];
  readonly engineVersion: string;
  /** Databases of the server that were not read. */
  readonly unread: readonly string[];
}

/** Reads a server and writes TypeScript that declares what it holds, in memory. */
export async function readSource(input: ReadInput, wishes: ReadWishes): Promise<ReadSource> {
  const { clickhouse, target, talk } = input;
  const live = await introspect(clickhouse, input.databases);
  const databases = input.databases.filter((database) => live.databases.has(database));
  const readings = await canonicalReadings({ ...input, databases }, live);
  const wanted = selectWanted(mapOfReadings(readings, target.database), wishes);
  talk.phase('Checking what was written against the server');
  const without = await findUnprovable({ ...input, databases, live, wanted });
  const source = sourceOf(wanted, { lifeCycle: wishes.lifeCycle, layout: wishes.layout, without });
  const others = otherReadings(readings, wishes);
  const counted = serverObjects(wanted).length + others.length;
  return {
    ...source,
    leftOut: [...source.leftOut, ...others],
    excluded: readings.length - counted,
    clusters: clustersIn(wanted, new Set(source.leftOut.map(({ address }) => address))),
    engineVersion: live.version,
    unread: await unreadDatabases(clickhouse, input.databases),
  };
}

/** Which clusters Distributed tables name; a macro in such a name is the server's to fill in. */
function clustersIn({ tables }: InfraMap, leftOut: ReadonlySet<Address>): readonly string[] {
  const names = tables.flatMap(({ address, engine: { name, args } }) =>
    name === 'Distributed' && !leftOut.has(address) ? args.slice(0, 1).map(stringValue) : [],
  );
  return [...new Set(names)].filter((name) => !name.includes('{')).sort();
}

function canonicalReadings(
  { cacheFile, clickhouse, target, databases, talk }: ReadInput,
  live: LiveState,
): Promise<readonly ReadObject[]> {
  const cache = openAnswerCache(cacheFile);
  return canonicaliseLive({
    objects: live.objects,
    liveVersion: live.version,
    shadowVersion: shadowVersion(),
    version: answersVersion(target),
    cache,
    surroundings: surroundingsOf(clickhouse, describeTarget(target), cache),
    open: (around) => {
      talk.phase('Reading definitions on the embedded ClickHouse');
      return openShadow(databases, around);
    },
  });
}

type Patterns = Pick<ReadWishes, 'include' | 'exclude'>;

function isWanted(
  { include, exclude }: Patterns,
  { database, name }: { readonly database: string; readonly name: string },
): boolean {
  return (
    (include.length === 0 || matchesAny(include, database, name)) && !matchesAny(exclude, database, name)
  );
}

function selectWanted(map: InfraMap, patterns: Patterns): InfraMap {
  const select = <T extends { readonly database: string; readonly name: string }>(objects: readonly T[]) =>
    objects.filter((object) => isWanted(patterns, object));
  return {
    ...map,
    tables: select(map.tables),
    views: select(map.views),
    materializedViews: select(map.materializedViews),
    dictionaries: select(map.dictionaries),
    functions: map.functions.filter(({ name }) => isWanted(patterns, { database: '', name })),
  };
}

/** What belongs to none of the families that can be written. */
function otherReadings(readings: readonly ReadObject[], patterns: Patterns): readonly LeftOut[] {
  return readings.flatMap((reading): readonly LeftOut[] => {
    if (reading.family !== 'other' || !isWanted(patterns, reading.object)) return [];
    const { database, name, engine } = reading.object;
    const because = `its text could not be read (${engine})`;
    return [{ address: `${database}.${name}`, because }];
  });
}

const OF_THE_SERVER = ['system', 'information_schema', 'INFORMATION_SCHEMA', 'default'];

async function unreadDatabases(clickhouse: ClickHouse, read: readonly string[]): Promise<readonly string[]> {
  const rows = await clickhouse.query<{ readonly name: string }>(
    'SELECT name FROM system.databases ORDER BY name',
  );
  return rows.map(({ name }) => name).filter((name) => !read.includes(name) && !OF_THE_SERVER.includes(name));
}
