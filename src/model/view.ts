import type { Address } from './address.ts';
import type { Ownership } from './table.ts';

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
  /** Address of the target table; null for a view with an inner table. */
  readonly target: Address | null;
  /** `REFRESH EVERY 1 HOUR …` without the keyword; null for a plain one. */
  readonly refresh: string | null;
  /** Engine and clauses of the inner table; null with a target. */
  readonly inner: string | null;
}

export interface MaterializedView extends MaterializedViewClauses, Ownership {
  readonly address: Address;
  readonly database: string;
  readonly name: string;
  readonly sources: readonly Address[];
}
