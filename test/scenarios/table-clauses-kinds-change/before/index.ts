import { type Key, OlapTable, type UInt64 } from 'moose-migrate';

interface Page {
  id: Key<UInt64>;
  at: Date;
  body: string;
  bytes: UInt64;
  embedding: number[];
}

export const pages = new OlapTable<Page>('pages', {
  orderByFields: ['id'],
  ttl: 'at + INTERVAL 3 MONTH RECOMPRESS CODEC(ZSTD(9)), at + INTERVAL 2 YEAR DELETE WHERE bytes = 7',
  indexes: [
    { name: 'by_minmax', expression: 'bytes', type: 'minmax', granularity: 2 },
    { name: 'by_set', expression: 'bytes', type: 'set', arguments: ['50'] },
    { name: 'by_bloom', expression: 'body', type: 'bloom_filter', arguments: ['0.05'] },
    { name: 'by_ngram', expression: 'body', type: 'ngrambf_v1', arguments: ['3', '256', '2', '0'] },
    { name: 'by_token', expression: 'body', type: 'tokenbf_v1', arguments: ['256', '2', '0'] },
    { name: 'by_text', expression: 'body', type: 'text', arguments: ['tokenizer = ngrams(3)'] },
    {
      name: 'near',
      expression: 'embedding',
      type: 'vector_similarity',
      arguments: ["'hnsw'", "'cosineDistance'", '3'],
    },
  ],
  projections: [{ name: 'by_time', body: 'SELECT * ORDER BY at', settings: { index_granularity: '512' } }],
  constraints: [{ name: 'sized', expression: 'bytes < 1000', type: 'ASSUME' }],
});

interface Hit {
  id: Key<UInt64>;
  at: Date;
  n: UInt64;
}

export const hits = new OlapTable<Hit>('hits', {
  orderByFields: ['id', 'at'],
  primaryKeyExpression: 'id',
  ttl: 'at + INTERVAL 1 YEAR GROUP BY id SET n = sum(n)',
});
