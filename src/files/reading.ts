/** A place in a document: keys and indexes from its root. */
export type Path = readonly (string | number)[];

/** What the readers of the nouns need to know, and where they tell what is wrong; they then go on with a stand-in. */
export interface Reading {
  /** The database meant where a file names none; null when nobody knows it. */
  readonly database: string | null;
  /** Whether this tool wrote the file: its texts are then taken as they stand. */
  readonly isOurs: boolean;
  fault(path: Path, message: string, hint?: string | null): void;
}

/** What the writers of the nouns need to know. */
export interface Printing {
  /** The database that is written as null; null writes every database by name. */
  readonly database: string | null;
}

export function databaseToFile(database: string, printing: Printing): string | null {
  return database === printing.database ? null : database;
}

export function databaseFromFile(database: string | null | undefined, reading: Reading, path: Path): string {
  const named = database ?? reading.database;
  if (named !== null) return named;
  reading.fault(
    [...path, 'database'],
    'names no database, and the file does not say which one is the default',
  );
  return '';
}
