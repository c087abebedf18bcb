import { OlapDictionary, type UInt64 } from 'moose-migrate';

interface Rate {
  code: string;
  since: Date;
  until: Date;
  late: Date;
  rate: number;
}

export const rates = new OlapDictionary<Rate>('rates', {
  source: "HTTP(URL 'https://rates.example/all.tsv' FORMAT 'TSV')",
  primaryKey: ['code'],
  layout: { type: 'COMPLEX_KEY_RANGE_HASHED', rangeLookupStrategy: 'max' },
  range: { min: 'since', max: 'until' },
  lifetime: { min: 60, max: 90 },
});

interface Shop {
  id: UInt64;
  name: string;
}

const database = {
  type: 'mysql',
  host: 'db.example',
  port: 3306,
  user: 'reader',
  db: 'shop',
  table: 'shops',
} as const;

export const shops = new OlapDictionary<Shop>('shops', {
  externalSource: { ...database, password: 'hunter2' },
  primaryKey: ['id'],
  layout: { type: 'SPARSE_HASHED' },
  lifetime: 600,
});
export const kept = new OlapDictionary<Shop>('kept', {
  externalSource: { ...database, password: 'hunter3' },
  primaryKey: ['id'],
  layout: { type: 'HASHED', shards: 4 },
  lifetime: 600,
});
