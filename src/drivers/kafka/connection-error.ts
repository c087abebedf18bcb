import { AppError } from '../../errors.ts';
import type { KafkaTarget } from '../../model/target.ts';
import { describeKafkaTarget } from '../../model/target.ts';
import { type BrokerError, describeBrokerError, ERROR } from './broker-error.ts';

/** What was going on when a request failed. */
export interface RequestContext {
  readonly target: KafkaTarget;
  /** `host:port` of the broker that was spoken to. */
  readonly broker: string;
  /** Such as `CreateTopics`; null while connecting, when nothing has been sent. */
  readonly request: string | null;
  /** True for a request that changes something. */
  readonly isChange: boolean;
  /** True where no request has been answered yet but the one for what the broker speaks, which needs no login. */
  readonly isFirst: boolean;
}

/** By the error codes of Node's sockets. */
const SOCKET_REASONS: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  ECONNREFUSED: [
    'nothing listens on that port',
    'Is the broker running? Kafka is on 9092, Redpanda for development on 19092.',
  ],
  ENOTFOUND: [
    'the host name is unknown',
    'A broker tells clients under which name to come back: check its advertised listeners.',
  ],
  EAI_AGAIN: ['the host name cannot be looked up now', 'Check the network and try again.'],
  EHOSTUNREACH: ['there is no way to that host', 'Check the network, the VPN and the firewall.'],
  ENETUNREACH: ['there is no way to that network', 'Check the network, the VPN and the firewall.'],
  ETIMEDOUT: ['no answer in time', 'Check the network, the VPN and the firewall.'],
  ECONNRESET: [
    'the broker broke the connection off',
    'Does this port want TLS or SASL? Check security_protocol.',
  ],
  EPROTO: [
    'TLS was spoken to a port that does not speak it',
    'Set security_protocol to PLAINTEXT or SASL_PLAINTEXT.',
  ],
  ERR_SSL_WRONG_VERSION_NUMBER: [
    'TLS was spoken to a port that does not speak it',
    'Set security_protocol to PLAINTEXT or SASL_PLAINTEXT.',
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'the certificate is for another host name',
    'Use the name that the certificate is for.',
  ],
};
const CERTIFICATE_CODES = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Puts a failed request into the tool's words. Nothing that kafkajs says is shown as it is but the broker's own reason. */
export function kafkaError(error: unknown, context: RequestContext): AppError {
  if (error instanceof AppError) return error;
  const login = authenticationFailure(error);
  if (login !== null) return denied(login, context);
  const [why, hint] = reasonOf(error);
  if (context.request === null) {
    return new AppError('TARGET_UNREACHABLE', `Kafka at ${context.broker} cannot be reached: ${why}.`, {
      hint,
    });
  }
  const lost = `The connection to Kafka at ${context.broker} broke during ${context.request}: ${why}.`;
  return context.isChange
    ? new AppError('TARGET_UNREACHABLE', `${lost} The change may have been made.`, {
        hint: 'Look at the topic before trying again.',
      })
    : new AppError('TARGET_UNREACHABLE', lost, { hint: (context.isFirst ? hint : null) ?? 'Try again.' });
}

/** A broker that takes connections and then says nothing, not even what it speaks. */
export function noAnswer(target: KafkaTarget): AppError {
  return new AppError(
    'TARGET_UNREACHABLE',
    `Kafka at ${describeKafkaTarget(target)} cannot be reached: it takes connections, and no answer came in time.`,
    { hint: 'Is it overloaded or halted? Or does this port want TLS? Check security_protocol.' },
  );
}

/** A request that a broker refused as a whole. */
export function refusal(error: BrokerError, what: string, target: KafkaTarget): AppError {
  const isDenied =
    error.code === ERROR.topicDenied ||
    error.code === ERROR.groupDenied ||
    error.code === ERROR.clusterDenied;
  return new AppError(
    isDenied ? 'TARGET_DENIED' : 'BROKER_REFUSED',
    `Kafka at ${describeKafkaTarget(target)} refused ${what}: ${describeBrokerError(error)}`,
    {
      cause: error,
      hint: isDenied
        ? `Give ${target.sasl?.username ?? 'this client'} the right in the cluster's ACLs.`
        : null,
    },
  );
}

function denied(reason: string, { target, broker }: RequestContext): AppError {
  const who = target.sasl === null ? 'this client' : target.sasl.username;
  return new AppError(
    'TARGET_DENIED',
    `Kafka at ${broker} does not let ${who} in: ${hidden(reason, target)}`,
    {
      hint: 'Check sasl_username, sasl_password and sasl_mechanism of [redpanda_config].',
    },
  );
}

/** The broker's own reason, behind the words that kafkajs puts before it; null when it is something else. */
function authenticationFailure(error: unknown): string | null {
  for (const each of causesOf(error)) {
    if (each.name !== 'KafkaJSSASLAuthenticationError' && !/^SASL_AUTH|_SASL_/.test(textOf(each, 'type')))
      continue;
    return each.message.replace(/^SASL [\w-]+ authentication failed: /i, '');
  }
  return null;
}

function reasonOf(error: unknown): readonly [why: string, hint: string | null] {
  const causes = causesOf(error);
  for (const each of causes) {
    const code = textOf(each, 'code');
    const known = SOCKET_REASONS[code];
    if (known !== undefined) return known;
    if (CERTIFICATE_CODES.has(code))
      return [
        'its certificate is signed by nobody we trust',
        'Name the file of your own authority in ssl_ca_file.',
      ];
  }
  const names = new Set(causes.map(({ name }) => name));
  if (
    names.has('KafkaJSRequestTimeoutError') ||
    causes.some(({ message }) => message === 'Connection timeout')
  )
    return [
      'no answer in time',
      'Check the network, and whether this port wants TLS: see security_protocol.',
    ];
  if (names.has('KafkaJSConnectionClosedError') || names.has('KafkaJSConnectionError'))
    return ['the broker closed the connection', 'Does this port want TLS or SASL? Check security_protocol.'];
  if (names.has('RangeError'))
    return ['the answer is not what Kafka sends', 'Is this the port of a Kafka broker?'];
  return ['the connection failed', null];
}

function causesOf(error: unknown): readonly Error[] {
  const causes: Error[] = [];
  for (let at: unknown = error; at instanceof Error && causes.length < 10; at = at.cause) causes.push(at);
  return causes;
}

function textOf(error: Error, key: string): string {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value : '';
}

function hidden(text: string, { sasl }: KafkaTarget): string {
  return sasl === null || sasl.password === '' ? text : text.replaceAll(sasl.password, '[HIDDEN]');
}
