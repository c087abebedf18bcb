import type { Problem, SourcePosition } from '../../errors.ts';
import type { DeclaredColumn } from '../../model/declared.ts';
import type { Diagnostics } from './diagnostics.ts';

/** One `new X<Row>(…)` in the user's code, where X is or extends one of our classes. */
export interface RowSite {
  /** Its number; counts from 0 in the order of the files and of their text. */
  readonly index: number;
  /** Absolute path. */
  readonly file: string;
  /** Where the whole expression starts and ends, in UTF-16 units of the file's text. */
  readonly start: number;
  readonly end: number;
  /** Our class: `OlapTable` also for a class that extends it. */
  readonly className: string;
  /** The columns; none for a class that has no rows, for a call with a `schema`, and for a type with problems. */
  readonly columns: readonly DeclaredColumn[];
  readonly position: SourcePosition;
}

export interface Extraction {
  readonly sites: readonly RowSite[];
  /** Every file that was read, except the compiler's own and ours: when none of them changes, the answer is the same. */
  readonly inputs: readonly string[];
  /** What keeps a row type from being columns, all of it at once. */
  readonly problems: readonly Problem[];
  /** What TypeScript says of the user's files, and tags that have no effect where they stand. */
  readonly warnings: readonly Problem[];
}

/** What is asked of one compiler: the columns, or what TypeScript says of the files. */
export type Part = 'rows' | 'diagnostics';

/** What there is to read: absolute paths of the project's index.ts and of its folder, to which positions are relative. */
export interface ProjectSource {
  readonly entry: string;
  readonly projectDir: string;
}

/** What one compiler was asked; null for what it was not. */
export interface Parts {
  readonly rows: Extraction | null;
  readonly diagnostics: Diagnostics | null;
  /** Whether the user's `include` names declaration files that nobody imports; false where nobody looked. */
  readonly hasMore: boolean;
}

/** Columns that nothing TypeScript may say can change any more. */
export interface EarlyExtraction extends Extraction {
  /** What TypeScript says of the user's files, once it has looked at all of them. Rejects with an AppError. */
  readonly checked: Promise<readonly Problem[]>;
}

/** Answers one or both parts. `withInclude` adds the declaration files that only the user's `include` names. */
export type ReadParts = (source: ProjectSource, withInclude: boolean) => Promise<Parts>;

/** Puts the parts together. A name that nobody imports may be declared in a file that only `include` names: then they are read again. */
export async function joinParts(source: ProjectSource, read: ReadParts): Promise<Extraction> {
  const first = await read(source, false);
  const { rows, diagnostics } =
    first.diagnostics?.hasUnknownNames === true ? await read(source, true) : first;
  if (rows === null || diagnostics === null) throw new TypeError('a part of the row types was not read');
  return withWarnings(rows, diagnostics.warnings);
}

/** An extraction and what else is to be said of it. */
export function withWarnings(rows: Extraction, more: readonly Problem[]): Extraction {
  return { ...rows, warnings: distinct([...rows.warnings, ...more]) };
}

/** The same row type in several calls has its problems once. */
export function distinct(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ message, position }) => {
    const key = JSON.stringify([message, position]);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
