import { resolve } from 'node:path';
import { AppError } from '../../errors.ts';
import { type KafkaTarget, SASL_MECHANISMS, type SaslMechanism } from '../../model/target.ts';
import type { ProjectConfig, RedpandaConfig } from './project-config.ts';

/** librdkafka's words, which are the peer's: whether there is TLS, and whether somebody logs in. */
const PROTOCOLS: ReadonlyMap<string, { readonly tls: boolean; readonly sasl: boolean }> = new Map([
  ['PLAINTEXT', { tls: false, sasl: false }],
  ['SSL', { tls: true, sasl: false }],
  ['SASL_PLAINTEXT', { tls: false, sasl: true }],
  ['SASL_SSL', { tls: true, sasl: true }],
]);

/**
 * The cluster that `[redpanda_config]` describes.
 * @param brokers the text of `--kafka-brokers`, `host:port` with commas between; null for those of the config
 * @throws AppError TARGET_INVALID
 */
export function kafkaTargetOf(config: ProjectConfig, brokers: string | null): KafkaTarget {
  const { redpanda } = config;
  const list = (brokers ?? redpanda.broker ?? '')
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '');
  if (list.length === 0)
    throw invalid('no broker is named', 'Write the brokers as localhost:9092, with commas between them.');
  const { tls, sasl } = protocolOf(redpanda);
  const caFile = redpanda.sslCaFile === null ? null : resolve(config.projectDir, redpanda.sslCaFile);
  return {
    brokers: list,
    tls: tls ? { caFile } : null,
    sasl: sasl ? loginOf(redpanda) : null,
    flavour: redpanda.flavour,
  };
}

function protocolOf({ securityProtocol, saslUsername }: RedpandaConfig): {
  readonly tls: boolean;
  readonly sasl: boolean;
} {
  const protocol = PROTOCOLS.get((securityProtocol ?? 'PLAINTEXT').toUpperCase());
  if (protocol === undefined)
    throw invalid('security_protocol is unknown', `Use one of ${[...PROTOCOLS.keys()].join(', ')}.`);
  // Sending a password over an open line is for the user to say, and not sending it is no choice of ours either.
  if (saslUsername !== null && !protocol.sasl)
    throw invalid(
      'sasl_username is set, and security_protocol is without SASL',
      'Set security_protocol to SASL_SSL, or to SASL_PLAINTEXT for a password that anybody on the way can read.',
    );
  return protocol;
}

function loginOf({ saslUsername, saslPassword, saslMechanism }: RedpandaConfig): KafkaTarget['sasl'] {
  const mechanism = (saslMechanism ?? 'PLAIN').toUpperCase();
  if (!isMechanism(mechanism))
    throw invalid(
      'sasl_mechanism is not one that is spoken here',
      `Use one of ${SASL_MECHANISMS.join(', ')}.`,
    );
  if (saslUsername === null || saslPassword === null)
    throw invalid(
      'security_protocol is with SASL, and sasl_username or sasl_password is missing',
      'Set both; MOOSE_REDPANDA_CONFIG__SASL_PASSWORD keeps the password out of the file.',
    );
  return { mechanism, username: saslUsername, password: saslPassword };
}

function isMechanism(text: string): text is SaslMechanism {
  return SASL_MECHANISMS.some((each) => each === text);
}

function invalid(what: string, hint: string): AppError {
  return new AppError('TARGET_INVALID', `the Kafka cluster of [redpanda_config] cannot be used: ${what}`, {
    hint,
  });
}
