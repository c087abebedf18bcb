import * as z from 'zod';
import type { OperationKind } from '../model/operation.ts';
import { type OperationForm, placeFromFile, viewForm, wholeForm } from './operation-form.ts';
import { optionalText } from './texts.ts';
import {
  materializedViewFromFile,
  materializedViewKeys,
  materializedViewShape,
  materializedViewToFile,
  viewFromFile,
  viewKeys,
  viewShape,
  viewToFile,
} from './view.ts';

/** Operations on views and materialized views. */
export const viewOperations = {
  CreateView: wholeForm({
    kind: 'CreateView',
    keys: viewKeys,
    print: ({ view }, printing) => viewToFile(view, printing),
    targetFromFile: (file, reading, path) => placeFromFile(file.name, file, reading, path),
    parse: (file, reading, path) => ({ kind: 'CreateView', view: viewFromFile(file, reading, path) }),
  }),
  DropView: viewForm({ kind: 'DropView', keys: {}, print: () => ({}), parse: () => ({ kind: 'DropView' }) }),
  ModifyView: viewForm({
    kind: 'ModifyView',
    keys: { before: viewShape, after: viewShape },
    print: ({ before, after }, printing) => ({
      before: viewToFile(before, printing),
      after: viewToFile(after, printing),
    }),
    parse: ({ before, after }, reading, path) => ({
      kind: 'ModifyView',
      before: viewFromFile(before, reading, [...path, 'before']),
      after: viewFromFile(after, reading, [...path, 'after']),
    }),
  }),
  CreateMaterializedView: wholeForm({
    kind: 'CreateMaterializedView',
    keys: materializedViewKeys,
    print: ({ view }, printing) => materializedViewToFile(view, printing),
    targetFromFile: (file, reading, path) => placeFromFile(file.name, file, reading, path),
    parse: (file, reading, path) => ({
      kind: 'CreateMaterializedView',
      view: materializedViewFromFile(file, reading, path),
    }),
  }),
  DropMaterializedView: viewForm({
    kind: 'DropMaterializedView',
    keys: {},
    print: () => ({}),
    parse: () => ({ kind: 'DropMaterializedView' }),
  }),
  ModifyMaterializedViewQuery: viewForm({
    kind: 'ModifyMaterializedViewQuery',
    keys: { before_select_sql: z.string(), select_sql: z.string() },
    print: ({ before, after }) => ({ before_select_sql: before, select_sql: after }),
    parse: (file) => ({
      kind: 'ModifyMaterializedViewQuery',
      before: file.before_select_sql,
      after: file.select_sql,
    }),
  }),
  ModifyMaterializedViewColumns: viewForm({
    kind: 'ModifyMaterializedViewColumns',
    keys: { before: materializedViewShape, after: materializedViewShape },
    print: ({ before, after }, printing) => ({
      before: materializedViewToFile(before, printing),
      after: materializedViewToFile(after, printing),
    }),
    parse: ({ before, after }, reading, path) => ({
      kind: 'ModifyMaterializedViewColumns',
      before: materializedViewFromFile(before, reading, [...path, 'before']),
      after: materializedViewFromFile(after, reading, [...path, 'after']),
    }),
  }),
  ModifyMaterializedViewRefresh: viewForm({
    kind: 'ModifyMaterializedViewRefresh',
    keys: { before: z.string(), after: z.string() },
    print: ({ before, after }) => ({ before, after }),
    parse: ({ before, after }) => ({ kind: 'ModifyMaterializedViewRefresh', before, after }),
  }),
  ModifyViewSecurity: viewForm({
    kind: 'ModifyViewSecurity',
    keys: { before: optionalText, after: z.string() },
    print: ({ before, after }) => ({ before, after }),
    parse: ({ before, after }) => ({ kind: 'ModifyViewSecurity', before, after }),
  }),
  PopulateMaterializedView: wholeForm({
    kind: 'PopulateMaterializedView',
    keys: materializedViewKeys,
    print: ({ view }, printing) => materializedViewToFile(view, printing),
    targetFromFile: (file, reading, path) => placeFromFile(file.name, file, reading, path),
    parse: (file, reading, path) => {
      if (file.columns === null) {
        const hint = 'name the columns of select_sql in their order, as in `columns: day, visits`';
        reading.fault(
          [...path, 'select_sql'],
          'PopulateMaterializedView needs `columns`: INSERT goes by position, the view by name',
          hint,
        );
      }
      return { kind: 'PopulateMaterializedView', view: materializedViewFromFile(file, reading, path) };
    },
  }),
} satisfies { readonly [K in OperationKind]?: OperationForm };
