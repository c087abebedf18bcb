import { z } from 'zod';
import type { OperationKind } from '../model/operation.ts';
import { type OperationForm, placeFromFile, viewForm, wholeForm } from './operation-form.ts';
import {
  materializedViewFromFile,
  materializedViewKeys,
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
  PopulateMaterializedView: wholeForm({
    kind: 'PopulateMaterializedView',
    keys: materializedViewKeys,
    print: ({ view }, printing) => materializedViewToFile(view, printing),
    targetFromFile: (file, reading, path) => placeFromFile(file.name, file, reading, path),
    parse: (file, reading, path) => ({
      kind: 'PopulateMaterializedView',
      view: materializedViewFromFile(file, reading, path),
    }),
  }),
} satisfies { readonly [K in OperationKind]?: OperationForm };
