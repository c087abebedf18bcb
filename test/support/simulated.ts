import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Generated } from '../../src/commands/generate.ts';
import { type IgnoredOperation, ignoreDifferences } from '../../src/diff/ignore.ts';
import type { LiveObject } from '../../src/drivers/clickhouse/introspect.ts';
import { parseSnapshot } from '../../src/files/snapshot.ts';
import type { InfraMap } from '../../src/model/infra-map.ts';
import { remainingPlan } from '../../src/plan/plan-between.ts';
import { simulate } from '../../src/plan/simulate.ts';
import { openAnswerCache } from '../../src/rehearse/answer-cache.ts';
import { canonicaliseDeclared } from '../../src/rehearse/canonicalise.ts';
import { openShadow, type Shadow } from '../../src/rehearse/shadow.ts';
import { nowhere } from '../../src/rehearse/surroundings.ts';
import { lent } from './lent-shadow.ts';

export function readSnapshotFile(folder: string, name: string): InfraMap {
  return parseSnapshot(readFileSync(join(folder, name), 'utf8'), name).map;
}

/** What a simulation starts from besides the plan. */
export interface SimulationInput {
  /** The state the plan was made from. */
  readonly before: InfraMap;
  /** Live objects that are not ours: views may read them. */
  readonly undeclared: readonly LiveObject[];
  readonly ignored: readonly IgnoredOperation[];
}

/** Runs plans in the pure model, with one engine for all of them to say what the model's texts mean. */
export interface Simulator {
  /** What is left to do when a plan has run in the pure model: nothing, unless model and plan disagree. */
  left(generated: Generated, input: SimulationInput): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Starts the simulator's engine, whose statements mean `database` where they name none. */
export async function startSimulator(database: string): Promise<Simulator> {
  const shadow = await openShadow([database]);
  return { left: (generated, input) => left(shadow, database, generated, input), stop: () => shadow.close() };
}

async function left(
  shadow: Shadow,
  own: string,
  generated: Generated,
  { before, undeclared, ignored }: SimulationInput,
): Promise<readonly string[]> {
  const reached = simulate(before, generated.plan.operations);
  const objects = [
    ...reached.tables,
    ...reached.views,
    ...reached.materializedViews,
    ...reached.dictionaries,
    ...undeclared.filter(({ database }) => database !== ''),
  ];
  const others = new Set(objects.map(({ database }) => database).filter((database) => database !== own));
  const canonical = await canonicaliseDeclared({
    keep: null,
    tolerate: null,
    declared: reached,
    undeclared,
    version: 'simulated',
    cache: openAnswerCache(null),
    surroundings: nowhere,
    open: () => lent(shadow, own, [...others]),
  });
  const wanted = { declared: generated.desired, canonical: generated.desired };
  const plan = remainingPlan(canonical, ignoreDifferences(canonical, wanted, ignored).desired);
  return [
    ...plan.operations.map(({ kind, because }) => `${kind} ${because}`),
    ...plan.refused.map(({ address, because }) => `${address}: ${because}`),
  ];
}
