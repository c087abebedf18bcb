import {
  type ClickHouseAlias,
  type ClickHouseCodec,
  type ClickHouseColumnSettings,
  type ClickHouseDefault,
  type ClickHouseEphemeral,
  type ClickHouseMaterialized,
  type ClickHouseStatistics,
  type ClickHouseTTL,
  type Key,
  OlapTable,
  type UInt8,
  type UInt64,
} from 'moose-migrate';

interface Clauses {
  id: Key<UInt64>;
  at: Date;
  site: string & ClickHouseDefault<"'home'">;
  /** How many bytes, it's said. */
  bytes: UInt64 & ClickHouseCodec<'T64, ZSTD(3)'> & ClickHouseStatistics<'tdigest, uniq'>;
  body: string & ClickHouseColumnSettings<{ max_compress_block_size: 1048576 }>;
  agent: string & ClickHouseTTL<'at + INTERVAL 1 MONTH'>;
  host: string & ClickHouseMaterialized<'domain(body)'>;
  kilobytes: number & ClickHouseAlias<'bytes / 1024'>;
  raw: string & ClickHouseEphemeral;
  rawer: string & ClickHouseEphemeral<"'none'">;
  flag: UInt8;
  embedding: number[];
  labels: Record<string, string>;
}

export const clauses = new OlapTable<Clauses>('clauses', {
  primaryKeyExpression: '(id, intHash32(id))',
  orderByExpression: '(id, intHash32(id), at DESC)',
  partitionBy: 'toYYYYMM(at)',
  sampleByExpression: 'intHash32(id)',
  ttl: "at + INTERVAL 1 YEAR DELETE, at + INTERVAL 2 WEEK DELETE WHERE site = 'test', at + INTERVAL 3 DAY TO VOLUME 'cold', at + INTERVAL 5 DAY TO DISK 'attic', at + INTERVAL 9 DAY RECOMPRESS CODEC(ZSTD(9))",
  settings: { storage_policy: 'tiered', allow_experimental_reverse_key: '1', index_granularity: '4096' },
  comment: "It's what the browsers send",
  indexes: [
    { name: 'by_bytes', expression: 'bytes', type: 'minmax', granularity: 3 },
    { name: 'by_site', expression: 'site', type: 'set', arguments: ['100'] },
    { name: 'by_agent', expression: 'lower(agent)', type: 'bloom_filter', arguments: ['0.02'] },
    { name: 'by_ngram', expression: 'body', type: 'ngrambf_v1', arguments: ['3', '256', '2', '0'] },
    {
      name: 'by_token',
      expression: 'body',
      type: 'tokenbf_v1',
      arguments: ['256', '2', '0'],
      granularity: 2,
    },
    { name: 'by_sparse', expression: 'body', type: 'sparse_grams', arguments: ['3', '100', '256', '2', '0'] },
    { name: 'by_text', expression: 'body', type: 'text', arguments: ['tokenizer = ngrams(3)'] },
    {
      name: 'near',
      expression: 'embedding',
      type: 'vector_similarity',
      arguments: ["'hnsw'", "'cosineDistance'", '3'],
    },
    { name: 'by_label', expression: 'mapKeys(labels)', type: 'bloom_filter' },
  ],
  projections: [
    { name: 'per_site', body: 'SELECT site, count() GROUP BY site' },
    { name: 'by_time', body: 'SELECT * ORDER BY at', settings: { index_granularity: '512' } },
    { name: 'offsets', body: 'SELECT _part_offset ORDER BY site' },
  ],
  constraints: [
    { name: 'positive', expression: 'bytes > 0', type: 'CHECK' },
    { name: 'named', expression: "site != ''", type: 'ASSUME' },
  ],
});

interface Grouped {
  id: Key<UInt64>;
  at: Date;
  n: UInt64;
}

export const grouped = new OlapTable<Grouped>('grouped', {
  orderByFields: ['id', 'at'],
  ttl: 'at + INTERVAL 3 MONTH GROUP BY id SET n = sum(n), at = max(at)',
});
