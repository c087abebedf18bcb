import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePorts } from '../../src/drivers/embedded/free-port.ts';
import { connectKafka } from '../../src/drivers/kafka/kafka-admin.ts';
import type { KafkaTarget } from '../../src/model/target.ts';
import type { KafkaLine } from './kafka-jars.ts';
import { certificates, javaCommand, type KafkaNode, layOut } from './kafka-node.ts';

/** A cluster as the test files get it: `host:port` of every broker, once for each of its ports. */
export interface KafkaAddresses {
  readonly line: KafkaLine;
  readonly plain: readonly string[];
  readonly sasl: readonly string[];
  readonly tls: readonly string[];
  /** With both. */
  readonly saslTls: readonly string[];
  /** What to trust on the TLS ports. */
  readonly caFile: string;
}

export interface RunningKafka {
  readonly addresses: KafkaAddresses;
  stop(): Promise<void>;
}

/** Each broker has a rack of its own. */
const RACKS = ['north', 'east', 'south'] as const;

/** Starts an Apache Kafka of one or three brokers on free ports of the loopback interface, and waits until all of them answer. */
export async function startKafka(line: KafkaLine, brokers: 1 | 3): Promise<RunningKafka> {
  const folder = await mkdtemp(join(tmpdir(), 'kafka-'));
  const [controllerPort = 0, ...ports] = await findFreePorts(1 + 4 * brokers);
  const nodes = RACKS.slice(0, brokers).map((rack, at): KafkaNode => {
    const [plain = 0, sasl = 0, tls = 0, saslTls = 0] = ports.slice(4 * at);
    return {
      id: at + 1,
      isController: at === 0,
      rack,
      ports: { plain, sasl, tls, saslTls },
      controllerPort,
      internalReplicas: 1,
    };
  });
  const { caFile } = await certificates();
  const on = (port: keyof KafkaNode['ports']): readonly string[] =>
    nodes.map((node) => `127.0.0.1:${node.ports[port]}`);
  const addresses = {
    line,
    plain: on('plain'),
    sasl: on('sasl'),
    tls: on('tls'),
    saslTls: on('saslTls'),
    caFile,
  };
  const processes: Broker[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(processes.map((broker) => broker.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (const node of nodes) {
      const own = await mkdtemp(join(folder, `${node.id}-`));
      processes.push(await startBroker(line, await layOut(line, node, own)));
    }
    await whenReady(addresses, processes);
    return { addresses, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Broker {
  hasLeft(): boolean;
  lastWords(): string;
  stop(): Promise<void>;
}

// The shell ends the broker when its standard input ends: a test run that is killed leaves no JVM behind.
export const GUARD = `exec 3<&0
"$@" </dev/null & broker=$!
{ cat <&3 >/dev/null; kill -9 $broker; } 2>/dev/null & guard=$!
wait $broker
kill $guard 2>/dev/null`;

async function startBroker(line: KafkaLine, file: string): Promise<Broker> {
  const command = await javaCommand(line, 'kafka.Kafka');
  const child = spawn('sh', ['-c', GUARD, 'sh', ...command, file], { stdio: ['pipe', 'ignore', 'pipe'] });
  const words = lastWordsOf(child);
  let hasLeft = false;
  const left = new Promise<void>((resolve) => {
    child.once('exit', () => {
      hasLeft = true;
      resolve();
    });
  });
  child.stdin.on('error', () => {});
  return {
    hasLeft: () => hasLeft,
    lastWords: () => words.join(''),
    stop: async () => {
      // Nobody wants its data: there is nothing to be written down.
      child.stdin.end();
      await left;
    },
  };
}

function lastWordsOf(child: ChildProcess): readonly string[] {
  const words: string[] = [];
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => {
    words.push(text);
    words.splice(0, words.length - 20);
  });
  return words;
}

// A limit for a hang: on a machine with much else to do three brokers take more than a minute.
const START_LIMIT_MS = 240_000;
const PAUSE_MS = 200;

/** Ready is a cluster in which every broker knows all of them; a port that is open means nothing. */
async function whenReady(addresses: KafkaAddresses, processes: readonly Broker[]): Promise<void> {
  const end = Date.now() + START_LIMIT_MS;
  const waiting = new Set(addresses.plain);
  while (waiting.size > 0) {
    const dead = processes.find((broker) => broker.hasLeft());
    if (dead !== undefined) throw new Error(`Kafka ended before it was ready:\n${dead.lastWords()}`);
    if (Date.now() > end) {
      const words = processes.map((broker) => broker.lastWords()).join('\n');
      throw new Error(`Kafka was not ready after ${START_LIMIT_MS / 1000} s:\n${words}`);
    }
    for (const broker of waiting) {
      if ((await brokersSeenFrom(broker)) === addresses.plain.length) waiting.delete(broker);
    }
    if (waiting.size > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function brokersSeenFrom(broker: string): Promise<number> {
  try {
    const admin = await connectKafka(plainTarget([broker]));
    await admin.close();
    return admin.cluster.brokers.length;
  } catch {
    return 0;
  }
}

/** Brokers without TLS and SASL. */
export function plainTarget(brokers: readonly string[]): KafkaTarget {
  return { brokers, tls: null, sasl: null, flavour: null };
}
