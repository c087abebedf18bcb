import { findSubject, type SubjectFinding } from '../drivers/schema-registry/register.ts';
import type { SchemaRegistry } from '../drivers/schema-registry/schema-registry.ts';
import { problem, throwProblems } from '../errors.ts';
import { type Address, compareAddresses, partAddress } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation, Plan, Refusal } from '../model/operation.ts';
import { sourceOf } from '../model/source-of.ts';
import { isAtLeastAsStrict, subjectOf, type TopicSchema } from '../model/subject.ts';
import { type Topic, topicAddress } from '../model/topic.ts';
import type { ProjectConfig } from '../project/config/project-config.ts';
import { requireRegistry } from './schemas.ts';
import type { Survey } from './survey.ts';

/** A plan as the registry lets it be. */
export interface JudgedSchemas {
  /** What the registry surely refuses is among what is refused. */
  readonly plan: Plan;
  /** What it says of the others, a line each. */
  readonly notes: readonly string[];
}

/** What is known of a schema before it is registered. */
export type SchemaVerdict =
  | { readonly is: 'settled' }
  | { readonly is: 'noted'; readonly text: string }
  | { readonly is: 'refused'; readonly because: string };

const HINT = 'Change the row type so that the level allows it, or set another compatibility';

/** The verdict on a schema that may follow other versions: the registry judges by the level of now, which may be about to change. */
export function verdictOf({ level, compatibility, judgedBy }: SubjectFinding): SchemaVerdict {
  if (compatibility === null || compatibility.is === 'first') return { is: 'settled' };
  const after = level?.after ?? judgedBy;
  if (after === 'NONE')
    return { is: 'noted', text: 'is compared with no version before it: its compatibility is NONE' };
  const isSame = level === null || judgedBy === after;
  const now = judgedBy ?? 'the level of now';
  const later = `, which becomes ${after} as it is registered: whether it is compatible by that, the registry tells only then`;
  if (compatibility.is === 'compatible') {
    const isSure = isSame || (judgedBy !== null && after !== null && isAtLeastAsStrict(judgedBy, after));
    const known = 'is compatible with its latest version, says the registry';
    return { is: 'noted', text: isSure ? known : `is compatible by ${now}${later}` };
  }
  const reasons = compatibility.reasons.join('; ');
  if (isSame) return { is: 'refused', because: `is refused: ${reasons}` };
  if (judgedBy !== null && after !== null && isAtLeastAsStrict(after, judgedBy))
    return { is: 'refused', because: `is refused by ${judgedBy}, and so by ${after}: ${reasons}` };
  return { is: 'noted', text: `is incompatible by ${now} (${reasons})${later}` };
}

function schemaIn(operation: Operation): TopicSchema | null {
  if (operation.kind === 'RegisterTopicSchema') return operation.after;
  return operation.kind === 'CreateTopic' ? operation.topic.schema : null;
}

/** One operation's schema as the registry judges it. */
interface Judged {
  readonly operation: Operation;
  readonly topic: Address;
  readonly schema: TopicSchema;
  readonly verdict: SchemaVerdict;
}

async function judge(config: ProjectConfig, { operations }: Plan): Promise<readonly Judged[]> {
  const wanted = operations.flatMap((operation) => {
    const schema = schemaIn(operation);
    return schema === null ? [] : [{ operation, topic: topicAddress(operation.target.name), schema }];
  });
  if (wanted.length === 0) return [];
  const registry = requireRegistry(
    config,
    wanted.map(({ topic }) => ({ topic, source: null })),
  );
  return Promise.all(
    wanted.map(async (each) => ({
      ...each,
      verdict: verdictOf(await findSubject(registry, subjectOf(each.schema))),
    })),
  );
}

function refusalsOf(judged: readonly Judged[]): readonly (Refusal & { readonly operation: Operation })[] {
  return judged.flatMap(({ operation, topic, schema: { subject }, verdict }) =>
    verdict.is === 'refused'
      ? [{ operation, address: partAddress(topic, 'schema', subject), because: verdict.because, hint: HINT }]
      : [],
  );
}

/** A schema that the registry has, and that is not its latest any more; null for one that is. */
async function overtaken(registry: SchemaRegistry, { address, schema }: Topic): Promise<string | null> {
  if (schema === null) return null;
  const found = await registry.lookUp(schema.subject, subjectOf(schema).schema);
  if (found === null || found.version === null) return null;
  const latest = await registry.read({ by: 'latest', subject: schema.subject });
  if (latest === null || latest.version === null || latest.version <= found.version) return null;
  return `${address}: the schema of the code is version ${found.version} of ${schema.subject}, whose latest is version ${latest.version}. A registry takes no version twice, so the latest stays: who reads by it has other fields than the code`;
}

/**
 * Schemas that were put back to an earlier version, a line each: there is nothing to register, and yet the latest is another
 * one. Without a schema in the code nothing is asked.
 */
async function overtakenSchemas(config: ProjectConfig, topics: readonly Topic[]): Promise<readonly string[]> {
  const own = topics.filter(({ schema, lifeCycle }) => schema !== null && lifeCycle !== 'EXTERNALLY_MANAGED');
  if (own.length === 0) return [];
  const registry = requireRegistry(
    config,
    own.map(({ address: topic, source }) => ({ topic, source })),
  );
  const notes = await Promise.all(own.map((topic) => overtaken(registry, topic)));
  return notes.filter((note) => note !== null);
}

/** Lets the registry check every schema that a plan registers, without doing it, and tells which it has moved on from. */
export async function judgeSchemas(
  { config, desired, topics }: Pick<Survey, 'config' | 'desired' | 'topics'>,
  plan: Plan,
): Promise<JudgedSchemas> {
  const judged = await judge(config, plan);
  const overtaken = topics === null ? [] : await overtakenSchemas(config, desired.canonical.topics);
  const refusals = refusalsOf(judged);
  const stopped = new Set(refusals.map(({ operation }) => operation));
  const refused = [...plan.refused, ...refusals.map(({ operation: _, ...refusal }) => refusal)];
  return {
    plan: {
      ...plan,
      operations: plan.operations.filter((operation) => !stopped.has(operation)),
      refused: refused.sort((a, b) => compareAddresses(a.address, b.address)),
    },
    notes: [
      ...judged.flatMap(({ topic, schema, verdict }) =>
        verdict.is === 'noted' ? [`${topic}: schema ${schema.subject} ${verdict.text}`] : [],
      ),
      ...overtaken,
    ],
  };
}

/**
 * Lets the registry check what is about to run: a schema that is refused by now stops it.
 *
 * @param desired the state of the code, for the places that are shown
 * @throws AppError PREFLIGHT_FAILED with the registry's reasons
 */
export async function requireSchemas(config: ProjectConfig, left: Plan, desired: InfraMap): Promise<void> {
  throwProblems(
    refusalsOf(await judge(config, left)).map(({ address, because, hint }) =>
      problem('PREFLIGHT_FAILED', `${address}: ${because}`, { hint, position: sourceOf(desired, address) }),
    ),
  );
}
