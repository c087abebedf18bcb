import { asTable } from '../../facets/views/inner.ts';
import { type Address, addressOfName } from '../../model/address.ts';
import type { Table } from '../../model/table.ts';
import type { MaterializedView, View } from '../../model/view.ts';
import { type ConfigObject, type ConfigValue, code, configLines, nested } from './config-value.ts';
import { type DeclaredEngine, engineSource } from './engine-source.ts';
import { createNames, type Names } from './names.ts';
import {
  declaredAs,
  lifeCycleImport,
  lifeCycleValue,
  type ObjectNames,
  type Place,
  type SourceReading,
  type Undeclarable,
  type Use,
  undeclarable,
} from './object-source.ts';
import { refreshSource } from './refresh-source.ts';
import { rowSource } from './row-source.ts';
import { securityOptions } from './security-source.ts';
import { type Referable, selectSource } from './select-source.ts';
import { keyColumns, tableOptions } from './table-source.ts';
import { stringLiteral } from './ts-text.ts';

/** A declared object that others may name. */
export interface Known extends Referable {
  readonly address: Address;
  readonly kind: 'table' | 'view' | 'materialized-view' | 'dictionary' | 'function';
  readonly row: string;
}

/** Uses of a declared object's constant. */
export function useOf({ address, constant }: Known): Use {
  return { address, name: constant, isType: false };
}

interface Select {
  readonly statement: ConfigValue;
  readonly sources: readonly ConfigValue[];
  readonly uses: readonly Use[];
  readonly values: readonly string[];
}

function readSelect(select: string, known: readonly Known[]): Select {
  const relations = known.filter(({ kind }) => kind !== 'function');
  const { code: statement, isTemplate, references } = selectSource(select, relations, 1);
  return {
    statement: code(statement),
    sources: references.map(({ constant }) => code(constant)),
    uses: references.map(useOf),
    values: isTemplate ? ['sql'] : [],
  };
}

/** Writes a view: its constant. */
export function viewSource(
  view: View,
  own: ObjectNames,
  known: readonly Known[],
  place: Place,
): SourceReading {
  const select = readSelect(view.select, known);
  const options: ConfigObject = {
    database: place.database,
    selectStatement: select.statement,
    baseTables: select.sources,
    ...securityOptions(view.security),
    comment: view.comment,
    lifeCycle: lifeCycleValue(place),
  };
  const text = `export const ${own.constant} = new View(${stringLiteral(view.name)}, ${configLines(options, 0)});\n`;
  return declaredAs(text, {
    values: ['View', ...select.values, ...lifeCycleImport(place)],
    uses: select.uses,
  });
}

/** Where the rows of a materialized view go, as far as its config says. */
interface Rows {
  readonly options: ConfigObject;
  /** The row type's name. */
  readonly row: string;
  readonly declarations: readonly string[];
  readonly values: readonly string[];
  readonly types: readonly string[];
  readonly uses: readonly Use[];
  readonly variables: readonly string[];
}

function targetOf(view: MaterializedView, known: readonly Known[]): Known | Undeclarable {
  const wanted = view.target === null ? '' : addressOfName(view.target);
  const target = known.find(({ address, kind }) => address === wanted && kind === 'table');
  return target ?? undeclarable(`its target table ${wanted} is not among what is written`);
}

function innerTableOf(
  view: MaterializedView,
  variables: Names,
): { readonly table: Table; readonly engine: DeclaredEngine } | Undeclarable {
  if (view.inner === null) return undeclarable('neither its target nor its inner table could be read');
  if (view.inner.columns.length === 0)
    return undeclarable('the columns of its inner table could not be read');
  const table = { ...asTable(view.inner), name: view.name };
  const engine = engineSource(table, variables);
  return engine.is === 'undeclarable' ? engine : { table, engine };
}

/** Why a materialized view cannot be declared, whatever its SELECT says; null when it can. */
export function faultOfMaterializedView(view: MaterializedView, known: readonly Known[]): string | null {
  const rows = view.target === null ? innerTableOf(view, createNames([])) : targetOf(view, known);
  return 'is' in rows ? rows.because : null;
}

function rowsOf(
  view: MaterializedView,
  own: ObjectNames,
  known: readonly Known[],
  names: Names,
  variables: Names,
): Rows | Undeclarable {
  if (view.target !== null) {
    const target = targetOf(view, known);
    if ('is' in target) return target;
    const uses = [useOf(target), { address: target.address, name: target.row, isType: true }];
    return {
      options: { targetTable: code(target.constant) },
      row: target.row,
      declarations: [],
      values: [],
      types: [],
      uses,
      variables: [],
    };
  }
  const inner = innerTableOf(view, variables);
  if ('is' in inner) return inner;
  const { table, engine } = inner;
  const row = rowSource(table.columns, own.row, keyColumns(table), names);
  const options = { innerTable: nested(tableOptions(table, engine)) };
  return { options, row: own.row, ...row, values: engine.values, uses: [], variables: engine.variables };
}

/** Writes a materialized view: its constant, and the row type of its inner table. A target is declared by itself. */
export function materializedViewSource(
  view: MaterializedView,
  own: ObjectNames,
  known: readonly Known[],
  place: Place,
  names: Names,
): SourceReading {
  const rows = rowsOf(view, own, known, names, place.variables);
  if ('is' in rows) return rows;
  const select = readSelect(view.select, known);
  const refresh = view.refresh === null ? null : refreshSource(view.refresh, known);
  const options: ConfigObject = {
    database: place.database,
    materializedViewName: view.name,
    ...rows.options,
    selectTables: select.sources,
    selectStatement: select.statement,
    refresh: refresh?.config,
    // Servers name whoever made a refreshable view as its definer: it is not what somebody has declared.
    ...(refresh === null ? securityOptions(view.security) : {}),
    comment: view.comment,
    lifeCycle: lifeCycleValue(place),
  };
  const text = `export const ${own.constant} = new MaterializedView<${rows.row}>(${configLines(options, 0)});\n`;
  return declaredAs([...rows.declarations, text].join('\n'), {
    values: ['MaterializedView', ...rows.values, ...select.values, ...lifeCycleImport(place)],
    types: rows.types,
    uses: [...rows.uses, ...select.uses, ...(refresh?.uses ?? [])],
    variables: rows.variables,
  });
}
