import type { Change } from './table-shape.ts';

/** One change of a table, with the ALTER that a person would write for it. */
export interface Row {
  readonly title: string;
  readonly to: Change;
  /** What comes after ALTER TABLE; sent where the tool refuses, to see whether it was right. Null where there is no ALTER. */
  readonly alter: string | null;
  /** Where the base table is another one. */
  readonly from: Change;
  /** Statements after the rows are in, `@` for the table: what happened to it before. */
  readonly earlier: readonly string[];
  /** What the text of a column says, in the spelling of the new type: an expression over the old table. */
  readonly says: Readonly<Record<string, string>>;
  /** Why the tool warns of what then does no harm; null where it must not. */
  readonly cautious: string | null;
}

type Short = readonly [title: string, alter: string | null, to: Change, more?: Partial<Row>];

export function rowsOf(list: readonly Short[]): readonly Row[] {
  return list.map(([title, alter, to, more = {}]) => ({
    title,
    alter,
    to,
    from: {},
    earlier: [],
    says: {},
    cautious: null,
    ...more,
  }));
}

export const column = (name: string, rest: string | null): Change => ({ columns: { [name]: rest } });
export const element = (name: string, rest: string | null): Change => ({ elements: { [name]: rest } });
/** The base without what names some columns. */
export const FREE: Change = { elements: { ix: null, ix2: null, p: null, c1: null } };
