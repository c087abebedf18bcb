import type { Column } from '../../model/table.ts';
import { columnSource } from './column-source.ts';
import { createEnums } from './enum-source.ts';
import type { Names } from './names.ts';

/** A row type as code. */
export interface RowSource {
  /** The enums it needs and the interface, each with a line end. */
  readonly declarations: readonly string[];
  /** Types from the library. */
  readonly types: readonly string[];
}

/**
 * Writes the interface that has these columns.
 * @param row its name
 * @param keys names of the columns to be tagged as Key
 * @param names gives out names for enums
 */
export function rowSource(
  columns: readonly Column[],
  row: string,
  keys: readonly string[],
  names: Names,
): RowSource {
  let current = '';
  const enums = createEnums(names, row, () => current);
  const members = columns.map((column) => {
    current = column.name;
    return columnSource(column, keys.includes(column.name), enums);
  });
  const text = `export interface ${row} {\n${members.map((member) => member.text).join('')}}\n`;
  return { declarations: [...enums.declarations(), text], types: members.flatMap(({ sdk }) => sdk) };
}
