import { type Problem, problem } from '../errors.ts';
import { topicFacets } from '../facets/topics/index.ts';
import type { DeclaredProject } from '../model/declared.ts';
import type { RequiredSchema, TopicSchema } from '../model/subject.ts';
import { topicAddress } from '../model/topic.ts';
import { topicNameOf } from './infra-map-of.ts';

/**
 * The schemas that streams refer to and that are not made from their row types: they must be in the registry.
 * @param namespace prefix of topic names; null for none
 */
export function requiredSchemas(
  { streams }: DeclaredProject,
  namespace: string | null,
): readonly RequiredSchema[] {
  return streams.flatMap((stream) => {
    const { schema, source } = stream;
    if (schema === null || topicFacets.schema.extract(stream) !== null) return [];
    const topic = topicAddress(topicNameOf(stream, namespace));
    return [{ topic, type: schema.type, pointer: schema.pointer, source }];
  });
}

/** Streams without a row type to make a schema from, and those that want different schemas of one name. */
export function schemaProblems({ streams }: DeclaredProject): readonly Problem[] {
  const first = new Map<string, { readonly stream: string; readonly schema: TopicSchema }>();
  return streams.flatMap((stream) => {
    const schema = topicFacets.schema.extract(stream);
    if (schema === null) return [];
    const position = stream.source;
    if (stream.columns.length === 0) {
      const what = `stream ${stream.name} has no row type to make the schema of ${schema.subject} from`;
      return [problem('DECLARATION_INVALID', what, { position })];
    }
    const other = first.get(schema.subject);
    if (other === undefined) {
      first.set(schema.subject, { stream: stream.name, schema });
      return [];
    }
    const isSame = other.schema.text === schema.text && other.schema.compatibility === schema.compatibility;
    if (isSame) return [];
    const what = `streams ${other.stream} and ${stream.name} want different schemas of ${schema.subject}`;
    return [problem('DECLARATION_INVALID', what, { position })];
  });
}
