import { findMissingSchemas } from '../drivers/schema-registry/register.ts';
import { openRegistry, type SchemaRegistry } from '../drivers/schema-registry/schema-registry.ts';
import { AppError, type Problem, problem, type SourcePosition, throwProblems } from '../errors.ts';
import { type Address, compareAddresses } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import { subjectOf, type TopicSchema } from '../model/subject.ts';
import type { Topic } from '../model/topic.ts';
import type { ProjectConfig } from '../project/config/project-config.ts';
import { registryTargetOf } from '../project/config/registry-target.ts';
import { requiredSchemas } from '../project/schemas.ts';
import type { Project } from './project.ts';

/** The schema registry of a project; null where it names none. Nothing is connected. */
export function registryOf(config: ProjectConfig): SchemaRegistry | null {
  const target = registryTargetOf(config, null);
  return target === null ? null : openRegistry(target);
}

/** A topic whose schema is asked for. */
interface WithSchema {
  readonly topic: Address;
  readonly source: SourcePosition | null;
}

/** @throws AppError TARGET_INVALID with the place of each, where no registry is named */
export function requireRegistry(config: ProjectConfig, asking: readonly WithSchema[]): SchemaRegistry {
  const registry = registryOf(config);
  if (registry !== null) return registry;
  throw new AppError('TARGET_INVALID', 'streams have a schemaConfig, and no schema registry is named', {
    hint: 'Set schema_registry_url in [redpanda_config], or leave schemaConfig out.',
    problems: asking.map(({ topic, source }) =>
      problem('TARGET_INVALID', `${topic} has a schemaConfig`, { position: source }),
    ),
  });
}

/**
 * The live topics with the schemas that the registry has of them: that of the code where any version of the subject holds it,
 * else the latest. A project without schemas asks nothing.
 * @throws AppError DECLARATION_INVALID for schemas that must be there and are not
 */
export async function withLiveSchemas(
  live: readonly Topic[],
  declared: InfraMap,
  { config, declared: project }: Project,
): Promise<readonly Topic[]> {
  const required = requiredSchemas(project, config.redpanda.namespace);
  const made = declared.topics.flatMap(({ address: topic, source, schema }) =>
    schema === null ? [] : [{ topic, source, schema }],
  );
  const wanted = new Map(made.map(({ topic, schema }) => [topic, schema]));
  if (required.length === 0 && wanted.size === 0) return live;
  const asking = [...required, ...made].sort((a, b) => compareAddresses(a.topic, b.topic));
  const registry = requireRegistry(config, asking);
  const missing = await findMissingSchemas(registry, required);
  throwProblems(
    missing.map(({ required: { topic, source }, because }): Problem => {
      const hint = 'Register it first: only JSON by subjectLatest is made from the row type.';
      return problem('DECLARATION_INVALID', `${topic}: ${because}`, { position: source, hint });
    }),
  );
  const topics: Topic[] = [];
  for (const topic of live) {
    const schema = wanted.get(topic.address);
    topics.push(schema === undefined ? topic : { ...topic, schema: await liveSchema(registry, schema) });
  }
  return topics;
}

async function liveSchema(registry: SchemaRegistry, wanted: TopicSchema): Promise<TopicSchema | null> {
  const { subject, text } = wanted;
  const found = await registry.lookUp(subject, subjectOf(wanted).schema);
  const latest = found ?? (await registry.read({ by: 'latest', subject }));
  if (latest === null) return null;
  const compatibility = wanted.compatibility === null ? null : await registry.readLevel(subject);
  return { subject, text: found === null ? latest.schema.text : text, compatibility };
}
