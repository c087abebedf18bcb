import type { ChangeOf } from '../diff/change.ts';
import type { Effect } from '../facets/facet.ts';
import { type TopicStep, topicSteps } from '../facets/topics/index.ts';
import { partAddress } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Action } from '../model/operation.ts';
import type { KafkaFlavour, Topic } from '../model/topic.ts';
import { keptBack } from './life-cycle.ts';
import { type Planned, planned, refused, withheld } from './planned.ts';

function planAction(topic: Topic, action: Action, effect: Effect): Planned {
  const object = { database: '', name: topic.name, cluster: null };
  return planned({ object, because: topic.address, action, effect, size: undefined });
}

function planWhole(topic: Topic, action: Action, effect: Effect): readonly Planned[] {
  const kept = keptBack(topic.lifeCycle, action, null);
  return [
    kept === null ? planAction(topic, action, effect) : withheld(topic.address, kept.change, kept.because),
  ];
}

/** What a broker is asked to make: `null` asks for the broker's own value, which a new topic has anyhow. */
function newTopic(topic: Topic): Topic {
  return {
    ...topic,
    configs: Object.fromEntries(Object.entries(topic.configs).filter(([, value]) => value !== null)),
  };
}

function planStep(step: TopicStep, { before, declared }: Altered): readonly Planned[] {
  const { address, lifeCycle } = declared;
  switch (step.step) {
    case 'keep':
      return [];
    case 'refuse':
      return [
        refused(
          step.config === null ? address : partAddress(address, 'config', step.config),
          step.because,
          step.hint,
        ),
      ];
    case 'do': {
      const kept = keptBack(lifeCycle, step.action, null);
      if (kept !== null) return [withheld(address, kept.change, kept.because)];
      // A limit that was the broker's own may become a lower one too, which the action alone does not show.
      if (lifeCycle === 'DELETION_PROTECTED' && step.effect.hazards.includes('EXPIRES_ROWS'))
        return [
          withheld(
            address,
            'modify topic config',
            'DELETION_PROTECTED: no message of it expires sooner than before',
          ),
        ];
      return [planAction(before, step.action, step.effect)];
    }
    default:
      return step satisfies never;
  }
}

type Altered = Extract<ChangeOf<'topic'>, { readonly kind: 'altered' }>;

/** What a difference of a topic asks for. Deleting one deletes its messages, how many there are the cluster is asked before. */
export function planTopic(change: ChangeOf<'topic'>, flavour: KafkaFlavour): readonly Planned[] {
  if (change.kind === 'added')
    return planWhole(
      change.declared,
      { kind: 'CreateTopic', topic: newTopic(change.declared) },
      { cost: 'metadata', hazards: [] },
    );
  if (change.kind === 'removed')
    return planWhole(change.before, { kind: 'DeleteTopic' }, { cost: 'metadata', hazards: ['DELETES_DATA'] });
  const { declared, facets, before, after } = change;
  if (declared.lifeCycle === 'EXTERNALLY_MANAGED')
    return [
      withheld(
        declared.address,
        `alter topic (${facets.map(({ facet }) => facet).join(', ')})`,
        'EXTERNALLY_MANAGED: this tool never touches it',
      ),
    ];
  return topicSteps({ before, after }, flavour).flatMap((step) => planStep(step, change));
}

/** Differences of topics that stay, a line each: what is set on them and the code does not name, above all. */
export function keptOfTopics(live: InfraMap, desired: InfraMap, flavour: KafkaFlavour): readonly string[] {
  const wanted = new Map(desired.topics.map((topic) => [topic.address, topic]));
  return live.topics.flatMap((before) => {
    const after = wanted.get(before.address);
    if (after === undefined || after.lifeCycle === 'EXTERNALLY_MANAGED') return [];
    return topicSteps({ before, after }, flavour).flatMap((step) =>
      step.step === 'keep' ? [`${before.address}: ${step.config} stays: ${step.because}`] : [],
    );
  });
}
