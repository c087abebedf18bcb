import type { LiveObject } from '../drivers/clickhouse/introspect.ts';
import type { Snapshot } from '../files/snapshot.ts';
import { addressOf } from '../model/address.ts';
import { type Desired, emptyInfraMap } from '../model/infra-map.ts';
import { functionAddress } from '../model/sql-function.ts';
import { noSurroundings } from '../model/surroundings.ts';
import type { UndeclaredObject } from '../model/undeclared.ts';
import { keepLiveEnumNumbers } from '../plan/keep-enum-numbers.ts';
import { freeEnumColumns } from '../project/free-enums.ts';
import { infraMapOf, placementOf } from '../project/infra-map-of.ts';
import { openAnswerCache } from '../rehearse/answer-cache.ts';
import { canonicaliseDeclared } from '../rehearse/canonicalise.ts';
import { isOtherRelease } from '../rehearse/canonicalise-live.ts';
import { shadowVersion } from '../rehearse/shadow.ts';
import type { ShadowPool } from '../rehearse/shadow-pool.ts';
import { keptSurroundings } from '../rehearse/surroundings.ts';
import { answerCacheFile, type OpenedProject, readProject } from './project.ts';
import { answersVersion } from './read-live.ts';
import type { Talk } from './talk.ts';

/** What is needed to know what the code declares, without a server. */
export interface CodeInput {
  readonly opened: OpenedProject;
  /** The default database of the plan's target. */
  readonly database: string;
  /** Version of the server that the plan is for; null where nobody knows it. */
  readonly engineVersion: string | null;
  /** The state that the plan starts from: enum members keep the numbers they have there. */
  readonly base: Snapshot | null;
  readonly shadows: ShadowPool;
  readonly talk: Talk;
}

/** An object of the file as if a server had told of it; what it holds is not known. */
function asLive(object: UndeclaredObject): LiveObject {
  const { database, name } = object;
  const address = database === '' ? functionAddress(name) : addressOf(database, name);
  return { ...object, address, uuid: '', rows: null, bytes: null, parts: null };
}

/** The state that the code declares, as written and in ClickHouse's own words, judged on the embedded engine alone. */
export async function readDeclared(input: CodeInput): Promise<Desired> {
  const { opened, database, engineVersion, base, shadows, talk } = input;
  const { config } = opened;
  const { declared: project } = await readProject(opened, talk);
  const written = infraMapOf(project, placementOf(config, database));
  const free = freeEnumColumns(project, database);
  const declared = keepLiveEnumNumbers(written, base?.map ?? emptyInfraMap(database), free);
  const isSkewed = engineVersion !== null && isOtherRelease(engineVersion, shadowVersion());
  const cache = openAnswerCache(answerCacheFile(config.projectDir));
  const canonical = await canonicaliseDeclared({
    keep: null,
    declared,
    undeclared: (base?.undeclared ?? []).map(asLive),
    version: [answersVersion({ database }), ...(isSkewed ? [engineVersion] : [])].join(' '),
    cache,
    open: (around) => {
      talk.phase('Checking definitions on the embedded ClickHouse');
      return shadows.open(around);
    },
    surroundings: keptSurroundings(base?.surroundings ?? noSurroundings),
    tolerate: isSkewed ? talk.note : null,
  });
  cache.save();
  return { declared, canonical };
}
