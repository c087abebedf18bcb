import {
  ClickHouseEngines,
  type Key,
  OlapDictionary,
  OlapTable,
  type UInt32,
  type UInt64,
} from 'moose-migrate';

interface Order {
  id: Key<UInt64>;
}

export const orders = new OlapTable<Order>('orders', { orderByFields: ['id'] });

interface Price {
  sku: Key<string>;
  price: UInt32;
}

export const prices = new OlapTable<Price>('prices', {
  engine: ClickHouseEngines.EmbeddedRocksDB,
  ttl: 3600,
});

interface Flag {
  name: Key<string>;
  value: string;
}

export const flags = new OlapTable<Flag>('flags', {
  engine: ClickHouseEngines.KeeperMap,
  keeperPath: '/flags_of_scenario',
  keysLimit: 50,
});

interface Listed {
  id: UInt64;
  price: UInt32;
}

export const priceList = new OlapDictionary<Listed>('price_list', {
  source: 'NULL()',
  primaryKey: ['id'],
  layout: { type: 'FLAT' },
  lifetime: 600,
});
export const priceRows = new OlapTable<Listed>('price_rows', {
  engine: ClickHouseEngines.Dictionary,
  dictionary: priceList,
  database: 'archive',
});
