import { createText } from '../ddl/create-text.ts';
import { type Step, stepsOf } from '../ddl/steps.ts';
import { ignoreDifferences } from '../diff/ignore.ts';
import { infraMapOf } from '../drivers/clickhouse/introspect.ts';
import { parseOnServer } from '../drivers/clickhouse/statement.ts';
import { type Problem, problem } from '../errors.ts';
import type { PlanFile } from '../files/plan.ts';
import type { Snapshot } from '../files/snapshot.ts';
import type { Desired, InfraMap } from '../model/infra-map.ts';
import { type Hazard, isTopicOperation, type Operation } from '../model/operation.ts';
import type { ProjectConfig } from '../project/config/project-config.ts';
import { readingOf, readingsOf } from '../rehearse/reading.ts';
import type { Shadow } from '../rehearse/shadow.ts';
import type { ShadowPool } from '../rehearse/shadow-pool.ts';
import { surroundingsFor } from '../rehearse/surroundings.ts';
import { handEditProblems, hazardProblems, missedTopicProblems, refusedProblems } from './apply-checks.ts';
import { type RehearsedPlan, rehearse } from './rehearse.ts';
import type { Talk } from './talk.ts';

/** A plan whose files could all be read. */
export interface CheckedPlan {
  readonly plan: PlanFile;
  readonly base: Snapshot;
  /** Where it has to lead. */
  readonly desired: Desired;
}

/** The state with what others have around it. */
function around({ map, undeclared }: Snapshot): InfraMap {
  return infraMapOf([...readingsOf(map), ...undeclared.map(readingOf)], map.defaultDatabase);
}

/** What can be said against a plan without an engine. */
export function paperProblems(
  { plan, base, desired }: CheckedPlan,
  allow: readonly Hazard[],
): readonly Problem[] {
  return [
    ...refusedProblems(plan.plan, desired.canonical),
    ...handEditProblems(plan, [base.map, desired.canonical], around(base)),
    ...topicProblems({ plan, base, desired }),
    ...hazardProblems(plan, allow),
  ];
}

/** A plan made without brokers says nothing of topics; one without header may, where somebody wrote them into it. */
function topicProblems({ plan: file, base, desired }: CheckedPlan): readonly Problem[] {
  const { plan, header } = file;
  const isAbout = header === null ? plan.operations.some(isTopicOperation) : header.kafka !== null;
  // What is refused is told as such.
  if (!isAbout || plan.refused.length > 0) return [];
  const { flavour = 'kafka', settledConfigs: settled = null } = header?.kafka ?? {};
  const course = { base: base.map, plan, desired, flavour, settled };
  return missedTopicProblems(file, course, desired.canonical);
}

function placeOf({ plan, positions }: PlanFile, step: Step): Problem['position'] {
  const [first] = step.operations;
  return positions[plan.operations.indexOf(first as Operation)] ?? null;
}

/** Statements that ClickHouse cannot parse, a problem each. Nothing is run. */
async function unparsable(file: PlanFile, shadow: Shadow): Promise<readonly Problem[]> {
  const statements = stepsOf(file.plan.operations).flatMap((step) =>
    step.statements.map((statement) => ({ statement, position: placeOf(file, step) })),
  );
  const errors = await parseOnServer(
    shadow,
    statements.map(({ statement }) => statement),
  );
  return statements.flatMap(({ statement, position }, at) => {
    const error = errors[at];
    return error === null || error === undefined
      ? []
      : [problem('STATEMENT_INVALID', `${error.message}\n  ${statement};`, { position })];
  });
}

/** What a plan is rehearsed with, besides itself. */
export interface CheckGround {
  readonly config: ProjectConfig;
  readonly databases: readonly string[];
  readonly shadows: ShadowPool;
  readonly shadowVersion: string;
  readonly talk: Talk;
}

/**
 * Runs a plan over the state it starts from, on an embedded engine that holds nothing else, and requires the desired state.
 * Answers the problems where its statements do not even parse.
 *
 * @throws AppError REHEARSAL_FAILED
 */
export async function rehearseSaved(
  { plan: file, base, desired }: CheckedPlan,
  { config, databases, shadows, shadowVersion, talk }: CheckGround,
): Promise<RehearsedPlan | readonly Problem[]> {
  const texts = [
    ...base.undeclared.map(({ text }) => text),
    ...[base.map, desired.canonical].flatMap(readingsOf).map(createText),
  ];
  const shadow = await shadows.open(surroundingsFor(texts, base.surroundings));
  try {
    const problems = await unparsable(file, shadow);
    if (problems.length > 0) return problems;
    const lent = { ...shadow, close: async () => undefined };
    const { ignoreOperations } = config.migration;
    const ground = {
      managed: base.map,
      reachable: ignoreDifferences(base.map, desired, ignoreOperations).desired,
      readings: [...readingsOf(base.map), ...base.undeclared.map(readingOf)],
      databases,
      shadows: { ...shadows, open: async () => lent },
      shadowVersion,
      live: { version: file.header?.target.engineVersion ?? shadowVersion },
    };
    return await rehearse(ground, file.plan, talk, { isEmptyProved: true, positions: file.positions });
  } finally {
    await shadow.close();
  }
}
