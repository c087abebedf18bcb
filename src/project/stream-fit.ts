import { type Problem, problem } from '../errors.ts';
import { isNullable } from '../facets/types/change.ts';
import { type MessageFit, messageFit, NULL_LOST, takesNull } from '../facets/types/message-fit.ts';
import { addressOf } from '../model/address.ts';
import type { DeclaredColumn, DeclaredProject, DeclaredStream, DeclaredTable } from '../model/declared.ts';
import type { Column, Table } from '../model/table.ts';
import { deployedName } from '../sdk/identifiers.ts';
import { referenceAddress } from './view-objects.ts';

/** How what a stream carries fits a column; one that need not be there needs a column that can do without. */
function fitOf(carried: DeclaredColumn, column: Column): MessageFit {
  const fit = messageFit(carried.type, column.type);
  if (fit.is === 'cannot' || fit.is === 'loses') return fit;
  const mayMiss = isNullable(carried.type) || 'default' in carried.tags;
  const isLost = mayMiss && column.default === null && !takesNull(column.type);
  return isLost ? { is: 'loses', because: NULL_LOST } : fit;
}

function misfits(
  stream: DeclaredStream,
  columns: readonly DeclaredColumn[],
  table: Table,
): readonly Problem[] {
  return table.columns.flatMap((column): readonly Problem[] => {
    const carried = columns.find(({ name }) => name === column.name);
    if (carried === undefined) {
      const isOptional = column.default !== null || /^(LowCardinality\()?Nullable\(/.test(column.type);
      // The parts of a Nested come in one object.
      const isPart = columns.some(({ name }) => column.name.startsWith(`${name}.`));
      if (isOptional || isPart) return [];
      const message = `stream ${stream.name} does not carry ${column.name}, which ${table.address} has without a default`;
      const hint = 'Add it to the messages, or give the column a default';
      return [problem('DECLARATION_INVALID', message, { position: stream.source, hint })];
    }
    if (column.default !== null && column.default.kind !== 'DEFAULT') return [];
    const fit = fitOf(carried, column);
    const whole = `stream ${stream.name} carries ${column.name} as ${carried.type}, which a column ${column.type} of ${table.address}`;
    const position = carried.position ?? stream.source;
    if (fit.is === 'cannot') return [problem('DECLARATION_INVALID', `${whole} cannot hold`, { position })];
    if (fit.is !== 'loses') return [];
    const hint =
      fit.because === NULL_LOST
        ? 'Make the column optional too, or give it a default'
        : 'Give the column the type of the messages, or the messages that of the column';
    return [
      problem('DECLARATION_INVALID', `${whole} holds only in part: ${fit.because}`, { position, hint }),
    ];
  });
}

/** Streams that no longer fit the tables they feed, a problem for each column. */
export function streamProblems(
  project: DeclaredProject,
  tables: readonly Table[],
  defaultDatabase: string,
): readonly Problem[] {
  return project.streams.flatMap((stream) => {
    const { destination, columns } = stream;
    if (destination === null || columns.length === 0) return [];
    const address = referenceAddress(destination, defaultDatabase);
    const table = tables.find((each) => each.address === address);
    return table === undefined ? [] : misfits(stream, columns, table);
  });
}

function tableFedBy(
  { destination }: DeclaredStream,
  tables: readonly DeclaredTable[],
): DeclaredTable | undefined {
  if (destination === null) return undefined;
  const address = referenceAddress(destination, '');
  return tables.find(
    (each) => addressOf(each.database ?? '', deployedName(each.name, each.version ?? undefined)) === address,
  );
}

/** What a stream carries that its table may not keep; null for what it surely keeps. */
function doubtOf(stream: DeclaredStream, carried: DeclaredColumn, table: DeclaredTable): string | null {
  const { name, type } = carried;
  // The parts of a Nested come in one object.
  if (!table.columns.some((column) => column.name === name || column.name.startsWith(`${name}.`)))
    return `stream ${stream.name} carries ${name}, for which table ${table.name} has no column: it is not kept`;
  const column = table.columns.find((each) => each.name === name);
  if (column === undefined || COMPUTED.some((tag) => tag in column.tags)) return null;
  const fit = messageFit(type, column.type);
  if (fit.is !== 'may-not-fit') return null;
  return `stream ${stream.name} carries ${name} as ${type}, which a column ${column.type} of table ${table.name} may not hold: ${fit.because}`;
}

const COMPUTED = ['materialized', 'alias', 'ephemeral'];

/**
 * What streams carry and the tables they feed do not keep, or may not, a line each: for what has no column, messages are taken
 * and that part of them is lost.
 */
export function lostFieldNotices({
  streams,
  tables,
}: Pick<DeclaredProject, 'streams' | 'tables'>): readonly string[] {
  return streams.flatMap((stream) => {
    const table = tableFedBy(stream, tables);
    if (table === undefined) return [];
    return stream.columns.flatMap((carried) => {
      const doubt = doubtOf(stream, carried, table);
      const place = carried.position ?? stream.source;
      const at = place === null ? '' : `${place.file}:${place.line}:${place.column} `;
      return doubt === null ? [] : [`${at}${doubt}`];
    });
  });
}
