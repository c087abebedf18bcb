import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { refusedProblems } from '../src/commands/apply-checks.ts';
import { pullTopics } from '../src/commands/pull-topics.ts';
import { verdictOf } from '../src/commands/schema-verdicts.ts';
import { connectKafka } from '../src/drivers/kafka/kafka-admin.ts';
import type { TopicAdmin } from '../src/drivers/kafka/topic-admin.ts';
import {
  findMissingSchemas,
  findSubject,
  inReferenceOrder,
  registerSubject,
} from '../src/drivers/schema-registry/register.ts';
import { openRegistry, type SchemaRegistry } from '../src/drivers/schema-registry/schema-registry.ts';
import type { AppError } from '../src/errors.ts';
import { jsonSchemaText } from '../src/facets/types/json-schema.ts';
import type { CompatibilityLevel, RequiredSchema, Subject } from '../src/model/subject.ts';
import { openTopicStage, playTopicCell, REGISTER } from './kill/topic-cells.ts';
import { describeWithEngine, freshDatabase } from './support/engine.ts';
import { describeWithKafka, KAFKA_START_MS, kafkaCluster, topicName } from './support/kafka.ts';
import { plainTarget } from './support/kafka-broker.ts';
import { migrationProject } from './support/migration-project.ts';
import { type RunningRegistry, startRegistry } from './support/schema-registry.ts';

const column = (name: string, type: string, isOptional = false) => ({ name, type, isOptional });
const CLICK = [column('id', 'UInt32'), column('path', 'String')];

function subject(name: string, parts: Partial<Subject> = {}): Subject {
  return {
    name,
    schema: { type: 'JSON', text: jsonSchemaText(name, CLICK), references: [] },
    compatibility: null,
    ...parts,
  };
}

const latestNotes = (notes: readonly string[]): readonly string[] =>
  notes.filter((note) => note.includes('whose latest is'));

const withColumns = (like: Subject, columns: Parameters<typeof jsonSchemaText>[1]): Subject => ({
  ...like,
  schema: { ...like.schema, text: jsonSchemaText(like.name, columns) },
});

