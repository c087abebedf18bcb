import * as z from 'zod';
import type { OperationKind } from '../model/operation.ts';
import { columnOperations } from './column-operations.ts';
import { dictionaryOperations } from './dictionary-operations.ts';
import { form, type OperationForm, placeToFile } from './operation-form.ts';
import { partOperations } from './part-operations.ts';
import { sqlResourceFromFile, sqlResourceShape, sqlResourceToFile } from './sql-resource.ts';
import { tableOperations } from './table-operations.ts';
import { optionalName } from './texts.ts';
import { topicOperations } from './topic-operations.ts';
import { viewOperations } from './view-operations.ts';

const RawSql = form({
  kind: 'RawSql',
  keys: {
    sql: z.union([z.array(z.string()), z.string()]),
    description: z.string().default(''),
    name: optionalName.describe('Name of the SqlResource, or of what the SQL is about.'),
    resource: sqlResourceShape.nullable().default(null),
  },
  isPlaced: false,
  targetToFile: (target, printing) => ({
    ...(target.name === '' ? {} : { name: target.name }),
    ...placeToFile(target, printing),
  }),
  // SQL written by hand need not be about one object, nor about one database.
  targetFromFile: (file, reading) => ({
    database: file.database ?? reading.database ?? '',
    name: file.name ?? '',
    cluster: file.cluster_name,
  }),
  print: ({ sql, description, resource }) => ({
    sql,
    description,
    ...(resource === null ? {} : { resource: sqlResourceToFile(resource) }),
  }),
  parse: ({ sql, description, resource }) => ({
    kind: 'RawSql',
    sql: typeof sql === 'string' ? [sql] : sql,
    description,
    resource: resource === null ? null : sqlResourceFromFile(resource),
  }),
});

/** Every operation, by its name in plan.yaml. */
export const operationForms: { readonly [K in OperationKind]: OperationForm } = {
  ...tableOperations,
  ...columnOperations,
  ...partOperations,
  ...viewOperations,
  ...dictionaryOperations,
  ...topicOperations,
  RawSql,
};
