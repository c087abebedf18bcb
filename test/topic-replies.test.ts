import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWithEngine, freshDatabase } from './support/engine.ts';
import { type FakeBroker, startFakeBroker } from './support/fake-broker.ts';
import { migrationProject } from './support/migration-project.ts';

const CODE = (config: string): string =>
  `import { Stream } from 'moose-migrate';\ninterface Tick { at: string }\nexport const ticks = new Stream<Tick>('ticks', ${config});\n`;

describeWithEngine.each(['kafka', 'redpanda'] as const)('a broker that answers badly, %s', (flavour) => {
  let broker: FakeBroker;
  beforeEach(async () => {
    broker = await startFakeBroker(flavour);
  });
  afterEach(() => broker.stop());

  async function prepared(config: string) {
    const project = migrationProject({
      'app/index.ts': CODE(config),
      'moose.config.toml': `source_dir = "app"\n[redpanda_config]\nbroker = "${broker.address}"\n`,
    });
    const { url } = await freshDatabase('replies');
    const sent = (api: string): number => broker.requests.filter((name) => name === api).length;
    return { project, url, sent };
  }

  it('is looked at: what was done is not done twice, what was not is done again, what is refused stays so', async () => {
    const { project, url, sent } = await prepared('{ parallelism: 2, retentionPeriod: 3600 }');
    const { plan } = await project.save(url);
    expect(plan.operations.map(({ kind }) => kind)).toEqual(['CreateTopic']);
    const checked = sent('CreateTopics');
    const made = await project.apply(url);
    expect(made.failure).toBeNull();
    expect(sent('CreateTopics') - checked).toBe(2);

    project.write('app/index.ts', CODE('{ parallelism: 2, retentionPeriod: 7200 }'));
    const change = await project.save(url);
    expect(change.plan.operations.map(({ kind }) => kind)).toEqual(['ModifyTopicConfig']);
    let isArmed = false;
    const arm = (when: 'before' | 'after') => ({
      tell: ({ event }: { readonly event: string }) => {
        if (event !== 'step-started' || isArmed) return;
        isArmed = true;
        broker.faults.dropped = { api: 'IncrementalAlterConfigs', when };
      },
      retrySeconds: 20,
    });
    const before = sent('IncrementalAlterConfigs');
    const lost = await project.apply(url, arm('after'));
    expect(lost.failure).toBeNull();
    // One to be checked, one that was done though its answer was lost.
    expect(sent('IncrementalAlterConfigs') - before).toBe(2);

    isArmed = false;
    project.write('app/index.ts', CODE('{ parallelism: 2, retentionPeriod: 9000 }'));
    await project.save(url);
    const again = sent('IncrementalAlterConfigs');
    expect((await project.apply(url, arm('before'))).failure).toBeNull();
    expect(sent('IncrementalAlterConfigs') - again).toBe(3);

    project.write('app/index.ts', CODE('{ parallelism: 4, retentionPeriod: 9000 }'));
    await project.save(url);
    const refused = await project.apply(url, {
      tell: ({ event }) => {
        if (event === 'step-started') broker.faults.refused.set('ticks', { code: 44, message: 'not today' });
      },
    });
    expect(refused.failure?.code).toBe('APPLY_STOPPED');
    expect(refused.report.steps.map(({ status, error }) => [status, error?.code, error?.message])).toEqual([
      ['failed', 'BROKER_REFUSED', expect.stringMatching(/ticks: POLICY_VIOLATION: not today/)],
    ]);
    broker.faults.refused.clear();
    expect((await project.apply(url)).failure).toBeNull();
  }, 120_000);
});
