import { type Problem, problem } from '../errors.ts';
import { topicFacets } from '../facets/topics/index.ts';
import type { DeclaredProject, DeclaredStream } from '../model/declared.ts';
import type { RequiredSchema, TopicSchema } from '../model/subject.ts';
import { topicAddress } from '../model/topic.ts';
import { topicNameOf } from './infra-map-of.ts';
import { placeText } from './place-text.ts';

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

/** The stream that named a subject first. */
interface FirstOfSubject {
  readonly stream: DeclaredStream;
  /** Null where its schema is only referred to. */
  readonly schema: TopicSchema | null;
}

function differs({ stream, schema }: FirstOfSubject, other: DeclaredStream): boolean {
  const own = topicFacets.schema.extract(other);
  if (stream.schema?.type !== other.schema?.type) return true;
  if (own === null || schema === null) return false;
  return schema.text !== own.text || schema.compatibility !== own.compatibility;
}

function ownProblems(stream: DeclaredStream, { subject }: TopicSchema): readonly Problem[] {
  const { name, columns, source: position } = stream;
  if (columns.length === 0) {
    const what = `stream ${name} has no row type to make the schema of ${subject} from`;
    return [problem('DECLARATION_INVALID', what, { position })];
  }
  // Subjects are named after their topic: https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html
  if (![name, topicNameOf(stream, null)].some((topic) => subject === `${topic}-key`)) return [];
  const what = `schemaConfig of stream ${name} names ${subject}, the subject of its keys; what is made from the row type is the schema of its values`;
  const hint = `Name ${subject.replace(/-key$/, '-value')}.`;
  return [problem('DECLARATION_INVALID', what, { position, hint })];
}

/** Streams that cannot have the schema that they name, and those that want different ones of one subject. */
export function schemaProblems({ streams }: Pick<DeclaredProject, 'streams'>): readonly Problem[] {
  const first = new Map<string, FirstOfSubject>();
  return streams.flatMap((stream): readonly Problem[] => {
    if (stream.schema?.pointer.by !== 'latest') return [];
    const { subject } = stream.schema.pointer;
    const schema = topicFacets.schema.extract(stream);
    const own = schema === null ? [] : ownProblems(stream, schema);
    if (own.length > 0) return own;
    const other = first.get(subject);
    if (other === undefined) first.set(subject, { stream, schema });
    if (other === undefined || !differs(other, stream)) return [];
    const places = `at ${placeText(other.stream.source)} and at ${placeText(stream.source)}`;
    const what = `streams ${other.stream.name} and ${stream.name} want different schemas of ${subject}: ${places}`;
    const hint = 'Give one of them another subject, or both the same row type, kind and compatibility.';
    return [problem('DECLARATION_INVALID', what, { position: stream.source, hint })];
  });
}
