import { quoteQualified } from './tokens.ts';

/** How a statement names the inner table of a view: its own name holds an identity that each server makes up. */
const PREFIX = '.inner_of.';

/** The name that stands for the inner table of a view until a statement is sent. */
export function innerTableName(view: string): string {
  return `${PREFIX}${view}`;
}

/** The view whose inner table is meant; null for a name that stands for itself. */
export function viewOfInner(name: string): string | null {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : null;
}

/** A view whose inner table a statement names, and the text that names it. */
export interface InnerReference {
  readonly database: string;
  readonly view: string;
  readonly text: string;
}

const REFERENCE = /^ALTER TABLE (`(?:[^`\\]|\\.)*`)\.(`\.inner_of\.(?:[^`\\]|\\.)*`)/;

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, '$1');
}

/** The inner table that a statement alters by way of its view; null for any other statement. */
export function innerReferenceIn(statement: string): InnerReference | null {
  const [, database, table] = REFERENCE.exec(statement) ?? [];
  if (database === undefined || table === undefined) return null;
  return {
    database: unquoted(database),
    view: unquoted(table).slice(PREFIX.length),
    text: `${database}.${table}`,
  };
}

/** The statement with the inner table's own name. */
export function withInnerName(statement: string, reference: InnerReference, name: string): string {
  return statement.replace(reference.text, () => quoteQualified(reference.database, name));
}
