/**
 * A live object that the code does not declare, in the server's own words: what declared objects read, or what reads them.
 * A state of ours keeps it so that a plan can be proved later without the server.
 */
export interface UndeclaredObject {
  readonly database: string;
  readonly name: string;
  /** As in system.tables: a table engine, `View`, `MaterializedView`, `Dictionary`. */
  readonly engine: string;
  /** `create_table_query`; secrets read `[HIDDEN]`. */
  readonly text: string;
}
