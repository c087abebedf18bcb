import { isCommentChange } from '../facets/columns/definition.ts';
import type { TableFacetName } from '../facets/tables/index.ts';
import { innerDifferences } from '../facets/views/inner.ts';
import { isTopicOperation, type Operation, type OperationOf } from '../model/operation.ts';
import { quoteName, quoteQualified } from '../model/tokens.ts';
import { copyIn } from './checks/copies.ts';

/** A privilege of ClickHouse and what it must be held on: `ALTER ADD COLUMN` on `` `local`.`orders` ``. */
export interface Right {
  readonly privilege: string;
  readonly on: string;
}

type Privileges = readonly string[];

function modifyColumn({ before, after }: OperationOf<'ModifyTableColumn'>): Privileges {
  return [isCommentChange(before, after) ? 'ALTER COMMENT COLUMN' : 'ALTER MODIFY COLUMN'];
}

/** What ALTERs of an inner table ask for, by what of it changes. */
const INNER_PRIVILEGES: Partial<Record<TableFacetName, string>> = {
  columns: 'ALTER COLUMN',
  indexes: 'ALTER INDEX',
  projections: 'ALTER PROJECTION',
  constraints: 'ALTER CONSTRAINT',
  orderBy: 'ALTER ORDER BY',
  sampleBy: 'ALTER SAMPLE BY',
  ttl: 'ALTER TTL',
  settings: 'ALTER SETTINGS',
};

function innerPrivileges({ before, after }: OperationOf<'ModifyMaterializedViewColumns'>): Privileges {
  if (before.inner === null || after.inner === null) return [];
  return innerDifferences(before.inner, after.inner)
    .map((name) => INNER_PRIVILEGES[name])
    .filter((privilege) => privilege !== undefined);
}

/** What EXCHANGE needs on both tables: each goes, and each comes. */
const EXCHANGE: Privileges = ['SELECT', 'DROP TABLE', 'CREATE TABLE', 'INSERT'];

/** What the user must be granted on the object of an operation; null where hand-written SQL leaves it open. */
function privilegesOf(operation: Operation): Privileges | null {
  // The brokers know who may do these.
  if (isTopicOperation(operation)) return [];
  switch (operation.kind) {
    case 'CreateTable':
      return ['CREATE TABLE'];
    case 'DropTable':
      return ['DROP TABLE'];
    case 'RenameTable':
      return ['SELECT', 'DROP TABLE'];
    case 'ExchangeTables':
      return EXCHANGE;
    case 'AddTableColumn':
      return ['ALTER ADD COLUMN'];
    case 'DropTableColumn':
      return ['ALTER DROP COLUMN'];
    case 'RenameTableColumn':
      return ['ALTER RENAME COLUMN'];
    case 'ModifyTableColumn':
      return modifyColumn(operation);
    case 'MaterializeTableColumn':
      return ['ALTER MATERIALIZE COLUMN'];
    case 'ModifyTableSettings':
      return ['ALTER SETTINGS'];
    case 'ModifyTableTtl':
      return ['ALTER TTL'];
    case 'ModifyTableComment':
      return ['ALTER MODIFY COMMENT'];
    case 'ModifyOrderBy':
      return ['ALTER ORDER BY'];
    case 'ModifySampleBy':
    case 'RemoveSampleBy':
      return ['ALTER SAMPLE BY'];
    case 'AddTableIndex':
      return ['ALTER ADD INDEX'];
    case 'DropTableIndex':
      return ['ALTER DROP INDEX'];
    case 'MaterializeTableIndex':
      return ['ALTER MATERIALIZE INDEX'];
    case 'AddTableProjection':
      return ['ALTER ADD PROJECTION'];
    case 'DropTableProjection':
      return ['ALTER DROP PROJECTION'];
    case 'MaterializeTableProjection':
      return ['ALTER MATERIALIZE PROJECTION'];
    case 'AddTableConstraint':
      return ['ALTER ADD CONSTRAINT'];
    case 'DropTableConstraint':
      return ['ALTER DROP CONSTRAINT'];
    case 'CreateView':
    case 'CreateMaterializedView':
      return ['CREATE VIEW'];
    case 'ModifyView':
      return ['CREATE VIEW', 'DROP VIEW'];
    case 'DropView':
    case 'DropMaterializedView':
      return ['DROP VIEW'];
    case 'ModifyMaterializedViewColumns':
      return ['ALTER VIEW MODIFY QUERY', ...innerPrivileges(operation)];
    case 'ModifyMaterializedViewQuery':
      return ['ALTER VIEW MODIFY QUERY'];
    case 'ModifyMaterializedViewRefresh':
      return ['ALTER VIEW MODIFY REFRESH'];
    case 'ModifyViewSecurity':
      return ['ALTER VIEW MODIFY SQL SECURITY'];
    case 'PopulateMaterializedView':
      return null;
    case 'CreateDictionary':
      return ['CREATE DICTIONARY'];
    case 'ReplaceDictionary':
      return ['CREATE DICTIONARY', 'DROP DICTIONARY'];
    case 'DropDictionary':
      return ['DROP DICTIONARY'];
    case 'CreateFunction':
      return ['CREATE FUNCTION'];
    case 'ReplaceFunction':
      return ['CREATE FUNCTION', 'DROP FUNCTION'];
    case 'DropFunction':
      return ['DROP FUNCTION'];
    case 'RawSql':
      return null;
    default:
      return operation satisfies never;
  }
}

