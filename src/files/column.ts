import * as z from 'zod';
import { AppError } from '../errors.ts';
import { fromMooseForm, mooseColumnType } from '../facets/types/moose-form.ts';
import type { Column, ColumnDefault } from '../model/table.ts';
import type { Path, Reading } from './reading.ts';
import { name, optionalText, present, settingsFromFile, settingsShape } from './texts.ts';

/** A column in the peer's words. `data_type` is ClickHouse's text when we write it; the peer's own forms are read too. */
export const columnShape = z
  .strictObject({
    name,
    data_type: z.union([name, z.record(z.string(), z.unknown())]),
    required: z.boolean().nullable().default(null),
    unique: z.boolean().default(false),
    primary_key: z.boolean().default(false),
    default: optionalText,
    annotations: z.array(z.tuple([z.string(), z.unknown()])).default([]),
    comment: optionalText,
    ttl: optionalText,
    codec: optionalText,
    materialized: optionalText,
    alias: optionalText,
    ephemeral: z.union([z.string(), z.boolean()]).nullable().default(null),
    statistics: optionalText,
    settings: settingsShape.default({}),
  })
  .meta({ id: 'Column', description: 'A column; data_type is the complete ClickHouse type.' });

type ColumnFile = z.infer<typeof columnShape>;

/** `keys` are the names of the primary key's columns; the flag says again what the table's key says. */
export function columnToFile(column: Column, keys: ReadonlySet<string> = new Set()): object {
  const { default: value } = column;
  return {
    name: column.name,
    data_type: column.type,
    required: !/^(LowCardinality\()?Nullable\(/.test(column.type),
    unique: false,
    primary_key: keys.has(column.name),
    default: value?.kind === 'DEFAULT' ? value.expression : null,
    annotations: [],
    ...present({
      comment: column.comment,
      ttl: column.ttl,
      codec: column.codec,
      materialized: value?.kind === 'MATERIALIZED' ? value.expression : null,
      alias: value?.kind === 'ALIAS' ? value.expression : null,
      ephemeral: value?.kind === 'EPHEMERAL' ? (value.expression ?? true) : null,
      statistics: column.statistics,
      settings: Object.keys(column.settings).length === 0 ? null : column.settings,
    }),
  };
}

export function columnFromFile(file: ColumnFile, reading: Reading, path: Path): Column {
  return {
    name: file.name,
    type: typeFromFile(file, reading, [...path, 'data_type']),
    default: defaultFromFile(file, reading, path),
    comment: file.comment,
    codec: file.codec,
    statistics: file.statistics,
    ttl: file.ttl,
    settings: settingsFromFile(file.settings),
  };
}

function typeFromFile(file: ColumnFile, reading: Reading, path: Path): string {
  const { data_type: type } = file;
  if (typeof type === 'string' && reading.isOurs) return type;
  try {
    // The peer always writes `required`; a column without it was written by hand, with its complete type.
    return file.required === null ? fromMooseForm(type) : mooseColumnType(file);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    reading.fault(path, error.message, error.hint);
    return '';
  }
}

const KINDS = ['default', 'materialized', 'alias', 'ephemeral'] as const;

function defaultFromFile(file: ColumnFile, reading: Reading, path: Path): ColumnDefault | null {
  const given = KINDS.filter((kind) => file[kind] !== null && file[kind] !== false);
  if (given.length > 1) reading.fault([...path, given[1] ?? ''], `a column has either ${given.join(' or ')}`);
  const [kind] = given;
  switch (kind) {
    case undefined:
      return null;
    case 'ephemeral':
      return { kind: 'EPHEMERAL', expression: typeof file.ephemeral === 'string' ? file.ephemeral : null };
    case 'materialized':
      return { kind: 'MATERIALIZED', expression: file.materialized };
    case 'alias':
      return { kind: 'ALIAS', expression: file.alias };
    case 'default':
      // An old word of the peer's, from before it took expressions.
      return {
        kind: 'DEFAULT',
        expression: file.default === 'NOW' && !reading.isOurs ? 'now()' : file.default,
      };
    default:
      return kind satisfies never;
  }
}
