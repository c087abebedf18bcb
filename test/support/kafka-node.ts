import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KAFKA_VERSIONS, type KafkaLine, kafkaCache, kafkaJars, prepared } from './kafka-jars.ts';

const run = promisify(execFile);

/** Who may log in on the SASL port; the owner may do everything, the guest nothing. */
export const USERS = { owner: 'owner-s3cret', guest: 'guest-s3cret' } as const;
const STORE_PASSWORD = 'changeit';

/** One node of a cluster. */
export interface KafkaNode {
  readonly id: number;
  readonly isController: boolean;
  readonly rack: string;
  readonly ports: {
    readonly plain: number;
    readonly sasl: number;
    readonly tls: number;
    readonly saslTls: number;
  };
  readonly controllerPort: number;
  /** Replicas of the topics that a cluster keeps for itself. */
  readonly internalReplicas: number;
}

const MEMORY = ['-Xms32m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];

/** The command that runs a class of one release. */
export async function javaCommand(line: KafkaLine, main: string): Promise<readonly string[]> {
  const jars = await kafkaJars(line);
  const quiet = ['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-Djava.net.preferIPv4Stack=true'];
  return ['java', ...MEMORY, ...quiet, '-cp', join(jars, '*'), main];
}

/** A certificate for 127.0.0.1 and localhost, made once. */
export async function certificates(): Promise<{ readonly keystore: string; readonly caFile: string }> {
  const folder = await prepared(join(kafkaCache(), 'certificates'), async (made) => {
    const store = ['-keystore', join(made, 'broker.p12'), '-storepass', STORE_PASSWORD, '-alias', 'broker'];
    await run('keytool', [
      ...['-genkeypair', '-keyalg', 'EC', '-storetype', 'PKCS12', '-validity', '36500', ...store],
      ...['-dname', 'CN=localhost', '-ext', 'SAN=ip:127.0.0.1,dns:localhost'],
    ]);
    await run('keytool', ['-exportcert', '-rfc', '-file', join(made, 'broker.pem'), ...store]);
  });
  return { keystore: join(folder, 'broker.p12'), caFile: join(folder, 'broker.pem') };
}

/** Writes a node's server.properties and its formatted data into a folder. */
export async function layOut(line: KafkaLine, node: KafkaNode, folder: string): Promise<string> {
  const { keystore } = await certificates();
  const file = join(folder, 'server.properties');
  await writeFile(file, properties(node, join(folder, 'data'), keystore));
  await cp(await formatted(line, node, keystore), join(folder, 'data'), { recursive: true });
  return file;
}

/** Formatting starts a JVM of its own, and its result does not depend on ports: it is kept. */
async function formatted(line: KafkaLine, node: KafkaNode, keystore: string): Promise<string> {
  const version = KAFKA_VERSIONS[line];
  const own = readFileSync(new URL(import.meta.url));
  const key = createHash('sha256').update(own).update(version).digest('hex').slice(0, 8);
  const name = `formatted-${node.id}${node.isController ? '-controller' : ''}-${key}`;
  return prepared(join(kafkaCache(), version, name), async (folder) => {
    const file = join(folder, 'format.properties');
    await writeFile(file, properties(node, folder, keystore));
    const [java = '', ...command] = await javaCommand(line, 'kafka.tools.StorageTool');
    const clusterId = createHash('md5').update(version).digest('base64url');
    const scram = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) =>
      Object.entries(USERS).flatMap(([user, password]) => [
        '--add-scram',
        `${mechanism}=[name=${user},password=${password}]`,
      ]),
    );
    await run(java, [...command, 'format', '--cluster-id', clusterId, '--config', file, ...scram], {
      maxBuffer: 64 * 1024 * 1024,
    });
  });
}

function login(listener: string, users: readonly string[]): Readonly<Record<string, string>> {
  const modules = 'org.apache.kafka.common.security';
  const of = `listener.name.${listener}`;
  return {
    [`${of}.sasl.enabled.mechanisms`]: 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    [`${of}.plain.sasl.jaas.config`]: `${modules}.plain.PlainLoginModule required ${users.join(' ')};`,
    [`${of}.scram-sha-256.sasl.jaas.config`]: `${modules}.scram.ScramLoginModule required;`,
    [`${of}.scram-sha-512.sasl.jaas.config`]: `${modules}.scram.ScramLoginModule required;`,
  };
}

function encryption(listener: string, keystore: string): Readonly<Record<string, string>> {
  const of = `listener.name.${listener}.ssl`;
  return {
    [`${of}.keystore.type`]: 'PKCS12',
    [`${of}.keystore.location`]: keystore,
    [`${of}.keystore.password`]: STORE_PASSWORD,
    [`${of}.key.password`]: STORE_PASSWORD,
  };
}

function properties(node: KafkaNode, data: string, keystore: string): string {
  const { plain, sasl, tls, saslTls } = node.ports;
  const ports = [
    `PLAIN://127.0.0.1:${plain}`,
    `SASL://127.0.0.1:${sasl}`,
    `TLS://127.0.0.1:${tls}`,
    `SASLTLS://127.0.0.1:${saslTls}`,
  ];
  const controller = node.isController ? [`CONTROLLER://127.0.0.1:${node.controllerPort}`] : [];
  const users = Object.entries(USERS).map(([user, password]) => `user_${user}="${password}"`);
  const entries = {
    'node.id': node.id,
    'process.roles': node.isController ? 'broker,controller' : 'broker',
    'controller.quorum.voters': `1@127.0.0.1:${node.controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: [...ports, ...controller].join(','),
    'advertised.listeners': ports.join(','),
    'inter.broker.listener.name': 'PLAIN',
    'listener.security.protocol.map':
      'PLAIN:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL,SASLTLS:SASL_SSL,CONTROLLER:PLAINTEXT',
    ...login('sasl', users),
    ...login('sasltls', users),
    ...encryption('tls', keystore),
    ...encryption('sasltls', keystore),
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:ANONYMOUS;User:owner',
    'broker.rack': node.rack,
    'log.dirs': data,
    // Else asking about a topic that was just deleted makes it again.
    'auto.create.topics.enable': false,
    'offsets.topic.num.partitions': 1,
    'offsets.topic.replication.factor': node.internalReplicas,
    'transaction.state.log.num.partitions': 1,
    'transaction.state.log.replication.factor': node.internalReplicas,
    'transaction.state.log.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'num.network.threads': 1,
    'num.io.threads': 2,
    'num.recovery.threads.per.data.dir': 1,
    'log.cleaner.dedupe.buffer.size': 2 * 1024 * 1024,
    'log.segment.delete.delay.ms': 1000,
  };
  return Object.entries(entries)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
