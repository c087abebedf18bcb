import type { KafkaFlavour } from './topic.ts';

/** A ClickHouse server spoken to over HTTP. */
export interface ServerTarget {
  readonly kind: 'server';
  /** `http://host:8123` or `https://host:8443`, without credentials, path or trailing slash. */
  readonly url: string;
  readonly database: string;
  readonly username: string;
  readonly password: string;
}

/** A ClickHouse that the tool starts itself; `path` null means a temporary directory that is removed afterwards. */
export interface EmbeddedTarget {
  readonly kind: 'embedded';
  readonly path: string | null;
  readonly database: string;
}

export type Target = ServerTarget | EmbeddedTarget;

export const SASL_MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
export type SaslMechanism = (typeof SASL_MECHANISMS)[number];

/** A Kafka or Redpanda cluster. */
export interface KafkaTarget {
  /** Where to begin, as `host:port`; the brokers tell of each other. At least one. */
  readonly brokers: readonly string[];
  /** Null without TLS. `caFile` is a file with the certificates to trust, null for those Node trusts. */
  readonly tls: { readonly caFile: string | null } | null;
  readonly sasl: {
    readonly mechanism: SaslMechanism;
    readonly username: string;
    readonly password: string;
  } | null;
  /** Null to find out. */
  readonly flavour: KafkaFlavour | null;
}

/** A schema registry with Confluent's API. */
export interface RegistryTarget {
  /** `http://localhost:8081`, without credentials and trailing slash. */
  readonly url: string;
  readonly login: { readonly username: string; readonly password: string } | null;
  /** How long one answer may take, in ms. */
  readonly timeoutMs: number;
}

/** How a cluster is named to people: never with credentials. */
export function describeKafkaTarget(target: KafkaTarget): string {
  return target.brokers.join(',');
}

/** How a target is named to people: never with credentials. */
export function describeTarget(target: Target): string {
  if (target.kind === 'server') return `${target.url}/${target.database}`;
  return target.path === null
    ? `embedded: (temporary)/${target.database}`
    : `embedded:${target.path}/${target.database}`;
}
