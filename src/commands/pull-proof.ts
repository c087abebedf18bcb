import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ClickHouse } from '../drivers/clickhouse/connection.ts';
import type { LiveState } from '../drivers/clickhouse/introspect.ts';
import { AppError } from '../errors.ts';
import type { Address } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import { describeTarget, type Target } from '../model/target.ts';
import { NOTHING_TOLD } from '../model/told.ts';
import { driftBetween } from '../plan/drift.ts';
import { NOTHING_MANAGED } from '../plan/select-managed.ts';
import { type ProjectSource, type SourceFile, sourceOf } from '../project/source/index.ts';
import { openAnswerCache } from '../rehearse/answer-cache.ts';
import { openShadowPool } from '../rehearse/shadow-pool.ts';
import { surroundingsOf } from '../rehearse/surroundings.ts';
import { type Comparison, compare } from './compare.ts';
import type { OpenedProject } from './project.ts';
import type { Talk } from './talk.ts';

/** What the written code is compared with. */
export interface ProofInput {
  readonly opened: OpenedProject;
  readonly cacheFile: string;
  readonly clickhouse: ClickHouse;
  readonly target: Target;
  readonly databases: readonly string[];
  readonly live: LiveState;
  /** What is to be written, canonical. */
  readonly wanted: InfraMap;
  readonly talk: Talk;
}

/** More rounds than a chain of objects that need each other ever takes. */
const MOST_ROUNDS = 20;

/**
 * Writes the code somewhere temporary, loads it and makes the plan that `generate` would make. What would be planned or
 * refused for an object is the reason why it is not declared; then the rest is tried again. Answers these reasons.
 */
export async function findUnprovable(input: ProofInput): Promise<ReadonlyMap<Address, string>> {
  const without = new Map<Address, string>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const source = sourceOf(input.wanted, { layout: 'table', lifeCycle: 'FULLY_MANAGED', without });
    if (source.files.every(({ addresses }) => addresses.length === 0)) return without;
    const faults = await faultsOf(source, input);
    if (faults.size === 0) return without;
    for (const [address, because] of faults) without.set(address, because);
  }
  throw new AppError('TOOL_BUG', 'The written declarations could not be proven');
}

async function faultsOf(source: ProjectSource, input: ProofInput): Promise<ReadonlyMap<Address, string>> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'moose-pull-')));
  try {
    for (const { path, text } of source.files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return planFaults(await comparisonOf(folder, input), source.files);
  } catch (error) {
    return problemFaults(error, source.files);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What `generate` would find. */
async function comparisonOf(
  folder: string,
  { opened, cacheFile, clickhouse, target, databases, live, talk }: ProofInput,
): Promise<Comparison> {
  const { declareProject } = await import('../project/declare.ts');
  const declared = await declareProject({ projectDir: folder, sourceDir: '.' });
  const { config } = opened;
  const additionalDatabases = databases.filter((database) => database !== target.database);
  const own = {
    ...config,
    clickhouse: { ...config.clickhouse, additionalDatabases },
    migration: { ...config.migration, ignoreOperations: [] },
  };
  const project = { ...opened, config: own, declared, cacheFile };
  const shadows = openShadowPool(databases);
  const cache = openAnswerCache(project.cacheFile);
  return compare(
    {
      project,
      clickhouse,
      target,
      shadows,
      cache,
      surroundings: surroundingsOf(clickhouse, describeTarget(target), cache),
      isRehearsed: false,
      kafka: null,
      told: NOTHING_TOLD,
      talk,
    },
    live,
    { ...NOTHING_MANAGED, kafkaCluster: null },
  ).finally(() => shadows.close());
}

const LONGEST_REASON = 300;

/** What would be done or is refused, by the object that it is done to. */
function planFaults(
  { plan, managed, desired }: Comparison,
  files: readonly SourceFile[],
): ReadonlyMap<Address, string> {
  const written = files.flatMap(({ addresses }) => addresses);
  const ownerOf = (address: Address): Address =>
    written.find((own) => address === own || address.startsWith(`${own}/`)) ?? address;
  const differences = new Map(
    driftBetween(managed, desired.canonical).map(({ address, lines }) => [address, lines.join('; ')]),
  );
  const changed = plan.operations.map(({ kind, because }) => {
    const address = ownerOf(because);
    const text = `made anew, it would not be the same (${kind}): ${differences.get(address) ?? ''}`;
    return [address, text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)}…` : text] as const;
  });
  const kept = plan.refused.map(({ address, because }) => [ownerOf(address), because] as const);
  return new Map([...changed, ...kept]);
}

/** Problems stand in the file of the object that they are about, as each has a file of its own. */
function problemFaults(error: unknown, files: readonly SourceFile[]): ReadonlyMap<Address, string> {
  if (!(error instanceof AppError)) throw error;
  const found = error.problems.map(({ message, hint, position }) => {
    const address = files.find(({ path }) => path === position?.file)?.addresses[0];
    const text = message.startsWith(`${address}: `) ? message.slice(`${address}: `.length) : message;
    return address === undefined ? null : ([address, hint === null ? text : `${text}. ${hint}`] as const);
  });
  const known = found.filter((fault) => fault !== null);
  if (known.length === 0) throw error;
  return new Map(known);
}
