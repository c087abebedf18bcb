import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { MOVE_LIMIT } from '../src/apply/move-topic.ts';
import type { ApplyEvent, MoveProgress } from '../src/apply/report.ts';
import { moveText } from '../src/cli/show-apply.ts';
import { runCycle } from '../src/commands/dev-cycle.ts';
import { abandon } from '../src/commands/migration-control.ts';
import { connectKafka } from '../src/drivers/kafka/kafka-admin.ts';
import { QUIET_APPLY } from './support/apply-options.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';
import { type FakeBroker, startFakeBroker } from './support/fake-broker.ts';
import type { FakeFlavour } from './support/fake-cluster.ts';
import { REPLICA_BYTES } from './support/fake-replicas.ts';
import { plainTarget } from './support/kafka-broker.ts';
import { type MigrationProject, migrationProject, surveyOf } from './support/migration-project.ts';

const PARTITIONS = 4;
const RATE = 'leader.replication.throttled.rate';
const ours = { [RATE]: String(MOVE_LIMIT), 'follower.replication.throttled.rate': String(MOVE_LIMIT) };

const brokers: FakeBroker[] = [];
afterEach(async () => {
  for (const broker of brokers.splice(0)) await broker.stop();
});

interface Stage {
  readonly broker: FakeBroker;
  readonly project: MigrationProject;
  readonly url: string;
  limits(): Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A topic with one replica on three fake brokers, and a plan that gives it three; somebody has limited broker 9 already. */
async function openStage(flavour: FakeFlavour, partitions = PARTITIONS): Promise<Stage> {
  const broker = await startFakeBroker(flavour, [], [7, 8, 9]);
  brokers.push(broker);
  const code = (replicas: number): string => `import { Stream } from 'moose-migrate';
export const clicks = new Stream<{ id: string }>('clicks', { parallelism: ${partitions}, replicationFactor: ${replicas} });
`;
  const config = `source_dir = "app"\n[redpanda_config]\nbroker = "${broker.address}"\n`;
  const project = migrationProject({ 'app/index.ts': code(1), 'moose.config.toml': config });
  const { url } = await freshDatabase('moves');
  await project.save(url);
  expect((await project.apply(url)).failure).toBeNull();
  project.write('app/index.ts', code(3));
  const { plan } = await project.save(url);
  expect(plan.operations.map(({ kind }) => kind)).toEqual(['ReassignTopicReplicas']);
  broker.cluster.brokerConfigs.of.set('9', { [RATE]: '7000' });
  broker.cluster.replicas.movesTake = partitions;
  return {
    broker,
    project,
    url,
    limits: () => Object.fromEntries(broker.cluster.brokerConfigs.of),
  };
}

const progressOf = (events: readonly ApplyEvent[]): readonly MoveProgress[] =>
  events.flatMap((event) => (event.event === 'step-moving' ? [event.move] : []));

async function listsOf(broker: FakeBroker): Promise<readonly string[]> {
  const admin = await connectKafka(plainTarget([broker.address]));
  const [live] = await admin.readTopics(['clicks']);
  await admin.close();
  const own = (live?.configs ?? []).filter(({ source }) => source === 'topic').map(({ name }) => name);
  return own.filter((name) => name.includes('throttled'));
}

describeWithEngine('replicas on their way', { timeout: 180_000 }, () => {
  it('are told of while they move, under limits that go afterwards, but for those of somebody else', async () => {
    const { broker, project, url, limits } = await openStage('kafka');
    const events: ApplyEvent[] = [];
    const during: unknown[] = [];
    const { failure } = await project.apply(url, {
      tell: (event) => {
        events.push(event);
        if (event.event === 'step-moving') during.push(limits());
      },
    });
    expect(failure).toBeNull();
    const progress = progressOf(events);
    expect(progress.map(({ partitions: { done, total } }) => `${done}/${total}`)).toEqual([
      '0/4',
      '1/4',
      '2/4',
      '3/4',
    ]);
    // Two new replicas of each partition, each half copied.
    const total = 2 * PARTITIONS * REPLICA_BYTES;
    expect(progress[0]?.bytes).toEqual({ done: total / 2, total });
    const theirs = { [RATE]: '7000', 'follower.replication.throttled.rate': String(MOVE_LIMIT) };
    expect(during[0]).toEqual({ 7: ours, 8: ours, 9: theirs });
    expect(limits()).toEqual({ 7: {}, 8: {}, 9: { [RATE]: '7000' } });
    expect(await listsOf(broker)).toEqual([]);
    expect(broker.cluster.replicas.begun).toHaveLength(1);
  });

  it('go on when we are asked to stop, and are followed, not begun again, by who resumes', async () => {
    // Every look of ours ends the way of one partition, also those before a plan runs.
    const { broker, project, url, limits } = await openStage('kafka', 16);
    let seen = 0;
    const stopped = await project.apply(url, {
      tell: ({ event }) => {
        if (event === 'step-moving') seen += 1;
      },
      isInterrupted: () => seen > 0,
    });
    expect(stopped.failure?.exitCode).toBe(5);
    expect(stopped.report.steps).toMatchObject([
      {
        status: 'unknown',
        error: { code: 'APPLY_STOPPED', hint: expect.stringContaining('migrate resume') },
      },
    ]);
    expect(broker.cluster.replicas.isMoving('clicks')).toBe(true);
    expect(limits()[7]).toEqual(ours);
    const events: ApplyEvent[] = [];
    const resumed = await project.apply(url, { tell: (event) => events.push(event) });
    expect(resumed.failure).toBeNull();
    expect(progressOf(events).length).toBeGreaterThan(0);
    expect(broker.cluster.replicas.begun).toHaveLength(1);
    expect([limits()[7], await listsOf(broker)]).toEqual([{}, []]);
  });

  it('that came to their place while nobody looked keep no limits once somebody resumes', async () => {
    const { broker, project, url, limits } = await openStage('kafka');
    let seen = 0;
    await project.apply(url, {
      tell: ({ event }) => {
        if (event === 'step-moving') seen += 1;
      },
      isInterrupted: () => seen > 0,
    });
    while (broker.cluster.replicas.isMoving('clicks')) broker.cluster.replicas.list();
    expect([limits()[7], (await listsOf(broker)).length]).toEqual([ours, 2]);
    const resumed = await project.apply(url);
    expect(resumed.failure).toBeNull();
    expect(resumed.report.outcome).toBe('already-applied');
    expect([limits()[7], await listsOf(broker)]).toEqual([{}, []]);
    expect(broker.cluster.replicas.begun).toHaveLength(1);
  });

  it.each([
    ['are still on their way', false],
    ['have come to their place', true],
  ])(
    'of a migration that is given up while they %s are told of, or lose their limits',
    async (_, hasEnded) => {
      const { broker, project, url, limits } = await openStage('kafka', 16);
      let seen = 0;
      await project.apply(url, {
        tell: ({ event }) => {
          if (event === 'step-moving') seen += 1;
        },
        isInterrupted: () => seen > 0,
      });
      while (hasEnded && broker.cluster.replicas.isMoving('clicks')) broker.cluster.replicas.list();
      const notes: string[] = [];
      const talk = { phase: () => undefined, note: (words: string) => notes.push(words) };
      await abandon(surveyOf(project.directory, url), talk);
      expect([limits()[7], (await listsOf(broker)).length]).toEqual(hasEnded ? [{}, 0] : [ours, 2]);
      const told = expect.stringMatching(
        /^the replicas of clicks are still being moved.*52428801.*kafka-configs/,
      );
      expect(notes).toEqual(hasEnded ? [] : [told]);
      expect(broker.cluster.replicas.begun).toHaveLength(1);
    },
  );

  it('of a plan that moose dev gives up for the next save lose their limits too', async () => {
    const { broker, project, url, limits } = await openStage('kafka', 16);
    let seen = 0;
    const notes: string[] = [];
    const talk = { phase: () => undefined, note: (words: string) => notes.push(words) };
    const cycle = (isInterrupted: () => boolean) =>
      runCycle(
        surveyOf(project.directory, url),
        {
          ...QUIET_APPLY,
          approval: { all: true, destructive: true, ask: null },
          acceptsRenames: false,
          askRename: null,
          planned: () => undefined,
          tell: ({ event }) => {
            if (event === 'step-moving') seen += 1;
          },
          isInterrupted,
        },
        new Date(0),
        talk,
      );
    expect((await cycle(() => seen > 0)).is).toBe('stopped');
    while (broker.cluster.replicas.isMoving('clicks')) broker.cluster.replicas.list();
    expect([limits()[7], (await listsOf(broker)).length]).toEqual([ours, 2]);
    const file = join(project.directory, 'app/index.ts');
    project.write('app/index.ts', readFileSync(file, 'utf8').replace('parallelism: 16', 'parallelism: 17'));
    expect((await cycle(() => false)).is).toBe('applied');
    expect(notes).toContainEqual(expect.stringContaining('it was given up'));
    expect([limits()[7], await listsOf(broker)]).toEqual([{}, []]);
  });

  it('leave the limits alone while topics of others are being moved', async () => {
    const { broker, project, url, limits } = await openStage('kafka');
    const admin = await connectKafka(plainTarget([broker.address]));
    const other = { name: 'other', partitions: 90, replicationFactor: 1, configs: {} };
    await admin.createTopics([other], { validateOnly: false });
    broker.cluster.replicas.move('other', [8]);
    expect((await project.apply(url)).failure).toBeNull();
    expect(limits()[7]).toEqual(ours);
    while (broker.cluster.replicas.isMoving('other')) broker.cluster.replicas.list();
    await admin.endThrottle(['other'], MOVE_LIMIT);
    await admin.close();
    expect(limits()[7]).toEqual({});
  });

  it('are moved by Redpanda itself once it knows their number, and waited for', async () => {
    const { broker, project, url, limits } = await openStage('redpanda');
    const events: ApplyEvent[] = [];
    const { failure } = await project.apply(url, { tell: (event) => events.push(event) });
    expect(failure).toBeNull();
    expect(progressOf(events).length).toBeGreaterThan(0);
    expect(broker.cluster.replicas.begun).toEqual(['clicks 7,8,9']);
    expect(broker.requests).not.toContain('AlterPartitionReassignments');
    expect(limits()).toEqual({ 9: { [RATE]: '7000' } });
  });
});

it('the way is told in words', () => {
  const partitions = { done: 2, total: 6 };
  const bytes = { done: 3_145_728, total: 8_388_608 };
  expect(moveText({ topic: 'clicks', partitions, bytes, secondsLeft: 1200 })).toBe(
    'topic clicks: 2/6 partitions moved, 3.0 of 8.0 MiB copied, 1,200 s left',
  );
  expect(moveText({ topic: 'clicks', partitions, bytes: null, secondsLeft: null })).toBe(
    'topic clicks: 2/6 partitions moved',
  );
});
