import type { OperationKind } from '../model/operation.ts';
import { type OperationForm, tableForm } from './operation-form.ts';
import {
  constraintFromFile,
  constraintShape,
  constraintToFile,
  indexFromFile,
  indexShape,
  indexToFile,
  projectionFromFile,
  projectionShape,
  projectionToFile,
} from './table-part.ts';
import { name } from './texts.ts';

/** Operations on indexes, projections and constraints. */
export const partOperations = {
  AddTableIndex: tableForm({
    kind: 'AddTableIndex',
    keys: { index: indexShape },
    print: ({ index }) => ({ index: indexToFile(index) }),
    parse: ({ index }) => ({ kind: 'AddTableIndex', index: indexFromFile(index) }),
    part: ({ index }) => ['index', index.name],
  }),
  DropTableIndex: tableForm({
    kind: 'DropTableIndex',
    keys: { index_name: name },
    print: ({ index }) => ({ index_name: index }),
    parse: ({ index_name }) => ({ kind: 'DropTableIndex', index: index_name }),
    part: ({ index_name }) => ['index', index_name],
  }),
  MaterializeTableIndex: tableForm({
    kind: 'MaterializeTableIndex',
    keys: { index_name: name },
    print: ({ index }) => ({ index_name: index }),
    parse: ({ index_name }) => ({ kind: 'MaterializeTableIndex', index: index_name }),
    part: ({ index_name }) => ['index', index_name],
  }),
  AddTableProjection: tableForm({
    kind: 'AddTableProjection',
    keys: { projection: projectionShape },
    print: ({ projection }) => ({ projection: projectionToFile(projection) }),
    parse: ({ projection }) => ({ kind: 'AddTableProjection', projection: projectionFromFile(projection) }),
    part: ({ projection }) => ['projection', projection.name],
  }),
  DropTableProjection: tableForm({
    kind: 'DropTableProjection',
    keys: { projection_name: name },
    print: ({ projection }) => ({ projection_name: projection }),
    parse: ({ projection_name }) => ({ kind: 'DropTableProjection', projection: projection_name }),
    part: ({ projection_name }) => ['projection', projection_name],
  }),
  MaterializeTableProjection: tableForm({
    kind: 'MaterializeTableProjection',
    keys: { projection_name: name },
    print: ({ projection }) => ({ projection_name: projection }),
    parse: ({ projection_name }) => ({ kind: 'MaterializeTableProjection', projection: projection_name }),
    part: ({ projection_name }) => ['projection', projection_name],
  }),
  AddTableConstraint: tableForm({
    kind: 'AddTableConstraint',
    keys: { constraint: constraintShape },
    print: ({ constraint }) => ({ constraint: constraintToFile(constraint) }),
    parse: ({ constraint }) => ({ kind: 'AddTableConstraint', constraint: constraintFromFile(constraint) }),
    part: ({ constraint }) => ['constraint', constraint.name],
  }),
  DropTableConstraint: tableForm({
    kind: 'DropTableConstraint',
    keys: { constraint_name: name },
    print: ({ constraint }) => ({ constraint_name: constraint }),
    parse: ({ constraint_name }) => ({ kind: 'DropTableConstraint', constraint: constraint_name }),
    part: ({ constraint_name }) => ['constraint', constraint_name],
  }),
} satisfies { readonly [K in OperationKind]?: OperationForm };
