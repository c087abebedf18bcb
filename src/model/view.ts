import type { Address, ObjectName } from './address.ts';
import type { Ownership, TableClauses } from './table.ts';

/** What a view is made of; every field is a view facet. */
export interface ViewClauses {
  /** The SELECT, without `AS`. */
  readonly select: string;
  /** Column list as the server prints it, without the outer parentheses; null when it has none. */
  readonly columns: string | null;
  /** `DEFINER = x SQL SECURITY DEFINER` as the server prints it; null for the default. */
  readonly security: string | null;
  readonly comment: string | null;
}

export interface View extends ViewClauses, Ownership {
  readonly address: Address;
  readonly database: string;
  readonly name: string;
  /** Addresses the declaration names as sources; empty for live views. */
  readonly sources: readonly Address[];
}

/** What a materialized view is made of; every field is a facet. */
export interface MaterializedViewClauses extends ViewClauses {
  /** The target table; null for a view with an inner table. */
  readonly target: ObjectName | null;
  /** `EVERY 1 HOUR … APPEND`, without REFRESH; null for a view that runs on every INSERT. */
  readonly refresh: string | null;
  /**
   * The table that ClickHouse makes and keeps for the view; null with a target. Its columns are empty where the code leaves
   * them to the SELECT. Its comment is always null: the server shows the view's.
   */
  readonly inner: TableClauses | null;
}

export interface MaterializedView extends MaterializedViewClauses, Ownership {
  readonly address: Address;
  readonly database: string;
  readonly name: string;
  readonly sources: readonly Address[];
  /** Whether a refreshable one is made without a first run. Only CREATE knows it: never compared. */
  readonly startsEmpty: boolean;
}
