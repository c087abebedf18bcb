import type { DeclaredStream } from '../../model/declared.ts';
import type { KafkaFlavour, LiveTopic, Topic, TopicAction } from '../../model/topic.ts';
import type { Effect, Verdict } from '../facet.ts';

/** Both sides of a topic. `before` is live, or was when it was written to a file; `after` is declared. */
export interface TopicPair {
  readonly before: Topic;
  readonly after: Topic;
}

/** One thing that a difference of a topic facet asks for, or why there is none. */
export type TopicStep =
  | { readonly step: 'do'; readonly action: TopicAction; readonly effect: Effect }
  | {
      readonly step: 'refuse';
      /** The config concerned; null for the facet itself. */
      readonly config: string | null;
      readonly because: string;
      readonly hint: string | null;
    }
  /** A difference that stays, and that people should know of. */
  | { readonly step: 'keep'; readonly config: string; readonly because: string };

/** All that the tool knows about one feature of a topic. */
export interface TopicFacet<V> {
  extract(declared: DeclaredStream): V;
  introspect(live: LiveTopic): V;
  /** Equal meaning, equal value. */
  canonical(value: V): V;
  /** Judges two canonical values. */
  diff(before: V, after: V, topics: TopicPair): Verdict;
  /** What leads from before to after. Empty when `diff` says `same`, but for what is kept. */
  steps(topics: TopicPair, flavour: KafkaFlavour): readonly TopicStep[];
  /** The value after an action, computed without a cluster. */
  outcome(value: V, action: TopicAction): V;
  /** One line for a person. */
  describe(before: V, after: V): string;
  /** Distinct canonical values that a live topic can have, for the contract tests. */
  readonly samples: readonly V[];
}
