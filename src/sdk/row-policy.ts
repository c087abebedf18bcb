import type { MaterializedView } from './materialized-view.ts';
import type { OlapTable } from './olap-table.ts';
import { declare } from './registry.ts';
import type { Untyped } from './untyped.ts';
import type { View } from './view.ts';

/** Options of a {@link SelectRowPolicy}. */
export interface SelectRowPolicyConfig {
  /** Tables and views it holds for. */
  readonly tables: readonly (OlapTable<Untyped> | View | MaterializedView<Untyped>)[];
  /** Column compared with the claim. */
  readonly column: string;
  /** Claim of the caller's token. */
  readonly claim: string;
}

/**
 * Lets a caller see only the rows whose column equals a claim of the caller's token.
 *
 * @see https://clickhouse.com/docs/sql-reference/statements/create/row-policy
 * @example export const tenants = new SelectRowPolicy('tenants', { tables: [events], column: 'org', claim: 'org' });
 */
export class SelectRowPolicy {
  readonly kind = 'SelectRowPolicy';
  readonly name: string;
  readonly config: SelectRowPolicyConfig;

  constructor(name: string, config: SelectRowPolicyConfig) {
    this.name = name;
    this.config = config;
    declare('row-policy', this);
  }

  /** Names of the tables on the server. */
  get tableNames(): readonly string[] {
    return this.config.tables.map((table) =>
      table.kind === 'OlapTable' ? table.generateTableName() : table.name,
    );
  }
}