interface CopyRight extends Pick<Right, 'privilege'> {
  readonly database: string;
  readonly name: string;
}

/** What rows are read from and written to, where hand-written SQL and the filling of a view say so. */
function copyRights(operation: Operation): readonly CopyRight[] {
  if (operation.kind === 'PopulateMaterializedView') {
    const { database, name } = operation.view.target ?? operation.view;
    return [{ privilege: 'INSERT', database, name }];
  }
  if (operation.kind !== 'RawSql') return [];
  return operation.sql.flatMap((sql): readonly CopyRight[] => {
    const copy = copyIn(sql, operation.target.database);
    return copy === null
      ? []
      : [
          { privilege: 'SELECT', ...copy.from },
          { privilege: 'INSERT', ...copy.into },
        ];
  });
}

/** The rights that an operation needs: https://clickhouse.com/docs/sql-reference/statements/grant */
export function rightsOf(operation: Operation): readonly Right[] {
  const { database, name, cluster } = operation.target;
  const on = database === '' ? '*.*' : quoteQualified(database, name);
  const own = (privilegesOf(operation) ?? []).map((privilege) => ({ privilege, on }));
  const renamed =
    operation.kind === 'RenameTable'
      ? ['CREATE TABLE', 'INSERT'].map((privilege) => ({
          privilege,
          on: quoteQualified(database, operation.after),
        }))
      : [];
  const exchanged =
    operation.kind === 'ExchangeTables'
      ? EXCHANGE.map((privilege) => ({ privilege, on: quoteQualified(database, operation.other) }))
      : [];
  const copied = copyRights(operation).map(({ privilege, database: of, name: table }) => ({
    privilege,
    on: quoteQualified(of, table),
  }));
  const everywhere = cluster === null ? [] : [{ privilege: 'CLUSTER', on: '*.*' }];
  return [...own, ...renamed, ...exchanged, ...copied, ...everywhere];
}

/** Asks whether the user holds rights, which answers one row: `result` 1 or 0. Older servers do not know it. */
export function checkGrant(rights: readonly Right[]): string {
  return `CHECK GRANT ${rights.map(({ privilege, on }) => `${privilege} ON ${on}`).join(', ')}`;
}

/** The same right on the whole database: whoever holds that needs no question for each object. */
export function onDatabase({ privilege, on }: Right, database: string): Right {
  return on === '*.*' ? { privilege, on } : { privilege, on: `${quoteName(database)}.*` };
}
