import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keysIn } from '../src/drivers/kafka/record-keys.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';
import { type FakeBroker, startFakeBroker } from './support/fake-broker.ts';
import { recordBatch } from './support/fake-messages.ts';
import { migrationProject } from './support/migration-project.ts';

const many = (count: number, key: string | null): readonly (string | null)[] =>
  Array.from({ length: count }, () => key);

it('keys are seen in the records of a broker, whatever else is there', () => {
  const batch = recordBatch(['a', null, 'b'.repeat(300), null]);
  expect(keysIn(batch, 0n)).toEqual({ looked: 4, keyed: 2, obstacle: null });
  expect(keysIn(batch, 3n)).toEqual({ looked: 1, keyed: 0, obstacle: null });
  const cut = Buffer.concat([batch, batch.subarray(0, 80)]);
  expect(keysIn(cut, 0n)).toMatchObject({ looked: 4, keyed: 2 });
  const packed = Buffer.concat([
    recordBatch(['a', 'b'], 1).subarray(0, 61),
    gzipSync(recordBatch(['a', 'b']).subarray(61)),
  ]);
  packed.writeInt32BE(packed.length - 12, 8);
  expect(keysIn(packed, 0n)).toEqual({ looked: 2, keyed: 2, obstacle: null });
  expect(keysIn(recordBatch(['a'], 4), 0n)).toEqual({
    looked: 0,
    keyed: 0,
    obstacle: 'they are compressed with zstd',
  });
  expect(keysIn(recordBatch(['a'], 0x20), 0n)).toMatchObject({ looked: 0 });
  expect(keysIn(Buffer.alloc(0), 0n)).toEqual({ looked: 0, keyed: 0, obstacle: null });
});

describeWithEngine('more partitions', { timeout: 180_000 }, () => {
  let broker: FakeBroker;
  beforeAll(async () => {
    broker = await startFakeBroker('kafka');
  });
  afterAll(() => broker?.stop());

  it('harm nobody where a topic is empty; else it is said how many messages, and whether they have keys', async () => {
    const code = (partitions: number): string => `import { Stream } from 'moose-migrate';
const grown = { parallelism: ${partitions} };
export const empty = new Stream<{ id: string }>('empty', grown);
export const keyed = new Stream<{ id: string }>('keyed', grown);
export const plain = new Stream<{ id: string }>('plain', { ...grown, cleanupPolicy: 'compact' });
`;
    const config = `source_dir = "app"\n[redpanda_config]\nbroker = "${broker.address}"\n`;
    const project = migrationProject({ 'app/index.ts': code(2), 'moose.config.toml': config });
    const { url } = await freshDatabase('keys');
    await project.save(url);
    expect((await project.apply(url)).failure).toBeNull();
    project.write('app/index.ts', code(5));
    broker.cluster.messages.fill('keyed', [...many(15, 'k'), ...many(15, null)]);
    broker.cluster.messages.fill('plain', many(3, null));
    const { plan, weighed } = await project.save(url);
    expect(plan.operations.map(({ because, hazards }) => [because, hazards])).toEqual([
      ['topic/empty', []],
      ['topic/keyed', ['REORDERS_KEYS']],
      ['topic/plain', ['REORDERS_KEYS']],
    ]);
    const answers = weighed.preflight.flatMap(({ results }) =>
      results.map(({ check, hits }) => [hits, check.asks]),
    );
    expect(answers).toEqual([
      [0, 'messages in it'],
      [30, 'messages in it; of 20 looked at, 5 have a key'],
      [
        3,
        'messages in it; of 3 looked at, 0 have a key; it is compacted, and the last value of a key stays where it is, beside the new one',
      ],
    ]);

    // What was empty when the plan was made and is not any more, nobody has approved.
    broker.cluster.messages.fill('empty', ['late']);
    await expect(project.apply(url)).rejects.toMatchObject({
      code: 'PREFLIGHT_FAILED',
      problems: [{ message: 'topic/empty: 1 messages in it; of 1 looked at, 1 has a key' }],
    });
    broker.cluster.messages.fill('empty', []);
    // The hazard of another may not be taken out by hand.
    project.editPlan((document) => {
      document.setIn(['operations', 1, 'IncreaseTopicPartitions', 'hazards'], []);
    });
    await expect(project.apply(url)).rejects.toMatchObject({ code: 'HAZARD_NOT_ALLOWED' });
    project.editPlan((document) => {
      document.setIn(['operations', 1, 'IncreaseTopicPartitions', 'hazards'], ['REORDERS_KEYS']);
    });
    expect((await project.apply(url)).failure).toBeNull();
  });
  it('and compaction refuse messages without a key: how many there were is said', async () => {
    const code = (policy: string): string => `import { Stream } from 'moose-migrate';
export const switched = new Stream<{ id: string }>('switched', { cleanupPolicy: '${policy}' });
export const keyed = new Stream<{ id: string }>('switched-keyed', { cleanupPolicy: '${policy}' });
`;
    const config = `source_dir = "app"\n[redpanda_config]\nbroker = "${broker.address}"\n`;
    const project = migrationProject({ 'app/index.ts': code('delete'), 'moose.config.toml': config });
    const { url } = await freshDatabase('keys');
    await project.save(url);
    expect((await project.apply(url)).failure).toBeNull();
    broker.cluster.messages.fill('switched', [...many(3, null), 'k']);
    broker.cluster.messages.fill('switched-keyed', many(2, 'k'));
    project.write('app/index.ts', code('compact'));
    const { plan, weighed } = await project.save(url);
    expect(plan.operations.map(({ because, hazards }) => [because, hazards])).toEqual([
      ['topic/switched', ['BLOCKS_WRITES', 'EXPIRES_ROWS']],
      ['topic/switched-keyed', ['BLOCKS_WRITES', 'EXPIRES_ROWS']],
    ]);
    const answers = weighed.preflight.flatMap(({ results }) =>
      results.map(({ check, hits }) => [hits, check.asks.split(';')[0]]),
    );
    expect(answers).toEqual([
      [3, 'messages without a key, of 4 looked at'],
      [0, 'messages without a key, of 2 looked at'],
    ]);
    expect((await project.apply(url)).failure).toBeNull();
    // Compacted already: nothing more is refused than before.
    project.write('app/index.ts', code('compact,delete'));
    const { plan: back } = await project.save(url);
    expect(back.operations.map(({ hazards }) => hazards)).toEqual([['EXPIRES_ROWS'], ['EXPIRES_ROWS']]);
  });
});
