import { randomBytes } from 'node:crypto';
import { describe, inject } from 'vitest';
import type { KafkaAddresses } from './kafka-broker.ts';
import type { KafkaLine } from './kafka-jars.ts';

/** Like `describe`, but skipped where Java or Maven are not installed. */
export const describeWithKafka: typeof describe.skip | typeof describe =
  inject('kafka') === null ? describe.skip : describe;

/** For the hook that asks first: the jars may have to be fetched, and all of the brokers to start. */
export const KAFKA_START_MS = 400_000;

/** The cluster of this run; the first to ask waits for it to start. */
export async function kafkaCluster(line: KafkaLine): Promise<KafkaAddresses> {
  const url = inject('kafka');
  if (url === null) throw new Error('there is no Kafka: put tests that need it into describeWithKafka');
  const response = await fetch(`${url}/${line}`);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return JSON.parse(text) as KafkaAddresses;
}

/** A name that nobody else uses: topics of all tests live in one cluster. */
export function topicName(base: string): string {
  return `${base}-${randomBytes(4).toString('hex')}`;
}
