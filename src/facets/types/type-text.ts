import { AppError } from '../../errors.ts';
import {
  identifierOf,
  isSymbol,
  quoteName,
  quoteString,
  splitList,
  stringValue,
  tokenize,
} from '../../model/tokens.ts';

/** A ClickHouse data type as a tree. `args` null means no parentheses; `Tuple()` has an empty list. */
export interface TypeNode {
  readonly name: string;
  readonly args: readonly TypeArg[] | null;
}

/** What may stand between the parentheses of a data type. */
export type TypeArg =
  /** A type; `name` is the element's name in a Tuple or Nested, else null. */
  | { readonly kind: 'type'; readonly name: string | null; readonly type: TypeNode }
  /** A member of an Enum; `value` null means the number after the one before. */
  | { readonly kind: 'member'; readonly label: string; readonly value: number | null }
  /** Anything else, as written: lengths, time zones, the arguments of JSON, the function of an AggregateFunction. */
  | { readonly kind: 'text'; readonly text: string };

/** Words that ClickHouse prints in backticks although they look like plain names (26.7). */
const QUOTED_WORDS = new Set(['all', 'distinct', 'from', 'select', 'table', 'values']);

/** A name inside a type, in backticks only where ClickHouse's own print-out has them. */
export function printName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && !QUOTED_WORDS.has(name.toLowerCase()) ? name : quoteName(name);
}

/**
 * Reads the text of a ClickHouse type.
 * @throws AppError DECLARATION_INVALID for a text that is not one
 */
export function parseType(text: string): TypeNode {
  const found = /^([A-Za-z_]\w*(?:\s+[A-Za-z_]\w*)*)\s*(?:(\()([\s\S]*)\))?$/.exec(text.trim());
  const name = found?.[1]?.replace(/\s+/g, ' ');
  if (name === undefined || !isBalanced(text)) throw notAType(text);
  if (found?.[2] === undefined) return { name, args: null };
  const pieces = splitList(found[3] ?? '');
  if (pieces.some((piece) => piece === '')) throw notAType(text);
  return { name, args: pieces.map((piece, at) => parseArg(name, piece, at)) };
}

/** The text of a type as ClickHouse prints it on one line. */
export function printType(node: TypeNode): string {
  return node.args === null ? node.name : `${node.name}(${node.args.map(printArg).join(', ')})`;
}

function printArg(arg: TypeArg): string {
  switch (arg.kind) {
    case 'type':
      return arg.name === null ? printType(arg.type) : `${printName(arg.name)} ${printType(arg.type)}`;
    case 'member':
      return arg.value === null ? quoteString(arg.label) : `${quoteString(arg.label)} = ${arg.value}`;
    case 'text':
      return arg.text;
  }
}

/** Builds a node whose arguments are types. */
export function typeOf(name: string, ...types: readonly TypeNode[]): TypeNode {
  return {
    name,
    args: types.length === 0 ? null : types.map((type) => ({ kind: 'type', name: null, type })),
  };
}

/** The types among a node's arguments, in order. */
export function innerTypes(node: TypeNode): readonly TypeNode[] {
  return (node.args ?? []).flatMap((arg) => (arg.kind === 'type' ? [arg.type] : []));
}

/** The texts among a node's arguments, in order. */
export function textArgs(node: TypeNode): readonly string[] {
  return (node.args ?? []).flatMap((arg) => (arg.kind === 'text' ? [arg.text] : []));
}

const ELEMENTS = new Set(['tuple', 'nested']);
const ENUMS = new Set(['enum', 'enum8', 'enum16']);
const AGGREGATES = new Set(['aggregatefunction', 'simpleaggregatefunction']);
/** Arguments of these are not types, or have a grammar of their own. */
const TEXT_ONLY = new Set([
  'json',
  'object',
  'dynamic',
  'datetime',
  'datetime32',
  'datetime64',
  'time64',
  'fixedstring',
  'qbit',
]);

function parseArg(parent: string, piece: string, at: number): TypeArg {
  const family = parent.toLowerCase();
  if (ENUMS.has(family)) return parseMember(piece);
  if (ELEMENTS.has(family)) return parseElement(piece);
  // `AggregateFunction(1, sum, UInt64)` carries the version of its state before the function.
  if (AGGREGATES.has(family) && (at === 0 || /^\d+$/.test(piece))) return { kind: 'text', text: piece };
  if (TEXT_ONLY.has(family) || !/^[A-Za-z_]/.test(piece) || isAssignment(piece))
    return { kind: 'text', text: piece };
  return { kind: 'type', name: null, type: parseType(piece) };
}

/** `max_types = 8`; the `=` inside `Enum8('a' = 1)` makes no assignment of it. */
function isAssignment(piece: string): boolean {
  return tokenize(piece).some((token) => token.depth === 0 && isSymbol(token, '='));
}

function parseElement(piece: string): TypeArg {
  const [first, second] = tokenize(piece);
  const isNamed = first?.kind === 'quoted' || (first?.kind === 'word' && second?.kind === 'word');
  if (!isNamed || first === undefined) return { kind: 'type', name: null, type: parseType(piece) };
  return { kind: 'type', name: identifierOf(first), type: parseType(piece.slice(first.end)) };
}

function parseMember(piece: string): TypeArg {
  const tokens = tokenize(piece);
  const [label, equals] = tokens;
  const value = tokens
    .slice(2)
    .map((token) => token.text)
    .join('');
  if (label?.kind !== 'string') throw notAType(piece);
  if (equals === undefined) return { kind: 'member', label: stringValue(label.text), value: null };
  if (!isSymbol(equals, '=') || !/^[+-]?\d+$/.test(value)) throw notAType(piece);
  return { kind: 'member', label: stringValue(label.text), value: Number(value) };
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const token of tokenize(text)) {
    if (isSymbol(token, '(')) depth += 1;
    if (isSymbol(token, ')')) depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function notAType(text: string): AppError {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return new AppError('DECLARATION_INVALID', `\`${shown}\` is not a ClickHouse data type`, {
    hint: 'Data types are listed at https://clickhouse.com/docs/sql-reference/data-types',
  });
}
