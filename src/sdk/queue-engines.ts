import type { ClickHouseEngines as Engines } from './engines.ts';
import type { TableOptions } from './table-options.ts';

/**
 * A consumer of Kafka: whoever reads from the table gets each message once, so a materialized view does.
 *
 * Secrets among the settings, such as `kafka_sasl_password`, come from {@link mooseRuntimeEnv}: then they reach neither plan nor log.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/kafka
 * @example new OlapTable<Click>('click_queue', {
 *   engine: ClickHouseEngines.Kafka, brokerList: 'broker.example:9092', topicList: 'clicks', groupName: 'loader', format: 'JSONEachRow',
 *   settings: { kafka_num_consumers: '2', kafka_sasl_password: mooseRuntimeEnv.get('KAFKA_PASSWORD') },
 * })
 */
export interface KafkaConfig<T> extends TableOptions<T> {
  readonly engine: Engines.Kafka;
  /** `host:port`, several with commas. */
  readonly brokerList: string;
  /** Topics, several with commas. */
  readonly topicList: string;
  /** Consumer group. */
  readonly groupName: string;
  /** Format of a message, such as `JSONEachRow`. */
  readonly format: string;
}

/**
 * {@link KafkaConfig} that says everything in its settings: `kafka_broker_list`, `kafka_topic_list`, `kafka_group_name`, `kafka_format`.
 *
 * @example new OlapTable<Click>('click_queue', {
 *   engine: ClickHouseEngines.Kafka,
 *   settings: { kafka_broker_list: 'broker.example:9092', kafka_topic_list: 'clicks', kafka_group_name: 'loader', kafka_format: 'CSV' },
 * })
 */
export interface KafkaSettingsConfig<T> extends TableOptions<T> {
  readonly engine: Engines.Kafka;
  readonly brokerList?: undefined;
  readonly settings: { readonly [name: string]: string };
}

/**
 * A consumer of NATS or RabbitMQ. All that it needs stands in its settings: `nats_url`, `nats_subjects`, `nats_format`, or
 * `rabbitmq_host_port`, `rabbitmq_exchange_name`, `rabbitmq_format`. Take passwords and tokens from {@link mooseRuntimeEnv}.
 *
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/nats
 * @see https://clickhouse.com/docs/engines/table-engines/integrations/rabbitmq
 * @example new OlapTable<Click>('click_queue', {
 *   engine: ClickHouseEngines.NATS,
 *   settings: { nats_url: 'nats.example:4222', nats_subjects: 'clicks', nats_format: 'JSONEachRow', nats_token: mooseRuntimeEnv.get('NATS_TOKEN') },
 * })
 */
export interface MessageQueueConfig<T> extends TableOptions<T> {
  readonly engine: Engines.NATS | Engines.RabbitMQ;
  readonly settings: { readonly [name: string]: string };
}

/** Configs of the tables that consume a stream of messages. */
export type QueueConfig<T> = KafkaConfig<T> | KafkaSettingsConfig<T> | MessageQueueConfig<T>;
