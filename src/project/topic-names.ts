import { type Problem, problem } from '../errors.ts';
import type { DeclaredProject, DeclaredStream } from '../model/declared.ts';
import { topicNameOf } from './infra-map-of.ts';
import { placeText } from './place-text.ts';

/** https://github.com/apache/kafka/blob/4.1.1/clients/src/main/java/org/apache/kafka/common/internals/Topic.java */
const LEGAL = /^(?!\.{1,2}$)[a-zA-Z0-9._-]{1,249}$/;

function versioned({ name, version }: DeclaredStream): string {
  return version === null ? name : `${name} of version ${version}`;
}

/** Names that no broker takes, and streams that get in each other's way. */
export function topicNameProblems({ streams }: Pick<DeclaredProject, 'streams'>): readonly Problem[] {
  const first = new Map<string, DeclaredStream>();
  return streams.flatMap((stream): readonly Problem[] => {
    const topic = topicNameOf(stream, null);
    const position = stream.source;
    if (!LEGAL.test(topic)) {
      const what = `stream ${stream.name} has a name that no topic can have: ${topic}`;
      const hint = 'Use up to 249 letters, digits, dots, underscores and dashes.';
      return [problem('DECLARATION_INVALID', what, { position, hint })];
    }
    // The names of its metrics have underscores for dots: a broker refuses the second of two that are the same then.
    const key = topic.replaceAll('.', '_');
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, stream);
      return [];
    }
    // The same name and version were told already.
    if (other.name === stream.name && other.version === stream.version) return [];
    const places = `at ${placeText(other.source)} and at ${placeText(position)}`;
    const same = topicNameOf(other, null);
    const what =
      same === topic
        ? `streams ${versioned(other)} and ${versioned(stream)} are one topic, ${topic}: ${places}`
        : `streams ${versioned(other)} and ${versioned(stream)} cannot be in one cluster, which takes the topics ${same} and ${topic} for one: ${places}`;
    return [problem('DECLARATION_INVALID', what, { position, hint: 'Give one of them another name.' })];
  });
}
