import type { DeclaredColumn, DeclaredTable } from '../model/declared.ts';
import { isSameValue } from '../model/hash.ts';
import type { Action, CostClass, Hazard } from '../model/operation.ts';
import type { Table, TableClauses } from '../model/table.ts';

/** What a difference between two values of one facet asks for. */
export type Verdict =
  | { readonly is: 'same' }
  | { readonly is: 'alter' }
  | { readonly is: 'rebuild'; readonly because: string }
  | { readonly is: 'refuse'; readonly because: string; readonly hint: string | null };

export const SAME: Verdict = { is: 'same' };
export const ALTER: Verdict = { is: 'alter' };

/** `same` when the two say the same, `alter` otherwise. */
export function sameOrAlter(before: unknown, after: unknown): Verdict {
  return isSameValue(before, after) ? SAME : ALTER;
}

/** Texts of one object split by clause keyword: `CODEC` -> `(ZSTD(1))`. A keyword that does not occur is missing. */
export type ClauseTexts = ReadonlyMap<string, string>;

/** What a change of one facet costs the server and may harm. */
export interface Effect {
  readonly cost: CostClass;
  readonly hazards: readonly Hazard[];
}

export const METADATA: Effect = { cost: 'metadata', hazards: [] };

/** All that the tool knows about one column attribute. `V` is its value in the model, null (or empty) where absent. */
export interface ColumnFacet<V> {
  /** Keywords that begin its clause in a column definition; empty for the type, which begins the definition. */
  readonly keywords: readonly string[];
  /** Reads it from user code. */
  extract(declared: DeclaredColumn): V;
  /** Reads it from the server's text, to the same value. */
  introspect(clauses: ClauseTexts): V;
  /** Equal meaning, equal value. */
  canonical(value: V): V;
  /** Judges two canonical values. */
  diff(before: V, after: V): Verdict;
  /** Its words in a column definition; null where absent. */
  clause(value: V): string | null;
  /** What MODIFY COLUMN does when the clause is left out; `keptUntil` gives the command that takes it away. */
  readonly whenOmitted: 'cleared' | { readonly keptUntil: (before: V) => string };
  /**
   * Commands of its own, for what ADD COLUMN and MODIFY COLUMN do not carry (statistics, settings); null when the
   * definition carries it. `column` is the quoted name.
   */
  readonly apart: ((column: string, before: V | null, after: V) => readonly string[]) | null;
  effect(before: V, after: V): Effect;
  /** One line for a person. */
  describe(before: V, after: V): string;
  /** Distinct canonical values, for the contract tests. */
  readonly samples: readonly V[];
}

/** The two sides of one comparison, and the wanted side in the user's own spelling, which is what gets sent. */
export interface Sides<V> {
  readonly before: V;
  readonly after: V;
  readonly declared: V;
}

/** One step that a difference of a table facet asks for, or the reason why there is none. */
export type FacetStep =
  | {
      readonly step: 'do';
      /** The part of the table concerned, for its address: `['column', 'total']`; null for the clause itself. */
      readonly part: readonly [string, string] | null;
      readonly action: Action;
      readonly effect: Effect;
    }
  | {
      readonly step: 'refuse';
      readonly part: readonly [string, string] | null;
      readonly because: string;
      readonly hint: string | null;
    };

/** Elements between the parentheses of a CREATE TABLE, by kind, and the clauses after them. */
export interface TableParts {
  readonly columns: readonly NamedParts[];
  readonly indexes: readonly NamedParts[];
  readonly projections: readonly NamedParts[];
  readonly constraints: readonly NamedParts[];
  readonly clauses: ClauseTexts;
}

export interface NamedParts {
  readonly name: string;
  /** Clause texts; the text before the first keyword stands under `''`. */
  readonly clauses: ClauseTexts;
}

/** All that the tool knows about one clause of a table. */
export interface TableFacet<V> {
  /** Keyword of its clause after the column list; null for what stands inside it. */
  readonly keyword: string | null;
  extract(declared: DeclaredTable): V;
  introspect(parts: TableParts): V;
  canonical(value: V, table: Table): V;
  /** Judges two canonical values; the tables they stand in are canonical too. */
  diff(before: V, after: V, tables: { readonly before: Table; readonly after: Table }): Verdict;
  /** The operations that lead from before to after, in the order in which they must run. */
  operations(sides: Sides<V>, tables: Sides<Table>): readonly FacetStep[];
  /** Its lines between the parentheses of CREATE TABLE. */
  elements(value: V): readonly string[];
  /** Its clause after them, keyword included; null where absent. `table` has the clauses that it stands among. */
  clause(value: V, table: TableClauses): string | null;
  describe(before: V, after: V): string;
  readonly samples: readonly V[];
}
