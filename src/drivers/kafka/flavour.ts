import type { KafkaBroker, KafkaFlavour } from '../../model/topic.ts';

export interface FlavourEvidence {
  readonly clusterId: string | null;
  readonly brokers: readonly KafkaBroker[];
  /** Names of the configs of some topic; empty where there is none. */
  readonly configNames: readonly string[];
}

/**
 * Tells the brokers of a cluster apart by what they show: ids that begin with `redpanda.`, host names of MSK and Confluent Cloud,
 * configs that only one of them has. What shows nothing is Apache Kafka. A cluster behind a proxy shows less: then it can be
 * named in the configuration.
 */
export function flavourOf({ clusterId, brokers, configNames }: FlavourEvidence): KafkaFlavour {
  const hosts = brokers.map(({ host }) => host.toLowerCase());
  const hasConfig = (prefix: string): boolean => configNames.some((name) => name.startsWith(prefix));
  // Redpanda has aliases of Confluent's names, so it is asked first.
  if (clusterId?.startsWith('redpanda.') === true || hasConfig('redpanda.')) return 'redpanda';
  if (clusterId?.startsWith('lkc-') === true || hosts.some((host) => host.endsWith('.confluent.cloud')))
    return 'confluent';
  if (hosts.some((host) => /\.kafka(-serverless)?\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/.test(host)))
    return 'msk';
  return hasConfig('confluent.') ? 'confluent' : 'kafka';
}
