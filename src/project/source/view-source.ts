import type { Address } from '../../model/address.ts';
import type { LifeCycle } from '../../model/life-cycle.ts';
import type { MaterializedView, View } from '../../model/view.ts';
import { type ConfigObject, code, configLines } from './config-value.ts';
import type { ObjectNames, SourceReading, Use } from './object-source.ts';
import { type Referable, selectSource } from './select-source.ts';
import { stringLiteral } from './ts-text.ts';

/** A declared table or view that others may name. */
export interface Known extends Referable {
  readonly address: Address;
  readonly kind: 'table' | 'view' | 'materialized-view';
  readonly row: string;
}

interface Place {
  /** Null for the project's own database. */
  readonly database: string | null;
  readonly lifeCycle: LifeCycle;
}

interface Select {
  readonly config: { readonly statement: ConfigObject[string]; readonly sources: ConfigObject[string] };
  readonly uses: readonly Use[];
  readonly values: readonly string[];
}

/** The SELECT, and the tables and views it reads; materialized views are no sources in code, but may be named in it. */
function readSelect(select: string, known: readonly Known[]): Select {
  const { code: statement, isTemplate, references, interpolated } = selectSource(select, known, 1);
  const sources = references.filter(({ kind }) => kind !== 'materialized-view');
  const used = [...new Set([...interpolated, ...sources])];
  return {
    config: { statement: code(statement), sources: sources.map(({ constant }) => code(constant)) },
    uses: used.map(({ address, constant }) => ({ address, name: constant, isType: false })),
    values: isTemplate ? ['sql'] : [],
  };
}

function lifeCycleOf({ lifeCycle }: Place): ConfigObject[string] {
  return lifeCycle === 'FULLY_MANAGED' ? null : code(`LifeCycle.${lifeCycle}`);
}

/** Writes a view: its constant. */
export function viewSource(
  view: View,
  own: ObjectNames,
  known: readonly Known[],
  place: Place,
): SourceReading {
  const { config, uses, values } = readSelect(view.select, known);
  const lifeCycle = lifeCycleOf(place);
  const options: ConfigObject = {
    database: place.database,
    selectStatement: config.statement,
    baseTables: config.sources,
    comment: view.comment,
    lifeCycle,
  };
  const text = `export const ${own.constant} = new View(${stringLiteral(view.name)}, ${configLines(options, 0)});\n`;
  return {
    is: 'declared',
    source: {
      code: text,
      values: ['View', ...values, ...(lifeCycle === null ? [] : ['LifeCycle'])],
      types: [],
      uses,
      variables: [],
    },
  };
}

/** Writes a materialized view: its constant. Its target is declared by itself. */
export function materializedViewSource(
  view: MaterializedView,
  own: ObjectNames,
  known: readonly Known[],
  place: Place,
): SourceReading {
  if (view.refresh !== null)
    return { is: 'undeclarable', because: 'refreshable materialized views cannot be declared yet' };
  if (view.target === null)
    return { is: 'undeclarable', because: 'materialized views with an inner table cannot be declared yet' };
  const target = known.find(({ address, kind }) => address === view.target && kind === 'table');
  if (target === undefined)
    return { is: 'undeclarable', because: `its target table ${view.target} is not among what is written` };
  const { config, uses, values } = readSelect(view.select, known);
  const lifeCycle = lifeCycleOf(place);
  const options: ConfigObject = {
    database: place.database,
    materializedViewName: view.name,
    targetTable: code(target.constant),
    selectTables: config.sources,
    selectStatement: config.statement,
    comment: view.comment,
    lifeCycle,
  };
  const text = `export const ${own.constant} = new MaterializedView<${target.row}>(${configLines(options, 0)});\n`;
  const targetUses: readonly Use[] = [
    { address: target.address, name: target.constant, isType: false },
    { address: target.address, name: target.row, isType: true },
  ];
  return {
    is: 'declared',
    source: {
      code: text,
      values: ['MaterializedView', ...values, ...(lifeCycle === null ? [] : ['LifeCycle'])],
      types: [],
      uses: [...targetUses, ...uses],
      variables: [],
    },
  };
}
