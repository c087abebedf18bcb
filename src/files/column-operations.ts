import type { OperationKind } from '../model/operation.ts';
import { columnFromFile, columnShape, columnToFile } from './column.ts';
import { type OperationForm, tableForm } from './operation-form.ts';
import { name, optionalName } from './texts.ts';

/** Operations on columns. */
export const columnOperations = {
  AddTableColumn: tableForm({
    kind: 'AddTableColumn',
    keys: { column: columnShape, after_column: optionalName },
    print: ({ column, after }) => ({ column: columnToFile(column), after_column: after }),
    parse: ({ column, after_column }, reading, path) => ({
      kind: 'AddTableColumn',
      column: columnFromFile(column, reading, [...path, 'column']),
      after: after_column,
    }),
    part: ({ column }) => ['column', column.name],
  }),
  DropTableColumn: tableForm({
    kind: 'DropTableColumn',
    keys: { column_name: name },
    print: ({ column }) => ({ column_name: column }),
    parse: ({ column_name }) => ({ kind: 'DropTableColumn', column: column_name }),
    part: ({ column_name }) => ['column', column_name],
  }),
  RenameTableColumn: tableForm({
    kind: 'RenameTableColumn',
    keys: { before_column_name: name, after_column_name: name },
    print: ({ before, after }) => ({ before_column_name: before, after_column_name: after }),
    parse: (file) => ({
      kind: 'RenameTableColumn',
      before: file.before_column_name,
      after: file.after_column_name,
    }),
    part: ({ after_column_name }) => ['column', after_column_name],
  }),
  ModifyTableColumn: tableForm({
    kind: 'ModifyTableColumn',
    keys: { before_column: columnShape, after_column: columnShape },
    print: ({ before, after }) => ({
      before_column: columnToFile(before),
      after_column: columnToFile(after),
    }),
    parse: ({ before_column, after_column }, reading, path) => ({
      kind: 'ModifyTableColumn',
      before: columnFromFile(before_column, reading, [...path, 'before_column']),
      after: columnFromFile(after_column, reading, [...path, 'after_column']),
    }),
    part: ({ after_column }) => ['column', after_column.name],
  }),
  MaterializeTableColumn: tableForm({
    kind: 'MaterializeTableColumn',
    keys: { column_name: name },
    print: ({ column }) => ({ column_name: column }),
    parse: ({ column_name }) => ({ kind: 'MaterializeTableColumn', column: column_name }),
    part: ({ column_name }) => ['column', column_name],
  }),
} satisfies { readonly [K in OperationKind]?: OperationForm };
