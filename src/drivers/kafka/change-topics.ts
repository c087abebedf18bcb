import { sameConfigValue } from '../../facets/topics/config-value.ts';
import type { LiveTopic } from '../../model/topic.ts';
import { BROKER_LIMIT_MS, type BrokerConnections } from './connection.ts';
import { ALTERATION, incrementalAlterConfigs0, RESOURCE } from './messages/configs.ts';
import {
  createPartitions0,
  createTopics2,
  createTopics4,
  deleteTopics1,
  deleteTopics6,
} from './messages/topics.ts';
import { changeCluster } from './metadata.ts';
import {
  type Answered,
  type ChangeContext,
  codes,
  DONE,
  outcomes,
  unknownConfigs,
  whenSeen,
} from './outcomes.ts';
import { seenWithin } from './patience.ts';
import { listTopics } from './read-topics.ts';
import type {
  Checking,
  ConfigAlteration,
  NewTopic,
  TopicDeletion,
  TopicGrowth,
  TopicOutcome,
  TopicResult,
} from './topic-admin.ts';

export async function createTopics(
  context: ChangeContext,
  topics: readonly NewTopic[],
  { validateOnly }: Checking,
): Promise<readonly TopicResult[]> {
  const { connections } = context;
  const api = connections.speaks(createTopics4) ? createTopics4 : createTopics2;
  const request = {
    topics: topics.map(({ name, partitions, replicationFactor, configs }) => ({
      name,
      partitions,
      replicationFactor: replicationFactor ?? -1,
      assignments: [],
      configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
    })),
    timeoutMs: BROKER_LIMIT_MS,
    validateOnly,
  };
  const answer = await changeCluster(connections, (to) => connections.change(api, request, to), codes);
  const results = outcomes(
    topics.map(({ name }) => name),
    answer.topics,
    { validateOnly },
  );
  if (validateOnly) return results;
  const wanted = new Map(topics.map((topic) => [topic.name, topic]));
  return whenSeen(context, results, (name, live) => {
    const topic = wanted.get(name);
    if (topic === undefined || live === null || live.partitions.length < topic.partitions) return null;
    if (live.partitions.some(({ leader }) => leader === null)) return null;
    return { is: 'done', ignored: unknownConfigs(live, Object.keys(topic.configs)) };
  });
}

export async function growTopics(
  context: ChangeContext,
  growths: readonly TopicGrowth[],
  { validateOnly }: Checking,
): Promise<readonly TopicResult[]> {
  const { connections } = context;
  const request = {
    topics: growths.map(({ topic, partitions }) => ({ name: topic, count: partitions, assignments: null })),
    timeoutMs: BROKER_LIMIT_MS,
    validateOnly,
  };
  const answer = await changeCluster(
    connections,
    (to) => connections.change(createPartitions0, request, to),
    codes,
  );
  const results = outcomes(
    growths.map(({ topic }) => topic),
    answer.topics,
    { validateOnly },
  );
  if (validateOnly) return results;
  const wanted = new Map(growths.map(({ topic, partitions }) => [topic, partitions]));
  return whenSeen(context, results, (name, live) =>
    live !== null && live.partitions.length >= (wanted.get(name) ?? 0) ? DONE : null,
  );
}

export async function alterConfigs(
  context: ChangeContext,
  alterations: readonly ConfigAlteration[],
  { validateOnly }: Checking,
): Promise<readonly TopicResult[]> {
  const { connections } = context;
  const request = {
    resources: alterations.map(({ topic, set, reset }) => ({
      type: RESOURCE.topic,
      name: topic,
      configs: [
        ...Object.entries(set).map(([name, value]) => ({ name, alteration: ALTERATION.set, value })),
        ...reset.map((name) => ({ name, alteration: ALTERATION.delete, value: null })),
      ],
    })),
    validateOnly,
  };
  const answer = await changeCluster(
    connections,
    (to) => connections.change(incrementalAlterConfigs0, request, to),
    ({ resources }) => resources.map(({ errorCode }) => errorCode),
  );
  const results = outcomes(
    alterations.map(({ topic }) => topic),
    answer.resources,
    { validateOnly },
  );
  if (validateOnly) return results;
  const wanted = new Map(alterations.map((alteration) => [alteration.topic, alteration]));
  return whenSeen(context, results, (name, live) => {
    const alteration = wanted.get(name);
    return alteration === undefined || live === null ? null : configsSeen(alteration, live);
  });
}

function configsSeen({ set, reset }: ConfigAlteration, live: LiveTopic): TopicOutcome | null {
  if (live.configs === null) return DONE;
  const byName = new Map(live.configs.map((config) => [config.name, config]));
  const isSet = Object.entries(set).every(([name, value]) => {
    const config = byName.get(name);
    if (config === undefined || config.isSensitive) return true;
    return config.source === 'topic' && sameConfigValue(name, config.value, value);
  });
  const isReset = reset.every((name) => byName.get(name)?.source !== 'topic');
  return isSet && isReset ? { is: 'done', ignored: unknownConfigs(live, Object.keys(set)) } : null;
}

export async function deleteTopics(
  context: ChangeContext,
  deletions: readonly TopicDeletion[],
): Promise<readonly TopicResult[]> {
  const names = deletions.map(({ topic }) => topic);
  const results = outcomes(names, await sendDeletions(context.connections, deletions), {
    validateOnly: false,
  });
  const going = new Set(results.filter(({ outcome }) => outcome.is === 'done').map(({ topic }) => topic));
  const isGone = await seenWithin(context.sightLimitMs, async () => {
    const left = await listTopics(context.connections);
    return !left.some(({ name, id }) =>
      deletions.some(
        (each) => going.has(name) && each.topic === name && (each.id === null || each.id === id),
      ),
    );
  });
  if (isGone) return results;
  const why = `still to be seen after ${context.sightLimitMs / 1000} s`;
  return results.map((result) =>
    result.outcome.is === 'done' ? { ...result, outcome: { is: 'unseen', why } } : result,
  );
}

async function sendDeletions(
  connections: BrokerConnections,
  deletions: readonly TopicDeletion[],
): Promise<readonly Answered[]> {
  if (!connections.speaks(deleteTopics6)) {
    const request = { names: deletions.map(({ topic }) => topic), timeoutMs: BROKER_LIMIT_MS };
    const answer = await changeCluster(
      connections,
      (to) => connections.change(deleteTopics1, request, to),
      codes,
    );
    return answer.topics.map((each) => ({ ...each, errorMessage: null }));
  }
  const request = {
    // One of the two: a broker refuses both.
    topics: deletions.map(({ topic, id }) => ({ name: id === null ? topic : null, id })),
    timeoutMs: BROKER_LIMIT_MS,
  };
  const answer = await changeCluster(
    connections,
    (to) => connections.change(deleteTopics6, request, to),
    codes,
  );
  const byId = new Map(deletions.map(({ topic, id }) => [id, topic]));
  return answer.topics.map((each) => ({
    ...each,
    // One that is not there any more is answered without its name.
    name: (each.id === null ? undefined : byId.get(each.id)) ?? each.name ?? '',
  }));
}
