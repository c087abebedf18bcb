import type { Column, Table } from '../model/table.ts';
import { identifierOf, isSymbol, quoteName, tokenize } from '../model/tokens.ts';

/** A text with one column name put for another, where the name stands for a column: not before `(` and not behind `.`. */
export function renameInText(text: string, before: string, after: string): string {
  const tokens = tokenize(text);
  let renamed = '';
  let end = 0;
  tokens.forEach((token, at) => {
    const isName =
      identifierOf(token) === before && !isSymbol(tokens[at + 1], '(') && !isSymbol(tokens[at - 1], '.');
    renamed += text.slice(end, token.start) + (isName ? bareName(after) : token.text);
    end = token.end;
  });
  return renamed + text.slice(end);
}

/** As the server prints it: quoted only where it must be. */
function bareName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : quoteName(name);
}

/** A column with one name put for another, in its own name and in its expressions. */
export function renameInColumn(column: Column, before: string, after: string): Column {
  const expression = column.default?.expression ?? null;
  return {
    ...column,
    name: column.name === before ? after : column.name,
    default: column.default && {
      ...column.default,
      expression: expression && renameInText(expression, before, after),
    },
    ttl: column.ttl && renameInText(column.ttl, before, after),
  };
}

/** A table with a column renamed, in its own definition and in every expression over it, as RENAME COLUMN does. */
export function renameColumn(table: Table, before: string, after: string): Table {
  const text = (value: string): string => renameInText(value, before, after);
  return {
    ...table,
    columns: table.columns.map((column) => renameInColumn(column, before, after)),
    indexes: table.indexes.map((index) => ({ ...index, expression: text(index.expression) })),
    projections: table.projections.map((projection) => ({ ...projection, body: text(projection.body) })),
    constraints: table.constraints.map((constraint) => ({
      ...constraint,
      expression: text(constraint.expression),
    })),
    ttl: table.ttl && text(table.ttl),
  };
}
