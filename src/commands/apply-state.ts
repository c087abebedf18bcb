import type { ApplyReport } from '../apply/report.ts';
import type { StoredState } from '../drivers/state-store.ts';
import { type InfraMap, type SqlResource, serverObjects } from '../model/infra-map.ts';
import type { LifeCycle } from '../model/life-cycle.ts';
import type { Operation } from '../model/operation.ts';
import { topicAddress } from '../model/topic.ts';
import { simulate } from '../plan/simulate.ts';
import type { Survey } from './survey.ts';

function managedBy(map: InfraMap): readonly (readonly [string, LifeCycle])[] {
  return [...serverObjects(map), ...map.topics]
    .filter(({ lifeCycle }) => lifeCycle !== 'EXTERNALLY_MANAGED')
    .map(({ address, lifeCycle }) => [address, lifeCycle] as const);
}

/** Topics that are only recorded do not become ours. */
function declaredBy({ desired, topics }: Survey): readonly (readonly [string, LifeCycle])[] {
  return managedBy(topics === null ? { ...desired.declared, topics: [] } : desired.declared);
}

/** Topics that were ours stay it where nobody asked the brokers. */
function unseenTopics({ state, topics }: Survey): readonly (readonly [string, LifeCycle])[] {
  return topics !== null
    ? []
    : [...state.objects].filter(([address]) => address.startsWith(topicAddress('')));
}

/** The cluster of the topics among the objects: that of now, and where nobody asked the brokers that of before. */
function withCluster({ state, topics }: Survey, stored: Omit<StoredState, 'kafkaCluster'>): StoredState {
  const hasTopics = [...stored.objects.keys()].some((address) => address.startsWith(topicAddress('')));
  return { ...stored, kafkaCluster: hasTopics ? (topics?.cluster ?? state.kafkaCluster) : null };
}

/** What is ours once the plan has run: what the code declares, and what left the code but was kept. */
export function stateAfter(
  survey: Survey,
  live: InfraMap,
  sqlResources: readonly SqlResource[],
): StoredState {
  const kept = managedBy(live).filter(([address]) => survey.state.objects.has(address));
  const objects = new Map([...unseenTopics(survey), ...kept, ...declaredBy(survey)]);
  return withCluster(survey, { objects, sqlResources });
}

/** Until the server is read again: an object made by a migration that stops halfway is ours all the same. */
export function stateDuring(survey: Survey, sqlResources: readonly SqlResource[]): StoredState {
  const objects = new Map([...survey.state.objects, ...declaredBy(survey)]);
  return withCluster(survey, { objects, sqlResources });
}

function sqlResourcesWith({ state, managed }: Survey, done: readonly Operation[]): readonly SqlResource[] {
  return simulate({ ...managed, sqlResources: state.sqlResources }, done).sqlResources;
}

/** The hand-written SQL that is set up when these steps have run; no server can tell. */
export function sqlResourcesAfter(survey: Survey, { steps }: ApplyReport): readonly SqlResource[] {
  return sqlResourcesWith(
    survey,
    steps.filter(({ status }) => status === 'done').map(({ operation }) => operation),
  );
}

/** With what an earlier run has set up, and was killed before it could write that into the state. */
export function withSetUp(survey: Survey, done: readonly Operation[]): Survey {
  return { ...survey, state: { ...survey.state, sqlResources: sqlResourcesWith(survey, done) } };
}
