import type { TopicSchema } from '../../model/subject.ts';
import { ALTER, type Effect, SAME } from '../facet.ts';
import { jsonSchemaText } from '../types/json-schema.ts';
import type { TopicFacet } from './facet.ts';

/** Who reads with an older schema may stumble; whether a schema fits those before it the registry is asked. */
export function registerEffect(before: TopicSchema | null, after: TopicSchema): Effect {
  const isFree = after.compatibility === 'NONE' && before !== null;
  return { cost: 'metadata', hazards: isFree ? ['BREAKS_DEPENDENTS'] : [] };
}

/** One line for a schema that is registered, or that follows another. */
export function describeTopicSchema(before: TopicSchema | null, after: TopicSchema): string {
  const level =
    after.compatibility === null || after.compatibility === before?.compatibility
      ? []
      : [`compatibility ${before?.compatibility ?? 'of the registry'} -> ${after.compatibility}`];
  const isFirst = before === null || before.subject !== after.subject;
  const version = before?.text === after.text ? [] : [isFirst ? 'first version' : 'new version'];
  return `${after.subject}: ${[...version, ...level].join(', ') || 'as it is'}`;
}

/**
 * The JSON Schema of the messages, made from the row type, under a subject of a schema registry. Schemas that are only referred
 * to are none of it: they must be in the registry already.
 * @see https://docs.confluent.io/platform/current/schema-registry/fundamentals/index.html
 */
export const schema: TopicFacet<TopicSchema | null> = {
  extract({ schema: declared, columns }) {
    if (declared === null || declared.type !== 'JSON' || declared.pointer.by !== 'latest') return null;
    const { subject } = declared.pointer;
    const members = columns.map(({ name, type, tags }) => ({ name, type, isOptional: 'default' in tags }));
    // The title is the subject's: the same rows have the same schema whatever the topic's version or namespace.
    return { subject, text: jsonSchemaText(subject, members), compatibility: declared.compatibility };
  },
  // No broker knows it: whoever reads topics asks the registry.
  introspect: () => null,
  canonical: (value) => value,
  diff(before, after) {
    if (after === null) return SAME;
    const isSame =
      before?.subject === after.subject &&
      before.text === after.text &&
      (after.compatibility === null || after.compatibility === before.compatibility);
    return isSame ? SAME : ALTER;
  },
  steps(topics) {
    const [before, after] = [topics.before.schema, topics.after.schema];
    if (after === null || this.diff(before, after, topics).is === 'same') return [];
    const effect = registerEffect(before, after);
    return [{ step: 'do', action: { kind: 'RegisterTopicSchema', before, after }, effect }];
  },
  outcome: (value, action) => (action.kind === 'RegisterTopicSchema' ? action.after : value),
  describe: (before, after) =>
    after === null ? 'schema is no longer made' : `schema ${describeTopicSchema(before, after)}`,
  samples: [
    { subject: 'clicks-value', text: '{"type":"object"}', compatibility: 'FULL' },
    { subject: 'clicks-value', text: '{"type":"string"}', compatibility: 'NONE' },
    { subject: 'views-value', text: '{"type":"object"}', compatibility: 'FORWARD' },
  ],
};
