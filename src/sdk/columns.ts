import { quoteIdentifier } from './identifiers.ts';
import { knownColumns } from './registry.ts';

/**
 * A column of a table, made to be put into a `sql` template, where it becomes its quoted name.
 * A column of type `AggregateFunction(f, …)` becomes `fMerge(name)`, which is what reading its state needs.
 */
export interface Column {
  /** Name of the column. */
  readonly name: string;
  /** ClickHouse type, such as `LowCardinality(String)`; empty while the project is not loaded by the command line. */
  readonly data_type: string;
  /** Moose's annotations; always empty here, the type says it all. */
  readonly annotations: readonly (readonly [string, unknown])[];
}

/** The columns of a row type, each by its name. */
export type ColumnsOf<T> = { readonly [K in keyof T]-?: Column };

/** Columns of a table. The names are not known at run time without the type argument, so any name gives a column. */
export function columnsOf<T>(table: object): ColumnsOf<T> {
  const find = (name: string): Column => {
    const known = knownColumns(table).find((column) => column.name === name);
    return { name, data_type: known?.type ?? '', annotations: [] };
  };
  return new Proxy({} as ColumnsOf<T>, {
    get: (target, name) =>
      typeof name === 'string' && name !== 'toJSON' ? find(name) : Reflect.get(target, name),
    has: (_, name) => knownColumns(table).some((column) => column.name === name),
    ownKeys: () => knownColumns(table).map((column) => column.name),
    getOwnPropertyDescriptor: (_, name) =>
      typeof name === 'string' ? { configurable: true, enumerable: true, value: find(name) } : undefined,
  });
}

const STATE = 'AggregateFunction(';

/** The words of a column in SQL text. */
export function columnText(column: Column): string {
  const name = quoteIdentifier(column.name);
  const type = typeof column.data_type === 'string' ? column.data_type : '';
  if (!type.startsWith(STATE)) return name;
  const call = firstArgument(type.slice(STATE.length, -1));
  const parenthesis = call.indexOf('(');
  // Parameters of a parametric function stand between the suffix and the argument: quantileMerge(0.9)(x).
  return parenthesis < 0
    ? `${call}Merge(${name})`
    : `${call.slice(0, parenthesis)}Merge${call.slice(parenthesis)}(${name})`;
}

function firstArgument(list: string): string {
  let depth = 0;
  for (let index = 0; index < list.length; index += 1) {
    const character = list[index];
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === ',' && depth === 0) return list.slice(0, index).trim();
  }
  return list.trim();
}
