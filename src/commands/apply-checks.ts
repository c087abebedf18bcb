import type { Step } from '../ddl/steps.ts';
import { parseOnServer } from '../drivers/clickhouse/statement.ts';
import { AppError, type Problem, problem } from '../errors.ts';
import { plainSecrets } from '../facets/plain-secrets.ts';
import { placeholdersIn } from '../facets/secrets.ts';
import type { MigrationReading } from '../files/migration-files.ts';
import { isAsRehearsed, type PlanFile } from '../files/plan.ts';
import type { InfraMap } from '../model/infra-map.ts';
import { type Hazard, isTopicOperation, type Plan } from '../model/operation.ts';
import { sourceOf } from '../model/source-of.ts';
import { missedTopics, settledConfigs, type TopicCourse } from '../plan/missed-topics.ts';
import { protectionFaults } from '../plan/protection.ts';
import { stakeText } from '../plan/quantity.ts';
import { walkFaults } from '../plan/walk-faults.ts';
import { openHazards } from './approve.ts';
import { type Begun, isBegun, requireRestProved } from './prove-rest.ts';
import { rehearse } from './rehearse.ts';
import type { Survey } from './survey.ts';
import type { Talk } from './talk.ts';
import { type UnsaidHazards, unsaidByRehearsal, unsaidHazards } from './unsaid-hazards.ts';

/** The changes that a plan could not make, a problem each, at its place in the code. */
export function refusedProblems({ refused }: Pick<Plan, 'refused'>, desired: InfraMap): readonly Problem[] {
  return refused.map(({ address, because, hint }) =>
    problem('PLAN_REFUSED', `${address}: ${because}`, { hint, position: sourceOf(desired, address) }),
  );
}

/** The hazards that nobody has approved, a problem for each operation. */
export function hazardProblems({ plan, positions }: PlanFile, allow: readonly Hazard[]): readonly Problem[] {
  return plan.operations.flatMap((operation, at): readonly Problem[] => {
    const open = openHazards(operation, allow);
    if (open.length === 0) return [];
    const message = `${operation.kind} ${operation.because}: ${open.join(', ')}${stakeText(operation.cost)}`;
    return [problem('HAZARD_NOT_ALLOWED', message, { position: positions[at] ?? null })];
  });
}

const PROTECTION_HINT =
  'Give the object another life cycle in the code and plan again, or do it by hand, outside of a migration';

/** SQL written into the plan by hand goes into the journal of the server as it stands there. */
function secretProblems({ plan, positions }: Pick<PlanFile, 'plan' | 'positions'>): readonly Problem[] {
  return plan.operations.flatMap((operation, at) => {
    const places = operation.kind === 'RawSql' ? operation.sql.flatMap(plainSecrets) : [];
    if (places.length === 0) return [];
    const message = `RawSql ${operation.because} holds a password or key (${[...new Set(places)].join(', ')})`;
    const hint =
      'Write [ENV:NAME] instead, between the same quotes: it is taken from the environment as it is sent';
    return [problem('PLAN_REFUSED', message, { position: positions[at] ?? null, hint })];
  });
}

/**
 * What a life cycle forbids, secrets, hazards that were taken out of the plan by hand, and operations that are meant for
 * another state than they meet; a problem each. A plan as it was made has none of these.
 *
 * @param states the state that the plan starts from, and the one it ends in
 * @param around all that is known to be there at the start, somebody else's views too
 */
export function handEditProblems(
  { plan, positions, header }: PlanFile,
  states: readonly [InfraMap, InfraMap],
  around: InfraMap,
): readonly Problem[] {
  const forbidden = protectionFaults(plan.operations, states).map(({ at, message }) =>
    problem('OBJECT_PROTECTED', message, { position: positions[at] ?? null, hint: PROTECTION_HINT }),
  );
  // What the peer writes is not in ClickHouse's words: its `before` says nothing.
  const faults = header === null ? [] : walkFaults(plan.operations, states[0]);
  return [
    ...forbidden,
    ...secretProblems({ plan, positions }),
    ...unsaidProblems(
      unsaidHazards(plan.operations, states, around),
      positions,
      ' again, or leave `hazards` out',
    ),
    ...faults.map(({ at, message }) =>
      problem('PLAN_REFUSED', `${plan.operations[at]?.kind}: ${message}`, {
        position: positions[at] ?? null,
        hint: 'Undo the edit, or make a new plan: migrate generate --save',
      }),
    ),
  ];
}

function unsaidProblems(
  unsaid: readonly UnsaidHazards[],
  positions: PlanFile['positions'],
  orElse: string,
): readonly Problem[] {
  return unsaid.map(({ at, message, hazards }) =>
    problem('HAZARD_NOT_ALLOWED', message, {
      position: positions[at] ?? null,
      hint: `Write hazards: [${hazards.join(', ')}]${orElse}`,
    }),
  );
}

/** Hazards that only the rehearsal shows, and that the plan does not say; a problem each. */
export function shownProblems({ plan, positions }: PlanFile, rehearsed: Plan): readonly Problem[] {
  return unsaidProblems(
    unsaidByRehearsal(plan.operations, rehearsed.operations),
    positions,
    ', and approve them',
  );
}

