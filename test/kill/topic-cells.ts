import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { OperationKind } from '../../src/model/operation.ts';
import { type FreshDatabase, freshDatabase, sharedEngine } from '../support/engine.ts';
import { type Exchange, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { topicName } from '../support/kafka.ts';
import { type KafkaProxy, startKafkaProxy } from '../support/kafka-proxy.ts';
import { type MigrationProject, migrationProject } from '../support/migration-project.ts';

const BIN = fileURLToPath(new URL('../../dist/bin/migrate.js', import.meta.url));

/** When the command line dies: as the request to brokers or registry leaves, or is done; as the journal is written before and after it. */
export const MOMENTS = [
  'sent-request',
  'sent-reply',
  'change-request',
  'change-reply',
  'done-request',
  'done-reply',
] as const;
export type Moment = (typeof MOMENTS)[number];

/** A change of one topic, `TOPIC` in the code. */
export interface TopicCase {
  readonly kind: OperationKind;
  /** The one request that makes the change: of Kafka's, or `register` for the registry. */
  readonly request: string;
  readonly before: string;
  readonly after: string;
}

/** A schema for the rows of a topic that had none. */
export const REGISTER: TopicCase = {
  kind: 'RegisterTopicSchema',
  request: 'register',
  before: 'export const killed = new Stream<{ id: string }>(name);\n',
  after:
    "export const killed = new Stream<{ id: string }>(name, { schemaConfig: { kind: 'JSON', reference: { subjectLatest: `${name}-value` }, compatibility: 'FULL' } });\n",
};

/** Everything between the command line and the servers. */
export interface TopicStage {
  readonly clickhouse: FaultProxy;
  readonly kafka: KafkaProxy;
  /** Null without a registry. */
  readonly registry: FaultProxy | null;
  stop(): Promise<void>;
}

export async function openTopicStage(broker: string, registryOrigin: string | null): Promise<TopicStage> {
  const clickhouse = await startFaultProxy(sharedEngine().url);
  const kafka = await startKafkaProxy(broker);
  const registry = registryOrigin === null ? null : await startFaultProxy(registryOrigin);
  return {
    clickhouse,
    kafka,
    registry,
    stop: async () => {
      await Promise.all([clickhouse.stop(), kafka.stop(), registry?.stop()]);
    },
  };
}

/** Through the proxy of a server. */
function through(url: string, origin: string): string {
  const { host, pathname, search } = new URL(url);
  const { username, password } = sharedEngine();
  expect(host).toBe(new URL(sharedEngine().url).host);
  return `${origin.replace('://', `://${username}:${password}@`)}${pathname}${search}`;
}

export interface CliRun {
  readonly child: ChildProcess;
  /** What was printed until now. */
  readonly printed: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly words: string }>;
}

/** Runs the built command line. */
export function migrate(cwd: string, args: readonly string[]): CliRun {
  const child = spawn(process.execPath, [BIN, ...args, '--json'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (words += text));
  const ended = new Promise<Awaited<CliRun['ended']>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, words: words.slice(-2500) }));
  });
  return { child, printed: () => words, ended };
}

const JOURNALED = { sent: 'step-sent', done: 'step-done' } as const;
const isJournal = ({ statement }: Exchange, event: string): boolean =>
  /INSERT INTO \S*_moose_migrate_journal/.test(statement) && statement.includes(event);
/** Registering a version: the other requests with a schema only ask. */
export const isRegistration = ({ path, method }: Exchange): boolean =>
  method === 'POST' && /\/subjects\/[^/]+\/versions(\?|$)/.test(path);

/** Holds everything at the moment, once; resolves when it has come. */
function lieInWait(
  { clickhouse, kafka, registry }: TopicStage,
  moment: Moment,
  request: string,
): Promise<void> {
  const [what, at] = moment.split('-') as ['sent' | 'change' | 'done', 'request' | 'reply'];
  return new Promise((resolve) => {
    const hold = { is: 'hold', at, reached: resolve } as const;
    kafka.watch(null);
    registry?.watch(null);
    clickhouse.watch(null);
    if (what !== 'change')
      clickhouse.watch((exchange) => (isJournal(exchange, JOURNALED[what]) ? hold : null));
    else if (request === 'register') registry?.watch((exchange) => (isRegistration(exchange) ? hold : null));
    else kafka.watch(({ name }) => (name === request ? at : null), resolve);
  });
}

export interface PreparedCase {
  readonly project: MigrationProject;
  readonly database: FreshDatabase;
  readonly topic: string;
  /** What the command line is told, past no proxy. */
  readonly targets: readonly string[];
}

/** A project in the state before, with the plan for the state after. */
export async function prepare(stage: TopicStage, each: TopicCase): Promise<PreparedCase> {
  const topic = topicName('killed');
  const database = await freshDatabase('killed');
  const code = (text: string): string =>
    `import { Stream } from 'moose-migrate';\nconst name = '${topic}';\n${text}`;
  const registry =
    stage.registry === null ? '' : `schema_registry_url = "${stage.registry.origin}/apis/ccompat/v7"\n`;
  const project = migrationProject({
    'app/index.ts': code(each.before),
    'moose.config.toml': `source_dir = "app"\n[redpanda_config]\nbroker = "${stage.kafka.address}"\n${registry}`,
  });
  await project.save(database.url);
  expect((await project.apply(database.url)).failure).toBeNull();
  project.write('app/index.ts', code(each.after));
  const { plan } = await project.save(database.url);
  expect(plan.operations.map(({ kind }) => kind)).toEqual([each.kind]);
  return {
    project,
    database,
    topic,
    targets: ['--clickhouse-url', through(database.url, stage.clickhouse.origin)],
  };
}

/** Plays one cell: the plan runs, the command line is killed, `resume` ends it. Answers what is wrong; null for nothing. */
export async function playTopicCell(
  stage: TopicStage,
  each: TopicCase,
  moment: Moment,
): Promise<string | null> {
  const { project, database, targets } = await prepare(stage, each);
  const reached = lieInWait(stage, moment, each.request);
  const run = migrate(project.directory, ['apply', ...targets]);
  const early = await Promise.race([reached.then(() => null), run.ended]);
  if (early !== null) return `it ended before its moment came: ${early.code} ${early.words}`;
  run.child.kill('SIGKILL');
  await run.ended;
  const done = timesDone(stage, each.request);
  stage.clickhouse.watch(null);
  stage.clickhouse.hangUp();
  stage.registry?.watch(null);
  stage.registry?.hangUp();
  stage.kafka.watch(null);
  const { code, words } = await migrate(project.directory, ['resume', ...targets]).ended;
  if (code !== 0) return `resume ended with ${code}: ${words}`;
  const times = done + timesDone(stage, each.request);
  if (times !== 1) return `${each.request} was done ${times} times`;
  const { plan } = await project.save(database.url);
  const left = [...plan.operations.map(({ kind }) => kind), ...plan.refused.map(({ because }) => because)];
  return left.length === 0 ? null : `left over: ${left.join(', ')}`;
}

/** How often the change has reached brokers or registry since they were watched. */
function timesDone({ kafka, registry }: TopicStage, request: string): number {
  if (request !== 'register') return kafka.changes.filter((name) => name === request).length;
  return (registry?.seen ?? []).filter((exchange) => isRegistration(exchange) && !exchange.isHeldBack).length;
}
