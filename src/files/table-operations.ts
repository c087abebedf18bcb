import type { OperationKind } from '../model/operation.ts';
import {
  form,
  type OperationForm,
  placeFromFile,
  placeToFile,
  tableForm,
  wholeForm,
} from './operation-form.ts';
import { tableFromFile, tableShape, tableToFile } from './table.ts';
import { name, optionalText, settingsFromFile, settingsShape } from './texts.ts';

const settings = settingsShape.nullable().default({});

/** Operations on whole tables. */
export const tableOperations = {
  CreateTable: wholeForm({
    kind: 'CreateTable',
    keys: { table: tableShape },
    print: ({ table }, printing) => ({ table: tableToFile(table, printing) }),
    targetFromFile: ({ table }, reading, path) =>
      placeFromFile(table.name, table, reading, [...path, 'table']),
    parse: ({ table }, reading, path) => ({
      kind: 'CreateTable',
      table: tableFromFile(table, reading, [...path, 'table']),
    }),
  }),
  DropTable: tableForm({
    kind: 'DropTable',
    keys: {},
    print: () => ({}),
    parse: () => ({ kind: 'DropTable' }),
  }),
  RenameTable: form({
    kind: 'RenameTable',
    keys: { before_table: name, after_table: name },
    isPlaced: false,
    targetToFile: (target, printing) => ({ before_table: target.name, ...placeToFile(target, printing) }),
    targetFromFile: (file, reading, path) => placeFromFile(file.before_table, file, reading, path),
    print: ({ after }) => ({ after_table: after }),
    parse: ({ after_table }) => ({ kind: 'RenameTable', after: after_table }),
  }),
  ExchangeTables: tableForm({
    kind: 'ExchangeTables',
    keys: { other_table: name },
    print: ({ other }) => ({ other_table: other }),
    parse: ({ other_table }) => ({ kind: 'ExchangeTables', other: other_table }),
  }),
  ModifyTableSettings: tableForm({
    kind: 'ModifyTableSettings',
    keys: { before_settings: settings, after_settings: settings },
    print: ({ before, after }) => ({ before_settings: before, after_settings: after }),
    parse: ({ before_settings, after_settings }) => ({
      kind: 'ModifyTableSettings',
      before: settingsFromFile(before_settings ?? {}),
      after: settingsFromFile(after_settings ?? {}),
    }),
  }),
  ModifyTableTtl: tableForm({
    kind: 'ModifyTableTtl',
    keys: { before: optionalText, after: optionalText },
    print: ({ before, after }) => ({ before, after }),
    parse: ({ before, after }) => ({ kind: 'ModifyTableTtl', before, after }),
  }),
  ModifyTableComment: tableForm({
    kind: 'ModifyTableComment',
    keys: { before: optionalText, after: optionalText },
    print: ({ before, after }) => ({ before, after }),
    parse: ({ before, after }) => ({ kind: 'ModifyTableComment', before, after }),
  }),
  ModifyOrderBy: tableForm({
    kind: 'ModifyOrderBy',
    keys: { before: optionalText, expression: name },
    print: ({ before, after }) => ({ before, expression: after }),
    parse: ({ before, expression }) => ({ kind: 'ModifyOrderBy', before, after: expression }),
  }),
  ModifySampleBy: tableForm({
    kind: 'ModifySampleBy',
    keys: { expression: name },
    print: ({ expression }) => ({ expression }),
    parse: ({ expression }) => ({ kind: 'ModifySampleBy', expression }),
  }),
  RemoveSampleBy: tableForm({
    kind: 'RemoveSampleBy',
    keys: {},
    print: () => ({}),
    parse: () => ({ kind: 'RemoveSampleBy' }),
  }),
} satisfies { readonly [K in OperationKind]?: OperationForm };
