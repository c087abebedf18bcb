import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pc from 'picocolors';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateMarkdown } from '../src/cli/markdown/generate-report.ts';
import { generateDocument, generatedNotes } from '../src/cli/show-generated.ts';
import { planText } from '../src/cli/show-plan.ts';
import { check } from '../src/commands/check.ts';
import { AppError } from '../src/errors.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';
import { type FakeBroker, startFakeBroker } from './support/fake-broker.ts';
import { migrationProject } from './support/migration-project.ts';

const CODE = `import { Stream } from 'moose-migrate';
export const clicks = new Stream<{ id: string }>('clicks', { parallelism: 3, retentionPeriod: 86_400 });
`;

function configOf({ address }: FakeBroker, more = ''): string {
  return `source_dir = "app"\n[redpanda_config]\nbroker = "${address}"\n${more}`;
}

async function errorOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AppError) return error;
  throw new Error(`no AppError but ${String(error)}`);
}

describeWithEngine('the cluster that topics are on', { timeout: 180_000 }, () => {
  let first: FakeBroker;
  let second: FakeBroker;
  beforeAll(async () => {
    [first, second] = [await startFakeBroker('kafka'), await startFakeBroker('kafka')];
  });
  afterAll(async () => {
    await first?.stop();
    await second?.stop();
  });

  it('is kept, another one is drift, and moving to another one is said in the configuration', async () => {
    const { url } = await freshDatabase('clusters');
    const project = migrationProject({ 'app/index.ts': CODE, 'moose.config.toml': configOf(first) });
    await project.save(url);
    expect((await project.apply(url)).failure).toBeNull();
    project.write('app/index.ts', CODE.replace('3', '5'));
    await project.save(url);
    const base: unknown = JSON.parse(
      readFileSync(join(project.directory, 'migrations/remote_state.json'), 'utf8'),
    );
    expect(base).toMatchObject({ kafka_cluster_id: first.cluster.id });

    project.write('moose.config.toml', configOf(second));
    for (const work of [() => project.save(url), () => project.apply(url)]) {
      const error = await errorOf(work());
      expect([error.code, error.exitCode]).toEqual(['LIVE_DRIFTED', 3]);
      expect(error.message).toContain(`are on the Kafka cluster ${first.cluster.id}`);
      expect(error.message).toContain('~ topic/clicks');
      expect(error.hint).toContain(`cluster_id = "${second.cluster.id}"`);
    }
    expect(second.requests.filter((name) => name === 'CreateTopics')).toEqual([]);

    project.write('moose.config.toml', configOf(first, `cluster_id = "${second.cluster.id}"\n`));
    expect((await errorOf(project.save(url))).message).toContain('cluster_id of [redpanda_config] is');

    project.write('moose.config.toml', configOf(second, `cluster_id = "${second.cluster.id}"\n`));
    const { plan } = await project.save(url);
    expect(plan.operations.map(({ kind, because }) => `${kind} ${because}`)).toEqual([
      'CreateTopic topic/clicks',
    ]);
    expect((await project.apply(url)).failure).toBeNull();
    // From now on the second one is theirs, also without the line in the configuration.
    project.write('moose.config.toml', configOf(second));
    expect((await project.save(url)).plan.operations).toEqual([]);
    project.write('moose.config.toml', configOf(first));
    expect((await errorOf(project.save(url))).code).toBe('LIVE_DRIFTED');
  });

  it('is that of the base for a plan without a header', async () => {
    const { url } = await freshDatabase('clusters');
    const project = migrationProject({
      'app/index.ts': CODE.replaceAll('clicks', 'views'),
      'moose.config.toml': configOf(first),
    });
    await project.save(url);
    project.editPlan((document) => document.deleteIn(['plan']));
    project.write('moose.config.toml', configOf(second));
    const error = await errorOf(project.apply(url));
    expect([error.code, error.message]).toEqual([
      'PLAN_STALE',
      expect.stringContaining(`made for the Kafka cluster ${first.cluster.id}`),
    ]);
  });

  it('is asked before, and what it refuses is told with its place in the code', async () => {
    const { url } = await freshDatabase('clusters');
    const code = CODE.replaceAll('clicks', 'moved');
    const project = migrationProject({ 'app/index.ts': code, 'moose.config.toml': configOf(first) });
    await project.save(url);
    expect((await project.apply(url)).failure).toBeNull();
    project.write('app/index.ts', code.replace('parallelism: 3', 'parallelism: 3, replicationFactor: 99'));
    const { code: name, problems } = await errorOf(project.save(url));
    expect([
      name,
      problems.map(({ message, position }) => [position?.file, position?.line, message]),
    ]).toEqual([
      'PREFLIGHT_FAILED',
      [['app/index.ts', 2, expect.stringMatching(/^ReassignTopicReplicas moved: 99 replicas need/)]],
    ]);
  });

  it('is not missed where topics are switched off: that is said', async () => {
    const { url } = await freshDatabase('clusters');
    const code = CODE.replaceAll('clicks', 'off');
    const project = migrationProject({ 'app/index.ts': code, 'moose.config.toml': configOf(first) });
    await project.save(url);
    project.write('moose.config.toml', configOf(first, '[features]\nstreaming_engine = false\n'));
    const error = await errorOf(project.apply(url));
    expect(error.message).toContain('features.streaming_engine is off');
    expect(error.hint).toContain('[features]');
  });

  it('is planned for with places: of what is refused, of schemas without a registry, of tables fed instead', async () => {
    const { url, name: database } = await freshDatabase('clusters');
    const codeOf = (partitions: number, fed: string, schema: string): string =>
      `import { type Key, OlapTable, Stream } from 'moose-migrate';
interface Row { id: Key<string> }
const table = new OlapTable<Row>('table');
const other = new OlapTable<Row>('other');
new Stream<Row>('fed', { parallelism: ${partitions}, destination: ${fed} });
new Stream<Row>('made'${schema.replaceAll('NAME', 'made')});
new Stream<Row>('also'${schema.replaceAll('NAME', 'also')});
`;
    const project = migrationProject({
      'app/index.ts': codeOf(3, 'table', ''),
      'moose.config.toml': configOf(first),
    });
    expect((await project.save(url)).notes.filter((note) => note.includes('feeds'))).toEqual([]);
    expect((await project.apply(url)).failure).toBeNull();

    project.write(
      'app/index.ts',
      codeOf(3, 'table', ", { schemaConfig: { kind: 'JSON', reference: { subjectLatest: 'NAME-value' } } }"),
    );
    const unnamed = await errorOf(project.save(url));
    expect([unnamed.code, unnamed.hint]).toEqual([
      'TARGET_INVALID',
      expect.stringContaining('schema_registry_url'),
    ]);
    expect(unnamed.problems.map(({ message, position }) => [message, position?.line])).toEqual([
      ['topic/also has a schemaConfig', 7],
      ['topic/made has a schemaConfig', 6],
    ]);
    expect(unnamed.problems[0]?.frame).toContain("new Stream<Row>('also'");

    // The topic itself is as it was, so no operation can say it; apply knows that the code is another.
    project.write('app/index.ts', codeOf(3, 'other', ''));
    expect((await errorOf(project.apply(url))).message).toContain('destination changes');
    const fed = await project.save(url);
    expect(fed.plan.operations).toEqual([]);
    const said = new RegExp(
      `^app/index.ts:5:\\d+ topic/fed feeds ${database}.other now, and ${database}.table in the plan saved before.*no operation`,
    );
    expect(generatedNotes(fed).filter((note) => note.includes('feeds'))).toEqual([
      expect.stringMatching(said),
    ]);
    expect((await project.save(url)).notes.filter((note) => note.includes('feeds'))).toEqual([]);

    project.write('app/index.ts', codeOf(2, 'other', ''));
    const fewer = await project.save(url);
    expect(planText(fewer, pc.createColors(false), false)).toMatch(
      /x topic\/fed: a topic cannot have fewer partitions.*\n {6}app\/index\.ts:5:\d+\n {6}Set parallelism to 3/,
    );
    expect(generateMarkdown(fewer)).toContain('- `app/index.ts:5` **refused** `topic/fed`');
    const refused = { code: 'PLAN_REFUSED', position: { file: 'app/index.ts', line: 5 } };
    expect(generateDocument(fewer, [], false)).toMatchObject({ problems: [refused] });
    expect(await errorOf(project.apply(url))).toMatchObject({ problems: [refused] });
    const quiet = { phase: () => undefined, note: () => undefined };
    const options = { cwd: project.directory, configFile: null, env: {}, allow: [], writeReceipt: false };
    expect(await check(options, quiet)).toMatchObject({ problems: [refused] });

    project.write('moose.config.toml', configOf(first, '[features]\nstreaming_engine = false\n'));
    const off = generatedNotes(await project.save(url)).filter((note) => note.includes('declared'));
    expect(off).toEqual([
      expect.stringMatching(/^3 topics declared and recorded; .*streaming_engine is off.*=true$/),
    ]);
    project.write('moose.config.toml', 'source_dir = "app"\n');
    expect(generatedNotes(await project.save(url)).join()).toContain('without brokers: name them');

    // What left the code is not deleted without a broker, and is not forgotten either.
    project.write('app/index.ts', codeOf(3, 'other', '').replace(/^new Stream<Row>\('also'.*$/m, ''));
    const notes = generatedNotes(await project.save(url)).filter((note) => note.includes('left the code'));
    expect(notes).toEqual([expect.stringMatching(/^topic\/also is ours .* until topics are planned/)]);
  });
});