describeWithKafka('a schema registry (Apicurio, by its Confluent API)', () => {
  let running: RunningRegistry;
  let registry: SchemaRegistry;
  beforeAll(async () => {
    running = await startRegistry();
    registry = openRegistry(running.target);
  }, KAFKA_START_MS);
  afterAll(() => running?.stop());

  it('registers a subject once, with its level set first', async () => {
    const clicks = subject(topicName('clicks'), { compatibility: 'FULL' });
    expect(await findSubject(registry, clicks)).toEqual({
      subject: clicks,
      version: null,
      level: { before: null, after: 'FULL' },
      compatibility: { is: 'first' },
      judgedBy: null,
    });
    expect(await registerSubject(registry, clicks)).toEqual({ is: 'done', id: expect.any(Number) });
    expect(await findSubject(registry, clicks)).toEqual({
      subject: clicks,
      version: 1,
      level: null,
      compatibility: null,
      judgedBy: null,
    });
    expect(await registerSubject(registry, clicks)).toEqual({ is: 'same' });
    expect(await registry.readLevel(clicks.name)).toBe('FULL');
    const latest = await registry.read({ by: 'latest', subject: clicks.name });
    expect(latest).toMatchObject({ version: 1, schema: clicks.schema });
  });

  it('tells what does not fit before anything is registered, and refuses it afterwards too', async () => {
    const clicks = subject(topicName('clicks'), { compatibility: 'BACKWARD' });
    await registerSubject(registry, clicks);
    const other = withColumns(clicks, [column('id', 'String'), column('path', 'String')]);
    const incompatible = {
      is: 'incompatible',
      reasons: [expect.stringMatching(/TYPE_CHANGED.* at \/properties\/id/)],
    };
    expect((await findSubject(registry, other)).compatibility).toEqual(incompatible);
    expect(await registerSubject(registry, other)).toEqual(incompatible);
    expect(await registry.read({ by: 'version', subject: clicks.name, version: 2 })).toBeNull();
    await expect(registry.register(other.name, other.schema)).rejects.toMatchObject({
      code: 'REGISTRY_REFUSED',
      message: expect.stringMatching(/TYPE_CHANGED.* at \/properties\/id/),
    });
  });

  it('judges a new version by the new level', async () => {
    const clicks = subject(topicName('clicks'), { compatibility: 'BACKWARD' });
    await registerSubject(registry, clicks);
    const free = { ...withColumns(clicks, [column('id', 'String')]), compatibility: 'NONE' as const };
    expect(await registerSubject(registry, free)).toMatchObject({ is: 'done' });
    expect((await findSubject(registry, free)).version).toBe(2);
  });

  it('leaves the level as it was where the new version is refused by the new one', async () => {
    const clicks = subject(topicName('clicks'));
    await registerSubject(registry, clicks);
    const other = { ...withColumns(clicks, [column('id', 'String')]), compatibility: 'BACKWARD' as const };
    expect(await findSubject(registry, other)).toMatchObject({
      // Apicurio's own level, which it tells of each subject that is there.
      level: { before: 'NONE', after: 'BACKWARD' },
      compatibility: { is: 'compatible' },
      judgedBy: 'NONE',
    });
    expect(await registry.readDefaultLevel()).toBe('NONE');
    expect(await registerSubject(registry, other)).toMatchObject({ is: 'incompatible' });
    expect(await registry.readLevel(clicks.name)).toBe('NONE');
    await registry.setLevel(clicks.name, 'FORWARD');
    expect(await registerSubject(registry, other)).toMatchObject({ is: 'incompatible' });
    expect(await registry.readLevel(clicks.name)).toBe('FORWARD');
    await registry.setLevel(clicks.name, null);
    expect(await registry.readLevel(clicks.name)).toBe('NONE');
  });

  it('adds a column that may be left out, to a subject that must stay readable', async () => {
    const clicks = subject(topicName('clicks'), { compatibility: 'BACKWARD' });
    await registerSubject(registry, clicks);
    const wider = withColumns(clicks, [...CLICK, column('agent', 'Nullable(String)')]);
    expect((await findSubject(registry, wider)).compatibility).toEqual({ is: 'compatible' });
    const required = withColumns(clicks, [...CLICK, column('agent', 'String')]);
    expect((await findSubject(registry, required)).compatibility).toMatchObject({ is: 'incompatible' });
  });

  it('registers what is referred to first', async () => {
    const [point, line] = [topicName('point'), topicName('line')];
    const avro = (text: object, references: Subject['schema']['references']): Subject['schema'] => ({
      type: 'AVRO',
      text: JSON.stringify(text),
      references,
    });
    const points = subject(point, {
      schema: avro(
        { type: 'record', name: 'Point', namespace: 'shapes', fields: [{ name: 'x', type: 'int' }] },
        [],
      ),
    });
    const fields = [{ name: 'from', type: 'shapes.Point' }];
    const lines = subject(line, {
      schema: avro({ type: 'record', name: 'Line', namespace: 'shapes', fields }, [
        { name: 'shapes.Point', subject: point, version: 1 },
      ]),
    });
    await expect(registerSubject(registry, lines)).rejects.toMatchObject({ code: 'REGISTRY_REFUSED' });
    const ordered = inReferenceOrder([lines, points]);
    expect(ordered).toEqual([points, lines]);
    for (const each of ordered) expect(await registerSubject(registry, each)).toMatchObject({ is: 'done' });
    expect(await registry.read({ by: 'latest', subject: line })).toMatchObject({ schema: lines.schema });
  });

  it('finds the schemas that are not there, or are of another language', async () => {
    const clicks = subject(topicName('clicks'));
    const outcome = await registerSubject(registry, clicks);
    const id = outcome.is === 'done' ? (outcome.id ?? 0) : 0;
    const required = (type: RequiredSchema['type'], pointer: RequiredSchema['pointer']): RequiredSchema => ({
      topic: 'topic/clicks',
      type,
      pointer,
      source: null,
    });
    const missing = await findMissingSchemas(registry, [
      required('JSON', { by: 'id', id }),
      required('JSON', { by: 'version', subject: clicks.name, version: 1 }),
      required('AVRO', { by: 'latest', subject: clicks.name }),
      required('PROTOBUF', { by: 'latest', subject: 'no-such-subject' }),
      required('AVRO', { by: 'id', id: 987_654 }),
    ]);
    expect(missing.map(({ because }) => because)).toEqual([
      `the latest version of subject ${clicks.name} is JSON, the code says AVRO`,
      'the registry has no latest version of subject no-such-subject',
      'the registry has no schema 987654',
    ]);
  });

  describeWithEngine('of a project', () => {
    let admin: TopicAdmin;
    beforeAll(async () => {
      admin = await connectKafka(plainTarget((await kafkaCluster('3.9')).plain));
    }, KAFKA_START_MS);
    afterAll(() => admin?.close());

    it('gets the schema of a stream by the plan, in which the registry has its say', async () => {
      const topic = topicName('clicks');
      const value = `${topic}-value`;
      const code = (members: string, level = 'BACKWARD'): string =>
        `import { type Key, OlapTable, Stream, type UInt32 } from 'moose-migrate';
interface Click { id: Key<UInt32>; ${members} }
const schemaConfig = { kind: 'JSON', reference: { subjectLatest: '${value}' }, compatibility: '${level}' } as const;
const destination = new OlapTable<Click>('clicks');
export const clicks = new Stream<Click>('${topic}', { schemaConfig, destination });
`;
      const brokers = admin.target.brokers.join(',');
      const project = migrationProject({
        'moose.config.toml': `source_dir = "app"\n[redpanda_config]\nbroker = "${brokers}"\nschema_registry_url = "${running.target.url}"\n`,
        'app/index.ts': code('path: string'),
      });
      const { url } = await freshDatabase('schemas');
      const migrate = async () => {
        const { plan, notes } = await project.save(url);
        const { failure, remaining } = await project.apply(url);
        expect({ failure, left: remaining?.operations }).toEqual({ failure: null, left: [] });
        expect((await project.save(url)).plan.operations).toEqual([]);
        return { kinds: plan.operations.map(({ kind }) => kind), notes };
      };
      expect((await migrate()).kinds).toEqual(['CreateTable', 'CreateTopic']);
      expect(await registry.readLevel(value)).toBe('BACKWARD');

      project.write('app/index.ts', code('path: string; agent?: string'));
      expect(await migrate()).toEqual({
        kinds: ['AddTableColumn', 'RegisterTopicSchema'],
        notes: expect.arrayContaining([
          `topic/${topic}: schema ${value} is compatible with its latest version, says the registry`,
        ]),
      });
      const latest = await registry.read({ by: 'latest', subject: value });
      expect(latest?.version).toBe(2);
      expect(JSON.parse(latest?.schema.text ?? '')).toMatchObject({
        properties: { id: { type: 'integer' }, agent: { type: ['string', 'null'] } },
        required: ['id', 'path'],
      });

      // The table stays as it is: nothing is left in the plan.
      project.write(
        'app/index.ts',
        code('path: number').replace(
          'OlapTable<Click>',
          'OlapTable<{ id: Key<UInt32>; path: string; agent?: string }>',
        ),
      );
      const { plan, desired } = await project.save(url);
      expect(plan).toMatchObject({
        operations: [],
        refused: [
          {
            address: `topic/${topic}/schema/${value}`,
            because: expect.stringMatching(/^is refused: .*TYPE_CHANGED.* at \/properties\/path/),
            hint: 'Change the row type so that the level allows it, or set another compatibility',
          },
        ],
      });
      expect(refusedProblems(plan, desired)).toMatchObject([
        { code: 'PLAN_REFUSED', position: { file: 'app/index.ts', line: 5 } },
      ]);
      expect((await project.apply(url).catch((error: unknown) => error)) as AppError).toMatchObject({
        code: 'PLAN_REFUSED',
      });
      project.write('app/index.ts', code('', 'FULL_TRANSITIVE'));
      expect((await project.save(url)).plan.refused).toMatchObject([
        { because: expect.stringMatching(/^is refused by BACKWARD, and so by FULL_TRANSITIVE: /) },
      ]);
      const broken = `configs: { 'retention.ms': 'soon' }, schemaConfig`;
      project.write('app/index.ts', code('', 'FULL').replace('{ schemaConfig', `{ ${broken}`));
      const failed = (await project.save(url).catch((error: unknown) => error)) as AppError;
      expect(failed.problems.map(({ message, position }) => [message.split(':')[0], position?.line])).toEqual(
        [
          [`ModifyTopicConfig ${topic}`, 5],
          [`topic/${topic}/schema/${value}`, 5],
        ],
      );

      project.write('app/index.ts', code('', 'NONE'));
      expect((await migrate()).kinds).toEqual(['RegisterTopicSchema', 'DropTableColumn', 'DropTableColumn']);

      expect(latestNotes((await project.save(url)).notes)).toEqual([]);
      project.write('app/index.ts', code('path: string', 'NONE'));
      const back = await project.save(url);
      expect(back.plan.operations.map(({ kind }) => kind)).toEqual(['AddTableColumn']);
      expect(latestNotes(back.notes)).toEqual([
        `topic/${topic}: the schema of the code is version 1 of ${value}, whose latest is version 3. A registry takes no version twice, so the latest stays: who reads by it has other fields than the code`,
      ]);

      project.write(
        'app/index.ts',
        code('')
          .replace("'JSON'", "'AVRO'")
          .replace(/, compatibility: '\w+'/, ''),
      );
      await expect(project.save(url)).rejects.toMatchObject({
        code: 'DECLARATION_INVALID',
        problems: [
          {
            message: `topic/${topic}: the latest version of subject ${value} is JSON, the code says AVRO`,
            position: { file: 'app/index.ts', line: 5 },
          },
        ],
      });
    });
  });

  describeWithEngine('and moose kafka pull', () => {
    it('writes which schemas messages have, and then there is nothing to do', async () => {
      const admin = await connectKafka(plainTarget((await kafkaCluster('3.9')).plain));
      const [json, avro] = [topicName('pulled'), topicName('pulled')];
      const topics = [json, avro].map((name) => ({ name, partitions: 1, replicationFactor: 1, configs: {} }));
      const made = await admin.createTopics(topics, { validateOnly: false });
      const brokers = admin.target.brokers.join(',');
      await admin.close();
      expect(made.map(({ outcome }) => outcome.is)).toEqual(['done', 'done']);
      await registerSubject(registry, subject(`${json}-value`));
      const record = { type: 'record', name: 'Click', fields: [{ name: 'x', type: 'int' }] };
      const text = JSON.stringify(record);
      await registry.register(`${avro}-value`, { type: 'AVRO', text, references: [] });

      const config = (url: string): string =>
        `source_dir = "app"\n[redpanda_config]\nbroker = "${brokers}"\nschema_registry_url = "${url}"\n`;
      const project = migrationProject({ 'moose.config.toml': config(running.target.url) });
      const notes: string[] = [];
      const pull = () =>
        pullTopics(
          {
            cwd: project.directory,
            configFile: null,
            env: {},
            kafkaBrokers: null,
            out: null,
            include: [json, avro],
            exclude: [],
            lifeCycle: 'FULLY_MANAGED',
            force: true,
          },
          { phase: () => undefined, note: (note) => notes.push(note) },
        );
      expect((await pull()).leftOut).toEqual([]);
      const written = readFileSync(join(project.directory, 'app/streams.ts'), 'utf8').replace(/\s+/g, ' ');
      expect(written).toContain(
        `schemaConfig: { kind: 'JSON', reference: { subject: '${json}-value', version: 1 } }`,
      );
      expect(written).toContain(
        `schemaConfig: { kind: 'AVRO', reference: { subjectLatest: '${avro}-value' } }`,
      );
      expect((await project.save((await freshDatabase('pulled')).url)).plan.operations).toEqual([]);
      expect(notes).toEqual([]);

      project.write('moose.config.toml', config('http://127.0.0.1:1'));
      expect((await pull()).leftOut).toEqual([]);
      expect(readFileSync(join(project.directory, 'app/streams.ts'), 'utf8')).not.toContain('schemaConfig');
      expect(notes).toEqual([
        expect.stringMatching(/^schemaConfig is left out of the streams: .* gave no answer/),
      ]);
    });
  });

  describeWithEngine('and a command line that is killed', () => {
    it('as it registers a schema, has registered it once when resume is through', {
      timeout: 180_000,
    }, async () => {
      const [broker = ''] = (await kafkaCluster('3.9')).plain;
      const stage = await openTopicStage(broker, new URL(running.target.url).origin);
      try {
        expect(await playTopicCell(stage, REGISTER, 'change-reply')).toBeNull();
      } finally {
        await stage.stop();
      }
    });
  });

  it('says so when the address is not that of the API', async () => {
    const lost = openRegistry({
      ...running.target,
      url: running.target.url.replace('/ccompat/v7', '/nowhere'),
    });
    await expect(lost.readLevel('clicks-value')).rejects.toMatchObject({
      code: 'REGISTRY_REFUSED',
      hint: "Is schema_registry_url the root of the registry's Confluent API?",
    });
  });
});

