/** A named collection of the server, by name, with values that stand in for some of its own. */
export interface NamedCollection {
  readonly kind: 'NamedCollection';
  readonly name: string;
  readonly overrides: { readonly [key: string]: string | number | boolean };
}

/**
 * Refers to a named collection: addresses and credentials that an administrator keeps on the server, so that neither code
 * nor plan holds them. It must be there when a plan is made; this tool never makes or shows one.
 *
 * @param name Name of the collection.
 * @param overrides Values used instead of those of the collection, by its keys.
 * @see https://clickhouse.com/docs/operations/named-collections
 * @example
 * new OlapTable<Order>('orders_lake', {
 *   engine: ClickHouseEngines.S3, collection: namedCollection('lake', { filename: 'orders.parquet', format: 'Parquet' }),
 * });
 * @example
 * externalSource: { type: 'postgresql', collection: namedCollection('shop_db', { table: 'countries' }) }
 */
export function namedCollection(name: string, overrides: NamedCollection['overrides'] = {}): NamedCollection {
  return { kind: 'NamedCollection', name, overrides };
}
