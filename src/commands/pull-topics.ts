import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { AppError, type ErrorCode } from '../errors.ts';
import { liveTopics } from '../facets/topics/index.ts';
import type { Address } from '../model/address.ts';
import type { LifeCycle } from '../model/life-cycle.ts';
import { describeKafkaTarget } from '../model/target.ts';
import type { KafkaFlavour, Topic } from '../model/topic.ts';
import { kafkaTargetOf } from '../project/config/kafka-target.ts';
import type { ProjectConfig } from '../project/config/project-config.ts';
import type { LeftOut } from '../project/source/index.ts';
import {
  type FoundSchema,
  type StreamOptions,
  streamFault,
  streamFile,
} from '../project/source/stream-source.ts';
import { matchesAny } from './name-pattern.ts';
import { writeNewFiles } from './new-files.ts';
import { type OpenedProject, openProject } from './project.ts';
import { findUnprovableTopics } from './pull-topics-proof.ts';
import { registryOf } from './schemas.ts';
import type { Talk } from './talk.ts';

export interface PullTopicsOptions {
  readonly cwd: string;
  readonly configFile: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--kafka-brokers`; null takes those of the configuration. */
  readonly kafkaBrokers: string | null;
  /** Directory of the file, relative to `cwd`; null takes the project's source directory. */
  readonly out: string | null;
  /** Patterns of topic names; empty for all. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly lifeCycle: LifeCycle;
  /** Whether files that are there may be overwritten. */
  readonly force: boolean;
}

/** What was written, and what was not. */
export interface PulledTopics {
  /** Paths relative to `cwd`, with the addresses of what they declare. */
  readonly files: readonly { readonly path: string; readonly addresses: readonly Address[] }[];
  readonly leftOut: readonly LeftOut[];
  readonly excluded: number;
  /** The brokers. */
  readonly target: string;
  readonly flavour: KafkaFlavour;
  /** What the project's index.ts must export to have what was written: `./streams`; null when it was written itself. */
  readonly importFrom: string | null;
}

const FILE = 'streams.ts';

/** Writes TypeScript that declares the topics of a cluster, so that the next `generate` has nothing to do for them. */
export async function pullTopics(options: PullTopicsOptions, talk: Talk): Promise<PulledTopics> {
  const opened = await openProject(options, talk);
  const target = kafkaTargetOf(opened.config, options.kafkaBrokers);
  talk.phase(`Reading ${describeKafkaTarget(target)}`);
  const { live, flavour } = await readCluster(target);
  const wanted = live.filter(({ name }) => isWanted(name, options));
  const streams: StreamOptions = {
    namespace: opened.config.redpanda.namespace,
    replicationFactor: opened.config.redpanda.replicationFactor,
    lifeCycle: options.lifeCycle,
    schemas: await readSchemas(wanted, opened.config, talk),
  };
  const { topics, leftOut } = await declarable(wanted, flavour, { streams, talk });
  const written = topics.length === 0 ? NOTHING : await writeStreams(topics, opened, { options, streams });
  return {
    ...written,
    leftOut,
    excluded: live.length - wanted.length,
    target: describeKafkaTarget(target),
    flavour,
  };
}

async function readCluster(
  target: ReturnType<typeof kafkaTargetOf>,
): Promise<{ readonly live: readonly Topic[]; readonly flavour: KafkaFlavour }> {
  const { connectKafka } = await import('../drivers/kafka/kafka-admin.ts');
  const admin = await connectKafka(target);
  try {
    return { live: liveTopics(await admin.readTopics(null)), flavour: admin.cluster.flavour };
  } finally {
    await admin.close();
  }
}

/** The schemas of values, by the usual names of their subjects; without a registry, or without its answer, there are none. */
async function readSchemas(
  topics: readonly Topic[],
  config: ProjectConfig,
  talk: Talk,
): Promise<StreamOptions['schemas']> {
  const registry = registryOf(config);
  const found = new Map<string, FoundSchema>();
  if (registry === null) return found;
  try {
    for (const { name } of topics) {
      const subject = `${name}-value`;
      const latest = await registry.read({ by: 'latest', subject });
      if (latest !== null && latest.version !== null)
        found.set(name, { subject, type: latest.schema.type, version: latest.version });
    }
    return found;
  } catch (error) {
    if (!(error instanceof AppError) || !NO_ANSWER.includes(error.code)) throw error;
    talk.note(`schemaConfig is left out of the streams: ${error.message}`);
    return new Map();
  }
}

const NO_ANSWER: readonly ErrorCode[] = ['TARGET_UNREACHABLE', 'TARGET_DENIED', 'REGISTRY_REFUSED'];

function isWanted(name: string, { include, exclude }: PullTopicsOptions): boolean {
  return (include.length === 0 || matchesAny(include, '', name)) && !matchesAny(exclude, '', name);
}

interface Choosing {
  readonly streams: StreamOptions;
  readonly talk: Talk;
}

/** The topics that come back from their code as they are, and why the others do not. */
async function declarable(
  wanted: readonly Topic[],
  flavour: KafkaFlavour,
  { streams, talk }: Choosing,
): Promise<{ readonly topics: readonly Topic[]; readonly leftOut: readonly LeftOut[] }> {
  const faults = new Map<Address, string>();
  for (const topic of wanted) {
    const because = streamFault(topic, streams.namespace);
    if (because !== null) faults.set(topic.address, because);
  }
  const fine = wanted.filter(({ address }) => !faults.has(address));
  talk.phase('Checking what was written against the cluster');
  for (const [address, because] of await findUnprovableTopics(fine, flavour, streams))
    faults.set(address, because);
  return {
    topics: fine.filter(({ address }) => !faults.has(address)),
    leftOut: wanted.flatMap(({ address }) => {
      const because = faults.get(address);
      return because === undefined ? [] : [{ address, because }];
    }),
  };
}

const NOTHING = { files: [], importFrom: null } as const;

/** One file for all streams; an index.ts only where there is none, as it belongs to whoever wrote it. */
async function writeStreams(
  topics: readonly Topic[],
  opened: OpenedProject,
  { options, streams }: { readonly options: PullTopicsOptions; readonly streams: StreamOptions },
): Promise<Pick<PulledTopics, 'files' | 'importFrom'>> {
  const entryDir = resolve(opened.config.projectDir, opened.config.sourceDir);
  const out = options.out === null ? entryDir : resolve(options.cwd, options.out);
  const shown = relative(options.cwd, out).split(sep).join('/');
  const text = streamFile(topics, streams);
  const ownIndex = existsSync(join(out, 'index.ts'));
  const index = ownIndex ? [] : [{ name: 'index.ts', text: "export * from './streams';\n" }];
  await writeNewFiles(out, [{ name: FILE, text }, ...index], {
    force: options.force,
    hint: 'Write elsewhere with --out DIR, or replace the file with --force.',
    shown,
  });
  const place = (name: string): string => (shown === '' ? name : `${shown}/${name}`);
  const addresses = topics.map(({ address }) => address);
  return {
    files: [
      { path: place(FILE), addresses },
      ...index.map(({ name }) => ({ path: place(name), addresses: [] })),
    ],
    importFrom: out === entryDir && !ownIndex ? null : specifier(entryDir, join(out, 'streams')),
  };
}

function specifier(from: string, to: string): string {
  const path = relative(from, to).split(sep).join('/');
  return path.startsWith('.') ? path : `./${path}`;
}
