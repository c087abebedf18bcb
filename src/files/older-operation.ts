import * as z from 'zod';
import { AppError } from '../errors.ts';
import { fromMooseForm } from '../facets/types/moose-form.ts';
import { addressOf, partAddress } from '../model/address.ts';
import type { InfraMap } from '../model/infra-map.ts';
import type { Operation, OperationKind } from '../model/operation.ts';
import { effectWhenOmitted } from './effect.ts';
import { databaseFromFile, type Path, type Reading } from './reading.ts';
import { checkShape } from './shape.ts';
import { name, optionalName } from './texts.ts';

/** Operations that once had another name and were otherwise the same. */
export const RENAMED_OPERATIONS: ReadonlyMap<string, OperationKind> = new Map([['RawSQL', 'RawSql']]);

export const CHANGE_COLUMN = 'ChangeTableColumn';

/** An older form of ModifyTableColumn, which says the new type alone. */
export const changeColumnShape = z.strictObject({
  table: name,
  column_name: name,
  data_type: z.union([name, z.record(z.string(), z.unknown())]),
  database: optionalName,
  cluster_name: optionalName,
});

/**
 * A type change told by the new type alone. All else of the column stays as it is in `base`, because a MODIFY COLUMN that
 * leaves the default out would remove it.
 */
export function changeColumnFromFile(
  value: unknown,
  base: InfraMap | null,
  reading: Reading,
  path: Path,
): Operation | null {
  const file = checkShape(changeColumnShape, value, path, reading.fault);
  if (file === null) return null;
  const address = addressOf(databaseFromFile(file.database, reading, path), file.table);
  const table = base?.tables.find((each) => each.address === address);
  const before = table?.columns.find((column) => column.name === file.column_name);
  if (table === undefined || before === undefined) {
    reading.fault(
      [...path, 'column_name'],
      `${CHANGE_COLUMN} says the type alone, and remote_state.json has no column ${file.column_name} of ${address} to take the rest from`,
      'write ModifyTableColumn with before_column and after_column',
    );
    return null;
  }
  const type = typeFromFile(file.data_type, reading, [...path, 'data_type']);
  const action = { kind: 'ModifyTableColumn', before, after: { ...before, type } } as const;
  const { hazards, cost } = effectWhenOmitted(action);
  return {
    ...action,
    target: { database: table.database, name: table.name, cluster: file.cluster_name },
    because: partAddress(address, 'column', before.name),
    hazards,
    cost: { class: cost, rows: null, bytes: null, parts: null, seconds: null },
    approved: [],
    checks: [],
  };
}

function typeFromFile(type: unknown, reading: Reading, path: Path): string {
  try {
    return fromMooseForm(type);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    reading.fault(path, error.message, error.hint);
    return '';
  }
}