it('refuses schemas that refer to each other in a circle', () => {
  const refersTo = (name: string, other: string): Subject =>
    subject(name, {
      schema: { type: 'AVRO', text: '{}', references: [{ name: other, subject: other, version: 1 }] },
    });
  expect(() => inReferenceOrder([refersTo('a', 'b'), refersTo('b', 'a')])).toThrow(/a -> b -> a/);
});

it.each<[CompatibilityLevel | null, CompatibilityLevel | null, boolean, RegExp]>([
  // judged by, becomes (null: stays), compatible by the first
  ['BACKWARD', null, true, /^noted is compatible with its latest version/],
  ['BACKWARD', null, false, /^refused is refused: gone/],
  [null, null, false, /^refused is refused: gone/],
  ['FULL', 'FULL', false, /^refused is refused: gone/],
  ['BACKWARD', 'FULL', false, /^refused is refused by BACKWARD, and so by FULL: gone/],
  ['BACKWARD', 'BACKWARD_TRANSITIVE', false, /^refused .* and so by BACKWARD_TRANSITIVE/],
  ['FULL', 'BACKWARD', false, /^noted is incompatible by FULL \(gone\), which becomes BACKWARD/],
  ['FORWARD', 'BACKWARD', false, /^noted is incompatible by FORWARD/],
  ['FULL', 'BACKWARD', true, /^noted is compatible with its latest version/],
  ['BACKWARD', 'FULL', true, /^noted is compatible by BACKWARD, which becomes FULL .* only then$/],
  ['NONE', 'BACKWARD', true, /^noted is compatible by NONE, which becomes BACKWARD/],
  ['BACKWARD', 'NONE', false, /^noted is compared with no version before it/],
  ['NONE', null, true, /^noted is compared with no version before it/],
  [null, 'FULL', true, /^noted is compatible by the level of now, which becomes FULL/],
])('a schema judged by %s whose level becomes %s', (judgedBy, after, isCompatible, said) => {
  const verdict = verdictOf({
    subject: subject('clicks-value'),
    version: null,
    level: after === null || after === judgedBy ? null : { before: judgedBy, after },
    compatibility: isCompatible ? { is: 'compatible' } : { is: 'incompatible', reasons: ['gone'] },
    judgedBy,
  });
  const words = verdict.is === 'noted' ? verdict.text : verdict.is === 'refused' ? verdict.because : '';
  expect(`${verdict.is} ${words}`).toMatch(said);
});
