import type { Verdict } from '../facets/facet.ts';
import type { Address } from '../model/address.ts';
import type { Dictionary } from '../model/dictionary.ts';
import type { SqlResource } from '../model/infra-map.ts';
import type { SqlFunction } from '../model/sql-function.ts';
import type { Table } from '../model/table.ts';
import type { Topic } from '../model/topic.ts';
import type { MaterializedView, View } from '../model/view.ts';

/** One facet in which the two sides of an object differ. */
export interface FacetChange {
  readonly facet: string;
  readonly verdict: Verdict;
}

/** The families of objects that are compared, and what each holds. */
export interface Families {
  readonly table: Table;
  readonly view: View;
  readonly 'materialized-view': MaterializedView;
  readonly dictionary: Dictionary;
  readonly function: SqlFunction;
  readonly topic: Topic;
  readonly 'sql-resource': SqlResource;
}
export type Family = keyof Families;

/** What differs in one object. `declared` is the wanted side in the user's own spelling. Holds no SQL to send. */
export type ChangeOf<F extends Family> =
  | { readonly kind: 'added'; readonly family: F; readonly address: Address; readonly declared: Families[F] }
  | { readonly kind: 'removed'; readonly family: F; readonly address: Address; readonly before: Families[F] }
  | {
      readonly kind: 'altered';
      readonly family: F;
      readonly address: Address;
      readonly before: Families[F];
      readonly after: Families[F];
      readonly declared: Families[F];
      readonly facets: readonly FacetChange[];
    };

export type Change = { readonly [F in Family]: ChangeOf<F> }[Family];

/** All differences between two infra maps, by address within each family. */
export interface Diff {
  readonly changes: readonly Change[];
}