/** Topics that a plan leaves other than the code declares them, a problem each. */
export function missedTopicProblems(
  { plan, positions }: PlanFile,
  course: TopicCourse,
  desired: InfraMap,
): readonly Problem[] {
  return missedTopics(course).map(({ address, because }) => {
    const at = plan.operations.findIndex((operation) => operation.because === address);
    return problem('PLAN_REFUSED', `${address}: ${because}`, {
      position: positions[at] ?? sourceOf(desired, address),
      hint: 'Undo the edit, or make a new plan: migrate generate --save',
    });
  });
}

/**
 * Nobody rehearses operations on topics, and brokers only say whether they would take them: where they lead is computed.
 * @throws AppError PLAN_REFUSED
 */
export function requireTopicsReached(survey: Survey, file: PlanFile, left: Plan): void {
  const { topics, managed, reachable } = survey;
  if (topics === null) return;
  const { flavour } = topics;
  const settled = settledConfigs(managed, reachable, flavour);
  const course = { base: managed, plan: left, desired: reachable, flavour, settled };
  const problems = missedTopicProblems(file, course, survey.desired.canonical);
  if (problems.length === 0) return;
  throw new AppError(
    'PLAN_REFUSED',
    'The plan does not end with the topics that the code declares; nothing was changed.',
    { problems },
  );
}

/**
 * Refusals and hazards stay data until here: a plan with any of them open does not start.
 *
 * @param desired the state that the plan ends in, from the code where its places are to be told
 */
export function requireDoable(
  file: PlanFile,
  states: readonly [InfraMap, InfraMap],
  allow: readonly Hazard[],
  desired: InfraMap = states[1],
): void {
  const refused = refusedProblems(file.plan, desired);
  if (refused.length > 0) {
    throw new AppError(
      'PLAN_REFUSED',
      'The plan holds changes that cannot be made safely; nothing was changed.',
      { problems: refused },
    );
  }
  // Who reads what is dropped, the server is asked anew.
  const edited = handEditProblems(file, states, states[0]);
  const [first] = edited;
  if (first !== undefined) {
    throw new AppError(first.code, 'The plan was edited to do what it may not; nothing was changed.', {
      problems: edited,
    });
  }
  const hazards = hazardProblems(file, allow);
  if (hazards.length > 0) {
    const codes = [...new Set(file.plan.operations.flatMap((operation) => openHazards(operation, allow)))]
      .sort()
      .join(',');
    throw new AppError(
      'HAZARD_NOT_ALLOWED',
      'The plan holds hazards that nobody has approved; nothing was changed.',
      {
        problems: hazards,
        hint: `Approve them in the plan (approved: […], or migrate generate --save --yes-destructive), or allow them here: --allow ${codes}`,
      },
    );
  }
}

/**
 * A plan whose operations are not those of its receipt (written by hand, by Moose, or edited since) is rehearsed now. The rest
 * of a plan that stopped halfway is proved by where it comes from.
 */
export async function requireProved(
  survey: Survey,
  saved: MigrationReading,
  begun: Begun,
  talk: Talk,
): Promise<void> {
  const file = saved.plan;
  const left: Plan = { ...file.plan, operations: begun.left };
  // The brokers validate what is left, where nothing else is to be done.
  if ([...left.operations, ...survey.plan.operations].every(isTopicOperation)) return;
  if (isBegun(begun, file.plan)) return requireRestProved(survey, saved, begun, talk);
  if (isAsRehearsed(file)) return;
  const { notes, plan } = await rehearse(survey, left, talk);
  notes.forEach(talk.note);
  const problems = shownProblems(file, plan);
  if (problems.length === 0) return;
  throw new AppError(
    'HAZARD_NOT_ALLOWED',
    'The plan has hazards that it does not say; nothing was changed.',
    {
      problems,
    },
  );
}

/** Every statement is parsed by the target before the first one runs. */
export async function requireParsable(survey: Survey, steps: readonly Step[]): Promise<void> {
  const statements = steps.flatMap((step) => step.statements);
  const errors = await parseOnServer(survey.clickhouse, statements);
  const problems = statements.flatMap((statement, at): readonly Problem[] => {
    const error = errors[at];
    return error === null || error === undefined
      ? []
      : [problem('STATEMENT_INVALID', `${error.message}\n${statement}`)];
  });
  const missing = statements
    .flatMap(placeholdersIn)
    .filter(({ from, name }) => survey.secrets(from, name) === null);
  const unset = [...new Set(missing.map(({ name }) => name))].map((name) =>
    problem('STATEMENT_INVALID', `the value of ${name} is not set`, {
      hint: `Set ${name} in the environment`,
    }),
  );
  if (problems.length + unset.length > 0) {
    throw new AppError(
      'STATEMENT_INVALID',
      'The target cannot run some statements of the plan; nothing was changed.',
      { problems: [...problems, ...unset] },
    );
  }
}
