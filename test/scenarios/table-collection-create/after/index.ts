import {
  ClickHouseEngines,
  type Key,
  namedCollection,
  OlapDictionary,
  OlapTable,
  type UInt64,
} from 'moose-migrate';

interface Click {
  id: Key<UInt64>;
  path: string;
}

export const lake = new OlapTable<Click>('lake_clicks', {
  engine: ClickHouseEngines.URL,
  collection: namedCollection('lake', { format: 'JSONEachRow' }),
});

export const queue = new OlapTable<Click>('click_queue', {
  engine: ClickHouseEngines.Kafka,
  collection: namedCollection('broker', { kafka_topic_list: 'clicks', kafka_sasl_password: 'hunter2' }),
});

interface Shop {
  id: UInt64;
  name: string;
}

export const shops = new OlapDictionary<Shop>('shops', {
  externalSource: {
    type: 'postgresql',
    collection: namedCollection('shop_db', { schema: 'public' }),
    table: 'shops',
  },
  primaryKey: ['id'],
  layout: { type: 'FLAT' },
  lifetime: 90,
});
