import { expect, it } from 'vitest';
import { AppError } from '../src/errors.ts';
import { configOf, configShape } from '../src/project/config/config-shape.ts';
import { kafkaTargetOf } from '../src/project/config/kafka-target.ts';

const target = (redpanda: object, brokers: string | null = null) =>
  kafkaTargetOf(
    configOf(
      configShape.parse({ redpanda_config: { broker: 'localhost:19092', ...redpanda } }),
      '/project',
      '/project/moose.config.toml',
    ),
    brokers,
  );

const LOGIN = { sasl_username: 'kim', sasl_password: 's3cret' };

it('is the brokers of the config, or those of the flag', () => {
  expect(target({ broker: 'a:9095, b:9096,' })).toEqual({
    brokers: ['a:9095', 'b:9096'],
    tls: null,
    sasl: null,
    flavour: null,
  });
  expect(target({ broker: 'a:9095' }, 'c:7,[::1]:8').brokers).toEqual(['c:7', '[::1]:8']);
});

it.each([
  ['ssl', {}, { caFile: null }, null],
  ['SSL', { ssl_ca_file: 'certs/ca.pem' }, { caFile: '/project/certs/ca.pem' }, null],
  ['SASL_PLAINTEXT', LOGIN, null, 'PLAIN'],
  ['SASL_SSL', { ...LOGIN, sasl_mechanism: 'scram-sha-512' }, { caFile: null }, 'SCRAM-SHA-512'],
  [
    'SASL_SSL',
    { ...LOGIN, sasl_mechanism: 'SCRAM-SHA-256', flavour: 'msk' },
    { caFile: null },
    'SCRAM-SHA-256',
  ],
])('speaks %s', (security_protocol, more, tls, mechanism) => {
  const sasl = mechanism === null ? null : { mechanism, username: 'kim', password: 's3cret' };
  expect(target({ security_protocol, ...more })).toMatchObject({ tls, sasl });
});

it.each([
  [{ security_protocol: 'TLS' }, 'security_protocol is unknown'],
  [LOGIN, 'sasl_username is set, and security_protocol is without SASL'],
  [{ ...LOGIN, security_protocol: 'SASL_SSL', sasl_mechanism: 'GSSAPI' }, 'sasl_mechanism is not one'],
  [{ sasl_username: 'kim', security_protocol: 'SASL_SSL' }, 'sasl_username or sasl_password is missing'],
  [{ broker: ' , ' }, 'no broker is named'],
])('refuses %j', (redpanda, words) => {
  const error = errorOf(() => target(redpanda));
  expect(error).toMatchObject({ code: 'TARGET_INVALID', message: expect.stringContaining(words) });
  expect(`${error.message} ${error.hint}`).not.toContain('s3cret');
});

function errorOf(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
