import { type Problem, problem } from '../errors.ts';
import { innerTypes, parseType, type TypeNode } from '../facets/types/type-text.ts';
import { addressOf } from '../model/address.ts';
import type { DeclaredColumn, DeclaredProject, DeclaredStream } from '../model/declared.ts';
import type { Table } from '../model/table.ts';
import { deployedName } from '../sdk/identifiers.ts';
import { referenceAddress } from './view-objects.ts';

/** What a value of a type is in a message, which is JSON. */
type Shape =
  /** Anything fits: a String takes even numbers, lists and objects (input_format_json_read_*_as_strings). */
  | { readonly is: 'any' }
  /** Numbers and booleans stand for each other. */
  | { readonly is: 'number' | 'time' | 'text' | 'object' }
  | { readonly is: 'list'; readonly of: Shape };

const ANY: Shape = { is: 'any' };

/** The type inside what only says how a value is stored, or that it may be missing. */
function unwrapped(node: TypeNode): TypeNode {
  const inner = innerTypes(node).at(-1);
  const isWrapper = ['Nullable', 'LowCardinality', 'SimpleAggregateFunction'].includes(node.name);
  return isWrapper && inner !== undefined ? unwrapped(inner) : node;
}

function shapeOf(type: TypeNode, side: 'message' | 'column'): Shape {
  const node = unwrapped(type);
  const { name } = node;
  if (/^(U?Int\d+|B?Float\d+|Decimal\d*|Bool)$/.test(name)) return { is: 'number' };
  if (/^Date(Time)?(32|64)?$/.test(name)) return { is: 'time' };
  if (name === 'String' || name === 'FixedString') return side === 'column' ? ANY : { is: 'text' };
  if (name === 'UUID' || name === 'IPv4' || name === 'IPv6') return { is: 'text' };
  if (name === 'Map' || name === 'JSON') return { is: 'object' };
  const [element] = innerTypes(node);
  if (name === 'Array' && element !== undefined) return { is: 'list', of: shapeOf(element, side) };
  // A Tuple may be written as a list, an Enum by name or number; of all others a message tells too little.
  return ANY;
}

function holds(column: Shape, message: Shape): boolean {
  if (column.is === 'any' || message.is === 'any') return true;
  if (column.is === 'list') return message.is === 'list' && holds(column.of, message.of);
  // A time is written as a text, or as seconds.
  if (column.is === 'time') return message.is === 'time' || message.is === 'text' || message.is === 'number';
  return column.is === message.is;
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
    if (holds(shapeOf(parseType(column.type), 'column'), shapeOf(parseType(carried.type), 'message')))
      return [];
    const message = `stream ${stream.name} carries ${column.name} as ${carried.type}, which a column ${column.type} of ${table.address} cannot hold`;
    return [problem('DECLARATION_INVALID', message, { position: carried.position ?? stream.source })];
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

/** What streams carry that the tables they feed have no column for, a line each: messages are taken, and that part of them is lost. */
export function lostFieldNotices({
  streams,
  tables,
}: Pick<DeclaredProject, 'streams' | 'tables'>): readonly string[] {
  return streams.flatMap(({ name: stream, destination, columns, source }) => {
    if (destination === null) return [];
    const address = referenceAddress(destination, '');
    const table = tables.find(
      (each) =>
        addressOf(each.database ?? '', deployedName(each.name, each.version ?? undefined)) === address,
    );
    if (table === undefined) return [];
    const isKept = ({ name }: DeclaredColumn): boolean =>
      // The parts of a Nested come in one object.
      table.columns.some((column) => column.name === name || column.name.startsWith(`${name}.`));
    return columns
      .filter((column) => !isKept(column))
      .map(({ name, position }) => {
        const place = position ?? source;
        const at = place === null ? '' : `${place.file}:${place.line}:${place.column} `;
        return `${at}stream ${stream} carries ${name}, for which table ${table.name} has no column: it is not kept`;
      });
  });
}
