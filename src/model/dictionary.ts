import type { Address } from './address.ts';
import type { Ownership, Settings } from './table.ts';

/** A column of a dictionary: its key and its attributes alike. Texts are SQL fragments without their keyword. */
export interface DictionaryAttribute {
  readonly name: string;
  /** ClickHouse type, such as `Array(String)`. */
  readonly type: string;
  /** The literal that a key which is not there gives; null for the type's own. */
  readonly default: string | null;
  /** What computes it from the columns of the source. */
  readonly expression: string | null;
  /** `HIERARCHICAL`, `BIDIRECTIONAL`, `INJECTIVE`, `IS_OBJECT_ID`, in this order. */
  readonly options: readonly string[];
}

/** What a dictionary is made of; every field is a dictionary facet. Texts are SQL fragments without their keyword. */
export interface DictionaryClauses {
  readonly attributes: readonly DictionaryAttribute[];
  /** Names of the key's columns. */
  readonly primaryKey: readonly string[];
  /** What SOURCE says: `CLICKHOUSE(DB 'local' TABLE 'countries')`. Secrets in it are placeholders, or `[HIDDEN]` in live ones. */
  readonly origin: string;
  /** `MIN 300 MAX 600`, in seconds; null for the layouts that keep nothing. */
  readonly lifetime: string | null;
  /** `COMPLEX_KEY_HASHED(SHARDS 4)`. */
  readonly layout: string;
  /** `MIN from MAX to`: the columns of a range; null for layouts without one. */
  readonly range: string | null;
  readonly settings: Settings;
  readonly comment: string | null;
}

/** Values by key, held in memory or asked for one by one: https://clickhouse.com/docs/sql-reference/dictionaries */
export interface Dictionary extends DictionaryClauses, Ownership {
  readonly address: Address;
  readonly database: string;
  readonly name: string;
}
